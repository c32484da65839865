#pragma once

#include "server/app/context.hpp"

#include <string>
#include <string_view>

namespace rounds::web {

/// "/assets/rounds.css?v=1f2e3d4c": the address changes with the content, so that browsers may keep it for a year.
[[nodiscard]] std::string asset_path(std::string_view name);

/// GET /assets/:name. Stylesheet, script and images that are compiled in; 404 for all other names.
[[nodiscard]] boost::asio::awaitable<http::Response> asset(app::Context& ctx);

} // namespace rounds::web
