#include "server/app/tokens.hpp"
#include "server/social/security_keys.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/url.hpp"
#include "tests/integration/accounts/accounts_site.hpp"
#include "tests/support/authenticator.hpp"

#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using ::testing::HasSubstr;
using ::testing::Not;
using Says = Authenticator::Says;

/// An attribute of the field that the script reads, decoded.
std::string data_of(const http::Response& page, const std::string& field, const std::string& name)
{
    const auto input = page.body.find("name=\"" + field + "\" value=\"\" data-challenge");
    if (input == std::string::npos) throw std::runtime_error("the page takes no " + field);
    const auto start = page.body.find("data-" + name + "=\"", input) + name.size() + 7;
    return page.body.substr(start, page.body.find('"', start) - start);
}

std::string challenge_on(const http::Response& page, const std::string& field)
{
    return crypto::from_base64(data_of(page, field, "challenge")).value();
}

struct SecurityKeys : ::testing::Test
{
    AccountsSite site{off, [](app::Config& config) { config.limits.codes_per_5min = 1000; }};
    Authenticator key;
    std::uint32_t count = 1;

    Browser person(const std::string& name, const std::string& role = "member")
    {
        site.site().add_person(name, password, role);
        auto browser = site.browser();
        EXPECT_EQ(browser.log_in(name, password).status, 303U);
        return browser;
    }
    /// The page that registers a key; `proof` is what the form brings besides the password.
    static http::Response begin(Browser& browser, const Fields& proof = {})
    {
        const auto page = browser.get("/settings/second_factor");
        auto fields = first_form(page);
        fields.emplace_back("current_password", password);
        for (const auto& field : proof) replace(fields, field);
        return browser.post("/settings/security_keys", fields);
    }
    static Fields first_form(const http::Response& page)
    {
        const bool app = page.body.find("post\" action=\"/settings/second_factor/codes\"") != std::string::npos;
        return hidden_inputs(page, app ? "/settings/second_factor/codes" : "/settings/second_factor");
    }
    static void replace(Fields& fields, const std::pair<std::string, std::string>& field)
    {
        std::erase_if(fields, [&](const auto& one) { return one.first == field.first; });
        fields.push_back(field);
    }
    static http::Response confirm(Browser& browser, const http::Response& page, const Authenticator::Registration& made)
    {
        const Fields more{{"name", "blue key"}, {"credential", Authenticator::as_field(made)}};
        return AccountsSite::send_form(browser, page, "/settings/security_keys/confirm", more);
    }
    http::Response add(Browser& browser, const Authenticator& which, const Fields& proof = {})
    {
        const auto page = begin(browser, proof);
        EXPECT_EQ(page.status, 200U);
        return confirm(browser, page, which.make(challenge_on(page, "credential"), {.count = count}));
    }
    /// Password shown; the page that asks for the second factor.
    http::Response asked(Browser& browser, const std::string& name)
    {
        EXPECT_EQ(browser.log_in(name, password, "/settings").status, 303U);
        return browser.get("/auth/second_factor?next=/settings");
    }
    static http::Response show(Browser& browser, const http::Response& page, const webauthn::Assertion& answer)
    {
        const Fields more{{"code", ""}, {"key", Authenticator::as_field(answer)}};
        return AccountsSite::send_form(browser, page, "/auth/second_factor", more);
    }
    /// Proof of the password and the key, for a form of the settings.
    Fields proof(Browser& browser)
    {
        const auto page = browser.get("/settings/second_factor");
        const auto answer = key.answer(challenge_on(page, "key"), {.count = ++count});
        return {{"code", ""}, {"key", Authenticator::as_field(answer)}};
    }
};

TEST_F(SecurityKeys, IsAskedForOnceRegistered)
{
    auto browser = person("ann");
    auto other = site.browser();
    ASSERT_EQ(other.log_in("ann", password).status, 303U);
    const auto done = add(browser, key);
    ASSERT_EQ(done.status, 200U) << done.body;
    EXPECT_THAT(done.body, HasSubstr("<li><code>")) << "recovery codes, for it is the first factor";
    EXPECT_TRUE(logged_in(browser));
    EXPECT_FALSE(logged_in(other)) << "all other access ends";
    EXPECT_THAT(browser.get("/settings/second_factor").body, HasSubstr("blue key"));
    EXPECT_THAT(browser.get("/settings").body, HasSubstr("(on)"));

    auto fresh = site.browser();
    const auto page = asked(fresh, "ann");
    EXPECT_FALSE(logged_in(fresh)) << "the password alone is not enough";
    EXPECT_THAT(page.headers.get("Content-Security-Policy"), HasSubstr("script-src 'self'"));
    EXPECT_THAT(page.body, HasSubstr("<script src=\"/assets/webauthn.js?v="));
    EXPECT_EQ(data_of(page, "key", "keys"), crypto::to_base64url(key.id()));
    EXPECT_EQ(data_of(page, "key", "party"), "mercy.example");
    const auto in = show(fresh, page, key.answer(challenge_on(page, "key"), {.count = 2}));
    EXPECT_EQ(in.status, 303U);
    EXPECT_EQ(in.headers.get("Location"), "/settings");
    EXPECT_TRUE(logged_in(fresh));
    EXPECT_EQ(site.count("SELECT count(*) FROM security_keys WHERE last_used_at IS NOT NULL AND sign_count = 2"), 1);
}

