#pragma once

#include "server/http/message.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rounds::http {

namespace asio = boost::asio;

struct Limits
{
    std::size_t header_bytes = 16 * 1024;
    std::size_t body_bytes = 1 << 20;          ///< unless the route says otherwise
    std::chrono::milliseconds message{30'000}; ///< one deadline for a whole request, header and body
    std::chrono::milliseconds idle{60'000};    ///< between requests on a kept-alive connection
    std::chrono::milliseconds drain{20'000};   ///< after SIGTERM, for what is in flight
    std::size_t connections = 10'000;
    std::size_t fields = 100; ///< header fields of a request
    /// Bodies that a route allows beyond `body_bytes` get the time they need at this rate on top of `message`, in bytes
    /// per second; answers to slow readers too.
    std::size_t slowest_rate = 32 * 1024;
};

struct ServerSettings
{
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                   ///< 0: any free port
    unsigned threads = 2;                     ///< one io_context each, SO_REUSEPORT
    std::vector<std::string> host_names;      ///< what Host may say (with port when not the default); none: nothing
    std::vector<std::string> trusted_proxies; ///< addresses or CIDR whose X-Forwarded-* are believed
    std::string certificate_file;             ///< PEM chain; empty: plain HTTP
    std::string key_file;
    Limits limits;
};

/// What the header alone says about a request, decided before its body is read.
struct Admission
{
    std::size_t body_limit;
    std::optional<Response> refusal; ///< sent instead of reading the body; the connection closes if there is one
};

struct Handlers
{
    /// Called when the header is complete: routes, limits, rate limits and content types are decided here.
    std::function<Admission(const Request&)> admit;
    /// Answers; exceptions become 500 with a logged id. Runs on the connection's I/O thread and must not block. The
    /// request stays valid until `done` was called; the handler may take its body.
    std::function<asio::awaitable<Response>(Request&)> handle;
    /// Called after each answer, also those of the gate (400, 408, 413, 421, 431: the request holds what was read), for
    /// the access log and metrics.
    std::function<void(const Request&, const Response&, std::chrono::microseconds took)> done;
};

/// The HTTP/1.1 server: Beast behind our own header gate.
class Server
{
public:
    /// Binds; throws std::runtime_error in one clear line when the port is taken or a certificate cannot be read.
    Server(ServerSettings settings, Handlers handlers);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept;
    /// An executor of one of the I/O threads, in turn.
    [[nodiscard]] asio::any_io_executor executor();
    /// Starts the threads; returns at once.
    void start();
    /// Reads certificate and key again; new connections use them. Throws std::runtime_error and keeps the old ones.
    void reload_certificate();
    /// No new connections; what is in flight finishes within limits.drain; then the threads end. Not to be called from
    /// an I/O thread.
    void stop();

    struct Figures
    {
        std::size_t connections;
        std::size_t in_flight; ///< requests whose handler runs or whose answer is being written
        std::size_t requests;  ///< answered since start
    };
    [[nodiscard]] Figures figures() const noexcept;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace rounds::http
