#include "server/social/sign_up.hpp"
#include "storage/accounts.hpp"
#include "storage/base/crypto.hpp"
#include "storage/sign_ups.hpp"
#include "tests/integration/accounts/accounts_site.hpp"

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using enum http::Method;

AccountsSite site_of(const std::string& mode)
{
    return AccountsSite(off, [&](app::Config& config) { config.accounts.sign_up = mode; });
}

std::string invitation(AccountsSite& site, std::optional<int> uses, std::optional<Time> expires = {})
{
    const auto code = crypto::random_token();
    site.site().db().transact_blocking([&](storage::Transaction& tx) {
        storage::Invitation row;
        row.max_uses = uses;
        row.expires_at = expires;
        (void)storage::invitations::add(tx, crypto::sha256(code), row);
    });
    return code;
}

TEST(SignUp, IsClosedByDefault)
{
    AccountsSite site(off);
    const auto token = site.app_token();
    EXPECT_EQ(site.sign_up(token, "ann").status, 403U);
    const auto v2 = object_of(site.api(get, "/api/v2/instance", token)).at("registrations").as_object();
    EXPECT_FALSE(v2.at("enabled").as_bool());
    EXPECT_TRUE(v2.at("message").is_string());
    EXPECT_FALSE(object_of(site.api(get, "/api/v1/instance", token)).at("registrations").as_bool());
    auto browser = site.browser();
    const auto page = browser.get("/auth/sign_up");
    EXPECT_EQ(page.status, 200U);
    EXPECT_EQ(page.body.find("<form method=\"post\" action=\"/auth/sign_up\""), std::string::npos);
    const auto token_field = input_value(browser.get("/auth/sign_in"), "form_token");
    EXPECT_EQ(browser.post("/auth/sign_up", {{"form_token", token_field}, {"username", "ann"}}).status, 403U);
    EXPECT_EQ(site.count("SELECT count(*) FROM sign_ups"), 0);
}

TEST(SignUp, OpenMakesTheAccountAtOnce)
{
    auto site = site_of("open");
    const auto answer = site.sign_up(site.app_token(), "ann");
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto body = object_of(answer);
    EXPECT_EQ(body.at("token_type").as_string(), "Bearer");
    EXPECT_EQ(body.at("scope").as_string(), "read write");
    EXPECT_TRUE(body.at("created_at").is_int64());
    const auto token = std::string(body.at("access_token").as_string());
    const auto me = site.api(get, "/api/v1/accounts/verify_credentials", token);
    ASSERT_EQ(me.status, 200U);
    EXPECT_EQ(object_of(me).at("username").as_string(), "ann");
    auto browser = site.browser();
    EXPECT_EQ(browser.log_in("ann", password).status, 303U);
    EXPECT_EQ(site.count("SELECT count(*) FROM sign_ups"), 0);

    const auto v2 = object_of(site.api(get, "/api/v2/instance", token)).at("registrations").as_object();
    EXPECT_TRUE(v2.at("enabled").as_bool());
    EXPECT_FALSE(v2.at("approval_required").as_bool());
    EXPECT_TRUE(v2.at("message").is_null());
    EXPECT_NE(site.api(get, "/nodeinfo/2.0", token).body.find("\"openRegistrations\":true"), std::string::npos);
}

TEST(SignUp, TakesTheTokenOfAnAppAlone)
{
    auto site = site_of("open");
    EXPECT_EQ(site.sign_up("none", "ann").status, 401U);
    EXPECT_EQ(site.sign_up(site.app_token("read"), "ann").status, 403U);
    const auto person = site.site().add_token(site.site().add_person("bea", password));
    EXPECT_EQ(site.sign_up(person, "ann").status, 403U);
    EXPECT_EQ(site.sign_up(site.app_token("write:accounts"), "ann").status, 200U);
}

