#include "federation/signatures/key_cache.hpp"

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
    if (const auto found = index_.find(key_id); found != index_.end()) {
        found->second->key = std::move(key);
        entries_.splice(entries_.begin(), entries_, found->second);
        return;
    }
    entries_.push_front({std::string(key_id), std::move(key)});
    index_.emplace(entries_.front().key_id, entries_.begin());
    if (entries_.size() <= capacity_) return;
    index_.erase(entries_.back().key_id);
    entries_.pop_back();
}

void KeyCache::erase(std::string_view key_id)
{
    const std::lock_guard lock{mutex_};
    const auto found = index_.find(key_id);
    if (found == index_.end()) return;
    const auto entry = found->second;
    index_.erase(found);
    entries_.erase(entry);
}

void KeyCache::erase_owner(std::string_view owner)
{
    const std::lock_guard lock{mutex_};
    for (auto entry = entries_.begin(); entry != entries_.end();) {
        if (entry->key.owner != owner) {
            ++entry;
            continue;
        }
        index_.erase(entry->key_id);
        entry = entries_.erase(entry);
    }
}

std::size_t KeyCache::size() const
{
    const std::lock_guard lock{mutex_};
    return entries_.size();
}

} // namespace rounds::signatures
