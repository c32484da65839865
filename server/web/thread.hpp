#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /@:name/:id: a post with what it answers and what answers it, as far as the reader may see them. 404 for all
/// others.
[[nodiscard]] boost::asio::awaitable<http::Response> thread(app::Context& ctx);
/// GET /tags/:name: public posts with a tag.
[[nodiscard]] boost::asio::awaitable<http::Response> tag(app::Context& ctx);

} // namespace rounds::web
