#pragma once

#include <string_view>

namespace rounds::social {

/// An address that mail can be sent to: a dot-atom of RFC 5321 without "%" and quotes, "@", and a host name with a dot.
/// At most 254 bytes, ASCII only, so that nothing in it means anything to a mail server or in a header.
[[nodiscard]] bool is_email_address(std::string_view text) noexcept;

} // namespace rounds::social
