// Appeals, blocks of sign-ups, rosters and the audit log in the console.

#include "admin/console/settings.hpp"
#include "storage/accounts.hpp"
#include "storage/moderation.hpp"
#include "storage/reports.hpp"
#include "storage/rosters.hpp"
#include "tests/integration/console/console_page.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using storage::Transaction;

class Desks : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site;
        site->add_person("ada", password, "admin");
        site->add_person("mona", password, "moderator");
        ann = site->add_person("ann", password);
    }
    static void TearDownTestSuite()
    {
        delete site;
        site = nullptr;
    }
    void SetUp() override
    {
        admin.log_in("ada", password);
        moderator.log_in("mona", password);
    }
    template <class F> static auto in(F body) { return site->db().transact_blocking(body); }
    static http::Response send(Browser& as, const std::string& path, Fields fields)
    {
        fields.emplace_back("form_token", input_value(as.get("/console"), "form_token"));
        return as.post(path, fields);
    }
    static std::int64_t number(const std::string& sql)
    {
        return in([&](Transaction& tx) { return tx.exec_plain(sql).front().at(0).as<std::int64_t>(); });
    }

    Browser admin{*site};
    Browser moderator{*site};
    static inline Site* site = nullptr;
    static inline AccountId ann{};
};

/// An appeal of ann's against being limited.
AppealId appealed(Transaction& tx, AccountId ann, const std::string& text)
{
    storage::moderation::Strike strike;
    strike.target = ann;
    strike.action = "silence";
    strike.text = "You advertised.";
    const auto kept = storage::moderation::add_strike(tx, strike);
    storage::moderation::set_silenced(tx, ann, true);
    return storage::moderation::add_appeal(tx, kept.id, ann, text).value().id;
}

TEST_F(Desks, AnAppealIsReadAndGranted)
{
    const auto id = in([](Transaction& tx) { return appealed(tx, ann, "I <b>asked</b> a question."); });
    EXPECT_TRUE(has(moderator.get("/console"), "<a href=\"/console/appeals\">Appeals</a></dt><dd>1</dd>"));
    const auto page = moderator.get("/console/appeals");
    EXPECT_EQ(page.status, 200U);
    EXPECT_TRUE(has(page, "I &lt;b&gt;asked&lt;/b&gt; a question."));
    EXPECT_TRUE(has(page, "You advertised."));
    EXPECT_TRUE(has(page, "@ann"));
    const auto path = "/console/appeals/" + to_string(id);
    EXPECT_EQ(send(moderator, path, {{"decision", "perhaps"}}).status, 400U);
    EXPECT_EQ(send(moderator, path, {{"decision", "approve"}}).status, 303U);
    EXPECT_EQ(number("SELECT count(*) FROM accounts WHERE silenced_at IS NOT NULL AND id = " + to_string(ann)), 0);
    EXPECT_TRUE(has(moderator.get("/console/appeals"), "No appeal waits."));
    EXPECT_EQ(send(moderator, path, {{"decision", "reject"}}).status, 404U) << "decided once";
}

TEST_F(Desks, AnAppealIsTurnedDown)
{
    const auto id = in([](Transaction& tx) { return appealed(tx, ann, "It was my cousin."); });
    EXPECT_EQ(send(admin, "/console/appeals/" + to_string(id), {{"decision", "reject"}}).status, 303U);
    EXPECT_EQ(number("SELECT count(*) FROM accounts WHERE silenced_at IS NOT NULL AND id = " + to_string(ann)), 1);
}

