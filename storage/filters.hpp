#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::storage::filters {

struct Keyword
{
    std::int64_t id = 0;
    FilterId filter{};
    std::string keyword;
    bool whole_word = true;
};

struct FilteredStatus
{
    std::int64_t id = 0;
    FilterId filter{};
    StatusId status{};
};

struct Filter
{
    FilterId id{};
    std::string title;
    std::vector<std::string> contexts; ///< home, notifications, public, thread, account
    std::string action = "warn";       ///< warn, hide, blur
    std::optional<Time> expires_at{};
    std::vector<Keyword> keywords{};
    std::vector<FilteredStatus> statuses{};
};

inline constexpr int max_filters = 200;
inline constexpr int max_keywords = 200; ///< and posts, per filter

/// With keywords and posts; three queries whatever the number. Expired ones too.
[[nodiscard]] std::vector<Filter> list(Transaction& tx, AccountId owner);
/// not_found when it is someone else's; so for all below.
[[nodiscard]] result<Filter> find(Transaction& tx, AccountId owner, FilterId id);
/// Title, contexts, action and expiry; keywords by add_keyword. too_many beyond max_filters.
[[nodiscard]] result<FilterId> create(Transaction& tx, AccountId owner, const Filter& filter);
[[nodiscard]] result<void> update(Transaction& tx, AccountId owner, const Filter& filter);
[[nodiscard]] result<void> remove(Transaction& tx, AccountId owner, FilterId id);

/// The filter must be the owner's (find). too_many beyond max_keywords.
[[nodiscard]] result<Keyword> add_keyword(Transaction& tx, FilterId filter, std::string_view keyword, bool whole_word);
[[nodiscard]] result<Keyword> find_keyword(Transaction& tx, AccountId owner, std::int64_t id);
[[nodiscard]] result<Keyword> update_keyword(Transaction& tx, AccountId owner, const Keyword& keyword);
[[nodiscard]] result<void> remove_keyword(Transaction& tx, AccountId owner, std::int64_t id);

/// already_exists when the post is in the filter.
[[nodiscard]] result<FilteredStatus> add_status(Transaction& tx, FilterId filter, StatusId status);
[[nodiscard]] result<FilteredStatus> find_status(Transaction& tx, AccountId owner, std::int64_t id);
[[nodiscard]] result<void> remove_status(Transaction& tx, AccountId owner, std::int64_t id);

} // namespace rounds::storage::filters
