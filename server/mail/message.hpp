#pragma once

#include "storage/base/clock.hpp"

#include <string>
#include <string_view>

namespace rounds::mail {

/// A mail in plain text.
struct Mail
{
    std::string to;      ///< an address
    std::string subject; ///< UTF-8
    std::string body;    ///< UTF-8, lines end with "\n"
};

struct Sender
{
    std::string address;
    std::string name; ///< UTF-8; may be empty
};

/// The message as it is handed to a mail server (RFC 5322): lines end with CRLF and have at most 76 bytes; the body is
/// quoted-printable (RFC 2045 section 6.7), names and subject encoded words (RFC 2047) unless they are plain ASCII.
/// Control characters of headers become spaces. `id` is the left part of its Message-ID.
[[nodiscard]] std::string compose(const Mail& mail, const Sender& sender, std::string_view id, Time now);

} // namespace rounds::mail