TEST(SignUp, SaysWhatIsWrongAsMastodonDoes)
{
    auto site = site_of("approval");
    site.site().add_person("taken", password);
    const auto token = site.app_token();
    const auto empty = site.api(post, "/api/v1/accounts", token, {{"username", ""}});
    EXPECT_EQ(empty.status, 422U);
    EXPECT_TRUE(object_of(empty).at("error").as_string().starts_with("Validation failed: Username can't be blank"));
    for (const char* field : {"username", "email", "password", "reason"})
        EXPECT_EQ(fault_of(empty, field), "ERR_BLANK");
    EXPECT_EQ(fault_of(empty, "agreement"), "ERR_ACCEPTED");
    const struct
    {
        const char* field;
        std::string value;
        const char* fault;
    } cases[] = {
        {"username", "a b", "ERR_INVALID"},
        {"username", "zoë", "ERR_INVALID"},
        {"username", std::string(31, 'a'), "ERR_TOO_LONG"},
        {"username", "Taken", "ERR_TAKEN"},
        {"email", "nobody", "ERR_INVALID"},
        {"email", "TAKEN@mercy.example", "ERR_TAKEN"},
        {"password", "short", "ERR_TOO_SHORT"},
        {"password", std::string(1025, 'p'), "ERR_TOO_LONG"},
        {"password", "somebody_new@home.example", "ERR_INVALID"},
        {"agreement", "false", "ERR_ACCEPTED"},
        {"reason", std::string(2001, 'r'), "ERR_TOO_LONG"},
        {"invite_code", "guess", "ERR_INVALID"},
    };
    for (const auto& one : cases) {
        const auto answer = site.sign_up(token, "somebody_new", {{one.field, one.value}});
        EXPECT_EQ(answer.status, 422U) << one.field << ' ' << one.value;
        EXPECT_EQ(fault_of(answer, one.field), one.fault) << one.field << ' ' << one.value << answer.body;
    }
    EXPECT_EQ(site.sign_up(token, "somebody_new").status, 200U) << "all of it put right";
    EXPECT_EQ(fault_of(site.sign_up(token, "Somebody_New"), "username"), "ERR_TAKEN") << "somebody who waits";
}

// N69: nothing that means something to a mail server or in a header is an address.
TEST(SignUp, RefusesAddressesThatAreMore)
{
    auto site = site_of("open");
    const auto token = site.app_token();
    for (const char* evil :
         {"a@b.example\r\nBcc: c@d.example",
          "a%b@c.example",
          "a,b@c.example",
          "\"a\"@c.example",
          "a@b",
          "a b@c.example",
          "<a@b.example>",
          "a@b.example@c.example",
          "a@-b.example",
          ".a@b.example",
          "a@[127.0.0.1]",
          "ä@b.example"})
        EXPECT_EQ(fault_of(site.sign_up(token, "ann", {{"email", evil}}), "email"), "ERR_INVALID") << evil;
    EXPECT_EQ(site.sign_up(token, "ann", {{"email", "Ann.B+x@sub.home-1.example"}}).status, 200U);
}

TEST(SignUp, RefusesNamesThatAreReservedOrLookLikeOthers)
{
    AccountsSite site(off, [](app::Config& config) {
        config.accounts.sign_up = "open";
        config.accounts.reserved_names = {"mercyhealth"};
    });
    site.site().add_person("Miller", password);
    site.site().db().transact_blocking([](storage::Transaction& tx) {
        return make_network(tx, {.username = "breastcancer"}).id;
    });
    const auto token = site.app_token();
    for (const char* name :
         {"admin",
          "Adm1n",
          "m0derator",
          "rnoderator",
          "supp0rt",
          "_staff_",
          "d0ct0r",
          "settings",
          "MercyHea1th",
          "mercy_health"})
        EXPECT_EQ(fault_of(site.sign_up(token, name), "username"), "ERR_RESERVED") << name;
    for (const char* name : {"mi11er", "rniller", "mil_ler", "brea5tcancer", "breast_cancer"})
        EXPECT_EQ(fault_of(site.sign_up(token, name), "username"), "ERR_TAKEN") << name;
    EXPECT_EQ(site.sign_up(token, "millard").status, 200U);
    EXPECT_EQ(site.sign_up(token, "breastfriend").status, 200U);
}

