#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <netinet/in.h>
#include <string_view>
#include <vector>

namespace rounds::bench {

/// What a closed loop sends: each connection has one request on its way and sends the next when the answer is read.
struct Load
{
    sockaddr_in address{};
    unsigned concurrency = 16;
    std::size_t count = 0;            ///< requests in all
    std::chrono::seconds longest{60}; ///< no request is begun after that
    /// The bytes of the n-th request; they live until the load ends.
    std::function<std::string_view(std::size_t n)> request;
};

struct Outcome
{
    std::map<int, std::size_t> statuses;  ///< answers by status
    std::size_t broken = 0;               ///< requests whose connection ended before the answer
    std::size_t body_bytes = 0;           ///< of all answers
    double seconds = 0;                   ///< from the first request to the last answer
    std::vector<std::uint32_t> latencies; ///< microseconds, in ascending order
    std::chrono::steady_clock::time_point started;

    [[nodiscard]] std::size_t answered() const noexcept { return latencies.size(); }
    [[nodiscard]] std::size_t accepted() const noexcept; ///< 2xx
    [[nodiscard]] double percentile_ms(double share) const noexcept;
};

/// Runs on the calling thread. Throws std::runtime_error when nobody answers at the address.
[[nodiscard]] Outcome run_load(const Load& load);

} // namespace rounds::bench
