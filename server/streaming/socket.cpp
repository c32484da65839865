#include "server/streaming/socket.hpp"

#include "server/http/websocket.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::streaming {
namespace {

/// JSON text inside a JSON string: it holds no control characters, so two characters are all that is escaped.
void append_quoted(std::string& out, std::string_view json)
{
    out += '"';
    for (const char c : json) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

class SocketSink final : public Sink
{
public:
    explicit SocketSink(std::shared_ptr<http::WebSocket> socket) : socket_(std::move(socket)) {}

    void send(const Stream& stream, const Message& told) override
    {
        std::string message = R"({"stream":)" + json_names(stream) + R"(,"event":")";
        message += told.name;
        message += '"';
        if (told.payload) {
            message.reserve(message.size() + told.payload->size() * 5 / 4 + 16);
            message += R"(,"payload":)";
            append_quoted(message, *told.payload);
        }
        message += '}';
        socket_->send(std::make_shared<const std::string>(std::move(message)));
    }

    void refuse(const Refusal& refusal) override
    {
        json::object message;
        message["error"] = refusal.error;
        message["status"] = refusal.status;
        socket_->send(std::make_shared<const std::string>(json::serialize(message)));
    }

    void close(std::uint16_t code, std::string_view why) override { socket_->close(code, why); }

private:
    std::shared_ptr<http::WebSocket> socket_;
};

class SocketHandler final : public http::WebSocketHandler
{
public:
    SocketHandler(Hub& hub, app::Viewer viewer, Seats::Seat seat, std::optional<StreamOrRefusal> first)
        : hub_(hub), viewer_(std::move(viewer)), seat_(std::move(seat)), first_(std::move(first))
    {
    }

    void opened(std::shared_ptr<http::WebSocket> socket) override
    {
        client_ = make_client(*viewer_, std::move(*seat_), std::make_unique<SocketSink>(std::move(socket)));
        viewer_.reset();
        seat_.reset();
        hub_.join(client_);
        if (const auto first = std::exchange(first_, std::nullopt)) follow({.subscribe = true, .target = *first});
    }

    void received(std::string_view text) override { follow(read_command(text)); }

    void ended() noexcept override
    {
        if (client_) hub_.leave(std::move(client_));
    }

private:
    void follow(const Command& command)
    {
        if (!command.target.stream)
            client_->sink->refuse(command.target.refusal);
        else if (command.subscribe)
            hub_.subscribe(client_, *command.target.stream);
        else
            hub_.unsubscribe(client_, *command.target.stream);
    }

    Hub& hub_;
    std::optional<app::Viewer> viewer_;
    std::optional<Seats::Seat> seat_;
    std::optional<StreamOrRefusal> first_;
    std::shared_ptr<Client> client_;
};

http::WebSocketLimits limits_of(const app::Config::Streaming& config)
{
    http::WebSocketLimits limits;
    limits.message_bytes = config.message_bytes;
    limits.queue_bytes = config.queue_bytes;
    limits.ping = std::chrono::seconds{config.ping_s};
    return limits;
}

} // namespace

std::shared_ptr<Client> make_client(const app::Viewer& viewer, Seats::Seat seat, std::unique_ptr<Sink> sink)
{
    return std::make_shared<Client>(
        *viewer.account,
        *viewer.token,
        viewer.scopes,
        viewer.allows("read:statuses"),
        viewer.allows("read:notifications"),
        std::move(sink),
        std::move(seat)
    );
}

asio::awaitable<http::Response> open_socket(app::Context& ctx)
{
    const auto& request = ctx.request();
    if (!http::asks_for_websocket(request)) co_return app::problem(errc::not_found);
    if (auto refused = http::refuse_handshake(request)) co_return std::move(*refused);
    auto& hub = *ctx.app().streams;
    auto seat = hub.take_seat(ctx.account_id());
    if (!seat) co_return app::problem(seat.error());

    std::optional<StreamOrRefusal> first;
    const auto& params = ctx.params();
    if (const auto name = params.text("stream")) first = read_stream(*name, params.text("tag"), params.text("list"));
    auto upgrade = std::make_shared<http::Upgrade>();
    upgrade->limits = limits_of(ctx.app().config.streaming);
    upgrade->subprotocol = http::offered_subprotocol(request);
    upgrade->handler = std::make_unique<SocketHandler>(hub, *ctx.viewer(), std::move(*seat), std::move(first));
    http::Response response;
    response.upgrade = std::move(upgrade);
    co_return response;
}

} // namespace rounds::streaming