TEST_F(Desks, WordsAreReadyForWhoIsWarned)
{
    EXPECT_EQ(send(moderator, "/console/presets", {{"title", " "}, {"body", "words"}}).status, 422U);
    const Fields adverts{{"title", "Adverts"}, {"body", "Please do not advertise here."}};
    EXPECT_EQ(send(moderator, "/console/presets", adverts).status, 303U);
    EXPECT_TRUE(has(moderator.get("/console/presets"), "Please do not advertise here."));
    const auto preset = std::to_string(number("SELECT id FROM warning_presets"));
    const auto report = in([](Transaction& tx) {
        storage::reports::Report one;
        one.uri = "https://mercy.example/flags/presets";
        one.account = storage::accounts::find_by_handle(tx, "mona", std::nullopt).value().id;
        one.target = ann;
        one.category = "spam";
        return to_string(storage::reports::add(tx, one).value().id);
    });
    EXPECT_TRUE(has(moderator.get("/console/reports/" + report), "<option value=\"" + preset + "\">Adverts</option>"));
    const auto path = "/console/reports/" + report + "/handle";
    EXPECT_EQ(send(moderator, path, {{"action", "none"}, {"preset", "12345"}}).status, 404U);
    EXPECT_EQ(send(moderator, path, {{"action", "none"}, {"preset", preset}, {"text", "Nor elsewhere."}}).status, 303U);
    const auto told = in([](Transaction& tx) { return storage::moderation::strikes_of(tx, ann, 1).front().text; });
    EXPECT_EQ(told, "Please do not advertise here.\n\nNor elsewhere.");
    EXPECT_EQ(send(moderator, "/console/presets/" + preset + "/remove", {}).status, 303U);
    EXPECT_EQ(send(moderator, "/console/presets/" + preset + "/remove", {}).status, 404U);
    EXPECT_TRUE(has(moderator.get("/console/presets"), "None is prepared."));
}

TEST_F(Desks, SettingsHaveAHistory)
{
    const auto changes = [] { return number("SELECT count(*) FROM settings_changes"); };
    auto config = site->app().config;
    config.database.url = "postgresql://rounds:secret@db.example/rounds";
    console::note_settings(site->db(), config);
    const auto first = changes();
    EXPECT_GT(first, 0) << "what is not as it is by default";
    config.http.port = 9999;
    console::note_settings(site->db(), config);
    EXPECT_EQ(changes(), first) << "where a process listens is its own business";
    config.instance.title = "Mercy & Grace";
    console::note_settings(site->db(), config);
    EXPECT_EQ(changes(), first + 1);
    const auto page = admin.get("/console/settings");
    EXPECT_TRUE(has(page, "<code>&quot;Mercy Rounds&quot;</code> became <code>&quot;Mercy &amp; Grace&quot;</code>"))
        << page.body;
    EXPECT_FALSE(has(page, "secret@"));
    EXPECT_EQ(number("SELECT count(*) FROM settings_changes WHERE value LIKE '%secret%'"), 0);
}

TEST_F(Desks, SignUpsAreBlockedByMailAndByAddress)
{
    EXPECT_EQ(moderator.get("/console/blocks").status, 403U);
    EXPECT_EQ(send(admin, "/console/blocks/mails", {{"domain", "not a domain"}}).status, 422U);
    EXPECT_EQ(send(admin, "/console/blocks/mails", {{"domain", "@Spam.example"}}).status, 303U);
    EXPECT_EQ(send(admin, "/console/blocks/mails", {{"domain", "spam.example"}}).status, 422U) << "is there already";
    const Fields address{{"ip", "198.51.100.0/24"}, {"effect", "sign_up_block"}, {"days", "30"}, {"comment", "bots"}};
    EXPECT_EQ(send(admin, "/console/blocks/addresses", address).status, 303U);
    EXPECT_EQ(send(admin, "/console/blocks/addresses", {{"ip", "nowhere"}, {"effect", "no_access"}}).status, 422U);
    const auto page = admin.get("/console/blocks");
    EXPECT_TRUE(has(page, "<h3>spam.example</h3>"));
    EXPECT_TRUE(has(page, "<h3>198.51.100.0/24</h3>"));
    EXPECT_TRUE(has(page, "bots"));
    for (const auto* table : {"email_domain_blocks", "ip_blocks"}) {
        const auto id = number(std::string("SELECT id FROM ") + table);
        const auto kind = std::string(table) == "ip_blocks" ? "addresses/" : "mails/";
        const auto path = std::string("/console/blocks/") + kind + std::to_string(id) + "/remove";
        EXPECT_EQ(send(admin, path, {}).status, 303U);
        EXPECT_EQ(send(admin, path, {}).status, 404U);
        EXPECT_EQ(number(std::string("SELECT count(*) FROM ") + table), 0);
    }
}

