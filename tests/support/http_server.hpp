#pragma once

#include "server/http/server.hpp"
#include "server/http/websocket.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace rounds::test {

/// A real server on a free port of the loopback interface with routes for tests:
///   GET /hello        "ok"                       GET /whoami    client address and "secure" or "plain"
///   any /echo         the body                   GET /big       8,000 bytes of JSON, compressible
///   GET /wait         answers after `release`    GET /stream    three pieces, one after another
///   GET /endless      a stream that never ends   GET /throw     throws
///   POST /refused     403 before the body        any /page      HTML
///   GET /socket       a WebSocket that echoes; "flood N" is answered with N messages of 10,000 bytes, "close" with
///   1008
/// The body limit is 1,000 bytes, of /large 1 MB. Host is rounds.test.
class HttpServer
{
public:
    using Adjust = std::function<void(http::ServerSettings&)>;
    http::WebSocketLimits socket_limits{}; ///< of sockets that are opened from now on
    explicit HttpServer(const Adjust& adjust = {});
    ~HttpServer();

    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] http::Server& server() { return *server_; }
    void release() { released_ = true; }
    /// Requests that reached the handler, as "METHOD path body-size".
    [[nodiscard]] std::vector<std::string> handled() const;
    /// Requests whose header was admitted.
    [[nodiscard]] std::size_t admitted() const { return admitted_; }
    /// WebSockets whose handler was not told of the end.
    [[nodiscard]] int sockets() const { return sockets_; }
    /// Statuses told to `done`.
    [[nodiscard]] std::vector<unsigned> done() const;

private:
    http::Admission admit(const http::Request& request);
    http::asio::awaitable<http::Response> handle(http::Request& request);
    http::asio::awaitable<void> wait_for_release();

    mutable std::mutex mutex_;
    std::vector<std::string> handled_;
    std::vector<unsigned> done_;
    std::atomic<std::size_t> admitted_{0};
    std::atomic<bool> released_{false};
    std::atomic<int> sockets_{0};
    std::unique_ptr<http::Server> server_;
};

/// Waits until it holds, at most ten seconds.
[[nodiscard]] bool eventually(const std::function<bool()>& condition);

} // namespace rounds::test
