#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET and POST /auth/second_factor?next=, after the password: a code of the authenticator app, a recovery code, or the
/// answer of a security key.
[[nodiscard]] boost::asio::awaitable<http::Response> second_factor_form(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> second_factor(app::Context& ctx);

/// Counts a try of a code for this account (limits.codes_per_5min).
[[nodiscard]] bool may_try_code(const app::Context& ctx, AccountId account);

} // namespace rounds::web
