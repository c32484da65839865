#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /manifest (W3C Web Application Manifest): name and picture for who puts the pages on a home screen.
[[nodiscard]] boost::asio::awaitable<http::Response> manifest(app::Context& ctx);

} // namespace rounds::web
