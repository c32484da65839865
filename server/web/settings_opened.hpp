#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /settings/opened: when staff has opened private conversations of the person, why, and what a second person said.
[[nodiscard]] boost::asio::awaitable<http::Response> opened_page(app::Context& ctx);

} // namespace rounds::web
