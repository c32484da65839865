#pragma once

#include "federation/signatures/keys.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"

#include <string>
#include <string_view>

/// Object integrity proofs (FEP-8b32): Data Integrity with the cryptosuite eddsa-jcs-2022.
namespace rounds::signatures {

/// Adds `proof` to the document. `method` is the id of the key in the actor's assertionMethod. A `proof` or `signature`
/// already there is dropped first.
void add_proof(json::object& document, const PrivateKey& key, std::string_view method, Time created);

/// The verificationMethod of the document's proof, to find the key with. fault::missing without a proof,
/// fault::ambiguous with several, fault::unsupported for another type, cryptosuite or purpose.
[[nodiscard]] result<std::string> proof_method(const json::object& document);

/// The proof is this key's over this document. Besides proof_method's: fault::malformed, out_of_time when `created` is
/// over an hour ahead of the clock or `expires` is past, bad_key, bad_signature. Whether the key may speak for the
/// document's actor is for the caller to decide.
[[nodiscard]] result<void> verify_proof(const json::object& document, const PublicKey& key, const Clock& clock);

} // namespace rounds::signatures
