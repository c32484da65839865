#pragma once

#include <atomic>
#include <chrono>

namespace rounds::app {

/// Whether what this process keeps in memory may be shown without asking the tables: only while all events that are
/// committed have been read, at most a second ago. Where nobody reads events it never may. Thread-safe.
class Freshness
{
public:
    /// All events that are committed have been applied. Give it to EventReader::after_each_look.
    void renew() noexcept { at_ = Steady::now().time_since_epoch().count(); }
    [[nodiscard]] bool holds() const noexcept
    {
        const Steady::time_point at{Steady::duration{at_.load()}};
        return Steady::now() - at < std::chrono::seconds{1};
    }

private:
    using Steady = std::chrono::steady_clock;
    std::atomic<Steady::rep> at_{0};
};

} // namespace rounds::app
