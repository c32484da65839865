#pragma once

#include "federation/signatures/message.hpp"

#include <string>
#include <string_view>

namespace rounds::signatures {

/// "SHA-256=<base64>": the Digest header (RFC 3230) that the draft scheme signs.
[[nodiscard]] std::string make_digest(std::string_view body);
/// "sha-256=:<base64>:": the Content-Digest header (RFC 9530).
[[nodiscard]] std::string make_content_digest(std::string_view body);

/// The one Digest field holds exactly one SHA-256 (any case) and it is that of the body; a SHA-512 beside it must match
/// too, other algorithms count for nothing (security.md N2). False when there are two fields.
[[nodiscard]] bool digest_matches(std::span<const HeaderView> headers, std::string_view body);
/// Content-Digest holds sha-256 or sha-512, and every one of these that it holds is that of the body.
[[nodiscard]] bool content_digest_matches(std::span<const HeaderView> headers, std::string_view body);

} // namespace rounds::signatures
