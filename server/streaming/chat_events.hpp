#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::streaming {

/// GET /api/v1/streaming/chats/:id: server-sent events for the page of a chat, with a browser session or without. One
/// event, "changed", which holds no content: the page then reads itself anew, as its reader may see it. Ends when the
/// chat takes no more posts, or its reader may no longer read it. 503 when as many listen as may.
boost::asio::awaitable<http::Response> chat_events(app::Context& ctx);

} // namespace rounds::streaming
