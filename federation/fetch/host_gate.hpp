#pragma once

#include "federation/fetch/error.hpp"
#include "federation/fetch/resolver.hpp"
#include "federation/fetch/settings.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <deque>
#include <memory>
#include <string>
#include <unordered_map>

namespace rounds::fetch {

/// Bounds the requests under way per host; the others wait in line. A host is forgotten when nothing is under way for
/// it, so the state is bounded by the requests. Used from one strand.
class HostGate : public std::enable_shared_from_this<HostGate>
{
public:
    explicit HostGate(const Settings& settings) : most_(settings.requests_per_host), line_(settings.waiting_per_host) {}

    /// A place; it is given back when the last copy goes.
    using Place = std::shared_ptr<void>;

    /// fetch_errc::busy when the line is full, timeout when the deadline came first.
    [[nodiscard]] boost::asio::awaitable<result<Place>>
    enter(boost::asio::any_io_executor executor, std::string host, Deadline deadline);

private:
    struct Waiter;
    struct Host
    {
        std::size_t running = 0;
        std::deque<std::shared_ptr<Waiter>> waiting;
    };

    [[nodiscard]] Place place_for(const std::string& host);
    void leave(const std::string& host);

    std::size_t most_;
    std::size_t line_;
    std::unordered_map<std::string, Host> hosts_;
};

} // namespace rounds::fetch