TEST_F(Desks, DraftsOfARosterAreAcceptedOrRefused)
{
    namespace rosters = storage::rosters;
    const auto ids = in([](Transaction& tx) {
        rosters::Roster roster;
        roster.uri = "https://steward.example/rosters/hospitals";
        roster.title = "Hospitals";
        roster.sequence = 3;
        const auto id = rosters::add(tx, roster).value().id;
        for (const auto* domain : {"stluke.example", "st1uke.example"})
            rosters::put_change(
                tx,
                {.id = {},
                 .roster = id,
                 .what = "add",
                 .member = {domain, "St Luke", "hospital", "US-CA", "rounds", "z6Mk"},
                 .looks_like = std::string(domain) == "st1uke.example" ? "stluke.example" : "",
                 .refused_at = {}}
            );
        std::vector<rosters::ChangeId> changes;
        for (const auto& one : rosters::changes(tx, id)) changes.push_back(one.id);
        return changes;
    });
    ASSERT_EQ(ids.size(), 2U);
    const auto page = admin.get("/console/rosters");
    EXPECT_TRUE(has(page, "Hospitals"));
    EXPECT_TRUE(has(page, "Joins: stluke.example"));
    EXPECT_TRUE(has(page, "Could be taken for: stluke.example"));
    const auto path = [](rosters::ChangeId id) { return "/console/rosters/changes/" + to_string(id); };
    const auto good = in([&](Transaction& tx) {
        return rosters::find_change(tx, ids[0]).value().member.domain == "stluke.example" ? ids[0] : ids[1];
    });
    EXPECT_EQ(send(admin, path(good), {{"decision", "accept"}}).status, 303U);
    EXPECT_EQ(send(admin, path(good == ids[0] ? ids[1] : ids[0]), {{"decision", "refuse"}}).status, 303U);
    const auto after = admin.get("/console/rosters");
    EXPECT_TRUE(has(after, "<li>stluke.example: St Luke"));
    EXPECT_TRUE(has(after, "Refused: 20"));
    EXPECT_TRUE(site->app().trust.allows("stluke.example"));
    EXPECT_EQ(send(admin, path(good), {{"decision", "accept"}}).status, 404U);
}

TEST_F(Desks, TheAuditLogIsSearchedByWhoWhatWhomAndWhen)
{
    (void)in([](Transaction& tx) { return appealed(tx, ann, "Look again."); });
    ASSERT_EQ(send(admin, "/console/blocks/mails", {{"domain", "audited.example"}}).status, 303U);
    const auto found = [&](const std::string& query) {
        return has(admin.get("/console/audit?" + query), "<h3 lang=\"en\">email_domain_block.create</h3>");
    };
    EXPECT_EQ(moderator.get("/console/audit").status, 403U);
    EXPECT_TRUE(found("actor=ada"));
    EXPECT_TRUE(found("action=email_domain_block.&actor=%40ada"));
    EXPECT_TRUE(found("target=email_domain_block"));
    EXPECT_FALSE(found("actor=mona"));
    EXPECT_FALSE(found("target=account%3A113"));
    EXPECT_FALSE(found("until=2020-01-01"));
    EXPECT_TRUE(found("since=2020-01-01"));
    EXPECT_FALSE(has(admin.get("/console/audit"), "audited.example")) << "numbers and rules, no names";
    EXPECT_TRUE(has(admin.get("/console/audit?actor=nobody_here"), "There is nobody of that name here."));
    EXPECT_EQ(admin.get("/console/audit?since=yesterday").status, 422U);
}

} // namespace
} // namespace rounds::test
