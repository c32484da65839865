#include "federation/signatures/keys.hpp"
#include "federation/signatures/multibase.hpp"
#include "federation/signatures/openssl.hpp"
#include "federation/signatures/pem.hpp"
#include "storage/base/crypto.hpp"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/x509.h>
#include <stdexcept>

namespace rounds::signatures {
namespace {

constexpr int least_bits = 2048;
constexpr int most_bits = 4096;
constexpr std::size_t ed25519_size = 32;
constexpr unsigned long usual_exponent = 65537;
// Multicodec: ed25519-pub is 0xed, rsa-pub 0x1205, both as unsigned varints.
constexpr std::string_view ed25519_prefix = "\xed\x01";
constexpr std::string_view rsa_prefix = "\x85\x24";
constexpr char rsa_tag = 'R';
constexpr char ed25519_tag = 'E';

BigNumber number_of(const EVP_PKEY* key, const char* name)
{
    BIGNUM* number = nullptr;
    EVP_PKEY_get_bn_param(key, name, &number);
    return BigNumber{number};
}

bool usual_rsa(const EVP_PKEY* key)
{
    const int bits = EVP_PKEY_get_bits(key);
    const auto exponent = number_of(key, OSSL_PKEY_PARAM_RSA_E);
    return bits >= least_bits && bits <= most_bits && exponent && BN_is_word(exponent.get(), usual_exponent) == 1;
}

std::shared_ptr<EVP_PKEY> rsa_from_numbers(const BIGNUM* modulus, const BIGNUM* exponent)
{
    const std::unique_ptr<OSSL_PARAM_BLD, FreeWith<OSSL_PARAM_BLD_free>> build{OSSL_PARAM_BLD_new()};
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, modulus);
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, exponent);
    const std::unique_ptr<OSSL_PARAM, FreeWith<OSSL_PARAM_free>> params{OSSL_PARAM_BLD_to_param(build.get())};
    const KeyContext context{EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nullptr)};
    EVP_PKEY* key = nullptr;
    if (!params || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) != 1)
        ERR_clear_error();
    return own_key(key);
}

/// The PKCS#1 RSAPublicKey.
std::shared_ptr<EVP_PKEY> rsa_from_der(std::string_view der)
{
    const auto* at = bytes(der);
    auto key = own_key(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return at == bytes(der) + der.size() ? key : nullptr;
}

std::string raw_ed25519(const EVP_PKEY* key)
{
    std::string raw(ed25519_size, '\0');
    std::size_t size = raw.size();
    EVP_PKEY_get_raw_public_key(key, bytes(raw), &size);
    return raw;
}

const EVP_MD* sha256()
{
    static const std::unique_ptr<EVP_MD, FreeWith<EVP_MD_free>> digest{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    return digest.get();
}

} // namespace

result<PublicKey> PublicKey::checked(std::shared_ptr<EVP_PKEY> key)
{
    if (!key) return fault::bad_key;
    const int kind = EVP_PKEY_get_base_id(key.get());
    if (kind == EVP_PKEY_ED25519) return PublicKey{std::move(key), KeyType::ed25519};
    if (kind != EVP_PKEY_RSA || !usual_rsa(key.get())) return fault::bad_key;
    return PublicKey{std::move(key), KeyType::rsa};
}

result<PublicKey> PublicKey::from_pem(std::string_view pem)
{
    const auto block = first_pem_block(pem);
    if (!block) return fault::bad_key;
    if (block->label == "RSA PUBLIC KEY") return checked(rsa_from_der(block->der));
    if (block->label != "PUBLIC KEY") return fault::bad_key;
    const auto* at = bytes(block->der);
    auto key = own_key(d2i_PUBKEY(nullptr, &at, static_cast<long>(block->der.size())));
    ERR_clear_error();
    return checked(std::move(key));
}

result<PublicKey> PublicKey::from_rsa(std::string_view modulus, std::string_view exponent)
{
    if (modulus.size() > most_bits / 8 + 1 || exponent.size() > most_bits / 8) return fault::bad_key;
    const BigNumber n{BN_bin2bn(bytes(modulus), static_cast<int>(modulus.size()), nullptr)};
    const BigNumber e{BN_bin2bn(bytes(exponent), static_cast<int>(exponent.size()), nullptr)};
    return checked(rsa_from_numbers(n.get(), e.get()));
}

result<PublicKey> PublicKey::from_ed25519(std::string_view raw)
{
    if (raw.size() != ed25519_size) return fault::bad_key;
    return checked(own_key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytes(raw), raw.size())));
}

result<PublicKey> PublicKey::from_multikey(std::string_view multibase)
{
    if (!multibase.starts_with('z')) return fault::bad_key;
    const auto decoded = from_base58(multibase.substr(1));
    if (!decoded) return fault::bad_key;
    const std::string_view data = *decoded;
    if (data.starts_with(ed25519_prefix)) return from_ed25519(data.substr(ed25519_prefix.size()));
    if (data.starts_with(rsa_prefix)) return checked(rsa_from_der(data.substr(rsa_prefix.size())));
    return fault::bad_key;
}

result<PublicKey> PublicKey::from_bytes(std::string_view bytes)
{
    if (bytes.empty()) return fault::bad_key;
    const auto material = bytes.substr(1);
    if (bytes.front() == ed25519_tag) return from_ed25519(material);
    if (bytes.front() != rsa_tag) return fault::bad_key;
    return from_rsa(material, std::string_view{"\x01\x00\x01", 3});
}

int PublicKey::bits() const noexcept
{
    return EVP_PKEY_get_bits(key_.get());
}

std::string PublicKey::to_pem() const
{
    return pem_block("PUBLIC KEY", der_of(key_.get(), i2d_PUBKEY));
}

std::string PublicKey::to_multikey() const
{
    if (type_ == KeyType::ed25519) return "z" + to_base58(std::string(ed25519_prefix) + raw_ed25519(key_.get()));
    return "z" + to_base58(std::string(rsa_prefix) + der_of(key_.get(), i2d_PublicKey));
}

std::string PublicKey::to_bytes() const
{
    if (type_ == KeyType::ed25519) return ed25519_tag + raw_ed25519(key_.get());
    const auto modulus = number_of(key_.get(), OSSL_PKEY_PARAM_RSA_N);
    std::string out(1 + static_cast<std::size_t>(BN_num_bytes(modulus.get())), rsa_tag);
    BN_bn2bin(modulus.get(), bytes(out) + 1);
    return out;
}

bool PublicKey::verify(std::string_view message, std::string_view signature) const
{
    const DigestContext context{EVP_MD_CTX_new()};
    const auto* digest = type_ == KeyType::rsa ? sha256() : nullptr;
    const bool valid =
        EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, key_.get()) == 1 &&
        EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) == 1;
    if (!valid) ERR_clear_error();
    return valid;
}

bool PublicKey::operator==(const PublicKey& other) const
{
    return EVP_PKEY_eq(key_.get(), other.key_.get()) == 1;
}

} // namespace rounds::signatures
