#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /auth/password: for who has forgotten it. Where no mail is sent it says whom to ask.
[[nodiscard]] boost::asio::awaitable<http::Response> forgotten_form(app::Context& ctx);
/// POST /auth/password with email: the same answer whoever has the address.
[[nodiscard]] boost::asio::awaitable<http::Response> forgotten(app::Context& ctx);
/// GET and POST /auth/password/new?token=: a new password by the link of the mail. All log-ins, apps and links of the
/// person end. A second factor stays.
[[nodiscard]] boost::asio::awaitable<http::Response> new_password_form(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> new_password(app::Context& ctx);

/// Why a new password will not do, in words for people; nothing: it will.
[[nodiscard]] std::optional<std::string>
password_problem(const app::Context& ctx, std::string_view password, std::string_view again);

} // namespace rounds::web
