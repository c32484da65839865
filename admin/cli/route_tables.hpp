#pragma once

#include "admin/cli/service.hpp"
#include "server/app/route.hpp"

#include <span>
#include <vector>

namespace rounds::cli {

/// Every table of routes that the main listener answers in these roles. Whoever adds a table adds it here, and with it
/// to the access matrix (tests/integration/access).
[[nodiscard]] std::vector<std::span<const app::Route>> route_tables(const Roles& roles);

} // namespace rounds::cli
