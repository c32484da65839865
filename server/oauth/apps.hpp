#pragma once

#include "server/app/context.hpp"

namespace rounds::oauth {

/// POST /api/v1/apps with client_name, redirect_uris (text, one or one per line, or an array), scopes, website. Anyone
/// may. 422 for a missing name, an unacceptable redirect or an unknown scope.
[[nodiscard]] boost::asio::awaitable<http::Response> register_app(app::Context& ctx);
/// GET /api/v1/apps/verify_credentials with a token of an app or a user.
[[nodiscard]] boost::asio::awaitable<http::Response> verify_app(app::Context& ctx);

} // namespace rounds::oauth
