#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /: what this instance is, its networks, the next chats.
[[nodiscard]] boost::asio::awaitable<http::Response> front(app::Context& ctx);
/// GET /about: who runs it, rules, figures.
[[nodiscard]] boost::asio::awaitable<http::Response> about(app::Context& ctx);
/// GET /privacy: what is kept, who sees it, for how long.
[[nodiscard]] boost::asio::awaitable<http::Response> privacy(app::Context& ctx);

/// GET /about/processors: who else handles data (privacy.processors).
[[nodiscard]] boost::asio::awaitable<http::Response> processors(app::Context& ctx);

} // namespace rounds::web
