#include "server/api/filter_cache.hpp"

#include <algorithm>
#include <unicode/unistr.h>

namespace rounds::api {
namespace {

bool word_byte(char c) noexcept
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || byte == '_';
}

} // namespace

std::string folded(std::string_view text)
{
    std::string out;
    icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())))
        .foldCase()
        .toUTF8String(out);
    return out;
}

bool contains_word(std::string_view words, std::string_view word, bool whole)
{
    if (word.empty()) return false;
    for (auto at = words.find(word); at != std::string_view::npos; at = words.find(word, at + 1)) {
        if (!whole) return true;
        const auto end = at + word.size();
        // Edges count only where the keyword itself ends in a word: "#tag" may follow anything.
        const bool open_before = !word_byte(word.front()) || at == 0 || !word_byte(words[at - 1]);
        const bool open_after = !word_byte(word.back()) || end == words.size() || !word_byte(words[end]);
        if (open_before && open_after) return true;
    }
    return false;
}

FilterSet::FilterSet(std::vector<storage::filters::Filter> filters) : filters_(std::move(filters))
{
    for (const auto& filter : filters_) {
        auto& words = folded_.emplace_back();
        for (const auto& keyword : filter.keywords) words.push_back(folded(keyword.keyword));
    }
}

std::vector<entities::FilterMatch> FilterSet::matches(StatusId id, std::string_view words, Time now) const
{
    std::vector<entities::FilterMatch> found;
    for (std::size_t i = 0; i < filters_.size(); ++i) {
        const auto& filter = filters_[i];
        if (filter.expires_at && *filter.expires_at <= now) continue;
        entities::FilterMatch match{.filter = &filter, .keywords = {}, .statuses = {}};
        for (std::size_t k = 0; k < filter.keywords.size(); ++k)
            if (contains_word(words, folded_[i][k], filter.keywords[k].whole_word))
                match.keywords.push_back(filter.keywords[k].keyword);
        if (std::ranges::find(filter.statuses, id, &storage::filters::FilteredStatus::status) != filter.statuses.end())
            match.statuses.push_back(id);
        if (!match.keywords.empty() || !match.statuses.empty()) found.push_back(std::move(match));
    }
    return found;
}

std::shared_ptr<const FilterSet> FilterCache::get(storage::Transaction& tx, AccountId account)
{
    Invalidations<AccountId>::Ticket ticket = 0;
    {
        const std::lock_guard lock{mutex_};
        if (const auto known = sets_.find(account); known != sets_.end()) return known->second;
        ticket = invalidations_.ticket();
    }
    auto loaded = std::make_shared<const FilterSet>(storage::filters::list(tx, account));
    const std::lock_guard lock{mutex_};
    if (invalidations_.stale(ticket, account)) return loaded;
    if (sets_.size() >= most_) sets_.erase(sets_.begin());
    sets_[account] = loaded;
    return loaded;
}

std::shared_ptr<const FilterSet> FilterCache::known(AccountId account) const
{
    const std::lock_guard lock{mutex_};
    const auto found = sets_.find(account);
    return found == sets_.end() ? nullptr : found->second;
}

void FilterCache::drop(AccountId account)
{
    const std::lock_guard lock{mutex_};
    invalidations_.note(account);
    sets_.erase(account);
}

void FilterCache::clear()
{
    const std::lock_guard lock{mutex_};
    invalidations_.note_all();
    sets_.clear();
}

} // namespace rounds::api
