#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /settings/second_factor: whether there is one, and what can be done.
[[nodiscard]] boost::asio::awaitable<http::Response> factor_page(app::Context& ctx);
/// POST /settings/second_factor, with the password: a new secret, as QR code and as text.
[[nodiscard]] boost::asio::awaitable<http::Response> begin_factor(app::Context& ctx);
/// POST /settings/second_factor/confirm, with a code: it is on, and recovery codes are shown, once. All other log-ins
/// and all apps end.
[[nodiscard]] boost::asio::awaitable<http::Response> confirm_factor(app::Context& ctx);
/// POST /settings/second_factor/codes, with password and code: new recovery codes instead of the old ones.
[[nodiscard]] boost::asio::awaitable<http::Response> new_recovery_codes(app::Context& ctx);
/// POST /settings/second_factor/remove, with password and code. Not for staff that must have one.
[[nodiscard]] boost::asio::awaitable<http::Response> remove_factor(app::Context& ctx);

} // namespace rounds::web