// N30
TEST(SignUp, NeverGivesOutTheNameOfSomebodyWhoLeft)
{
    auto site = site_of("open");
    const auto left = site.site().add_person("left", password);
    site.site().db().transact_blocking([&](storage::Transaction& tx) { storage::accounts::mark_deleted(tx, left); });
    EXPECT_EQ(fault_of(site.sign_up(site.app_token(), "left"), "username"), "ERR_TAKEN");
    EXPECT_EQ(site.sign_up(site.app_token(), "stayed").status, 200U);
}

TEST(SignUp, TakesAnInvitationAsOftenAsItSays)
{
    auto site = site_of("invitation");
    const auto token = site.app_token();
    EXPECT_EQ(fault_of(site.sign_up(token, "ann"), "invite_code"), "ERR_BLANK");
    EXPECT_EQ(fault_of(site.sign_up(token, "ann", {{"invite_code", "guess"}}), "invite_code"), "ERR_INVALID");

    const auto twice = invitation(site, 2);
    EXPECT_EQ(site.sign_up(token, "ann", {{"invite_code", twice}, {"password", "short"}}).status, 422U);
    EXPECT_EQ(site.sign_up(token, "ann", {{"invite_code", twice}}).status, 200U);
    EXPECT_EQ(site.sign_up(token, "bea", {{"invite_code", twice}}).status, 200U);
    EXPECT_EQ(fault_of(site.sign_up(token, "cleo", {{"invite_code", twice}}), "invite_code"), "ERR_INVALID");

    const auto now = site.app().clock.now();
    const auto old = invitation(site, {}, now - std::chrono::seconds{1});
    EXPECT_EQ(fault_of(site.sign_up(token, "cleo", {{"invite_code", old}}), "invite_code"), "ERR_INVALID");
    const auto good = invitation(site, {}, now + std::chrono::hours{1});
    EXPECT_EQ(site.sign_up(token, "cleo", {{"invite_code", good}}).status, 200U);
    site.change("UPDATE invitations SET revoked_at = now()");
    EXPECT_EQ(fault_of(site.sign_up(token, "dora", {{"invite_code", good}}), "invite_code"), "ERR_INVALID");
    EXPECT_EQ(site.count("SELECT count(*) FROM invitations WHERE code_hash = '" + good + "'::bytea"), 0);

    const auto v1 = object_of(site.api(get, "/api/v1/instance", token));
    EXPECT_FALSE(v1.at("registrations").as_bool());
    EXPECT_TRUE(v1.at("invites_enabled").as_bool());
}

TEST(SignUp, WaitsForApprovalAndCannotBeSeenUntilThen)
{
    auto site = site_of("approval");
    const auto answer = site.sign_up(site.app_token(), "ann");
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto token = std::string(object_of(answer).at("access_token").as_string());
    const auto refused = site.api(get, "/api/v1/accounts/verify_credentials", token);
    EXPECT_EQ(refused.status, 403U);
    EXPECT_EQ(object_of(refused).at("error").as_string(), "Your login is currently pending approval");
    EXPECT_EQ(site.api(post, "/api/v1/statuses", token, {{"status", "hello"}}).status, 403U);
    EXPECT_EQ(site.api(get, "/api/v1/apps/verify_credentials", token).status, 200U);
    auto browser = site.browser();
    EXPECT_EQ(browser.get("/@ann").status, 404U);
    EXPECT_EQ(browser.get("/.well-known/webfinger?resource=acct:ann@mercy.example").status, 404U);
    EXPECT_EQ(browser.get("/api/v1/accounts/lookup?acct=ann").status, 404U);
    const auto page = browser.log_in("ann", password);
    EXPECT_EQ(page.status, 200U);
    EXPECT_NE(page.body.find("Your account is on its way"), std::string::npos);
    EXPECT_FALSE(logged_in(browser));
    EXPECT_EQ(browser.log_in("ann", other_password).status, 422U);

    const auto admitted = site.site().db().transact_blocking([&](storage::Transaction& tx) {
        const auto waiting = storage::sign_ups::to_approve(tx, 10);
        EXPECT_EQ(waiting.size(), 1U);
        EXPECT_EQ(waiting.at(0).reason, "I care for my father.");
        auto& app = site.app();
        return social::approve_sign_up(tx, app.urls, app.keyring, waiting.at(0).id, app.clock.now());
    });
    ASSERT_TRUE(admitted && admitted->account);
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 200U);
    EXPECT_EQ(browser.get("/@ann").status, 200U);
    EXPECT_EQ(browser.log_in("ann", password).status, 303U);
    EXPECT_TRUE(object_of(site.api(get, "/api/v1/instance", token)).at("approval_required").as_bool());
}

