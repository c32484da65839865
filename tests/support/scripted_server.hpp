#pragma once

#include "tests/support/certificates.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

/// A TCP or TLS server on loopback that does exactly what a test tells it to: any bytes, delays and cuts.
namespace rounds::testing {

/// One accepted connection, in the hands of the script.
class Peer
{
public:
    Peer(int socket, SSL_CTX* context, std::size_t number);
    ~Peer();
    Peer(const Peer&) = delete;
    Peer& operator=(const Peer&) = delete;

    /// The next request with its body (by Content-Length); nothing when the client has closed.
    [[nodiscard]] std::optional<std::string> request();
    /// False when the client does not take it any more.
    bool send(std::string_view bytes);
    /// Status 200 with that body, or any head that is given.
    bool respond(std::string_view body, std::string_view head = "HTTP/1.1 200 OK\r\n");
    /// Waits until the client closes or the time is over; true when it closed.
    bool closed_within(std::chrono::milliseconds time);
    [[nodiscard]] bool resumed() const;
    /// 0 for the first connection of the server.
    [[nodiscard]] std::size_t number() const noexcept { return number_; }
    void shut_down() noexcept;

private:
    [[nodiscard]] bool receive();

    int socket_;
    std::size_t number_;
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, &SSL_free};
    bool usable_ = true;
    std::string received_;
};

struct TlsOptions
{
    Certificate certificate;
    int newest_version = 0; ///< TLS1_1_VERSION ...; 0: the newest there is
};

class ScriptedServer
{
public:
    /// Runs once per connection, on a thread of its own; the connection is closed when it returns.
    using Script = std::function<void(Peer&)>;

    explicit ScriptedServer(Script script);
    ScriptedServer(Script script, const TlsOptions& tls);
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] std::size_t connections() const noexcept { return connections_; }

    /// A script that answers every request on a connection with `answer(request)`: a whole response.
    [[nodiscard]] static Script answering(std::function<std::string(const std::string& request)> answer);

private:
    void accept_all();
    void serve(int socket, std::size_t number);

    Script script_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, &SSL_CTX_free};
    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<std::size_t> connections_ = 0;
    mutable std::mutex mutex_;
    bool stopping_ = false;
    std::list<Peer*> open_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// A complete response with a Content-Length. `headers` are whole lines, each ended by CR LF.
[[nodiscard]] std::string response(std::string_view status, std::string_view headers, std::string_view body);

/// The value of a header of a raw request or response; empty when absent.
[[nodiscard]] std::string header_of(std::string_view message, std::string_view name);

} // namespace rounds::testing
