#pragma once

#include "server/http/message.hpp"
#include "storage/base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace rounds::http {

/// Counts requests per key in fixed windows; at most `keys` keys are remembered, the oldest windows are forgotten
/// first.
class RateLimiter
{
public:
    struct Rule
    {
        std::size_t limit;
        std::chrono::seconds window;
    };
    struct Decision
    {
        bool allowed;
        std::size_t limit;
        std::size_t remaining;
        Time reset;
    };

    explicit RateLimiter(const Clock& clock, std::size_t keys = 100'000);
    ~RateLimiter();

    /// Thread-safe.
    [[nodiscard]] Decision hit(std::string_view key, const Rule& rule);

    /// The key for an address: IPv4 whole, IPv6 by its /64 (security.md N54).
    [[nodiscard]] static std::string address_key(std::string_view address);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// X-RateLimit-Limit, -Remaining and -Reset (ISO 8601), on every answer of a limited route.
void add_rate_headers(Response& response, const RateLimiter::Decision& decision);

/// 429 with the same headers and Retry-After in seconds.
[[nodiscard]] Response too_many_requests(const RateLimiter::Decision& decision, Time now);

} // namespace rounds::http
