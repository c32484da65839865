#include "federation/signatures/proofs.hpp"

#include "federation/signatures/jcs.hpp"
#include "federation/signatures/multibase.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"
#include "storage/base/crypto.hpp"

namespace rounds::signatures {
namespace {

namespace prop = vocab::prop;

constexpr std::string_view suite = "eddsa-jcs-2022";
constexpr std::string_view purpose = "assertionMethod";
constexpr auto clock_margin = std::chrono::hours{1};

json::object unsecured(const json::object& document)
{
    auto copy = document;
    copy.erase(prop::proof);
    // A Linked-Data signature is not covered: forwarders add and drop it (federation.md section 2).
    copy.erase(prop::signature);
    return copy;
}

/// What is signed (vc-di-eddsa section 3.3.4): both hashes, that of the proof's options first.
std::string signed_bytes(const json::object& options, const json::object& document)
{
    return crypto::sha256(canonicalize(options)) + crypto::sha256(canonicalize(document));
}

result<const json::object*> usable_proof(const json::object& document)
{
    const auto proofs = vocab::one_or_many(document, prop::proof);
    if (proofs.empty()) return fault::missing;
    if (proofs.size() > 1) return fault::ambiguous;
    const auto* proof = proofs.front()->if_object();
    if (proof == nullptr) return fault::malformed;
    if (!vocab::type_is(*proof, vocab::type::data_integrity_proof) || string_at(*proof, prop::cryptosuite) != suite ||
        string_at(*proof, prop::proof_purpose) != purpose)
        return fault::unsupported;
    return proof;
}

constexpr std::size_t seconds_long = std::string_view{"2026-11-30T12:00:00"}.size();

bool in_time(const json::object& proof, Time now)
{
    if (proof.contains("created")) {
        const auto created = parse_iso8601(string_at(proof, "created"));
        if (!created || *created > now + clock_margin) return false;
    }
    if (!proof.contains("expires")) return true;
    const auto expires = parse_iso8601(string_at(proof, "expires"));
    return expires && now <= *expires;
}

} // namespace

void add_proof(json::object& document, const PrivateKey& key, std::string_view method, Time created)
{
    document = unsecured(document);
    json::object proof;
    // Written out because some verifiers take the options as they stand and others set the document's context in them.
    if (const auto* context = document.if_contains(prop::context_document)) proof[prop::context_document] = *context;
    proof["type"] = vocab::type::data_integrity_proof;
    proof[prop::cryptosuite] = suite;
    proof[prop::verification_method] = method;
    proof[prop::proof_purpose] = purpose;
    // To the second: a verifier that reads the time and writes it out again leaves zeros of a fraction away, and then
    // has another text to verify.
    proof["created"] = to_iso8601(created).substr(0, seconds_long) + 'Z';
    const auto signature = key.sign(signed_bytes(proof, document));
    proof[prop::proof_value] = "z" + to_base58(signature);
    document[prop::proof] = std::move(proof);
}

result<std::string> proof_method(const json::object& document)
{
    const auto proof = usable_proof(document);
    if (!proof) return proof.error();
    const auto method = vocab::id_of(**proof, prop::verification_method);
    if (method.empty()) return fault::malformed;
    return std::string(method);
}

result<void> verify_proof(const json::object& document, const PublicKey& key, const Clock& clock)
{
    const auto proof = usable_proof(document);
    if (!proof) return proof.error();
    if (key.type() != KeyType::ed25519) return fault::bad_key;
    const auto value = string_at(**proof, prop::proof_value);
    if (!value.starts_with('z')) return fault::malformed;
    const auto signature = from_base58(value.substr(1));
    if (!signature) return fault::malformed;
    if (!in_time(**proof, clock.now())) return fault::out_of_time;
    auto options = **proof;
    options.erase(prop::proof_value);
    const auto plain = unsecured(document);
    const auto* context = plain.if_contains(prop::context_document);
    if (const auto* stated = options.if_contains(prop::context_document)) {
        if (context == nullptr || *stated != *context) return fault::bad_signature;
    }
    if (key.verify(signed_bytes(options, plain), *signature)) return {};
    // The signer may have put the document's context into the options it hashed and not into those it sent.
    if (context == nullptr || options.contains(prop::context_document)) return fault::bad_signature;
    options[prop::context_document] = *context;
    if (!key.verify(signed_bytes(options, plain), *signature)) return fault::bad_signature;
    return {};
}

} // namespace rounds::signatures
