#include "storage/base/crypto.hpp"
#include "storage/base/url.hpp"
#include "tests/integration/accounts/accounts_site.hpp"
#include "tests/support/fake_provider.hpp"

#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using ::testing::HasSubstr;
using ::testing::Not;

/// A log-in under way: what the browser was sent to the provider with.
struct Sent
{
    std::string address;
    [[nodiscard]] std::string query(std::string_view name) const { return query_value(address, name); }
};

struct SignOn : ::testing::Test
{
    FakeProvider provider;
    std::unique_ptr<AccountsSite> site = make_site("staff");

    std::unique_ptr<AccountsSite> make_site(const std::string& new_accounts)
    {
        return std::make_unique<AccountsSite>(off, [&](app::Config& config) {
            config.federation.loopback_testing = true;
            config.sign_on.issuer = provider.issuer();
            config.sign_on.client_id = "rounds";
            config.sign_on.name = "Mercy Login";
            config.sign_on.roles = {"staff=moderator", "chiefs=admin"};
            config.sign_on.new_accounts = new_accounts;
        });
    }
    static Sent begin(Browser& browser, const std::string& path = "/auth/sign_on?next=/about")
    {
        const auto answer = browser.get(path);
        EXPECT_EQ(answer.status, 303U) << path;
        return {std::string(answer.headers.get("Location"))};
    }
    http::Response end(Browser& browser, const Sent& sent, const std::string& id_token)
    {
        return browser.get("/auth/sign_on/callback?code=" + provider.give(id_token) + "&state=" + sent.query("state"));
    }
    /// The whole way with a good token.
    http::Response log_in(Browser& browser, const std::string& subject, const json::object& changed = {})
    {
        const auto sent = begin(browser);
        auto claims = provider.claims(subject, sent.query("nonce"));
        for (const auto& one : changed) claims[one.key()] = one.value();
        return end(browser, sent, provider.key().sign(claims));
    }
    /// Password and, by a page with a link, the log-in at the provider.
    http::Response link(Browser& browser, const std::string& subject)
    {
        const auto page = browser.get("/settings/sign_on");
        const auto way = AccountsSite::send_form(browser, page, "/settings/sign_on", {{"current_password", password}});
        EXPECT_EQ(way.status, 200U);
        const auto start = way.body.find(provider.issuer() + "/authorize");
        if (start == std::string::npos) return way;
        auto address = way.body.substr(start, way.body.find('"', start) - start);
        for (auto at = address.find("&amp;"); at != std::string::npos; at = address.find("&amp;"))
            address.replace(at, 5, "&");
        const Sent sent{address};
        return end(browser, sent, provider.key().sign(provider.claims(subject, sent.query("nonce"))));
    }
    std::int64_t count(const std::string& sql) { return site->count(sql); }
};

