#pragma once

#include "federation/signatures/fault.hpp"

#include <memory>
#include <string>
#include <string_view>

struct evp_pkey_st;

/// Keys, parsed once (performance.md 2a: reading a PEM costs fifteen times what the verification costs).
namespace rounds::signatures {

enum class KeyType {
    rsa,
    ed25519,
};

/// A public key that may be copied freely and used by many threads. RSA keys have 2048 to 4096 bits and the exponent
/// 65537; anything else is fault::bad_key (security.md E11).
class PublicKey
{
public:
    /// SubjectPublicKeyInfo in PEM, as in `publicKeyPem`; PKCS#1 ("BEGIN RSA PUBLIC KEY") is read too.
    [[nodiscard]] static result<PublicKey> from_pem(std::string_view pem);
    /// Modulus and exponent, big-endian.
    [[nodiscard]] static result<PublicKey> from_rsa(std::string_view modulus, std::string_view exponent);
    /// 32 bytes (RFC 8032).
    [[nodiscard]] static result<PublicKey> from_ed25519(std::string_view raw);
    /// FEP-521a: base58btc multibase ("z...") of the multicodec prefix ed25519-pub or rsa-pub and the key.
    [[nodiscard]] static result<PublicKey> from_multikey(std::string_view multibase);
    /// What to_bytes made: the form for the database, loaded in microseconds.
    [[nodiscard]] static result<PublicKey> from_bytes(std::string_view bytes);

    [[nodiscard]] KeyType type() const noexcept { return type_; }
    [[nodiscard]] int bits() const noexcept;
    [[nodiscard]] std::string to_pem() const;
    [[nodiscard]] std::string to_multikey() const;
    /// One byte for the type, then the modulus (the exponent is always 65537) or the 32 bytes.
    [[nodiscard]] std::string to_bytes() const;

    /// RSA: PKCS#1 v1.5 with SHA-256. Ed25519: pure.
    [[nodiscard]] bool verify(std::string_view message, std::string_view signature) const;
    /// The same key material.
    [[nodiscard]] bool operator==(const PublicKey& other) const;

private:
    friend class PrivateKey;
    PublicKey(std::shared_ptr<evp_pkey_st> key, KeyType type) : key_(std::move(key)), type_(type) {}
    [[nodiscard]] static result<PublicKey> checked(std::shared_ptr<evp_pkey_st> key);

    std::shared_ptr<evp_pkey_st> key_;
    KeyType type_;
};

/// A private key; copies share the parsed key.
class PrivateKey
{
public:
    [[nodiscard]] static PrivateKey generate_rsa(int bits = 2048);
    [[nodiscard]] static PrivateKey generate_ed25519();
    /// PKCS#8 in DER, as to_der made it. invalid_argument or fault::bad_key.
    [[nodiscard]] static result<PrivateKey> from_der(std::string_view der);
    /// PKCS#8 or PKCS#1 in PEM, unencrypted.
    [[nodiscard]] static result<PrivateKey> from_pem(std::string_view pem);

    [[nodiscard]] KeyType type() const noexcept { return type_; }
    [[nodiscard]] PublicKey public_key() const;
    /// PKCS#8 in DER, in the clear: seal it (crypto::SecretBox) before it is kept.
    [[nodiscard]] std::string to_der() const;
    /// RSA: PKCS#1 v1.5 with SHA-256, 256 bytes and more; Ed25519: 64 bytes.
    [[nodiscard]] std::string sign(std::string_view message) const;

private:
    PrivateKey(std::shared_ptr<evp_pkey_st> key, KeyType type) : key_(std::move(key)), type_(type) {}
    [[nodiscard]] static result<PrivateKey> checked(std::shared_ptr<evp_pkey_st> key);

    std::shared_ptr<evp_pkey_st> key_;
    KeyType type_;
};

} // namespace rounds::signatures
