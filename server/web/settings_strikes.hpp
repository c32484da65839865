#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /settings/strikes: what moderators decided about the person's account, and a form against each decision.
[[nodiscard]] boost::asio::awaitable<http::Response> strikes_page(app::Context& ctx);
/// POST /settings/strikes/:id/appeal with text.
[[nodiscard]] boost::asio::awaitable<http::Response> appeal_strike(app::Context& ctx);

} // namespace rounds::web
