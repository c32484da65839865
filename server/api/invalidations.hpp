#pragma once

#include <cstdint>
#include <deque>
#include <utility>

namespace rounds::api {

/// Keeps a cache from taking in what was read before a change and arrives after the news of it: whoever is going to
/// read takes a ticket first. Not thread-safe; lives under its cache's lock.
template <class Key> class Invalidations
{
public:
    using Ticket = std::uint64_t;

    [[nodiscard]] Ticket ticket() const noexcept { return next_; }

    void note(const Key& key)
    {
        recent_.emplace_back(next_++, key);
        if (recent_.size() > most) recent_.pop_front();
    }
    void note_all() noexcept
    {
        recent_.clear();
        floor_ = ++next_;
    }

    /// What was read with this ticket may be older than the last change of `key`.
    [[nodiscard]] bool stale(Ticket ticket, const Key& key) const
    {
        if (ticket < floor_ || (!recent_.empty() && ticket < recent_.front().first)) return true;
        for (auto it = recent_.rbegin(); it != recent_.rend() && it->first >= ticket; ++it)
            if (it->second == key) return true;
        return false;
    }

private:
    static constexpr std::size_t most = 4096;
    std::deque<std::pair<Ticket, Key>> recent_;
    Ticket next_ = 0;
    Ticket floor_ = 0;
};

} // namespace rounds::api
