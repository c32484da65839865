#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /chats/:id for people; the same address serves the Event to other servers, so that the route is one of
/// server/inbound, which calls this (app::App::chat_page). The page of a chat: when, who hosts, prompts, and the public
/// posts of its transcript under their prompts. 404 when there is none.
[[nodiscard]] boost::asio::awaitable<http::Response> chat(app::Context& ctx);

} // namespace rounds::web
