#pragma once

#include "storage/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Time-based one-time passwords (RFC 6238) as authenticator apps make them: HMAC-SHA-1, 30 seconds, six digits.
namespace rounds::social::totp {

/// 160 random bits (RFC 4226 section 4).
[[nodiscard]] std::string make_secret();
/// RFC 4648 section 6, without padding, for people to type.
[[nodiscard]] std::string to_base32(std::string_view data);
/// Which thirty seconds a time is in.
[[nodiscard]] std::int64_t step_at(Time time) noexcept;
[[nodiscard]] std::string code_of(std::string_view secret, std::int64_t step);
/// The step whose code this is: that of `now`, the one before or the one after (clocks differ), and later than
/// `last_step`, for a code works once. Takes the same time whichever it is.
[[nodiscard]] std::optional<std::int64_t>
find_step(std::string_view secret, std::string_view code, Time now, std::int64_t last_step);
/// What a QR code for authenticator apps says: otpauth://totp/Issuer:name?secret=...&issuer=...
[[nodiscard]] std::string key_uri(std::string_view issuer, std::string_view name, std::string_view secret);

} // namespace rounds::social::totp
