#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::oauth {

[[nodiscard]] std::span<const app::Route> routes();

} // namespace rounds::oauth
