#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /collections/:id: accounts that somebody recommends, for whoever has the address.
[[nodiscard]] boost::asio::awaitable<http::Response> collection_page(app::Context& ctx);

} // namespace rounds::web
