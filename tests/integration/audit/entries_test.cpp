#include "server/web/cards.hpp"
#include "storage/audit.hpp"
#include "storage/guard.hpp"
#include "tests/integration/accounts/accounts_site.hpp"

#include <algorithm>
#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using enum AccountsSite::Mail;
using enum http::Method;
using storage::Transaction;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// ann in her browser; what she does leaves its entry, and one only.
struct AuditEntries : ::testing::Test
{
    AccountsSite site{off};
    AccountId ann = site.site().add_person("ann", password);
    Browser browser = site.browser();

    void SetUp() override { ASSERT_EQ(browser.log_in("ann", password).status, 303U); }

    template <class F> auto run(F body) { return site.site().db().transact_blocking(body); }
    std::vector<storage::audit::Entry> entries(const std::string& action)
    {
        return run([&](Transaction& tx) { return storage::audit::search(tx, {.action = action}); });
    }
    /// The one entry of that name, by ann about herself.
    storage::audit::Entry only(const std::string& action)
    {
        const auto found = entries(action);
        EXPECT_EQ(found.size(), 1U) << action;
        if (found.empty()) return {};
        EXPECT_EQ(found.front().actor, ann) << action;
        return found.front();
    }
    http::Response send(const std::string& page, const std::string& action, const Fields& fields)
    {
        return AccountsSite::send_form(browser, browser.get(page), action, fields);
    }
};

TEST_F(AuditEntries, OwnPasswordAndAddress)
{
    const Fields address{{"email", "ann@new.example"}, {"current_password", password}};
    EXPECT_EQ(send("/settings/email", "/settings/email", address).status, 200U);
    EXPECT_EQ(only("email.change").target, to_int(ann));
    const Fields wrong{{"password", other_password}, {"again", other_password}, {"current_password", "wrong"}};
    EXPECT_EQ(send("/settings/password", "/settings/password", wrong).status, 422U);
    EXPECT_TRUE(entries("password.change").empty()) << "nothing was done";
    const Fields fresh{{"password", other_password}, {"again", other_password}, {"current_password", password}};
    EXPECT_EQ(send("/settings/password", "/settings/password", fresh).status, 200U);
    EXPECT_EQ(only("password.change").via, "page");
}

TEST_F(AuditEntries, LogInsThatWereEndedAndExports)
{
    EXPECT_EQ(browser.get("/settings/data/bookmarks.csv").status, 200U);
    EXPECT_EQ(only("data.export").rule, "bookmarks");
    EXPECT_EQ(send("/settings", "/settings/sessions/end", {}).status, 303U);
    only("session.end_all");
}

TEST_F(AuditEntries, LeavingForGood)
{
    const Fields sure{{"current_password", password}, {"sure", "true"}};
    EXPECT_EQ(send("/settings/delete", "/settings/delete", sure).status, 200U);
    only("account.leave");
}

TEST_F(AuditEntries, WhatTheGuardDidByRulesAndAHashNeverTheValue)
{
    const auto token = site.site().add_token(ann);
    const Fields form{{"status", "My MRN is 00482917, born 04/17/1962"}};
    EXPECT_EQ(site.api(post, "/api/v1/statuses", token, form).status, 422U);
    const auto warned = only("guard.warn");
    EXPECT_EQ(warned.via, "server");
    EXPECT_THAT(warned.rule, HasSubstr("hash:"));
    EXPECT_THAT(warned.rule, Not(HasSubstr("00482917")));
    EXPECT_GT(warned.rule.find("hash:"), 0U) << "the names of the rules come first";
    EXPECT_EQ(site.api(post, "/api/v1/statuses", token, form).status, 200U);
    only("guard.confirm");
}

TEST_F(AuditEntries, ManyRulesStillFit)
{
    run([&](Transaction& tx) {
        storage::guard::Decision decision;
        decision.account = ann;
        decision.place = "post";
        decision.action = "watch";
        for (int i = 0; i < 40; ++i) decision.rules.push_back("a.rule.with.a.name." + std::to_string(i));
        decision.text_hash = std::string(32, 'x');
        storage::guard::add_decision(tx, decision);
    });
    EXPECT_THAT(only("guard.watch").rule, HasSubstr(",hash:7878787878787878"));
}

