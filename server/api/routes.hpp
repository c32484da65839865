#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::api {

/// The client API that Mastodon's apps speak, as far as it exists here. What is missing is absent (404), never faked.
[[nodiscard]] std::span<const app::Route> routes();

} // namespace rounds::api
