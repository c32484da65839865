#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /@:name[?max_id=]: the page of a person or of a network of this instance. Who asks for an ActivityPub document
/// is sent to the actor's id. 404 for unknown, 410 for suspended and deleted ones.
[[nodiscard]] boost::asio::awaitable<http::Response> profile(app::Context& ctx);

} // namespace rounds::web
