#include "server/push/message.hpp"

#include "server/push/keys.hpp"
#include "server/push/openssl.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/x509.h>
#include <set>

namespace rounds::push {
namespace {

/// A VAPID key with its two halves.
struct Pair
{
    Key key{EVP_EC_gen("P-256")};

    [[nodiscard]] std::string point() const
    {
        std::string out(65, '\0');
        std::size_t size = 0;
        EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, bytes(out), out.size(), &size);
        return out;
    }
    [[nodiscard]] std::string der() const
    {
        std::string out(static_cast<std::size_t>(i2d_PrivateKey(key.get(), nullptr)), '\0');
        auto* at = bytes(out);
        i2d_PrivateKey(key.get(), &at);
        return out;
    }
    /// r and s as JOSE has them.
    [[nodiscard]] bool signed_by(std::string_view signature, std::string_view text) const
    {
        const Signature pair{ECDSA_SIG_new()};
        ECDSA_SIG_set0(
            pair.get(), BN_bin2bn(bytes(signature), 32, nullptr), BN_bin2bn(bytes(signature.substr(32)), 32, nullptr)
        );
        std::string der(static_cast<std::size_t>(i2d_ECDSA_SIG(pair.get(), nullptr)), '\0');
        auto* at = bytes(der);
        i2d_ECDSA_SIG(pair.get(), &at);
        const DigestContext context{EVP_MD_CTX_new()};
        EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get());
        const std::string_view whole{der};
        return EVP_DigestVerify(context.get(), bytes(whole), whole.size(), bytes(text), text.size()) == 1;
    }
};

json::object part(std::string_view base64)
{
    return parse_json(crypto::from_base64(base64).value()).value().as_object();
}

const Time now = *parse_iso8601("2026-11-20T12:00:00.000Z");

// RFC 8292 section 2.
TEST(Vapid, SaysWhoSendsToWhomAndUntilWhen)
{
    const Pair pair;
    const Vapid vapid(pair.der(), crypto::to_base64url(pair.point()), "mailto:it@mercy.example");
    const auto token = vapid.token("https://push.example", now);
    const auto parts = text::split(token, '.');
    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(part(parts[0]), (json::object{{"typ", "JWT"}, {"alg", "ES256"}}));
    const auto claims = part(parts[1]);
    EXPECT_EQ(claims.at("aud"), "https://push.example");
    EXPECT_EQ(claims.at("sub"), "mailto:it@mercy.example");
    const auto until = claims.at("exp").as_int64();
    const auto begin = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    EXPECT_GT(until, begin);
    EXPECT_LE(until, begin + 24 * 3600);
    const auto signature = crypto::from_base64(parts[2]).value();
    ASSERT_EQ(signature.size(), 64U);
    EXPECT_TRUE(pair.signed_by(signature, token.substr(0, token.rfind('.'))));
    EXPECT_FALSE(pair.signed_by(signature, token.substr(1, token.rfind('.') - 1)));
}

storage::push::Message message(std::string kind, std::string locale)
{
    storage::push::Message one;
    one.kind = std::move(kind);
    one.locale = std::move(locale);
    one.notification = NotificationId{77};
    return one;
}

TEST(PushPayload, HasWhatAppsReadAndNoWordOfThePost)
{
    const auto text = payload(message("mention", "de"), "token", "https://mercy.example/assets/icon.png");
    EXPECT_EQ(
        parse_json(text).value().as_object(),
        (json::object{
            {"access_token", "token"},
            {"preferred_locale", "de"},
            {"notification_id", 77},
            {"notification_type", "mention"},
            {"icon", "https://mercy.example/assets/icon.png"},
            {"title", "Du wurdest erwähnt"},
            {"body", ""}
        })
    );
}

TEST(PushPayload, HasATitleForEachKindInEachLanguage)
{
    for (const auto* locale : {"en", "de", "fr", "es", "it", "nl", "pt", "pl"}) {
        std::set<std::string_view> titles;
        for (const auto* kind :
             {"mention",
              "status",
              "reblog",
              "follow",
              "follow_request",
              "favourite",
              "poll",
              "update",
              "admin.sign_up",
              "admin.report",
              "something new"})
            titles.insert(title(kind, locale));
        EXPECT_EQ(titles.size(), 11U) << locale;
        EXPECT_FALSE(titles.contains("")) << locale;
    }
    EXPECT_EQ(title("follow", "pt-BR"), title("follow", "pt"));
    EXPECT_EQ(title("follow", "xx"), title("follow", "en"));
    EXPECT_EQ(title("follow", ""), title("follow", "en"));
}

storage::push::Subscription subscription(bool standard)
{
    storage::push::Subscription to;
    to.endpoint = "https://push.example/send/1?x=2";
    to.public_key = make_key_pair().public_point;
    to.auth_secret = std::string(16, 'a');
    to.standard = standard;
    return to;
}

std::string header(const Request& request, std::string_view name)
{
    for (const auto& [known, value] : request.headers)
        if (known == name) return value;
    return {};
}

TEST(PushRequest, SpeaksTheStandardOrTheDraftBeforeIt)
{
    const Pair pair;
    const auto point = crypto::to_base64url(pair.point());
    const Vapid vapid(pair.der(), point, "mailto:it@mercy.example");
    const auto today = build_request(subscription(true), "{}", vapid, std::chrono::hours(1), now).value();
    EXPECT_EQ(header(today, "ttl"), "3600");
    EXPECT_EQ(header(today, "urgency"), "normal");
    EXPECT_EQ(header(today, "content-encoding"), "aes128gcm");
    EXPECT_TRUE(header(today, "authorization").starts_with("vapid t="));
    EXPECT_TRUE(header(today, "authorization").ends_with(", k=" + point));
    const auto before = build_request(subscription(false), "{}", vapid, std::chrono::hours(1), now).value();
    EXPECT_EQ(header(before, "content-encoding"), "aesgcm");
    EXPECT_TRUE(header(before, "authorization").starts_with("WebPush "));
    EXPECT_TRUE(header(before, "encryption").starts_with("salt="));
    EXPECT_TRUE(header(before, "crypto-key").starts_with("dh="));
    EXPECT_TRUE(header(before, "crypto-key").ends_with(";p256ecdsa=" + point));
}

} // namespace
} // namespace rounds::push
