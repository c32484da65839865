#pragma once

#include "storage/base/error.hpp"

namespace rounds::signatures {

/// Why a signature or proof is not accepted. malformed and ambiguous answer 400, the others 401; none of them tells a
/// caller more than that the request was not accepted, and the names are for metrics and the log.
enum class fault {
    missing = 1,   ///< no signature at all
    malformed,     ///< not in the grammar of its scheme
    ambiguous,     ///< two signatures, a parameter twice, two labels
    unsupported,   ///< an algorithm or component that is not taken
    not_covered,   ///< a part that must be signed is not
    out_of_time,   ///< too old, expired, from the future, or without a readable time
    wrong_host,    ///< signed for another server
    bad_digest,    ///< the body is not the one that was signed
    bad_signature, ///< the key does not say so
    bad_key,       ///< a key we do not take: size, exponent, encoding
};

[[nodiscard]] boost::system::error_code make_error_code(fault code) noexcept;

} // namespace rounds::signatures

template <> struct boost::system::is_error_code_enum<rounds::signatures::fault> : std::true_type
{
};
