#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /auth/sign_up[?invite=code]: the form, with the rules and the privacy policy to accept; where nobody can sign
/// up, how people get an account.
[[nodiscard]] boost::asio::awaitable<http::Response> sign_up_form(app::Context& ctx);
/// POST /auth/sign_up. A name that looks like a full name is pointed out once; sent again it is taken.
[[nodiscard]] boost::asio::awaitable<http::Response> sign_up(app::Context& ctx);

} // namespace rounds::web
