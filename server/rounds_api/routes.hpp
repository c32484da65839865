#pragma once

#include "server/app/route.hpp"

#include <span>

namespace rounds::rounds_api {

/// Our own API under /api/rounds/v1, described by openapi.json, and the documents of credentials.
[[nodiscard]] std::span<const app::Route> routes();

/// The OpenAPI 3.1 document of the routes.
[[nodiscard]] std::string_view openapi_document();

} // namespace rounds::rounds_api