TEST(SignUp, WithAnInvitationNobodyHasToApprove)
{
    auto site = site_of("approval");
    const auto code = invitation(site, 1);
    const auto answer = site.sign_up(site.app_token(), "ann", {{"invite_code", code}, {"reason", ""}});
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto token = std::string(object_of(answer).at("access_token").as_string());
    EXPECT_EQ(site.api(get, "/api/v1/accounts/verify_credentials", token).status, 200U);
}

TEST(SignUp, IsCountedPerNetworkAddress)
{
    AccountsSite site(off, [](app::Config& config) {
        config.accounts.sign_up = "open";
        config.limits.sign_ups_per_30min = 3;
    });
    const auto token = site.app_token();
    for (const char* name : {"one_person", "two_people", "three_men"})
        EXPECT_EQ(site.sign_up(token, name).status, 200U);
    EXPECT_EQ(site.sign_up(token, "four_women").status, 429U);
    auto elsewhere = site.browser();
    EXPECT_EQ(site.sign_up_by_page(elsewhere, "four_women").status, 200U);
}

TEST(SignUpPage, AsksToAcceptTheRulesAndPointsOutFullNames)
{
    AccountsSite site(off, [](app::Config& config) {
        config.accounts.sign_up = "open";
        config.instance.rules = {"Be kind."};
    });
    auto browser = site.browser();
    const auto page = browser.get("/auth/sign_up");
    EXPECT_NE(page.body.find("Be kind."), std::string::npos);
    EXPECT_NE(page.body.find("href=\"/privacy\""), std::string::npos);
    const auto refused = site.sign_up_by_page(browser, "sunflower", {{"agreement", ""}});
    EXPECT_EQ(refused.status, 422U);
    EXPECT_NE(refused.body.find("must be accepted"), std::string::npos);
    EXPECT_EQ(refused.body.find(password), std::string::npos) << "a password is never sent back";

    const Fields full{{"display_name", "Maria Lopez"}};
    const auto hinted = site.sign_up_by_page(browser, "sunflower", full);
    EXPECT_EQ(hinted.status, 200U);
    EXPECT_NE(hinted.body.find("a pseudonym protects you"), std::string::npos);
    EXPECT_EQ(site.count("SELECT count(*) FROM users"), 0);
    const Fields again{
        {"username", "sunflower"},
        {"display_name", "Maria Lopez"},
        {"email", "s@home.example"},
        {"password", password},
        {"agreement", "true"}
    };
    const auto made = AccountsSite::send_form(browser, hinted, "/auth/sign_up", again);
    EXPECT_EQ(made.status, 200U);
    EXPECT_EQ(site.count("SELECT count(*) FROM users"), 1) << "a hint, not a refusal";
}

// N67
TEST(SignUpPage, NeedsOurForm)
{
    auto site = site_of("open");
    auto browser = site.browser();
    const Fields fields{
        {"username", "ann"}, {"email", "ann@home.example"}, {"password", password}, {"agreement", "true"}
    };
    EXPECT_EQ(browser.post("/auth/sign_up", fields).status, 403U);
    EXPECT_EQ(site.sign_up_by_page(browser, "ann").status, 200U);
}

} // namespace
} // namespace rounds::test
