#pragma once

#include "server/http/message.hpp"

#include <optional>
#include <string_view>

namespace rounds::http {

// Web clients of other origins call the bearer API without cookies (client-api.md 5.7-5.9): any origin, no credentials.

/// /api/, /oauth/token, /oauth/revoke, /oauth/userinfo, /.well-known/, /nodeinfo/ and /media/; never pages.
[[nodiscard]] bool cors_applies(std::string_view path) noexcept;

/// Errors need them as well. Does nothing for other paths.
void add_cors_headers(const Request& request, Response& response);

/// The answer to an OPTIONS request on such a path; it comes before authentication and rate limits.
[[nodiscard]] std::optional<Response> answer_preflight(const Request& request);

} // namespace rounds::http
