#pragma once

#include "server/app/context.hpp"

namespace rounds::oauth {

/// POST /oauth/token, grant_type authorization_code or client_credentials. Errors as in RFC 6749 section 5.2. A code
/// that comes a second time ends the tokens it was exchanged for (RFC 9700 section 4.5).
[[nodiscard]] boost::asio::awaitable<http::Response> issue_token(app::Context& ctx);
/// POST /oauth/revoke with client and token (RFC 7009). 200 {} also when there is no such token; 403
/// unauthorized_client for a token of another app.
[[nodiscard]] boost::asio::awaitable<http::Response> revoke_token(app::Context& ctx);

} // namespace rounds::oauth
