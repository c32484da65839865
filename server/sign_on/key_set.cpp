#include "server/sign_on/key_set.hpp"

#include "storage/base/crypto.hpp"

#include <algorithm>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace rounds::sign_on {
namespace {

constexpr std::size_t most_keys = 50;
constexpr std::size_t coordinate_bytes = 32;

template <auto Free> struct FreeWith
{
    template <class T> void operator()(T* object) const noexcept { Free(object); }
};
template <class T, auto Free> using Owned = std::unique_ptr<T, FreeWith<Free>>;

const unsigned char* bytes(std::string_view text) noexcept
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

/// A point of P-256; OpenSSL refuses those that are not on the curve.
std::shared_ptr<evp_pkey_st> curve_key(std::string_view x, std::string_view y)
{
    if (x.size() != coordinate_bytes || y.size() != coordinate_bytes) return nullptr;
    const auto point = "\x04" + std::string(x) + std::string(y);
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
        OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size()) != 1)
        return nullptr;
    const Owned<OSSL_PARAM, OSSL_PARAM_free> params(OSSL_PARAM_BLD_to_param(builder.get()));
    const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* key = nullptr;
    if (!params || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        return nullptr;
    return {key, [](EVP_PKEY* owned) { EVP_PKEY_free(owned); }};
}

/// JOSE writes r and s one after the other (RFC 7518 section 3.4), OpenSSL reads DER.
std::string der_signature(std::string_view raw)
{
    if (raw.size() != 2 * coordinate_bytes) return {};
    const Owned<ECDSA_SIG, ECDSA_SIG_free> signature(ECDSA_SIG_new());
    BIGNUM* r = BN_bin2bn(bytes(raw), coordinate_bytes, nullptr);
    BIGNUM* s = BN_bin2bn(bytes(raw.substr(coordinate_bytes)), coordinate_bytes, nullptr);
    if (!signature || ECDSA_SIG_set0(signature.get(), r, s) != 1) {
        BN_free(r);
        BN_free(s);
        return {};
    }
    const int size = i2d_ECDSA_SIG(signature.get(), nullptr);
    if (size <= 0) return {};
    std::string der(static_cast<std::size_t>(size), '\0');
    auto* out = reinterpret_cast<unsigned char*>(der.data());
    i2d_ECDSA_SIG(signature.get(), &out);
    return der;
}

bool curve_holds(evp_pkey_st* key, std::string_view message, std::string_view signature)
{
    const auto der = der_signature(signature);
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    return !der.empty() && context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
           EVP_DigestVerify(context.get(), bytes(der), der.size(), bytes(message), message.size()) == 1;
}

std::string decoded(const json::object& jwk, std::string_view member)
{
    auto value = crypto::from_base64(string_at(jwk, member));
    return value ? std::move(*value) : std::string{};
}

} // namespace

std::optional<Algorithm> algorithm_of(std::string_view name) noexcept
{
    if (name == "RS256") return Algorithm::rs256;
    if (name == "ES256") return Algorithm::es256;
    if (name == "EdDSA") return Algorithm::eddsa;
    return std::nullopt;
}

std::optional<KeySet::Key> KeySet::read_key(const json::object& jwk)
{
    const auto use = string_at(jwk, "use");
    if (!use.empty() && use != "sig") return std::nullopt;
    Key key;
    key.kid = string_at(jwk, "kid");
    const auto kind = string_at(jwk, "kty");
    const auto curve = string_at(jwk, "crv");
    if (kind == "RSA") {
        key.algorithm = Algorithm::rs256;
        if (auto read = signatures::PublicKey::from_rsa(decoded(jwk, "n"), decoded(jwk, "e"))) key.plain = *read;
    } else if (kind == "OKP" && curve == "Ed25519") {
        key.algorithm = Algorithm::eddsa;
        if (auto read = signatures::PublicKey::from_ed25519(decoded(jwk, "x"))) key.plain = *read;
    } else if (kind == "EC" && curve == "P-256") {
        key.algorithm = Algorithm::es256;
        key.curve = curve_key(decoded(jwk, "x"), decoded(jwk, "y"));
    }
    const auto named = string_at(jwk, "alg");
    const bool fits = named.empty() || algorithm_of(named) == key.algorithm;
    if (!fits || (!key.plain && !key.curve)) return std::nullopt;
    return key;
}

result<KeySet> KeySet::read(const json::object& document)
{
    const auto* list = array_at(document, "keys");
    if (list == nullptr) return fault::malformed;
    KeySet set;
    for (const auto& one : *list) {
        if (!one.is_object() || set.keys_.size() == most_keys) continue;
        if (auto key = read_key(one.get_object())) set.keys_.push_back(std::move(*key));
    }
    return set;
}

const KeySet::Key* KeySet::find(std::string_view kid, Algorithm algorithm) const
{
    const Key* found = nullptr;
    for (const auto& key : keys_) {
        if (key.algorithm != algorithm || (!kid.empty() && key.kid != kid)) continue;
        if (found != nullptr) return nullptr; // which one is not for us to guess
        found = &key;
    }
    return found;
}

bool KeySet::knows(std::string_view kid, Algorithm algorithm) const
{
    return find(kid, algorithm) != nullptr;
}

result<void>
KeySet::verify(std::string_view kid, Algorithm algorithm, std::string_view message, std::string_view signature) const
{
    const auto* key = find(kid, algorithm);
    if (key == nullptr) return fault::unknown_key;
    const bool holds =
        key->plain ? key->plain->verify(message, signature) : curve_holds(key->curve.get(), message, signature);
    if (!holds) return fault::bad_signature;
    return {};
}

} // namespace rounds::sign_on
