#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::web {

// Chats and series are planned by forms: date and time in the zone of the chat, prompts as lines of an editor whose
// empty lines do not count.

/// GET /networks/:id/chats/new
boost::asio::awaitable<http::Response> new_chat_form(app::Context& ctx);
/// POST /networks/:id/chats/new
boost::asio::awaitable<http::Response> plan_new_chat(app::Context& ctx);
/// GET /chats/:id/edit
boost::asio::awaitable<http::Response> edit_chat_form(app::Context& ctx);
/// POST /chats/:id/edit
boost::asio::awaitable<http::Response> save_chat(app::Context& ctx);
/// POST /chats/:id/cancel
boost::asio::awaitable<http::Response> call_chat_off(app::Context& ctx);
/// GET /networks/:id/series/new
boost::asio::awaitable<http::Response> new_series_form(app::Context& ctx);
/// POST /networks/:id/series/new
boost::asio::awaitable<http::Response> start_new_series(app::Context& ctx);

} // namespace rounds::web
