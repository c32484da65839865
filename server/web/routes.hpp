#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::web {

[[nodiscard]] std::span<const app::Route> routes();

} // namespace rounds::web
