#pragma once

#include "storage/base/error.hpp"

namespace rounds::webauthn {

/// Why the answer of a security key is not accepted. For tests and the log: people read one sentence whatever it was.
enum class fault {
    malformed = 1,   ///< not in the encoding of the standard
    wrong_type,      ///< of the other ceremony
    wrong_challenge, ///< answers something else
    wrong_origin,    ///< made on a page that is not ours, or in a frame
    wrong_party,     ///< for another relying party
    not_present,     ///< nobody touched it
    not_verified,    ///< it did not ask for PIN or fingerprint
    unsupported,     ///< an algorithm or attestation that is not taken
    bad_signature,   ///< the key does not say so
    copied,          ///< its counter went back: there are two of it
};

[[nodiscard]] boost::system::error_code make_error_code(fault code) noexcept;

} // namespace rounds::webauthn

template <> struct boost::system::is_error_code_enum<rounds::webauthn::fault> : std::true_type
{
};
