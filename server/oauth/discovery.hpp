#pragma once

#include "server/app/context.hpp"

namespace rounds::oauth {

/// GET /.well-known/oauth-authorization-server (RFC 8414).
[[nodiscard]] boost::asio::awaitable<http::Response> server_metadata(app::Context& ctx);
/// GET and POST /oauth/userinfo: the claims of OpenID Connect Core section 5.1 that Mastodon documents. Scope profile.
[[nodiscard]] boost::asio::awaitable<http::Response> userinfo(app::Context& ctx);

} // namespace rounds::oauth
