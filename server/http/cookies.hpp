#pragma once

#include "server/http/message.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace rounds::http {

/// The name under which a cookie is sent: with "__Host-" over TLS, so that no other host or path can set it.
[[nodiscard]] std::string cookie_name(std::string_view name, bool secure);

/// The cookie's value. Nothing when absent, or when the browser sends two different ones (one was planted).
[[nodiscard]] std::optional<std::string> find_cookie(const Request& request, std::string_view name);

enum class SameSite : std::uint8_t { lax, strict };

/// A Set-Cookie value: HttpOnly, Path=/, SameSite; Secure and "__Host-" when `secure`. Without `max_age` it ends with
/// the browser session. The value must consist of cookie octets (RFC 6265 section 4.1.1): others are percent-encoded.
[[nodiscard]] std::string set_cookie(
    std::string_view name,
    std::string_view value,
    bool secure,
    std::optional<std::chrono::seconds> max_age = std::nullopt,
    SameSite same_site = SameSite::lax
);

/// A Set-Cookie value that removes it.
[[nodiscard]] std::string clear_cookie(std::string_view name, bool secure);

} // namespace rounds::http
