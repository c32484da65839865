#pragma once

#include "server/http/message.hpp"

#include <string>
#include <string_view>

namespace rounds::http {

/// The policy for our pages (security.md section 7): nothing but our own stylesheet and images; no scripts. A page
/// whose form leads elsewhere (an app's redirect after log-in) names it in `form_action`.
[[nodiscard]] std::string content_security_policy(std::string_view form_action = "'self'");
/// The same for the few pages that run a script of ours: a browser talks to a security key by script only.
[[nodiscard]] std::string with_own_scripts(std::string policy);

/// What every answer gets unless it says otherwise: no-store, nosniff, CORS on the bearer API, HSTS over TLS, and for
/// HTML the policies. Compresses; answers 304 when If-None-Match names the ETag of a 200 to GET or HEAD.
void finish_response(const Request& request, Response& response);

struct Framing
{
    unsigned version = 11;
    bool keep_alive = true;
    bool chunked = false; ///< the body is streamed
};

/// Appends the head of an answer, up to and with the empty line. Header values are cleaned of control characters.
void append_head(
    std::string& out, const Request& request, const Response& response, Framing framing, std::string_view date
);

/// False for HEAD, 204 and 304.
[[nodiscard]] bool has_body(const Request& request, const Response& response) noexcept;

[[nodiscard]] std::string_view reason_phrase(unsigned status) noexcept;

} // namespace rounds::http
