#include "federation/signatures/keys.hpp"
#include "federation/signatures/openssl.hpp"
#include "federation/signatures/pem.hpp"

#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <stdexcept>

namespace rounds::signatures {
namespace {

std::shared_ptr<EVP_PKEY> needed(EVP_PKEY* key)
{
    if (key == nullptr) throw std::runtime_error("OpenSSL made no key");
    return own_key(key);
}

} // namespace

PrivateKey PrivateKey::generate_rsa(int bits)
{
    return {needed(EVP_RSA_gen(static_cast<unsigned>(bits))), KeyType::rsa};
}

PrivateKey PrivateKey::generate_ed25519()
{
    return {needed(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")), KeyType::ed25519};
}

result<PrivateKey> PrivateKey::checked(std::shared_ptr<EVP_PKEY> key)
{
    // One rule for both halves: a key whose public half we would refuse is no use for signing either.
    const auto half = PublicKey::checked(key);
    if (!half) return half.error();
    return PrivateKey{std::move(key), half->type()};
}

result<PrivateKey> PrivateKey::from_der(std::string_view der)
{
    const auto* at = bytes(der);
    auto key = own_key(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(der.size())));
    ERR_clear_error();
    return checked(std::move(key));
}

result<PrivateKey> PrivateKey::from_pem(std::string_view pem)
{
    const auto block = first_pem_block(pem);
    if (!block || (block->label != "PRIVATE KEY" && block->label != "RSA PRIVATE KEY")) return fault::bad_key;
    return from_der(block->der);
}

PublicKey PrivateKey::public_key() const
{
    // Through the public encoding, so that the copy holds no private numbers.
    const auto der = der_of(key_.get(), i2d_PUBKEY);
    const auto* at = bytes(der);
    return {needed(d2i_PUBKEY(nullptr, &at, static_cast<long>(der.size()))), type_};
}

std::string PrivateKey::to_der() const
{
    const std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreeWith<PKCS8_PRIV_KEY_INFO_free>> info{EVP_PKEY2PKCS8(key_.get())};
    return der_of(info.get(), i2d_PKCS8_PRIV_KEY_INFO);
}

std::string PrivateKey::sign(std::string_view message) const
{
    const DigestContext context{EVP_MD_CTX_new()};
    const auto* digest = type_ == KeyType::rsa ? EVP_sha256() : nullptr;
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key_.get())), '\0');
    std::size_t size = signature.size();
    if (EVP_DigestSignInit(context.get(), nullptr, digest, nullptr, key_.get()) != 1 ||
        EVP_DigestSign(context.get(), bytes(signature), &size, bytes(message), message.size()) != 1)
        throw std::runtime_error("OpenSSL refused to sign");
    signature.resize(size);
    return signature;
}

} // namespace rounds::signatures
