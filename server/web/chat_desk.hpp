#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"

#include <boost/asio/awaitable.hpp>

namespace rounds::web {

// The desk of a chat: what its hosts and moderators on call work with while it runs, by forms alone.

/// GET /chats/:id/desk
boost::asio::awaitable<http::Response> chat_desk(app::Context& ctx);
/// POST /chats/:id/desk/prompt {position, change: hold, release, skip or extend, minutes}
boost::asio::awaitable<http::Response> desk_prompt(app::Context& ctx);
/// POST /chats/:id/desk/slow_mode {seconds}
boost::asio::awaitable<http::Response> desk_slow_mode(app::Context& ctx);
/// POST /chats/:id/desk/pin {status_id}
boost::asio::awaitable<http::Response> desk_pin(app::Context& ctx);
/// POST /chats/:id/desk/off_topic {status_id, off_topic}
boost::asio::awaitable<http::Response> desk_off_topic(app::Context& ctx);
/// POST /chats/:id/desk/let_in {status_id}
boost::asio::awaitable<http::Response> desk_let_in(app::Context& ctx);
/// POST /chats/:id/desk/closing {text}
boost::asio::awaitable<http::Response> desk_closing(app::Context& ctx);
/// POST /chats/:id/desk/on_call {handle} or {account_id, on_call: false}
boost::asio::awaitable<http::Response> desk_on_call(app::Context& ctx);
/// POST /chats/:id/interests {statement}: by hosts, guests and moderators about themselves.
boost::asio::awaitable<http::Response> chat_interests(app::Context& ctx);

} // namespace rounds::web
