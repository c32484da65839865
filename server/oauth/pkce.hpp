#pragma once

#include <string>
#include <string_view>

namespace rounds::oauth {

// Proof key for code exchange (RFC 7636), method S256 only: "plain" proves nothing to who has read the request.

/// 43 characters of base64url: a SHA-256.
[[nodiscard]] bool is_challenge(std::string_view text) noexcept;
/// The verifier has 43 to 128 unreserved characters and its SHA-256 is the challenge.
[[nodiscard]] bool verifies(std::string_view verifier, std::string_view challenge);

} // namespace rounds::oauth
