#pragma once

#include "storage/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace rounds {

/// An http or https URL that may be fetched or compared. Read by one parser everywhere (security.md E9): no userinfo,
/// no percent sign in the host, no trailing dot, no control characters or spaces; the host in lower case as an A-label.
struct Url
{
    std::string scheme;   ///< "http" or "https"
    std::string host;     ///< lower case; an IPv6 address without brackets
    std::uint16_t port;   ///< the scheme's default when none is written
    std::string target;   ///< path and query, at least "/"; the fragment is dropped
    std::string fragment; ///< without "#"

    [[nodiscard]] bool default_port() const noexcept { return port == (scheme == "https" ? 443 : 80); }
    /// "host" or "host:port": the Host header, and the domain part of a handle.
    [[nodiscard]] std::string authority() const;
    /// "https://host[:port]": two URLs have one origin when these are equal.
    [[nodiscard]] std::string origin() const;
    /// Origin and target.
    [[nodiscard]] std::string str() const { return origin() + target; }
};

/// invalid_argument for anything else than described at Url, and for more than 2048 bytes.
[[nodiscard]] result<Url> parse_url(std::string_view text);

/// Both are URLs of one scheme, host and port.
[[nodiscard]] bool same_origin(std::string_view a, std::string_view b);

/// Percent-encodes everything but unreserved characters (RFC 3986 section 2.3).
[[nodiscard]] std::string percent_encode(std::string_view text);
/// Decodes %XX and, when `plus_is_space`, '+'; invalid_argument when an escape is cut short.
[[nodiscard]] result<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

} // namespace rounds
