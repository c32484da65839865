#pragma once

#include "server/app/context.hpp"

namespace rounds::oauth {

/// GET /oauth/authorize. Sends strangers (and everyone, when force_login is given) to the log-in form and back; then
/// asks for consent.
[[nodiscard]] boost::asio::awaitable<http::Response> ask_consent(app::Context& ctx);
/// POST /oauth/authorize with the fields of the consent page and decision=allow or deny. 403 for a form not ours.
[[nodiscard]] boost::asio::awaitable<http::Response> decide(app::Context& ctx);
/// GET /oauth/authorize/native?code=. Shows the code to type into an app that cannot be called back.
[[nodiscard]] boost::asio::awaitable<http::Response> show_code(app::Context& ctx);

} // namespace rounds::oauth
