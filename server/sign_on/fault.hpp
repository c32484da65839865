#pragma once

#include "storage/base/error.hpp"

namespace rounds::sign_on {

/// Why a log-in by the OpenID provider is not accepted. Names are for the log and for tests.
enum class fault {
    unreachable = 1, ///< the provider gave no answer, or not one that says what it must
    refused,         ///< it gave no tokens for the code
    malformed,       ///< the token is none (RFC 7515)
    algorithm,       ///< signed with something else than RS256, ES256 or EdDSA, or not at all
    unknown_key,     ///< by a key that the provider does not publish
    bad_signature,
    wrong_issuer,
    wrong_audience, ///< aud or azp names others
    out_of_time,    ///< exp, iat or auth_time
    wrong_nonce,    ///< made for another log-in
    no_subject,
    wrong_kind, ///< a logout token where an id token is wanted, or the reverse
};

[[nodiscard]] boost::system::error_code make_error_code(fault code) noexcept;

} // namespace rounds::sign_on

template <> struct boost::system::is_error_code_enum<rounds::sign_on::fault> : std::true_type
{
};
