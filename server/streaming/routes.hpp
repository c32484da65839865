#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::streaming {

/// /api/v1/streaming: the WebSocket, server-sent events, and a health check of its own.
[[nodiscard]] std::span<const app::Route> routes();

} // namespace rounds::streaming
