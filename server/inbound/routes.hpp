#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::inbound {

/// POST to the inboxes. The documents we serve have a table of their own.
[[nodiscard]] std::span<const app::Route> inbox_routes();

} // namespace rounds::inbound
