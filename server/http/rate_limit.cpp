#include "server/http/rate_limit.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/ip/address.hpp>
#include <list>
#include <mutex>
#include <unordered_map>

namespace rounds::http {
namespace {

constexpr std::size_t shard_count = 16;

/// The keys of one part of the hash space. `order` holds the windows by their start.
struct Shard
{
    struct Window
    {
        std::string key;
        Time start;
        Time end;
        std::size_t count = 0;
    };
    using Order = std::list<Window>;

    std::mutex mutex;
    Order order;
    std::unordered_map<std::string_view, Order::iterator> windows; // views into the list's keys

    Window& window(std::string_view key, Time now, std::chrono::seconds length, std::size_t most)
    {
        if (const auto known = windows.find(key); known != windows.end()) {
            auto& window = *known->second;
            if (now >= window.end || now < window.start) { // over, or the clock was set back
                window.start = now;
                window.end = now + length;
                window.count = 0;
                order.splice(order.end(), order, known->second);
            }
            return window;
        }
        while (!order.empty() && (order.size() >= most || order.front().end <= now)) {
            windows.erase(order.front().key);
            order.pop_front();
        }
        order.push_back({std::string{key}, now, now + length, 0});
        const auto place = std::prev(order.end());
        windows.emplace(place->key, place);
        return *place;
    }
};

} // namespace

struct RateLimiter::Impl
{
    const Clock& clock;
    std::size_t keys_per_shard;
    std::array<Shard, shard_count> shards;
};

RateLimiter::RateLimiter(const Clock& clock, std::size_t keys)
    : impl_(new Impl{clock, std::max<std::size_t>(1, keys / shard_count), {}})
{
}

RateLimiter::~RateLimiter() = default;

RateLimiter::Decision RateLimiter::hit(std::string_view key, const Rule& rule)
{
    auto& shard = impl_->shards[std::hash<std::string_view>{}(key) % shard_count];
    const auto now = impl_->clock.now();
    const std::lock_guard lock{shard.mutex};
    auto& window = shard.window(key, now, rule.window, impl_->keys_per_shard);
    const bool allowed = window.count < rule.limit;
    if (allowed) ++window.count;
    return {allowed, rule.limit, rule.limit - std::min(rule.limit, window.count), window.end};
}

std::string RateLimiter::address_key(std::string_view address)
{
    namespace ip = boost::asio::ip;
    boost::system::error_code error;
    const auto parsed = ip::make_address(std::string{address}, error);
    if (error) return std::string{address};
    if (parsed.is_v4()) return parsed.to_string();
    auto v6 = parsed.to_v6();
    if (v6.is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, v6).to_string();
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return ip::make_address_v6(bytes).to_string() + "/64";
}

void add_rate_headers(Response& response, const RateLimiter::Decision& decision)
{
    response.headers.set("X-RateLimit-Limit", std::to_string(decision.limit));
    response.headers.set("X-RateLimit-Remaining", std::to_string(decision.remaining));
    response.headers.set("X-RateLimit-Reset", to_iso8601(decision.reset));
}

Response too_many_requests(const RateLimiter::Decision& decision, Time now)
{
    auto response = json_error(429, "Too many requests");
    add_rate_headers(response, decision);
    const auto wait = std::chrono::ceil<std::chrono::seconds>(decision.reset - now);
    response.headers.set("Retry-After", std::to_string(std::max<std::int64_t>(1, wait.count())));
    return response;
}

} // namespace rounds::http
