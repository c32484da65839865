#pragma once

#include "storage/base/clock.hpp"

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rounds::peers {

/// Which servers were heard of lately, so that a busy one costs a write in seconds instead of one per request. The
/// interval is short: a server that says something after an outage must not be left waiting because it spoke before.
/// Thread-safe and bounded: when it is full it forgets everything and some write once more.
class Heard
{
public:
    explicit Heard(std::chrono::seconds again_after = std::chrono::seconds(10), std::size_t capacity = 10'000)
        : again_after_(again_after), capacity_(capacity)
    {
    }

    /// True the first time, and then once per interval.
    [[nodiscard]] bool is_news(std::string_view host, Time now);

private:
    std::chrono::seconds again_after_;
    std::size_t capacity_;
    std::mutex mutex_;
    std::unordered_map<std::string, Time> last_;
};

} // namespace rounds::peers
