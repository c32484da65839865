#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rounds::oauth {

/// Apps that cannot be called back show the code to their user, who types it in (RFC 6749 has no such address; clients
/// of Mastodon rely on it).
inline constexpr std::string_view out_of_band = "urn:ietf:wg:oauth:2.0:oob";

/// An address that an app may register: http(s), out_of_band, or a scheme of its own with or without "//". Refused:
/// schemes that run or show content in the browser (javascript, data, vbscript, file, blob, about, view-source),
/// fragments, control characters and blanks, more than 2,000 bytes.
[[nodiscard]] bool is_acceptable_redirect(std::string_view uri) noexcept;

/// `uri` with further query parameters, percent-encoded. What its own query holds stays.
[[nodiscard]] std::string
with_query(std::string_view uri, const std::vector<std::pair<std::string_view, std::string_view>>& parameters);

/// The source expression that lets a form's answer lead to `uri` (CSP form-action): origin for http(s), else "scheme:".
/// Empty for out_of_band.
[[nodiscard]] std::string form_action_source(std::string_view uri);

} // namespace rounds::oauth
