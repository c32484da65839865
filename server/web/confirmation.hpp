#pragma once

#include "server/app/context.hpp"
#include "storage/sign_ups.hpp"

// Links in mails lead to a form, and only its button does something: mail filters follow links.

namespace rounds::web {

/// What is missing before there is an account; the mail can be asked for again.
[[nodiscard]] http::Response waiting_page(const app::Context& ctx, const storage::SignUp& sign_up);
/// POST /auth/confirm/resend with ticket, from the page above.
[[nodiscard]] boost::asio::awaitable<http::Response> resend_confirmation(app::Context& ctx);

/// GET and POST /auth/confirm?token=: the address of who asked for an account.
[[nodiscard]] boost::asio::awaitable<http::Response> confirm_form(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> confirm(app::Context& ctx);
/// GET and POST /auth/confirm_address?token=: the new address of an account. All its log-ins and apps end.
[[nodiscard]] boost::asio::awaitable<http::Response> confirm_address_form(app::Context& ctx);
[[nodiscard]] boost::asio::awaitable<http::Response> confirm_address(app::Context& ctx);

} // namespace rounds::web
