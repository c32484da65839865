#include "server/http/rate_limit.hpp"

#include <gtest/gtest.h>
#include <thread>

namespace rounds::http {
namespace {

using namespace std::chrono_literals;

class RateLimits : public ::testing::Test
{
protected:
    ManualClock clock{parse_iso8601("2026-11-22T09:00:00Z").value()};
    RateLimiter limiter{clock};
    RateLimiter::Rule rule{3, 300s};
};

TEST_F(RateLimits, AllowsUpToTheLimit)
{
    for (std::size_t i = 0; i < 3; ++i) {
        const auto decision = limiter.hit("ann", rule);
        EXPECT_TRUE(decision.allowed);
        EXPECT_EQ(decision.remaining, 2 - i);
        EXPECT_EQ(decision.limit, 3U);
        EXPECT_EQ(decision.reset, clock.now() + 300s);
    }
    const auto decision = limiter.hit("ann", rule);
    EXPECT_FALSE(decision.allowed);
    EXPECT_EQ(decision.remaining, 0U);
    EXPECT_TRUE(limiter.hit("bob", rule).allowed);
}

TEST_F(RateLimits, StartsAgainWithTheNextWindow)
{
    for (int i = 0; i < 4; ++i) (void)limiter.hit("ann", rule);
    clock.advance(300s - 1us);
    EXPECT_FALSE(limiter.hit("ann", rule).allowed);
    clock.advance(1us);
    EXPECT_EQ(limiter.hit("ann", rule).remaining, 2U);
}

TEST_F(RateLimits, ClockSetBackDoesNotLockOut)
{
    for (int i = 0; i < 4; ++i) (void)limiter.hit("ann", rule);
    clock.set(clock.now() - 24h);
    EXPECT_TRUE(limiter.hit("ann", rule).allowed);
}

TEST_F(RateLimits, OldestKeysAreForgottenFirst)
{
    RateLimiter small{clock, 16 * 10};
    for (int i = 0; i < 3; ++i) (void)small.hit("old", rule);
    EXPECT_FALSE(small.hit("old", rule).allowed);
    for (int i = 0; i < 10'000; ++i) (void)small.hit("key" + std::to_string(i), rule);
    for (int i = 0; i < 3; ++i) (void)small.hit("fresh", rule);
    EXPECT_FALSE(small.hit("fresh", rule).allowed);
    EXPECT_TRUE(small.hit("old", rule).allowed);
}

TEST_F(RateLimits, CountsExactlyAcrossThreads)
{
    const RateLimiter::Rule wide{1000, 300s};
    std::atomic<std::size_t> allowed{0};
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&] {
            for (int i = 0; i < 500; ++i)
                if (limiter.hit("shared", wide).allowed) ++allowed;
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(allowed, 1000U);
}

TEST_F(RateLimits, AddressesShareTheirNetwork)
{
    EXPECT_EQ(RateLimiter::address_key("203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(RateLimiter::address_key("::ffff:203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(RateLimiter::address_key("2001:db8:1:2:3:4:5:6"), RateLimiter::address_key("2001:DB8:1:2::9"));
    EXPECT_NE(RateLimiter::address_key("2001:db8:1:2::1"), RateLimiter::address_key("2001:db8:1:3::1"));
    EXPECT_EQ(RateLimiter::address_key("unknown"), "unknown");
}

TEST_F(RateLimits, HeadersOnAnswers)
{
    Response response;
    add_rate_headers(response, limiter.hit("ann", rule));
    EXPECT_EQ(response.headers.get("X-RateLimit-Limit"), "3");
    EXPECT_EQ(response.headers.get("X-RateLimit-Remaining"), "2");
    EXPECT_EQ(response.headers.get("X-RateLimit-Reset"), "2026-11-22T09:05:00.000Z");
    for (int i = 0; i < 3; ++i) (void)limiter.hit("ann", rule);
    clock.advance(100s);
    const auto refused = too_many_requests(limiter.hit("ann", rule), clock.now());
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(refused.headers.get("Retry-After"), "200");
    EXPECT_EQ(refused.body, R"({"error":"Too many requests"})");
}

} // namespace
} // namespace rounds::http
