#pragma once

#include "federation/signatures/keys.hpp"
#include "federation/signatures/message.hpp"
#include "storage/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// Both schemes behind one door. Order of use (security.md 3b): parse, then check, then look at the host of key_id and
/// find the key, then matches. Nothing here does I/O.
namespace rounds::signatures {

enum class Scheme {
    cavage,  ///< draft-cavage-http-signatures-12, what most of the network speaks
    rfc9421, ///< HTTP Message Signatures
};

/// A signature as claimed: nothing of it is believed yet.
struct RequestSignature
{
    Scheme scheme = Scheme::cavage;
    std::string key_id{};
    std::string algorithm{};               ///< lower case, empty when absent
    std::vector<std::string> components{}; ///< what is said to be covered, in order, lower case
    std::string signature{};               ///< bytes
    std::optional<std::int64_t> created{}; ///< Unix seconds
    std::optional<std::int64_t> expires{}; ///< Unix seconds
    std::string parameters{};              ///< RFC 9421: the value of @signature-params, as it arrived
};

/// Reads the Signature (and Signature-Input) fields. fault::missing, malformed, ambiguous or unsupported.
[[nodiscard]] result<RequestSignature> parse(const RequestView& request);

/// All rules but the cryptography: what must be covered is covered, the Host is one of `our_hosts` (authorities in
/// lower case), the time is right, the digest is that of the body.
/// Time (federation.md section 2): created or Date at most an hour ahead; valid for five minutes and an hour of margin
/// after it, or until a covered `expires` (at most twelve hours after created), which is taken at its word.
[[nodiscard]] result<void> check(
    const RequestSignature& signature,
    const RequestView& request,
    const Clock& clock,
    std::span<const std::string> our_hosts
);

/// Whether the key made this signature over this request. fault::bad_signature, or unsupported when the algorithm named
/// is not the key's. The draft scheme is tried with the query string and without it (federation.md section 8 no. 1).
[[nodiscard]] result<void> matches(const RequestSignature& signature, const RequestView& request, const PublicKey& key);

/// check and matches.
[[nodiscard]] result<void> verify(
    const RequestSignature& signature,
    const RequestView& request,
    const PublicKey& key,
    const Clock& clock,
    std::span<const std::string> our_hosts
);

} // namespace rounds::signatures
