#pragma once

#include "server/app/context.hpp"

#include <atomic>
#include <span>

namespace rounds::app {

/// GET /livez (the event loop turns) and GET /readyz (the database takes a write within a second, and the server is not
/// draining): for supervisors and load balancers. GET /health says no more
/// than /livez, by the name and in the form that Mastodon gave it.
[[nodiscard]] std::span<const Route> health_routes();

/// GET /metrics in Prometheus' text form; only for the listener of http.metrics_port.
[[nodiscard]] std::span<const Route> metrics_routes();

} // namespace rounds::app
