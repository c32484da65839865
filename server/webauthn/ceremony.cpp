#include "server/webauthn/ceremony.hpp"

#include "server/webauthn/cbor.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"
#include "storage/base/url.hpp"

#include <algorithm>
#include <array>
#include <fido.h>
#include <fido/eddsa.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <memory>

namespace rounds::webauthn {
namespace {

constexpr std::size_t longest_client_data = 4096;
constexpr std::size_t head_bytes = 37; ///< hash of the party, flags, counter
constexpr unsigned char user_present = 0x01;
constexpr unsigned char user_verified = 0x04;

const unsigned char* bytes(std::string_view text) noexcept
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

template <auto Free> struct FreeWith
{
    template <class T> void operator()(T* object) const noexcept { Free(&object); }
};
using Cred = std::unique_ptr<fido_cred_t, FreeWith<fido_cred_free>>;
using Assert = std::unique_ptr<fido_assert_t, FreeWith<fido_assert_free>>;

result<void>
check_client_data(const Party& party, std::string_view type, std::string_view challenge, std::string_view client_data)
{
    const auto parsed = parse_json(client_data, longest_client_data);
    if (!parsed || !parsed->is_object()) return fault::malformed;
    const auto& members = parsed->get_object();
    if (string_at(members, "type") != type) return fault::wrong_type;
    const auto answered = crypto::from_base64(string_at(members, "challenge"));
    if (!answered || challenge.empty() || !crypto::equal_in_constant_time(*answered, challenge))
        return fault::wrong_challenge;
    if (string_at(members, "origin") != party.origin || bool_at(members, "crossOrigin")) return fault::wrong_origin;
    return {};
}

std::uint32_t counter_of(std::string_view data) noexcept
{
    std::uint32_t count = 0;
    for (const char c : data.substr(33, 4)) count = count << 8U | static_cast<unsigned char>(c);
    return count;
}

/// libfido2 looks at these too; here they get their names.
result<void> check_head(const Party& party, std::string_view data)
{
    if (data.size() < head_bytes) return fault::malformed;
    if (data.substr(0, 32) != crypto::sha256(party.id)) return fault::wrong_party;
    const auto flags = static_cast<unsigned char>(data[32]);
    if ((flags & user_present) == 0) return fault::not_present;
    if ((flags & user_verified) == 0) return fault::not_verified;
    return {};
}

/// Only the right algorithm reads the key.
Cred read_credential(std::string_view data, int algorithm)
{
    Cred cred(fido_cred_new());
    if (!cred || fido_cred_set_type(cred.get(), algorithm) != FIDO_OK) return nullptr;
    if (fido_cred_set_authdata_raw(cred.get(), bytes(data), data.size()) != FIDO_OK) return nullptr;
    return cred;
}

/// A statement by the new key itself ("packed", section 8.2).
bool verify_self(fido_cred_t& cred, const Party& party, std::string_view hash, const AttestationObject& object)
{
    return fido_cred_set_rp(&cred, party.id.c_str(), nullptr) == FIDO_OK &&
           fido_cred_set_clientdata_hash(&cred, bytes(hash), hash.size()) == FIDO_OK &&
           fido_cred_set_fmt(&cred, "packed") == FIDO_OK && fido_cred_set_uv(&cred, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_cred_set_sig(&cred, bytes(object.signature), object.signature.size()) == FIDO_OK &&
           fido_cred_verify_self(&cred) == FIDO_OK;
}

bool verify_with(const fido_assert_t& assertion, const Credential& credential)
{
    const auto* key = credential.public_key.data();
    const auto size = credential.public_key.size();
    if (credential.algorithm == COSE_ES256) {
        const std::unique_ptr<es256_pk_t, FreeWith<es256_pk_free>> parsed(es256_pk_new());
        return parsed && es256_pk_from_ptr(parsed.get(), key, size) == FIDO_OK &&
               fido_assert_verify(&assertion, 0, COSE_ES256, parsed.get()) == FIDO_OK;
    }
    if (credential.algorithm == COSE_EDDSA) {
        const std::unique_ptr<eddsa_pk_t, FreeWith<eddsa_pk_free>> parsed(eddsa_pk_new());
        return parsed && eddsa_pk_from_ptr(parsed.get(), key, size) == FIDO_OK &&
               fido_assert_verify(&assertion, 0, COSE_EDDSA, parsed.get()) == FIDO_OK;
    }
    if (credential.algorithm == COSE_RS256) {
        const std::unique_ptr<rs256_pk_t, FreeWith<rs256_pk_free>> parsed(rs256_pk_new());
        return parsed && rs256_pk_from_ptr(parsed.get(), key, size) == FIDO_OK &&
               fido_assert_verify(&assertion, 0, COSE_RS256, parsed.get()) == FIDO_OK;
    }
    return false;
}

bool signature_holds(const Party& party, const Credential& credential, const Assertion& answer)
{
    const Assert assertion(fido_assert_new());
    auto* one = assertion.get();
    const auto hash = crypto::sha256(answer.client_data);
    const auto& data = answer.authenticator_data;
    return one != nullptr && fido_assert_set_clientdata_hash(one, bytes(hash), hash.size()) == FIDO_OK &&
           fido_assert_set_rp(one, party.id.c_str()) == FIDO_OK && fido_assert_set_count(one, 1) == FIDO_OK &&
           fido_assert_set_authdata_raw(one, 0, bytes(data), data.size()) == FIDO_OK &&
           fido_assert_set_up(one, FIDO_OPT_TRUE) == FIDO_OK && fido_assert_set_uv(one, FIDO_OPT_TRUE) == FIDO_OK &&
           fido_assert_set_sig(one, 0, bytes(answer.signature), answer.signature.size()) == FIDO_OK &&
           verify_with(*one, credential);
}

} // namespace

Party party_of(std::string_view base)
{
    const auto url = parse_url(base);
    return {.id = url ? url->host : std::string{}, .origin = std::string(base)};
}

result<std::string> challenge_of(std::string_view client_data)
{
    const auto parsed = parse_json(client_data, longest_client_data);
    if (!parsed || !parsed->is_object()) return fault::malformed;
    auto challenge = crypto::from_base64(string_at(parsed->get_object(), "challenge"));
    if (!challenge || challenge->empty()) return fault::malformed;
    return challenge;
}

result<Credential> verify_registration(
    const Party& party, std::string_view challenge, std::string_view client_data, std::string_view attestation
)
{
    if (const auto ours = check_client_data(party, "webauthn.create", challenge, client_data); !ours)
        return ours.error();
    const auto object = read_attestation(attestation);
    if (!object) return object.error();
    if (const auto head = check_head(party, object->authenticator); !head) return head.error();
    const bool none = object->format == "none" && !object->has_statement;
    const bool self = object->format == "packed" && object->has_statement && !object->has_certificates;
    if (!none && !self) return fault::unsupported;
    for (const int algorithm : algorithms) {
        const auto cred = read_credential(object->authenticator, algorithm);
        if (!cred) continue;
        if (self && object->algorithm != algorithm) return fault::bad_signature;
        if (self && !verify_self(*cred, party, crypto::sha256(client_data), *object)) return fault::bad_signature;
        const auto copy = [](const unsigned char* data, std::size_t size) {
            return std::string(reinterpret_cast<const char*>(data), size);
        };
        return Credential{
            .id = copy(fido_cred_id_ptr(cred.get()), fido_cred_id_len(cred.get())),
            .algorithm = algorithm,
            .public_key = copy(fido_cred_pubkey_ptr(cred.get()), fido_cred_pubkey_len(cred.get())),
            .sign_count = counter_of(object->authenticator)
        };
    }
    return fault::unsupported;
}

result<std::uint32_t> verify_assertion(
    const Party& party, std::string_view challenge, const Credential& credential, const Assertion& assertion
)
{
    if (const auto ours = check_client_data(party, "webauthn.get", challenge, assertion.client_data); !ours)
        return ours.error();
    if (const auto head = check_head(party, assertion.authenticator_data); !head) return head.error();
    if (assertion.credential_id != credential.id || !signature_holds(party, credential, assertion))
        return fault::bad_signature;
    const auto count = counter_of(assertion.authenticator_data);
    if ((count != 0 || credential.sign_count != 0) && count <= credential.sign_count) return fault::copied;
    return count;
}

} // namespace rounds::webauthn