TEST_F(SignOn, MakesAnAccountForStaffAndKnowsItAgain)
{
    auto browser = site->browser();
    EXPECT_THAT(browser.get("/auth/sign_in").body, HasSubstr("Log in through Mercy Login"));
    const auto sent = begin(browser);
    EXPECT_THAT(sent.address, HasSubstr(provider.issuer() + "/authorize?response_type=code&client_id=rounds"));
    EXPECT_EQ(sent.query("redirect_uri"), "https://mercy.example/auth/sign_on/callback");
    EXPECT_EQ(sent.query("code_challenge_method"), "S256");
    const auto in = end(browser, sent, provider.key().sign(provider.claims("ida", sent.query("nonce"))));
    ASSERT_EQ(in.status, 303U) << in.body;
    EXPECT_EQ(in.headers.get("Location"), "/about");
    EXPECT_TRUE(logged_in(browser));
    const auto asked = provider.last_token_request();
    const auto start = asked.find("code_verifier=") + 14;
    EXPECT_EQ(
        crypto::to_base64url(crypto::sha256(asked.substr(start, asked.find('&', start) - start))),
        sent.query("code_challenge")
    );
    EXPECT_EQ(count("SELECT count(*) FROM users WHERE role = 'moderator' AND password_hash = ''"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM accounts WHERE username = 'ida' AND domain IS NULL"), 1);
    auto again = site->browser();
    EXPECT_EQ(log_in(again, "ida").status, 303U);
    EXPECT_EQ(count("SELECT count(*) FROM external_logins"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM sessions WHERE external"), 2);
    EXPECT_EQ(site->browser().log_in("ida", "", "/").status, 422U);
    EXPECT_EQ(count("SELECT count(*) FROM audit_log WHERE action = 'sign_on.create'"), 1);
}

TEST_F(SignOn, ForgedTokensAreRefused)
{
    const TokenKey other(TokenKey::Kind::rsa, "first");
    const auto refused = [&](const std::function<std::string(json::object)>& make) {
        auto browser = site->browser();
        const auto sent = begin(browser);
        const auto answer = end(browser, sent, make(provider.claims("eve", sent.query("nonce"))));
        EXPECT_FALSE(logged_in(browser));
        return answer.status;
    };
    const auto with = [&](const char* name, const json::value& value) {
        return refused([&](json::object claims) {
            claims[name] = value;
            return provider.key().sign(claims);
        });
    };
    EXPECT_EQ(with("iss", "https://evil.example"), 403U);
    EXPECT_EQ(with("aud", "another"), 403U);
    EXPECT_EQ(with("azp", "another"), 403U);
    EXPECT_EQ(with("nonce", "another"), 403U);
    EXPECT_EQ(with("exp", 1), 403U);
    EXPECT_EQ(with("iat", 1), 403U);
    EXPECT_EQ(refused([](const json::object& claims) { return unsigned_token(claims); }), 403U);
    EXPECT_EQ(refused([&](const json::object& claims) { return other.sign(claims); }), 403U);
    EXPECT_EQ(refused([&](const json::object& claims) { return provider.key().sign(claims, "HS256"); }), 403U);
    EXPECT_EQ(count("SELECT count(*) FROM accounts WHERE username = 'eve'"), 0);
    auto browser = site->browser();
    EXPECT_EQ(log_in(browser, "eve").status, 303U) << "the positive twin";
}

TEST_F(SignOn, AnAnswerBelongsToTheBrowserThatAsked)
{
    auto browser = site->browser();
    const auto sent = begin(browser);
    const auto token = provider.key().sign(provider.claims("ida", sent.query("nonce")));
    auto other = site->browser();
    EXPECT_EQ(end(other, sent, token).status, 400U) << "without the cookie";
    const auto theirs = begin(other);
    EXPECT_EQ(end(other, sent, token).status, 400U) << "with another state";
    EXPECT_EQ(end(other, theirs, token).status, 400U) << "a failed answer ends the attempt";
    const auto new_try = begin(other);
    EXPECT_EQ(end(other, new_try, token).status, 403U) << "with another nonce";
    EXPECT_THAT(
        browser.get("/auth/sign_on/callback?error=access_denied&state=" + sent.query("state")).body,
        HasSubstr("Try again, or ask its help desk")
    );
    const auto fresh = begin(browser);
    const auto good = provider.key().sign(provider.claims("ida", fresh.query("nonce")));
    const auto code = provider.give(good);
    const auto callback = "/auth/sign_on/callback?code=" + code + "&state=" + fresh.query("state");
    EXPECT_EQ(browser.get(callback + "&iss=https%3A%2F%2Fevil.example").status, 403U) << "RFC 9207";
    const auto last = begin(browser);
    EXPECT_EQ(end(browser, last, provider.key().sign(provider.claims("ida", last.query("nonce")))).status, 303U);
    EXPECT_EQ(browser.get(callback).status, 400U) << "used up";
}

/// N70: neither the right provider's other person nor another provider gets an account by its e-mail address.
TEST_F(SignOn, AnAddressAttachesToNothing)
{
    site->site().add_person("ann", password, "admin");
    auto browser = site->browser();
    const auto page = log_in(browser, "mallory", {{"email", "ann@mercy.example"}});
    EXPECT_EQ(page.status, 403U);
    EXPECT_THAT(page.body, HasSubstr("Log in with its password and link it"));
    EXPECT_FALSE(logged_in(browser));
    EXPECT_EQ(count("SELECT count(*) FROM external_logins"), 0);
    EXPECT_EQ(log_in(browser, "mallory", {{"email_verified", false}}).status, 403U);

    site->change(
        "INSERT INTO external_logins (account_id, issuer, subject) SELECT account_id, 'https://second.example', "
        "'mallory' FROM users"
    );
    EXPECT_EQ(log_in(browser, "mallory", {{"email", "ann@mercy.example"}}).status, 403U) << "another issuer's subject";
    EXPECT_FALSE(logged_in(browser));
}

TEST_F(SignOn, ASessionLinksAndUndoesIt)
{
    site->site().add_person("ann", password);
    site->site().add_person("bob", password);
    auto ann = site->browser();
    ASSERT_EQ(ann.log_in("ann", password).status, 303U);
    const auto page = ann.get("/settings/sign_on");
    EXPECT_EQ(AccountsSite::send_form(ann, page, "/settings/sign_on", {{"current_password", "wrong"}}).status, 422U);
    EXPECT_EQ(link(ann, "s-1").headers.get("Location"), "/settings/sign_on");
    auto bob = site->browser();
    ASSERT_EQ(bob.log_in("bob", password).status, 303U);
    EXPECT_EQ(link(bob, "s-1").status, 422U) << "linked with another";
    auto fresh = site->browser();
    EXPECT_EQ(log_in(fresh, "s-1", {{"groups", json::array{}}}).status, 303U);
    EXPECT_THAT(fresh.get("/settings").body, HasSubstr("@ann@mercy.example"));
    const auto id = count("SELECT id FROM external_logins");
    const auto path = "/settings/sign_on/" + std::to_string(id) + "/remove";
    auto fields = hidden_inputs(ann.get("/settings/sign_on"), "/settings/sign_on");
    fields.emplace_back("current_password", password);
    EXPECT_EQ(bob.post(path, fields).status, 403U);
    EXPECT_EQ(ann.post(path, fields).status, 200U);
    EXPECT_EQ(count("SELECT count(*) FROM external_logins"), 0);
}

TEST_F(SignOn, TheGroupsDecideOnTheRole)
{
    auto browser = site->browser();
    EXPECT_EQ(log_in(browser, "visitor", {{"groups", json::array{"guests"}}}).status, 403U) << "no staff";
    ASSERT_EQ(log_in(browser, "ida", {{"groups", json::array{"staff", "chiefs"}}}).status, 303U);
    const auto with_role = [&](const char* role) {
        return count(std::string("SELECT count(*) FROM users WHERE role = '") + role + "'");
    };
    EXPECT_EQ(with_role("admin"), 1);
    auto other = site->browser();
    ASSERT_EQ(log_in(other, "ida", {{"groups", json::array{"guests"}}}).status, 303U);
    EXPECT_EQ(with_role("member"), 1);
    EXPECT_FALSE(logged_in(browser)) << "who loses rights is logged out everywhere";
    EXPECT_TRUE(logged_in(other));
    provider.say_of_person({{"sub", "ida"}, {"groups", json::array{"staff"}}});
    const auto sent = begin(other);
    auto claims = provider.claims("ida", sent.query("nonce"));
    claims.erase("groups");
    EXPECT_EQ(end(other, sent, provider.key().sign(claims)).status, 303U);
    EXPECT_EQ(with_role("moderator"), 1) << "by the user info";
    provider.say_of_person({{"sub", "somebody else"}, {"groups", json::array{"chiefs"}}});
    const auto last = begin(other);
    claims["nonce"] = last.query("nonce");
    EXPECT_EQ(end(other, last, provider.key().sign(claims)).status, 303U);
    EXPECT_EQ(with_role("admin"), 0) << "it speaks of another";
}

TEST_F(SignOn, ASecondFactorIsAskedForAllTheSame)
{
    auto browser = site->browser();
    ASSERT_EQ(log_in(browser, "ida").status, 303U);
    site->change(
        "INSERT INTO second_factors (account_id, secret_sealed, confirmed_at) SELECT account_id, 'x', now() FROM "
        "users"
    );
    site->change("UPDATE users SET second_factor_at = now()");
    auto fresh = site->browser();
    const auto answer = log_in(fresh, "ida");
    EXPECT_THAT(answer.headers.get("Location"), HasSubstr("/auth/second_factor"));
    std::string half;
    for (const auto& [name, value] : answer.headers.entries())
        if (name == "Set-Cookie" && value.find("rounds_half=") != std::string::npos) half = value;
    EXPECT_THAT(half, HasSubstr("SameSite=Lax")) << "a browser that comes from the provider brings no strict one";
    EXPECT_FALSE(logged_in(fresh));
}

TEST_F(SignOn, WhoHasNoPasswordProvesItThere)
{
    auto browser = site->browser();
    ASSERT_EQ(log_in(browser, "ida").status, 303U);
    const auto set_up = [&] {
        return AccountsSite::send_form(
            browser, browser.get("/settings/second_factor"), "/settings/second_factor", {{"current_password", "x"}}
        );
    };
    EXPECT_THAT(set_up().body, HasSubstr("You have no password here"));
    const auto again = [&](std::int64_t ago) {
        const auto sent = begin(browser, "/auth/sign_on/again?next=/settings/second_factor");
        EXPECT_EQ(sent.query("prompt"), "login");
        auto claims = provider.claims("ida", sent.query("nonce"));
        claims["auth_time"] = claims["iat"].as_int64() - ago;
        return end(browser, sent, provider.key().sign(claims));
    };
    EXPECT_EQ(again(3600).status, 403U) << "an hour ago is not now";
    EXPECT_EQ(again(0).headers.get("Location"), "/settings/second_factor");
    EXPECT_THAT(set_up().body, HasSubstr("otpauth://totp/"));
}

TEST_F(SignOn, AKeyThatIsNewIsFetchedOnceAMinute)
{
    auto browser = site->browser();
    ASSERT_EQ(log_in(browser, "ida").status, 303U);
    EXPECT_EQ(provider.asked("/keys"), 1);
    const TokenKey next(TokenKey::Kind::ed25519, "second");
    provider.publish({next.jwk()});
    const auto by = [&](const TokenKey& key) {
        const auto sent = begin(browser);
        return end(browser, sent, key.sign(provider.claims("ida", sent.query("nonce")))).status;
    };
    EXPECT_EQ(by(next), 303U);
    EXPECT_EQ(provider.asked("/keys"), 2);
    EXPECT_EQ(by(provider.key()), 403U) << "withdrawn";
    const TokenKey made_up(TokenKey::Kind::ed25519, "third");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(by(made_up), 403U);
    EXPECT_EQ(provider.asked("/keys"), 2) << "names of keys are cheap to make up";
}

TEST_F(SignOn, LogsOutHereAndThere)
{
    auto browser = site->browser();
    ASSERT_EQ(log_in(browser, "ida").status, 303U);
    auto other = site->browser();
    ASSERT_EQ(log_in(other, "ida").status, 303U);
    const auto out = browser.post("/auth/sign_out", hidden_inputs(browser.get("/about"), "/auth/sign_out"));
    EXPECT_EQ(out.status, 200U);
    EXPECT_THAT(out.body, HasSubstr(provider.issuer() + "/end?client_id=rounds"));
    EXPECT_FALSE(logged_in(browser));
    EXPECT_TRUE(logged_in(other));

    auto claims = provider.claims("ida", "");
    claims.erase("nonce");
    const auto tell = [&] {
        return other.post("/auth/sign_on/logout", {{"logout_token", provider.key().sign(claims)}}).status;
    };
    EXPECT_EQ(tell(), 400U) << "no logout token";
    EXPECT_TRUE(logged_in(other));
    claims["events"] = {{"http://schemas.openid.net/event/backchannel-logout", json::object{}}};
    EXPECT_EQ(tell(), 200U);
    EXPECT_FALSE(logged_in(other));
}

TEST_F(SignOn, AProviderThatSpeaksForAnotherIsNone)
{
    provider.describe({{"issuer", "https://other.example"}});
    auto browser = site->browser();
    const auto page = browser.get("/auth/sign_on");
    EXPECT_EQ(page.status, 503U);
    EXPECT_THAT(page.body, HasSubstr("does not answer"));
    provider.describe({});
    EXPECT_EQ(log_in(browser, "ida").status, 303U);
}

TEST(SignOnOff, IsNotThereUnlessConfigured)
{
    AccountsSite site(off);
    auto browser = site.browser();
    for (const char* path : {"/auth/sign_on", "/auth/sign_on/callback?code=x&state=y"})
        EXPECT_EQ(browser.get(path).status, 404U) << path;
    EXPECT_THAT(browser.get("/auth/sign_in").body, Not(HasSubstr("Log in through")));
}

} // namespace
} // namespace rounds::test
