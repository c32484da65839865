#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /settings: the apps that may act for the person, the log-ins in browsers, and the way to the other settings.
[[nodiscard]] boost::asio::awaitable<http::Response> settings(app::Context& ctx);
/// POST /settings/apps/:id/revoke: all tokens of one app end at once.
[[nodiscard]] boost::asio::awaitable<http::Response> revoke_app(app::Context& ctx);
/// POST /settings/sessions/:id/end: one log-in in a browser ends.
[[nodiscard]] boost::asio::awaitable<http::Response> end_session(app::Context& ctx);
/// POST /settings/sessions/end: all log-ins of the person in browsers end, this one too.
[[nodiscard]] boost::asio::awaitable<http::Response> end_sessions(app::Context& ctx);

} // namespace rounds::web
