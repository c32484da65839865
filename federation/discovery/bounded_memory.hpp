#pragma once

#include "storage/base/clock.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace rounds::discovery {

/// Remembers a value per key until a time; the oldest entries leave when there are too many. Safe from any thread.
template <class T> class BoundedMemory
{
public:
    BoundedMemory(const Clock& clock, std::size_t capacity) : clock_(clock), capacity_(capacity) {}

    [[nodiscard]] std::optional<T> find(std::string_view key)
    {
        const std::lock_guard lock(mutex_);
        const auto found = entries_.find(key);
        if (found == entries_.end() || found->second.until <= clock_.now()) return std::nullopt;
        return found->second.value;
    }

    void put(std::string_view key, T value, std::chrono::microseconds duration)
    {
        const std::lock_guard lock(mutex_);
        const auto until = clock_.now() + duration;
        const auto [entry, added] = entries_.insert_or_assign(std::string(key), Entry{std::move(value), until});
        if (!added) return;
        order_.push_back(entry->first);
        while (order_.size() > capacity_) {
            entries_.erase(order_.front());
            order_.pop_front();
        }
    }

private:
    struct Entry
    {
        T value;
        Time until;
    };

    const Clock& clock_;
    std::size_t capacity_;
    std::mutex mutex_;
    std::map<std::string, Entry, std::less<>> entries_;
    std::deque<std::string> order_; ///< of their first arrival
};

} // namespace rounds::discovery
