#pragma once

#include "server/streaming/seats.hpp"
#include "server/streaming/stream.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::streaming {

/// What happened, as clients read it.
struct Message
{
    std::string_view name;                     ///< "update", "delete" ...
    std::optional<std::string_view> payload{}; ///< JSON text, or an id; nothing for filters_changed
};

/// Where the events of a client go: a WebSocket, or an answer that does not end. Called from any thread, also after the
/// client has gone; never blocks.
class Sink
{
public:
    virtual ~Sink() = default;
    virtual void send(const Stream& stream, const Message& message) = 0;
    virtual void refuse(const Refusal& refusal) = 0;
    /// `code` is one of http::close_code.
    virtual void close(std::uint16_t code, std::string_view why) = 0;
};

/// Somebody who listens.
struct Client
{
    AccountId account;
    TokenId token;
    std::string scopes; ///< of the token, as they were when it came
    bool posts;         ///< may read posts
    bool notifications; ///< may read notifications
    std::unique_ptr<Sink> sink;
    Seats::Seat seat;

    std::atomic<int> commands = 0; ///< not yet taken up by the hub
    std::vector<Stream> streams{}; ///< the hub's
    bool welcome = false;          ///< the hub's: the token was checked after the client had joined
};

/// What a token must allow for a stream.
[[nodiscard]] inline bool may_listen(const Client& client, Kind kind) noexcept
{
    return kind == Kind::user_notification ? client.notifications : client.posts;
}

} // namespace rounds::streaming
