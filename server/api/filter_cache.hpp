#pragma once

#include "server/api/invalidations.hpp"
#include "server/entities/filter.hpp"
#include "storage/filters.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rounds::api {

/// Text as filters compare it: without case, in any script.
[[nodiscard]] std::string folded(std::string_view text);

/// The filters of one account, ready to be compared with posts.
class FilterSet
{
public:
    explicit FilterSet(std::vector<storage::filters::Filter> filters);

    [[nodiscard]] bool empty() const noexcept { return filters_.empty(); }
    /// Those in force at `now` that match a post (or the post it boosts) with these folded words.
    [[nodiscard]] std::vector<entities::FilterMatch> matches(StatusId id, std::string_view words, Time now) const;

private:
    std::vector<storage::filters::Filter> filters_;
    std::vector<std::vector<std::string>> folded_; ///< keywords of each filter
};

/// True when `word` stands in `words`; for whole words, not as a part of a longer one.
[[nodiscard]] bool contains_word(std::string_view words, std::string_view word, bool whole);

/// Filter sets by account, at most `most`. Dropped by events (State::apply). Thread-safe.
class FilterCache
{
public:
    explicit FilterCache(std::size_t most = 10'000) : most_(most) {}

    /// From memory, or by three queries.
    [[nodiscard]] std::shared_ptr<const FilterSet> get(storage::Transaction& tx, AccountId account);
    /// From memory, or null.
    [[nodiscard]] std::shared_ptr<const FilterSet> known(AccountId account) const;
    void drop(AccountId account);
    void clear();

private:
    std::size_t most_;
    mutable std::mutex mutex_;
    std::unordered_map<AccountId, std::shared_ptr<const FilterSet>> sets_;
    Invalidations<AccountId> invalidations_;
};

} // namespace rounds::api
