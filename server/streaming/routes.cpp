#include "server/streaming/routes.hpp"

#include "server/streaming/chat_events.hpp"
#include "server/streaming/event_stream.hpp"
#include "server/streaming/socket.hpp"

namespace rounds::streaming {
namespace {

using app::Route;
using app::Auth::open;
using app::Auth::page;
using app::Auth::stream;
using http::Method::get;

template <Kind kind> asio::awaitable<http::Response> events(app::Context& ctx)
{
    return open_events(ctx, kind);
}

/// GET /api/v1/streaming/health: for balancers that look after streaming alone.
asio::awaitable<http::Response> health(app::Context&)
{
    http::Response response;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "OK";
    co_return response;
}

// The WebSocket is open to any right to read; each stream then asks for its own.
constexpr Route table[] = {
    {get, "/api/v1/streaming", stream, "read|read:statuses|read:notifications", open_socket},
    {get, "/api/v1/streaming/health", open, "", health, app::Rate::none},
    {get, "/api/v1/streaming/user", stream, "read:statuses", events<Kind::user>},
    {get, "/api/v1/streaming/user/notification", stream, "read:notifications", events<Kind::user_notification>},
    {get, "/api/v1/streaming/public", stream, "read:statuses", events<Kind::public_all>},
    {get, "/api/v1/streaming/public/local", stream, "read:statuses", events<Kind::public_local>},
    {get, "/api/v1/streaming/public/remote", stream, "read:statuses", events<Kind::public_remote>},
    {get, "/api/v1/streaming/hashtag", stream, "read:statuses", events<Kind::hashtag>},
    {get, "/api/v1/streaming/hashtag/local", stream, "read:statuses", events<Kind::hashtag_local>},
    {get, "/api/v1/streaming/list", stream, "read:statuses", events<Kind::list>},
    {get, "/api/v1/streaming/chats/:id", page, "", chat_events, app::Rate::page},
    {get, "/api/v1/streaming/direct", stream, "read:statuses", events<Kind::direct>},
};

} // namespace

std::span<const app::Route> routes()
{
    return table;
}

} // namespace rounds::streaming
