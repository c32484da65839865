#pragma once

#include "federation/fetch/error.hpp"
#include "federation/fetch/settings.hpp"

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace rounds::fetch {

using Deadline = std::chrono::steady_clock::time_point;

/// Looks names up on threads of its own, because getaddrinfo blocks, for as long as a name server likes.
class Resolver
{
public:
    explicit Resolver(const Settings& settings);
    ~Resolver();
    Resolver(const Resolver&) = delete;
    Resolver& operator=(const Resolver&) = delete;

    /// All addresses of the host, unfiltered. fetch_errc::dns when it has none or did not answer in time, busy when too
    /// many look-ups wait. To be awaited on the executor that is given.
    [[nodiscard]] boost::asio::awaitable<result<std::vector<boost::asio::ip::address>>>
    resolve(boost::asio::any_io_executor executor, std::string host, Deadline deadline);

private:
    const Settings& settings_;
    std::shared_ptr<std::atomic<std::size_t>> waiting_;
    boost::asio::thread_pool threads_;
};

} // namespace rounds::fetch