TEST_F(SecurityKeys, ForgedAnswersAreRefused)
{
    auto browser = person("ann");
    ASSERT_EQ(add(browser, key).status, 200U);
    auto fresh = site.browser();
    (void)asked(fresh, "ann");
    const auto refused = [&](const Says& says) {
        const auto page = fresh.get("/auth/second_factor?next=/settings");
        auto spoiled = says;
        spoiled.count = 50;
        return show(fresh, page, key.answer(challenge_on(page, "key"), spoiled)).status;
    };
    EXPECT_EQ(refused({.origin = "https://evil.example"}), 422U);
    EXPECT_EQ(refused({.party = "evil.example"}), 422U);
    EXPECT_EQ(refused({.verified = false}), 422U);
    EXPECT_EQ(refused({.present = false}), 422U);
    EXPECT_EQ(refused({.good_signature = false}), 422U);
    const auto page = fresh.get("/auth/second_factor?next=/settings");
    EXPECT_EQ(show(fresh, page, key.answer("made up", {.count = 50})).status, 422U);
    const Fields nonsense{{"code", ""}, {"key", "{\"id\":5}"}};
    EXPECT_EQ(AccountsSite::send_form(fresh, page, "/auth/second_factor", nonsense).status, 422U);
    EXPECT_FALSE(logged_in(fresh));
    EXPECT_EQ(refused({}), 303U) << "the positive twin";
    EXPECT_TRUE(logged_in(fresh));
}

TEST_F(SecurityKeys, AChallengeIsAnsweredOnceBySomebodyInTime)
{
    auto browser = person("ann");
    ASSERT_EQ(add(browser, key).status, 200U);
    auto bobs = person("bob");
    const Authenticator bob_key;
    ASSERT_EQ(add(bobs, bob_key).status, 200U);

    auto fresh = site.browser();
    const auto page = asked(fresh, "ann");
    const auto challenge = challenge_on(page, "key");
    EXPECT_EQ(show(fresh, page, key.answer(challenge, {.count = 2})).status, 303U);
    auto replay = site.browser();
    const auto again = asked(replay, "ann");
    EXPECT_EQ(show(replay, again, key.answer(challenge, {.count = 3})).status, 422U) << "used";
    auto mixed = site.browser();
    const auto bobs_page = asked(mixed, "bob");
    EXPECT_EQ(show(mixed, bobs_page, bob_key.answer(challenge_on(again, "key"), {.count = 4})).status, 422U)
        << "handed out to another";
    EXPECT_EQ(show(mixed, bobs_page, key.answer(challenge_on(bobs_page, "key"), {.count = 4})).status, 422U)
        << "another's key";
    const auto elsewhere = challenge_on(browser.get("/settings/second_factor"), "key");
    EXPECT_EQ(show(replay, again, key.answer(elsewhere, {.count = 5})).status, 422U) << "for another use";

    const auto late = social::make_challenge(
        site.app().secrets,
        social::KeyUse::log_in,
        AccountId{site.count("SELECT id FROM accounts WHERE username = 'ann'")},
        site.app().clock.now() - std::chrono::minutes{6}
    );
    EXPECT_EQ(show(replay, again, key.answer(late, {.count = 6})).status, 422U) << "too late";
    EXPECT_EQ(show(replay, again, key.answer(challenge_on(again, "key"), {.count = 7})).status, 303U);
}

TEST_F(SecurityKeys, ACopyIsFoundByItsCounter)
{
    auto browser = person("ann");
    count = 10;
    ASSERT_EQ(add(browser, key).status, 200U);
    auto fresh = site.browser();
    const auto first = asked(fresh, "ann");
    EXPECT_EQ(show(fresh, first, key.answer(challenge_on(first, "key"), {.count = 10})).status, 422U);
    const auto second = fresh.get("/auth/second_factor?next=/settings");
    EXPECT_EQ(show(fresh, second, key.answer(challenge_on(second, "key"), {.count = 9})).status, 422U);
    const auto third = fresh.get("/auth/second_factor?next=/settings");
    EXPECT_EQ(show(fresh, third, key.answer(challenge_on(third, "key"), {.count = 11})).status, 303U);
}

