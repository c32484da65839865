#include "server/api/status_cache.hpp"

namespace rounds::api {

StatusCache::StatusCache(const Clock& clock, std::size_t max_bytes, std::chrono::seconds max_age)
    : clock_(clock), max_bytes_(max_bytes), max_age_(max_age)
{
}

StatusCache::Ticket StatusCache::ticket() const
{
    const std::lock_guard lock{mutex_};
    return invalidations_.ticket();
}

std::vector<std::shared_ptr<const Rendered>> StatusCache::find(const std::vector<StatusId>& ids)
{
    std::vector<std::shared_ptr<const Rendered>> found(ids.size());
    const auto oldest = clock_.now() - max_age_;
    const std::lock_guard lock{mutex_};
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto it = by_id_.find(ids[i]);
        if (it == by_id_.end()) {
            ++misses_;
        } else if (it->second->put_at < oldest) {
            ++misses_;
            erase(it->second);
        } else {
            ++hits_;
            order_.splice(order_.begin(), order_, it->second);
            found[i] = it->second->rendered;
        }
    }
    return found;
}

void StatusCache::put(Ticket ticket, std::shared_ptr<const Rendered> rendered)
{
    const auto now = clock_.now();
    const std::lock_guard lock{mutex_};
    if (invalidations_.stale(ticket, rendered->id)) return;
    if (const auto known = by_id_.find(rendered->id); known != by_id_.end()) erase(known->second);
    bytes_ += rendered->bytes();
    order_.push_front({std::move(rendered), now});
    by_id_[order_.front().rendered->id] = order_.begin();
    while (bytes_ > max_bytes_ && !order_.empty()) erase(std::prev(order_.end()));
}

void StatusCache::drop(StatusId id)
{
    const std::lock_guard lock{mutex_};
    invalidations_.note(id);
    if (const auto known = by_id_.find(id); known != by_id_.end()) erase(known->second);
}

void StatusCache::drop_author(AccountId author)
{
    const std::lock_guard lock{mutex_};
    invalidations_.note_all();
    for (auto it = order_.begin(); it != order_.end();) {
        const auto entry = it++;
        if (entry->rendered->author == author) erase(entry);
    }
}

void StatusCache::clear()
{
    const std::lock_guard lock{mutex_};
    invalidations_.note_all();
    order_.clear();
    by_id_.clear();
    bytes_ = 0;
}

StatusCache::Figures StatusCache::figures() const
{
    const std::lock_guard lock{mutex_};
    return {.entries = by_id_.size(), .bytes = bytes_, .hits = hits_, .misses = misses_};
}

void StatusCache::erase(Order::iterator entry)
{
    bytes_ -= entry->rendered->bytes();
    by_id_.erase(entry->rendered->id);
    order_.erase(entry);
}

} // namespace rounds::api
