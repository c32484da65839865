#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::admin_api {

/// Mastodon's admin API, and appeals in its manner.
[[nodiscard]] std::span<const app::Route> routes();

} // namespace rounds::admin_api