TEST_F(SecurityKeys, RegistrationNeedsTheFactorThatThereIs)
{
    auto browser = person("ann");
    EXPECT_EQ(begin(browser, {{"current_password", "wrong"}}).status, 422U);
    const auto page = begin(browser);
    EXPECT_EQ(confirm(browser, page, key.make("made up", {})).status, 422U);
    EXPECT_EQ(confirm(browser, page, key.make(challenge_on(page, "credential"), {.verified = false})).status, 422U);
    EXPECT_EQ(site.count("SELECT count(*) FROM security_keys"), 0);
    ASSERT_EQ(add(browser, key).status, 200U);
    const Authenticator second;
    EXPECT_EQ(begin(browser).status, 422U) << "now a factor is asked for";
    const auto added = add(browser, second, proof(browser));
    EXPECT_EQ(added.status, 200U);
    EXPECT_THAT(added.body, Not(HasSubstr("<li><code>"))) << "the codes that there are still work";
    EXPECT_EQ(site.count("SELECT count(*) FROM security_keys"), 2);
    EXPECT_EQ(add(browser, second, proof(browser)).status, 422U) << "known already";
}

TEST_F(SecurityKeys, IsRemovedAndTheRecoveryCodesWithTheLast)
{
    auto browser = person("ann");
    ASSERT_EQ(add(browser, key).status, 200U);
    const auto id = site.count("SELECT id FROM security_keys");
    const auto remove = [&](const Fields& shown, std::int64_t which) {
        auto fields = first_form(browser.get("/settings/second_factor"));
        fields.emplace_back("current_password", password);
        for (const auto& field : shown) replace(fields, field);
        return browser.post("/settings/security_keys/" + std::to_string(which) + "/remove", fields).status;
    };
    EXPECT_EQ(remove({}, id), 422U);
    EXPECT_EQ(remove(proof(browser), id + 1), 422U);
    EXPECT_EQ(remove(proof(browser), id), 200U);
    EXPECT_EQ(site.count("SELECT count(*) FROM recovery_codes"), 0);
    auto fresh = site.browser();
    EXPECT_EQ(fresh.log_in("ann", password, "/about").headers.get("Location"), "/about");
}

TEST_F(SecurityKeys, ProvesWhoOneIsOnEachPageThatAsks)
{
    auto browser = person("ann");
    ASSERT_EQ(add(browser, key).status, 200U);
    for (const char* path : {"/settings/password", "/settings/email", "/settings/delete"}) {
        const auto page = browser.get(path);
        EXPECT_THAT(page.headers.get("Content-Security-Policy"), HasSubstr("script-src 'self'")) << path;
        EXPECT_EQ(data_of(page, "key", "keys"), crypto::to_base64url(key.id())) << path;
    }
    EXPECT_THAT(browser.get("/settings/data").headers.get("Content-Security-Policy"), Not(HasSubstr("script-src")));
    const auto page = browser.get("/settings/password");
    const auto change = [&](const webauthn::Assertion& answer) {
        const Fields fields{
            {"current_password", password},
            {"code", ""},
            {"key", Authenticator::as_field(answer)},
            {"password", other_password},
            {"again", other_password}
        };
        return AccountsSite::send_form(browser, page, "/settings/password", fields).status;
    };
    EXPECT_EQ(change(key.answer(challenge_on(page, "key"), {.verified = false, .count = 5})), 422U);
    const auto fresh = browser.get("/settings/password");
    EXPECT_EQ(change(key.answer(challenge_on(fresh, "key"), {.count = 6})), 200U);
}

TEST_F(SecurityKeys, ARecoveryCodeStandsInForALostKey)
{
    auto browser = person("ann");
    const auto done = add(browser, key);
    const auto at = done.body.find("<li><code>") + 10;
    const auto code = done.body.substr(at, 19);
    auto fresh = site.browser();
    const auto page = asked(fresh, "ann");
    EXPECT_EQ(AccountsSite::send_form(fresh, page, "/auth/second_factor", {{"code", "123456"}}).status, 422U);
    EXPECT_EQ(AccountsSite::send_form(fresh, page, "/auth/second_factor", {{"code", code}}).status, 303U);
}

TEST(StaffSecurityKey, IsEnoughAndTheLastOneStays)
{
    AccountsSite site(off, [](app::Config& config) { config.accounts.staff_second_factor = true; });
    const auto ida = site.site().add_person("ida", password, "admin");
    const auto token = site.site().add_token(ida, "read write admin:read");
    const auto staff_route = "/api/rounds/v1/guard/holds";
    auto browser = site.browser();
    ASSERT_EQ(browser.log_in("ida", password).status, 303U);
    EXPECT_EQ(site.api(http::Method::get, staff_route, token).status, 403U);
    const Authenticator key;
    site.change("INSERT INTO security_keys (account_id, credential_id, algorithm, public_key, sign_count, name) "
                "SELECT account_id, 'x', -7, 'x', 0, 'blue' FROM users");
    site.change("UPDATE users SET second_factor_at = now()");
    site.app().tokens.forget(ida);
    EXPECT_EQ(site.api(http::Method::get, staff_route, token).status, 200U);
    const auto page = browser.get("/settings/second_factor");
    EXPECT_THAT(page.body, HasSubstr("the only one cannot be switched off"));
    const auto id = site.count("SELECT id FROM security_keys");
    const auto fields = hidden_inputs(page, "/settings/second_factor");
    EXPECT_EQ(browser.post("/settings/security_keys/" + std::to_string(id) + "/remove", fields).status, 403U);
}

} // namespace
} // namespace rounds::test