TEST_F(AuditEntries, PeopleInDangerAndHarmed)
{
    run([&](Transaction& tx) {
        const auto now = site.app().clock.now();
        storage::guard::CrisisCase fresh;
        fresh.account = ann;
        fresh.danger = "imminent";
        fresh.due_at = fresh.created_at = now;
        EXPECT_TRUE(storage::guard::open_crisis(tx, fresh, now - std::chrono::hours(24)));
        EXPECT_FALSE(storage::guard::open_crisis(tx, fresh, now - std::chrono::hours(24))) << "one person, one case";
        storage::guard::AdverseEvent card;
        card.account = ann;
        card.serious = true;
        card.aware_at = card.due_at = now;
        const auto id = storage::guard::add_adverse_event(tx, card).value();
        EXPECT_TRUE(storage::guard::settle_adverse_event(tx, id, ann, "sent", std::string("sealed"), now));
        EXPECT_FALSE(storage::guard::settle_adverse_event(tx, id, ann, "sent", std::string("sealed"), now));
    });
    const auto opened = entries("crisis.open");
    ASSERT_EQ(opened.size(), 1U);
    EXPECT_EQ(opened.front().rule, "imminent");
    EXPECT_EQ(entries("adverse_event.offer").size(), 1U);
    EXPECT_EQ(only("adverse_event.send").target_kind, "adverse_event");
}

TEST_F(AuditEntries, StaffDecisionsOnCrisesAndHeldPosts)
{
    const auto mo = site.site().add_person("mo", password, "moderator");
    const auto token = site.site().add_token(mo);
    const auto id = run([&](Transaction& tx) {
        const auto now = site.app().clock.now();
        storage::guard::CrisisCase fresh;
        fresh.account = ann;
        fresh.danger = "concern";
        fresh.due_at = fresh.created_at = now;
        return storage::guard::open_crisis(tx, fresh, now).value();
    });
    const auto path = "/api/rounds/v1/guard/crises/" + std::to_string(id);
    EXPECT_EQ(site.api(post, path + "/take", token).status, 200U);
    EXPECT_EQ(site.api(post, path + "/close", token, {{"outcome", "spoken with"}}).status, 200U);
    EXPECT_EQ(site.api(post, path + "/close", token, {{"outcome", "again"}}).status, 404U);
    for (const auto* action : {"crisis.take", "crisis.close"}) {
        const auto found = entries(action);
        ASSERT_EQ(found.size(), 1U) << action;
        EXPECT_EQ(found.front().actor, mo);
        EXPECT_EQ(found.front().target, id);
    }
}

TEST_F(AuditEntries, ConsentsAreShownTakenBackAndOnRecord)
{
    const auto network = run([](Transaction& tx) { return make_network(tx, {.title = "Breast cancer"}).id; });
    const auto token = site.site().add_token(ann);
    const auto path = "/api/rounds/v1/networks/" + to_string(network) + "/quote_consent";
    EXPECT_THAT(browser.get("/settings/consents").body, Not(HasSubstr("Breast cancer")));
    EXPECT_EQ(site.api(post, path, token, {{"granted", "true"}}).status, 200U);
    const auto page = browser.get("/settings/consents");
    EXPECT_EQ(page.status, 200U);
    EXPECT_THAT(page.body, HasSubstr("Breast cancer"));
    EXPECT_THAT(page.body, HasSubstr("Agreed since " + web::long_date(site.app().clock.now(), web::Language::english)));
    const auto action = "/settings/consents/" + to_string(network);
    EXPECT_EQ(browser.post(action, {{"granted", "false"}}).status, 403U) << "not our form";
    EXPECT_EQ(AccountsSite::send_form(browser, page, action, {}).status, 303U);
    EXPECT_THAT(browser.get("/settings/consents").body, HasSubstr("Taken back on"));
    EXPECT_EQ(only("consent.give").target, to_int(network));
    EXPECT_EQ(only("consent.withdraw").target, to_int(network));
    EXPECT_THAT(browser.get("/settings/consents?lang=es").body, HasSubstr("Retirado el"));
}

TEST(Processors, AreNamedOnAPageOfTheirOwn)
{
    AccountsSite site(off, [](app::Config& config) {
        config.privacy.processors = {"Acme <Hosting> | servers | Frankfurt", "Mail Inc"};
        config.privacy.officer = "privacy@mercy.example";
    });
    auto browser = site.browser();
    const auto page = browser.get("/about/processors");
    EXPECT_EQ(page.status, 200U);
    for (const auto* text : {"Acme &lt;Hosting&gt;", "Frankfurt", "Mail Inc", "privacy@mercy.example"})
        EXPECT_THAT(page.body, HasSubstr(text));
    EXPECT_THAT(browser.get("/privacy").body, HasSubstr("/about/processors"));
    EXPECT_THAT(browser.get("/about/processors?lang=es").body, HasSubstr("Quién trata datos"));
}

} // namespace
} // namespace rounds::test
