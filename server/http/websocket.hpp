#pragma once

#include "server/http/message.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::http {

struct WebSocketLimits
{
    std::size_t message_bytes = 4096;     ///< a longer message ends the connection (1009)
    std::size_t queue_bytes = 256 * 1024; ///< waiting for a slow reader; beyond, the connection is dropped
    /// After so long without a sign of life a ping is sent; after as long again the connection ends.
    std::chrono::milliseconds ping{30'000};
    /// For the rest of a message that began to arrive, and for one message to be taken by the reader.
    std::chrono::milliseconds patience{20'000};
};

/// Close codes of RFC 6455 section 7.4.1.
namespace close_code {
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t unsupported = 1003;
inline constexpr std::uint16_t policy = 1008;
inline constexpr std::uint16_t try_again = 1013;
} // namespace close_code

/// The server's end of a WebSocket (RFC 6455): a bounded queue of text messages. All functions may be called from any
/// thread, also after the connection has ended; they never block.
class WebSocket
{
public:
    /// Shared by all sockets that are sent the same.
    using Message = std::shared_ptr<const std::string>;

    void send(Message message);
    /// What still waits is thrown away; the client has a second to answer.
    void close(std::uint16_t code, std::string_view reason);

    /// For the connection: `wake` is called under the lock, when there is work, until end().
    WebSocket(std::size_t queue_bytes, std::function<void()> wake);
    struct Closing
    {
        std::uint16_t code;
        std::string reason;
    };
    struct Work
    {
        std::vector<Message> messages;
        std::optional<Closing> closing;
        bool overflow = false; ///< the reader is too slow
    };
    /// Empty when there is nothing to do; then the next message wakes.
    [[nodiscard]] Work take();
    void written(std::size_t bytes);
    /// Closing, or overflown: what is being written need not be finished.
    [[nodiscard]] bool urgent() const;
    void end() noexcept;

private:
    mutable std::mutex mutex_;
    std::vector<Message> queue_;
    std::size_t bytes_ = 0; ///< waiting and being written
    std::size_t most_;
    std::function<void()> wake_;
    std::optional<Closing> closing_;
    bool awake_ = false;
    bool overflow_ = false;
    bool ended_ = false;
};

/// What the server does with a connection. All functions are called on its I/O thread and must not block.
class WebSocketHandler
{
public:
    virtual ~WebSocketHandler() = default;
    virtual void opened(std::shared_ptr<WebSocket> socket) = 0;
    /// A whole text message, valid UTF-8.
    virtual void received(std::string_view text) = 0;
    /// Once, if opened() was called.
    virtual void ended() noexcept = 0;
};

/// What a response needs to turn its connection into a WebSocket.
struct Upgrade
{
    WebSocketLimits limits{};
    std::string subprotocol{}; ///< echoed; empty: none
    std::unique_ptr<WebSocketHandler> handler{};
};

/// Whether the client asks for a WebSocket at all.
[[nodiscard]] bool asks_for_websocket(const Request& request) noexcept;
/// Why the handshake cannot be done (RFC 6455 section 4.2.1): 400, or 426 naming the version we speak.
[[nodiscard]] std::optional<Response> refuse_handshake(const Request& request);
/// The first of Sec-WebSocket-Protocol, else empty.
[[nodiscard]] std::string_view offered_subprotocol(const Request& request) noexcept;

} // namespace rounds::http
