#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /conditions?q=: finds conditions by name, synonym or code.
[[nodiscard]] boost::asio::awaitable<http::Response> find_condition(app::Context& ctx);
/// GET /conditions/:id: what it is, its networks, chats, summaries and questions, how to follow it.
[[nodiscard]] boost::asio::awaitable<http::Response> condition(app::Context& ctx);
/// POST /conditions/:id/follow and /unfollow, by who is logged in.
[[nodiscard]] boost::asio::awaitable<http::Response> follow_condition(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> unfollow_condition(app::Context& ctx);

} // namespace rounds::web
