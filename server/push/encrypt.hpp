#pragma once

#include "server/push/keys.hpp"

#include <string>
#include <string_view>

/// Messages that only the app can read; the push service in between sees their length.
namespace rounds::push {

/// Of the app.
struct Recipient
{
    std::string_view public_key;  ///< p256dh: a point
    std::string_view auth_secret; ///< 16 bytes
};

/// Made anew for each message; tests give those of published examples.
struct Once
{
    KeyPair key;
    std::string salt; ///< 16 bytes
};
[[nodiscard]] Once make_once();

/// Longest text that fits into one record of 4096 bytes, which is all that push services must take (RFC 8291
/// section 4).
inline constexpr std::size_t longest_message = 3993;

/// Body of a message with Content-Encoding aes128gcm (RFC 8291, RFC 8188). invalid_argument when the recipient's key is
/// no point, its secret has not 16 bytes, or the text is longer than longest_message.
[[nodiscard]] result<std::string> encrypt_aes128gcm(std::string_view text, const Recipient& to, const Once& once);

/// The same as it was before the standard (draft-ietf-webpush-encryption-04 with draft-ietf-httpbis-encryption-encoding
/// -03): Content-Encoding aesgcm; the salt and the public point of `once` go into headers.
[[nodiscard]] result<std::string> encrypt_aesgcm(std::string_view text, const Recipient& to, const Once& once);

} // namespace rounds::push
