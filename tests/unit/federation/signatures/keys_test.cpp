#include "federation/signatures/key_cache.hpp"
#include "federation/signatures/keys.hpp"
#include "federation/signatures/multibase.hpp"
#include "federation/signatures/openssl.hpp"
#include "federation/signatures/pem.hpp"
#include "tests/unit/federation/signatures/signed_request.hpp"

#include <gtest/gtest.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

using namespace rounds;
using namespace rounds::signatures;
using namespace rounds::signatures::testing;

namespace {

/// The SPKI of a fresh RSA key of that size and exponent, as PEM.
std::string rsa_pem(std::size_t bits, unsigned long exponent)
{
    const KeyContext context{EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, nullptr)};
    EVP_PKEY_keygen_init(context.get());
    EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), static_cast<int>(bits));
    const BigNumber e{BN_new()};
    BN_set_word(e.get(), exponent);
    EVP_PKEY_CTX_set1_rsa_keygen_pubexp(context.get(), e.get());
    EVP_PKEY* made = nullptr;
    EVP_PKEY_generate(context.get(), &made);
    const auto key = own_key(made);
    return pem_block("PUBLIC KEY", der_of(key.get(), i2d_PUBKEY));
}

} // namespace

TEST(Keys, RoundTripInEveryForm)
{
    for (const auto& secret : {rsa_key(), ed25519_key()}) {
        const auto key = secret.public_key();
        EXPECT_TRUE(PublicKey::from_pem(key.to_pem()).value() == key);
        EXPECT_TRUE(PublicKey::from_multikey(key.to_multikey()).value() == key);
        EXPECT_TRUE(PublicKey::from_bytes(key.to_bytes()).value() == key);
        const auto restored = PrivateKey::from_der(secret.to_der());
        ASSERT_TRUE(restored);
        EXPECT_TRUE(PrivateKey::from_pem(pem_block("PRIVATE KEY", secret.to_der())));
        EXPECT_TRUE(key.verify("message", restored->sign("message")));
        EXPECT_FALSE(key.verify("Message", restored->sign("message")));
        EXPECT_FALSE(key.verify("message", ""));
    }
    EXPECT_FALSE(rsa_key().public_key() == ed25519_key().public_key());
    EXPECT_TRUE(rsa_key().public_key().to_multikey().starts_with("z4MX"));
    EXPECT_TRUE(ed25519_key().public_key().to_multikey().starts_with("z6Mk"));
}

TEST(Keys, SizeAndExponentArePolicy)
{
    EXPECT_EQ(PublicKey::from_pem(rsa_pem(2048, 65537)).value().bits(), 2048);
    EXPECT_TRUE(PublicKey::from_pem(rsa_pem(3072, 65537)));
    EXPECT_EQ(PublicKey::from_pem(rsa_pem(1024, 65537)).error(), fault::bad_key);
    EXPECT_EQ(PublicKey::from_pem(rsa_pem(2048, 3)).error(), fault::bad_key);
    EXPECT_FALSE(PublicKey::from_rsa(std::string(513, '\xff'), "\x01\x00\x01"));
    const std::string huge(5000, '\xff');
    EXPECT_FALSE(PublicKey::from_rsa(huge, huge));
}

TEST(Keys, RubbishIsRefused)
{
    const auto pem = rsa_key().public_key().to_pem();
    EXPECT_FALSE(PublicKey::from_pem(""));
    EXPECT_FALSE(PublicKey::from_pem("-----BEGIN PUBLIC KEY-----"));
    EXPECT_FALSE(PublicKey::from_pem(pem.substr(0, pem.size() / 2)));
    EXPECT_FALSE(PublicKey::from_pem(pem_block("PUBLIC KEY", "no key")));
    EXPECT_FALSE(PublicKey::from_pem(pem_block("CERTIFICATE", "no key")));
    EXPECT_FALSE(PublicKey::from_pem(std::string(20000, ' ') + pem));
    EXPECT_FALSE(PublicKey::from_multikey(""));
    EXPECT_FALSE(PublicKey::from_multikey("z"));
    EXPECT_FALSE(PublicKey::from_multikey("z0OIl"));
    EXPECT_FALSE(PublicKey::from_multikey("u" + rsa_key().public_key().to_multikey().substr(1)));
    EXPECT_FALSE(PublicKey::from_bytes(""));
    EXPECT_FALSE(PublicKey::from_bytes("X123"));
    EXPECT_FALSE(PublicKey::from_ed25519("short"));
    EXPECT_FALSE(PrivateKey::from_der("no key"));
    // Blanks, and lines of any length, are what peers really send.
    std::string loose = pem;
    std::erase(loose, '\n');
    EXPECT_TRUE(PublicKey::from_pem("  " + loose + "\r\n"));
}

TEST(Keys, Base58)
{
    EXPECT_EQ(to_base58("Hello World!"), "2NEpo7TZRRrLZSi2U");
    EXPECT_EQ(to_base58(std::string("\0\0\x28\x7f\xb4\xcd", 6)), "11233QC4");
    EXPECT_EQ(from_base58("11233QC4").value(), std::string("\0\0\x28\x7f\xb4\xcd", 6));
    EXPECT_EQ(from_base58("").value(), "");
    EXPECT_FALSE(from_base58("0"));
    EXPECT_FALSE(from_base58(std::string(2000, '2')));
}

TEST(KeyCache, ForgetsTheLeastRecentlyUsed)
{
    KeyCache cache{2};
    const auto key = ed25519_key().public_key();
    cache.put("a", {key, "owner1"});
    cache.put("b", {key, "owner2"});
    EXPECT_TRUE(cache.find("a"));
    cache.put("c", {key, "owner1"});
    EXPECT_FALSE(cache.find("b"));
    EXPECT_EQ(cache.find("c")->owner, "owner1");
    EXPECT_EQ(cache.size(), 2U);
    cache.put("c", {key, "owner3"});
    EXPECT_EQ(cache.find("c")->owner, "owner3");
    cache.erase_owner("owner1");
    EXPECT_FALSE(cache.find("a"));
    cache.erase("c");
    cache.erase("c");
    EXPECT_EQ(cache.size(), 0U);
}

TEST(KeyCache, ForgetsAllKeysOfAnOwnerAndNobodyElses)
{
    KeyCache cache{3};
    const auto key = ed25519_key().public_key();
    for (const auto* id : {"a", "b", "c"}) cache.put(id, {key, "owner1"});
    cache.put("b", {key, "owner2"}); // changed hands
    cache.put("d", {key, "owner1"}); // "a" had to go
    EXPECT_FALSE(cache.find("a"));
    cache.erase_owner("owner1");
    EXPECT_TRUE(cache.find("b"));
    EXPECT_EQ(cache.size(), 1U);
    cache.erase_owner("owner1");
    cache.erase_owner("owner2");
    EXPECT_EQ(cache.size(), 0U);
}
