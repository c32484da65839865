#include "server/sign_on/token.hpp"

#include "storage/base/crypto.hpp"
#include "tests/support/fake_provider.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>

namespace rounds::sign_on {
namespace {

using test::TokenKey;

const Time now{std::chrono::seconds{1'800'000'000}};

json::object good()
{
    return {
        {"iss", "https://login.example"},
        {"sub", "7"},
        {"aud", "rounds"},
        {"exp", 1'800'000'300},
        {"iat", 1'799'999'990},
        {"nonce", "once"}
    };
}

Expected expected()
{
    Expected wanted;
    wanted.issuer = "https://login.example";
    wanted.client_id = "rounds";
    wanted.nonce = "once";
    wanted.now = now;
    return wanted;
}

KeySet keys_of(const std::vector<json::object>& jwks)
{
    return KeySet::read({{"keys", json::array(jwks.begin(), jwks.end())}}).value();
}

struct IdToken : ::testing::Test
{
    TokenKey key{TokenKey::Kind::ed25519, "a"};
    KeySet keys = keys_of({key.jwk()});

    [[nodiscard]] result<json::object> check(const json::object& claims, const Expected& wanted = expected()) const
    {
        return check_text(key.sign(claims), wanted);
    }
    [[nodiscard]] result<json::object> check_text(const std::string& text, const Expected& wanted = expected()) const
    {
        const auto token = read_token(text);
        if (!token) return token.error();
        return check_id_token(*token, keys, wanted);
    }
    [[nodiscard]] result<json::object> with(std::string_view name, json::value value) const
    {
        auto claims = good();
        if (value.is_null())
            claims.erase(name);
        else
            claims[name] = std::move(value);
        return check(claims);
    }
};

TEST_F(IdToken, IsTakenWhenAllIsRight)
{
    const auto claims = check(good());
    ASSERT_TRUE(claims) << claims.error().message();
    EXPECT_EQ(string_at(*claims, "sub"), "7");
    EXPECT_TRUE(with("aud", json::array{"rounds"}));
    EXPECT_TRUE(with("azp", "rounds"));
    auto several = good();
    several["aud"] = json::array{"other", "rounds"};
    several["azp"] = "rounds";
    EXPECT_TRUE(check(several));
}

TEST_F(IdToken, IsRefusedForEachClaimThatIsWrong)
{
    EXPECT_EQ(with("iss", "https://login.example/").error(), fault::wrong_issuer);
    EXPECT_EQ(with("iss", nullptr).error(), fault::wrong_issuer);
    EXPECT_EQ(with("aud", "another").error(), fault::wrong_audience);
    EXPECT_EQ(with("aud", nullptr).error(), fault::wrong_audience);
    EXPECT_EQ(with("aud", json::array{}).error(), fault::wrong_audience);
    EXPECT_EQ(with("aud", json::array{"rounds", "another"}).error(), fault::wrong_audience) << "no azp";
    EXPECT_EQ(with("azp", "another").error(), fault::wrong_audience);
    EXPECT_EQ(with("exp", 1'800'000'000).error(), fault::out_of_time);
    EXPECT_EQ(with("exp", nullptr).error(), fault::out_of_time);
    EXPECT_EQ(with("exp", "1800000300").error(), fault::out_of_time);
    EXPECT_EQ(with("iat", 1'800'000'061).error(), fault::out_of_time) << "of the future";
    EXPECT_TRUE(with("iat", 1'800'000'060));
    EXPECT_EQ(with("iat", 1'799'999'399).error(), fault::out_of_time) << "old";
    EXPECT_EQ(with("iat", nullptr).error(), fault::out_of_time);
    EXPECT_EQ(with("nonce", "another").error(), fault::wrong_nonce);
    EXPECT_EQ(with("nonce", nullptr).error(), fault::wrong_nonce);
    EXPECT_EQ(with("sub", "").error(), fault::no_subject);
    EXPECT_EQ(with("sub", 7).error(), fault::no_subject);
    EXPECT_EQ(with("sub", json::value(json::string(256, 'x'))).error(), fault::no_subject);
    EXPECT_EQ(with("events", json::object{}).error(), fault::wrong_kind);
    auto bare = expected();
    bare.nonce.clear();
    EXPECT_EQ(check(good(), bare).error(), fault::wrong_nonce);
}

TEST_F(IdToken, SaysWhenThePersonLoggedInThereWhereItMatters)
{
    auto wanted = expected();
    wanted.newest_log_in = std::chrono::seconds{300};
    EXPECT_EQ(check(good(), wanted).error(), fault::out_of_time) << "it does not say";
    auto claims = good();
    claims["auth_time"] = 1'799'999'800;
    EXPECT_TRUE(check(claims, wanted));
    claims["auth_time"] = 1'799'999'600;
    EXPECT_EQ(check(claims, wanted).error(), fault::out_of_time);
}

TEST_F(IdToken, IsRefusedUnsignedOrSignedOtherwise)
{
    EXPECT_EQ(check_text(test::unsigned_token(good())).error(), fault::algorithm);
    for (const char* name : {"none", "None", "HS256", "RS512", "PS256", ""})
        if (*name != '\0') EXPECT_EQ(check_text(key.sign(good(), name)).error(), fault::algorithm) << name;
    EXPECT_EQ(check_text(key.sign(good(), "RS256")).error(), fault::unknown_key) << "the key is of another kind";
    const TokenKey other(TokenKey::Kind::ed25519, "a");
    EXPECT_EQ(check_text(other.sign(good())).error(), fault::bad_signature) << "the same name";
    const TokenKey unknown(TokenKey::Kind::ed25519, "b");
    EXPECT_EQ(check_text(unknown.sign(good())).error(), fault::unknown_key);
    auto text = key.sign(good());
    const auto claims = key.sign({{"sub", "8"}});
    const auto dot = text.find('.');
    text.replace(dot, text.rfind('.') - dot, claims.substr(claims.find('.'), claims.rfind('.') - claims.find('.')));
    EXPECT_EQ(check_text(text).error(), fault::bad_signature);
}

TEST_F(IdToken, IsRefusedWhenItCannotBeRead)
{
    for (const char* text : {"", ".", "..", "a.b", "a.b.c.d", "e30.e30.", "W10.e30.AA"})
        EXPECT_FALSE(check_text(text)) << text;
    const auto header = crypto::to_base64url(R"({"alg":"EdDSA","crit":["x"],"x":1})");
    EXPECT_EQ(read_token(header + ".e30.AA").error(), fault::malformed);
    const auto twice = crypto::to_base64url(R"({"alg":"EdDSA","alg":"none"})");
    EXPECT_EQ(read_token(twice + ".e30.AA").error(), fault::malformed);
}

TEST(LogoutToken, SaysThatItIsOne)
{
    const TokenKey key(TokenKey::Kind::rsa, "r");
    const auto keys = keys_of({key.jwk()});
    auto claims = good();
    claims.erase("nonce");
    claims["events"] = {{"http://schemas.openid.net/event/backchannel-logout", json::object{}}};
    const auto check = [&](const json::object& one) {
        return check_logout_token(read_token(key.sign(one)).value(), keys, expected());
    };
    EXPECT_EQ(check(claims).value(), "7");
    auto spoiled = claims;
    spoiled["nonce"] = "once";
    EXPECT_EQ(check(spoiled).error(), fault::wrong_kind);
    EXPECT_EQ(check(good()).error(), fault::wrong_kind) << "an id token is none";
    spoiled = claims;
    spoiled["aud"] = "another";
    EXPECT_EQ(check(spoiled).error(), fault::wrong_audience);
}

/// ES256 as providers sign: r and s of 32 bytes each.
TEST(KeySets, CheckEs256)
{
    const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    unsigned char point[65];
    std::size_t size = 0;
    ASSERT_EQ(EVP_PKEY_get_octet_string_param(key.get(), "encoded-pub-key", point, sizeof point, &size), 1);
    const std::string_view bytes(reinterpret_cast<const char*>(point), size);
    json::object jwk{{"kty", "EC"}, {"crv", "P-256"}, {"kid", "e"}};
    jwk["x"] = crypto::to_base64url(bytes.substr(1, 32));
    jwk["y"] = crypto::to_base64url(bytes.substr(33, 32));
    const auto keys = keys_of({jwk});
    ASSERT_EQ(keys.size(), 1U);

    const std::string message = "header.claims";
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    unsigned char der[80];
    std::size_t length = sizeof der;
    ASSERT_EQ(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()), 1);
    const auto* text = reinterpret_cast<const unsigned char*>(message.data());
    ASSERT_EQ(EVP_DigestSign(context.get(), der, &length, text, message.size()), 1);
    const unsigned char* at = der;
    const std::unique_ptr<ECDSA_SIG, decltype(&ECDSA_SIG_free)> read(
        d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(length)), ECDSA_SIG_free
    );
    std::string raw(64, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    ASSERT_EQ(BN_bn2binpad(ECDSA_SIG_get0_r(read.get()), out, 32), 32);
    ASSERT_EQ(BN_bn2binpad(ECDSA_SIG_get0_s(read.get()), out + 32, 32), 32);
    EXPECT_TRUE(keys.verify("e", Algorithm::es256, message, raw));
    EXPECT_TRUE(keys.verify("", Algorithm::es256, message, raw)) << "the only one";
    EXPECT_EQ(keys.verify("e", Algorithm::es256, "header.other", raw).error(), fault::bad_signature);
    EXPECT_EQ(keys.verify("e", Algorithm::es256, message, raw.substr(1)).error(), fault::bad_signature);
    EXPECT_EQ(keys.verify("e", Algorithm::es256, message, std::string(64, '\0')).error(), fault::bad_signature);
    jwk["x"] = crypto::to_base64url(std::string(32, '\1'));
    EXPECT_EQ(keys_of({jwk}).size(), 0U) << "no point of the curve";
}

TEST(KeySets, LeaveOutWhatIsNotForSigning)
{
    const TokenKey key(TokenKey::Kind::ed25519, "a");
    auto jwk = key.jwk();
    jwk["use"] = "enc";
    EXPECT_EQ(keys_of({jwk}).size(), 0U);
    jwk = key.jwk();
    jwk["alg"] = "RS256";
    EXPECT_EQ(keys_of({jwk}).size(), 0U) << "says that it is of another kind";
    EXPECT_EQ(keys_of({json::object{{"kty", "oct"}, {"k", "AAAA"}}}).size(), 0U);
    EXPECT_FALSE(KeySet::read({{"keys", "none"}}));
    const TokenKey second(TokenKey::Kind::ed25519, "b");
    const auto both = keys_of({key.jwk(), second.jwk()});
    EXPECT_TRUE(both.knows("b", Algorithm::eddsa));
    EXPECT_FALSE(both.knows("", Algorithm::eddsa)) << "which one?";
}

} // namespace
} // namespace rounds::sign_on
