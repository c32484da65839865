#pragma once

#include "server/http/gate.hpp"
#include "server/http/proxy.hpp"
#include "server/http/server.hpp"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <list>
#include <memory>
#include <mutex>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace rounds::http {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What all connections of a server share.
struct Shared
{
    explicit Shared(ServerSettings server_settings, Handlers server_handlers, AddressSet proxies)
        : settings(std::move(server_settings)),
          handlers(std::move(server_handlers)),
          hosts(settings.host_names),
          trusted_proxies(std::move(proxies))
    {
    }

    const ServerSettings settings;
    const Handlers handlers;
    const HostNames hosts;
    const AddressSet trusted_proxies;
    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> in_flight{0};
    std::atomic<std::size_t> requests{0};
    std::atomic<bool> draining{false};

    [[nodiscard]] std::shared_ptr<asio::ssl::context> tls() const;
    void set_tls(std::shared_ptr<asio::ssl::context> context);

private:
    mutable std::mutex tls_mutex_;
    std::shared_ptr<asio::ssl::context> tls_;
};

/// A connection as its worker sees it: something with a deadline that can be woken.
class Connection
{
public:
    virtual ~Connection() = default;
    /// Ends the waiting read or write with an error.
    virtual void cancel() noexcept = 0;
    /// The server stops: a connection that waits for its client ends.
    virtual void drain()
    {
        if (idle_) cancel();
    }

    [[nodiscard]] bool expired() const noexcept { return expired_; }
    [[nodiscard]] bool idle() const noexcept { return idle_; }

protected:
    /// One point in time for everything until the next call: reads do not renew it (security.md E4).
    void set_deadline(SteadyTime at) noexcept
    {
        deadline_ = at;
        expired_ = false;
    }
    void set_idle(bool idle) noexcept { idle_ = idle; }

private:
    friend class Worker;
    SteadyTime deadline_ = SteadyTime::max();
    bool expired_ = false;
    bool idle_ = false;
    std::list<Connection*>::iterator place_;
};

/// One I/O thread: its io_context, its acceptor (SO_REUSEPORT, or one handed over) and its connections. A connection
/// never leaves it, so nothing here needs a lock. One timer looks at all deadlines: cheaper than arming one for each
/// read.
class Worker
{
public:
    Worker(Shared& shared, const asio::ip::tcp::endpoint& endpoint);

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] asio::any_io_executor executor() { return io_.get_executor(); }
    /// Runs until `finish`.
    void run();
    /// From any thread: closes the acceptor and idle connections; what is in flight goes on.
    void drain();
    /// From any thread: cancels what still waits.
    void abort_connections();
    /// From any thread: lets `run` return after what is queued now.
    void finish();

    void add(Connection& connection);
    void remove(Connection& connection) noexcept;
    [[nodiscard]] Shared& shared() noexcept { return shared_; }
    /// The Date header's value, made once a second.
    [[nodiscard]] std::string_view date();
    /// 16 hexadecimal digits, different for each request of all nodes.
    [[nodiscard]] std::string next_request_id();

private:
    asio::awaitable<void> accept_loop();
    asio::awaitable<void> sweep_loop();
    void admit(asio::ip::tcp::socket socket);

    Shared& shared_;
    std::list<Connection*> connections_; // before io_, whose end destroys what is left of them
    asio::io_context io_{1};
    asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
    asio::ip::tcp::acceptor acceptor_{io_};
    asio::steady_timer sweep_timer_{io_};
    std::uint16_t port_ = 0;
    std::string date_;
    std::chrono::sys_seconds date_second_{};
    std::uint64_t id_base_;
    std::uint64_t id_count_ = 0;
};

} // namespace rounds::http
