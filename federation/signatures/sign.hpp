#pragma once

#include "federation/signatures/keys.hpp"
#include "federation/signatures/message.hpp"
#include "storage/base/clock.hpp"

#include <string_view>

namespace rounds::signatures {

enum class Query {
    signed_,  ///< as the draft says, and as nearly everyone verifies
    left_out, ///< the second try towards servers that sign the path alone
};

/// Date, Digest (with a body) and Signature for draft-cavage-http-signatures-12 with an RSA key. Covers
/// (request-target) host date, and with a body digest and content-type: what every known server accepts.
[[nodiscard]] Headers sign_cavage(
    const Outgoing& request, const PrivateKey& key, std::string_view key_id, Time now, Query query = Query::signed_
);

/// Content-Digest (with a body), Signature-Input and Signature for RFC 9421. Covers @method, @target-uri and with a
/// body content-digest; alg is rsa-v1_5-sha256 or ed25519 after the key.
[[nodiscard]] Headers sign_rfc9421(const Outgoing& request, const PrivateKey& key, std::string_view key_id, Time now);

} // namespace rounds::signatures
