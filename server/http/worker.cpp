#include "server/http/worker.hpp"

#include "server/http/inherited.hpp"
#include "server/http/session.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/log.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cstring>
#include <sys/socket.h>

namespace rounds::http {
namespace {

using tcp = asio::ip::tcp;
constexpr auto on_done = asio::as_tuple(asio::use_awaitable);
constexpr int accept_backlog = 4096;

} // namespace

std::shared_ptr<asio::ssl::context> Shared::tls() const
{
    const std::lock_guard lock{tls_mutex_};
    return tls_;
}

void Shared::set_tls(std::shared_ptr<asio::ssl::context> context)
{
    const std::lock_guard lock{tls_mutex_};
    tls_ = std::move(context);
}

Worker::Worker(Shared& shared, const tcp::endpoint& endpoint) : shared_(shared)
{
    const auto random = crypto::random_bytes(sizeof id_base_);
    std::memcpy(&id_base_, random.data(), sizeof id_base_);
    if (const auto inherited = inherited_listener(endpoint)) {
        acceptor_.assign(endpoint.protocol(), *inherited);
        port_ = endpoint.port();
        return;
    }
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    const int on = 1;
    ::setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    acceptor_.bind(endpoint);
    acceptor_.listen(accept_backlog);
    port_ = acceptor_.local_endpoint().port();
}

void Worker::run()
{
    asio::co_spawn(io_, accept_loop(), asio::detached);
    asio::co_spawn(io_, sweep_loop(), asio::detached);
    while (true) {
        try {
            io_.run();
            return;
        } catch (const std::exception& error) {
            log::error("I/O thread: {}", error.what());
        }
    }
}

asio::awaitable<void> Worker::accept_loop()
{
    asio::steady_timer pause{io_};
    while (acceptor_.is_open()) {
        tcp::socket socket{io_};
        const auto [error] = co_await acceptor_.async_accept(socket, on_done);
        if (!error) {
            admit(std::move(socket));
        } else if (error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
                   error == asio::error::no_memory) {
            log::warn("cannot accept: {}", error.message());
            pause.expires_after(std::chrono::milliseconds{100}); // others must close first
            co_await pause.async_wait(on_done);
        } else if (error == asio::error::operation_aborted) {
            co_return;
        }
    }
}

void Worker::admit(tcp::socket socket)
{
    boost::system::error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    if (shared_.connections.load(std::memory_order_relaxed) >= shared_.settings.limits.connections) {
        constexpr std::string_view busy = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
                                          "Connection: close\r\n\r\n";
        socket.non_blocking(true, error);
        if (!shared_.tls()) socket.write_some(asio::buffer(busy), error);
        return;
    }
    socket.set_option(tcp::no_delay(true), error);
    auto address = peer.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    start_session(std::move(socket), *this, address.to_string());
}

asio::awaitable<void> Worker::sweep_loop()
{
    const auto& limits = shared_.settings.limits;
    const auto period = std::clamp(
        std::min(limits.message, limits.idle) / 8, std::chrono::milliseconds{5}, std::chrono::milliseconds{250}
    );
    while (acceptor_.is_open() || !connections_.empty()) {
        sweep_timer_.expires_after(period);
        co_await sweep_timer_.async_wait(on_done);
        const auto now = std::chrono::steady_clock::now();
        for (auto* connection : connections_) {
            if (connection->deadline_ > now) continue;
            connection->expired_ = true;
            connection->cancel();
        }
    }
}

void Worker::drain()
{
    asio::post(io_, [this] {
        boost::system::error_code error;
        acceptor_.close(error);
        for (auto* connection : connections_) connection->drain();
    });
}

void Worker::abort_connections()
{
    asio::post(io_, [this] {
        for (auto* connection : connections_) {
            connection->expired_ = true;
            connection->deadline_ = SteadyTime::min();
            connection->cancel();
        }
    });
}

void Worker::finish()
{
    asio::post(io_, [this] { io_.stop(); });
}

void Worker::add(Connection& connection)
{
    shared_.connections.fetch_add(1, std::memory_order_relaxed);
    connection.place_ = connections_.insert(connections_.end(), &connection);
}

void Worker::remove(Connection& connection) noexcept
{
    connections_.erase(connection.place_);
    shared_.connections.fetch_sub(1, std::memory_order_release);
}

std::string_view Worker::date()
{
    const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto second = std::chrono::floor<std::chrono::seconds>(now);
    if (second != date_second_) {
        date_second_ = second;
        date_ = to_http_date(now);
    }
    return date_;
}

std::string Worker::next_request_id()
{
    // splitmix64: a bijection, so ids of one thread never repeat, and the random base keeps threads apart.
    std::uint64_t z = id_base_ + ++id_count_ * 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    z ^= z >> 31U;
    std::string id(16, '0');
    for (auto digit = id.rbegin(); digit != id.rend(); ++digit, z >>= 4U) *digit = "0123456789abcdef"[z & 0xfU];
    return id;
}

} // namespace rounds::http
