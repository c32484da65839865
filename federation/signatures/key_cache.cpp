#include "federation/signatures/key_cache.hpp"

#include <algorithm>
#include <iterator>

namespace rounds::signatures {

std::optional<CachedKey> KeyCache::find(std::string_view key_id)
{
    const std::lock_guard lock{mutex_};
    const auto found = index_.find(key_id);
    if (found == index_.end()) return std::nullopt;
    entries_.splice(entries_.begin(), entries_, found->second);
    return found->second->key;
}

void KeyCache::put(std::string_view key_id, CachedKey key)
{
    const std::lock_guard lock{mutex_};
    if (capacity_ == 0) return;
    if (const auto found = index_.find(key_id); found != index_.end()) remove(found->second);
    entries_.push_front({std::string(key_id), std::move(key)});
    index_.emplace(entries_.front().key_id, entries_.begin());
    by_owner_.emplace(entries_.front().key.owner, entries_.begin());
    if (entries_.size() > capacity_) remove(std::prev(entries_.end()));
}

void KeyCache::erase(std::string_view key_id)
{
    const std::lock_guard lock{mutex_};
    if (const auto found = index_.find(key_id); found != index_.end()) remove(found->second);
}

/// Every actor that is read for the first time has its keys forgotten before they are kept: not a matter of all keys.
void KeyCache::erase_owner(std::string_view owner)
{
    const std::lock_guard lock{mutex_};
    const std::string wanted(owner);
    for (auto found = by_owner_.find(wanted); found != by_owner_.end(); found = by_owner_.find(wanted))
        remove(found->second);
}

void KeyCache::remove(Entries::iterator entry)
{
    forget_owner(entry);
    index_.erase(entry->key_id);
    entries_.erase(entry);
}

void KeyCache::forget_owner(Entries::iterator entry)
{
    const auto [begin, end] = by_owner_.equal_range(entry->key.owner);
    const auto found = std::find_if(begin, end, [&](const auto& one) { return one.second == entry; });
    if (found != end) by_owner_.erase(found);
}

std::size_t KeyCache::size() const
{
    const std::lock_guard lock{mutex_};
    return entries_.size();
}

} // namespace rounds::signatures
