#pragma once

#include "server/app/context.hpp"

/// Security keys and passkeys as second factors; they are listed on the page of factor_page().
namespace rounds::web {

/// POST /settings/security_keys, with password and second factor (when there is one): the page that registers a key.
[[nodiscard]] boost::asio::awaitable<http::Response> begin_key(app::Context& ctx);
/// POST /settings/security_keys/confirm with name and credential (JSON of static/webauthn.js). All other log-ins and
/// all apps end; who had no second factor gets recovery codes, shown once.
[[nodiscard]] boost::asio::awaitable<http::Response> confirm_key(app::Context& ctx);
/// POST /settings/security_keys/:id/remove, with password and second factor. Not the last one of staff that must have
/// one.
[[nodiscard]] boost::asio::awaitable<http::Response> remove_key(app::Context& ctx);

} // namespace rounds::web
