#pragma once

#include "server/app/context.hpp"

namespace rounds::web {

/// GET /auth/sign_in?next=path[&again=1]. The log-in form; who is logged in already goes on to `next`, unless `again`.
[[nodiscard]] boost::asio::awaitable<http::Response> sign_in_form(app::Context& ctx);
/// POST /auth/sign_in with login (user name or e-mail), password, next, form_token. One answer for a wrong password, an
/// unknown name and a locked account, after the same time. 400 at once for a password beyond 1 kB, 403 for a form that
/// is not ours, 429 when too many wait to be checked.
[[nodiscard]] boost::asio::awaitable<http::Response> sign_in(app::Context& ctx);
/// POST /auth/sign_out.
[[nodiscard]] boost::asio::awaitable<http::Response> sign_out(app::Context& ctx);

} // namespace rounds::web
