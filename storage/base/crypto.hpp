#pragma once

#include "storage/base/error.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace rounds::crypto {

/// 32 bytes.
[[nodiscard]] std::string sha256(std::string_view data);
/// HMAC-SHA-256 (RFC 2104), 32 bytes.
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view data);
/// `size` bytes from the system's generator.
[[nodiscard]] std::string random_bytes(std::size_t size);
/// 256 random bits, base64url without padding: for tokens, codes and secrets.
[[nodiscard]] std::string random_token();
/// Compares in time that depends on the lengths only.
[[nodiscard]] bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept;

[[nodiscard]] std::string to_hex(std::string_view data);
[[nodiscard]] std::string to_base64(std::string_view data);
[[nodiscard]] std::string to_base64url(std::string_view data); ///< without padding (RFC 4648 section 5)
/// Both alphabets, with or without padding; invalid_argument otherwise.
[[nodiscard]] result<std::string> from_base64(std::string_view text);
[[nodiscard]] result<std::string> from_hex(std::string_view text);

/// Seals secrets that are kept in the database (AES-256-GCM). The key is not in the database.
class SecretBox
{
public:
    /// `key` is 32 bytes.
    explicit SecretBox(std::string_view key);
    ~SecretBox();
    SecretBox(const SecretBox&) = delete;
    SecretBox& operator=(const SecretBox&) = delete;

    /// nonce || ciphertext || tag. `context` (table, row) is authenticated: a sealed value moved elsewhere does not
    /// open.
    [[nodiscard]] std::string seal(std::string_view plain, std::string_view context) const;
    /// invalid_argument when the value was changed, moved, or sealed with another key.
    [[nodiscard]] result<std::string> open(std::string_view sealed, std::string_view context) const;

private:
    std::array<unsigned char, 32> key_{};
};

} // namespace rounds::crypto
