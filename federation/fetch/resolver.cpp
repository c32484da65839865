#include "federation/fetch/resolver.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <optional>

namespace rounds::fetch {
namespace {

namespace asio = boost::asio;
namespace ip = boost::asio::ip;
using Addresses = std::vector<ip::address>;

ip::address address_of(const sockaddr& socket_address)
{
    if (socket_address.sa_family == AF_INET) {
        const auto& four = reinterpret_cast<const sockaddr_in&>(socket_address);
        return ip::address_v4{ntohl(four.sin_addr.s_addr)};
    }
    const auto& six = reinterpret_cast<const sockaddr_in6&>(socket_address);
    ip::address_v6::bytes_type bytes{};
    std::ranges::copy(six.sin6_addr.s6_addr, bytes.begin());
    return ip::address_v6{bytes, six.sin6_scope_id};
}

Addresses ask_system(const std::string& host)
{
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    boost::system::error_code no_literal;
    const auto literal = ip::make_address(host, no_literal);
    // AI_ADDRCONFIG hides ::1 on hosts whose only IPv6 address it is.
    if (!no_literal) return {literal};
    addrinfo* list = nullptr;
    if (getaddrinfo(host.c_str(), nullptr, &hints, &list) != 0) return {};
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned{list, &freeaddrinfo};
    Addresses addresses;
    for (const auto* entry = list; entry != nullptr; entry = entry->ai_next)
        if (entry->ai_family == AF_INET || entry->ai_family == AF_INET6)
            addresses.push_back(address_of(*entry->ai_addr));
    return addresses;
}

/// One question: the timer stands for the answer's arrival.
struct Lookup
{
    explicit Lookup(const asio::any_io_executor& executor) : answered(executor) {}

    asio::steady_timer answered;
    std::optional<Addresses> addresses;
};

} // namespace

Resolver::Resolver(const Settings& settings)
    : settings_(settings), waiting_(std::make_shared<std::atomic<std::size_t>>(0)), threads_(settings.resolver_threads)
{
}

Resolver::~Resolver()
{
    threads_.stop(); // questions not yet asked are dropped
    threads_.join();
}

asio::awaitable<result<Addresses>>
Resolver::resolve(asio::any_io_executor executor, std::string host, Deadline deadline)
{
    if (waiting_->fetch_add(1) >= settings_.resolver_queue) {
        waiting_->fetch_sub(1);
        co_return fetch_errc::busy;
    }
    const auto lookup = std::make_shared<Lookup>(executor);
    lookup->answered.expires_at(std::min(deadline, std::chrono::steady_clock::now() + settings_.resolve_timeout));
    auto ask = settings_.resolve ? settings_.resolve : ask_system;
    auto work = [lookup, executor, host, ask = std::move(ask), waiting = waiting_] {
        Addresses found;
        try {
            found = ask(host);
        } catch (const std::exception&) {
            found.clear(); // out of memory or a broken hook: as if the name did not resolve
        }
        waiting->fetch_sub(1);
        asio::post(executor, [lookup, found = std::move(found)]() mutable {
            lookup->addresses = std::move(found);
            lookup->answered.cancel();
        });
    };
    asio::post(threads_, std::move(work));
    co_await lookup->answered.async_wait(asio::as_tuple(asio::use_awaitable));
    if (!lookup->addresses)
        co_return std::chrono::steady_clock::now() >= deadline ? fetch_errc::timeout : fetch_errc::dns;
    if (lookup->addresses->empty()) co_return fetch_errc::dns;
    co_return std::move(*lookup->addresses);
}

} // namespace rounds::fetch
