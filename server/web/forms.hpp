#pragma once

#include "server/app/context.hpp"
#include "server/http/message.hpp"

#include <string>
#include <string_view>

namespace rounds::web {

// Forms are protected twice (security.md N67): by a token that only our own page can know, and by the Origin header.

/// The token for forms of a browser session, derived from its secret.
[[nodiscard]] std::string session_form_token(const app::Viewer& viewer);

/// The token for a form shown to a stranger (log-in). It belongs to a cookie of its own, which is set when missing.
struct StrangerToken
{
    std::string token;
    std::string set_cookie; ///< empty: the browser has it
};
[[nodiscard]] StrangerToken stranger_form_token(const http::Request& request);

/// forbidden unless the request carries the token ("form_token") of its session and does not say that it comes from a
/// page of another origin.
[[nodiscard]] result<void> check_form(const app::Context& ctx);
/// The same for the log-in form, which belongs to the stranger's cookie even when there is a session (logging in
/// again).
[[nodiscard]] result<void> check_stranger_form(const app::Context& ctx);

/// A path of this instance to return to: starts with one "/", and no browser reads it as another host ("//evil",
/// "/\evil"); otherwise "/".
[[nodiscard]] std::string local_path(std::string_view path);

} // namespace rounds::web
