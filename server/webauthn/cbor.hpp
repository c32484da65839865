#pragma once

#include "server/webauthn/fault.hpp"

#include <cstdint>
#include <string_view>

namespace rounds::webauthn {

/// What an attestation object says (WebAuthn level 2, section 6.5.4). Views into the bytes that were read.
struct AttestationObject
{
    std::string_view format;        ///< "none", "packed" ...
    std::string_view authenticator; ///< authData
    bool has_statement = false;     ///< attStmt is not empty
    std::string_view signature;     ///< attStmt.sig
    std::int64_t algorithm = 0;     ///< attStmt.alg
    bool has_certificates = false;  ///< attStmt.x5c
};

/// malformed for anything but one CBOR map (RFC 8949) of definite length with these members, nested at most four deep,
/// without a key given twice and without bytes after it.
[[nodiscard]] result<AttestationObject> read_attestation(std::string_view bytes);

} // namespace rounds::webauthn
