#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET and POST /settings/password. All other log-ins and all apps end.
[[nodiscard]] boost::asio::awaitable<http::Response> password_form(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> change_password(app::Context& ctx);
/// GET and POST /settings/email. Where mail is sent the new address counts once it is confirmed.
[[nodiscard]] boost::asio::awaitable<http::Response> email_form(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> change_email(app::Context& ctx);

} // namespace rounds::web
