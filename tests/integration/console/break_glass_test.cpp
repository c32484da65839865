#include "server/app/tokens.hpp"
#include "server/moderation/break_glass.hpp"
#include "server/social/second_factor.hpp"
#include "server/social/totp.hpp"
#include "server/workers/opening_worker.hpp"
#include "storage/audit.hpp"
#include "storage/logins.hpp"
#include "tests/integration/console/console_page.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/site.hpp"

#include <boost/json/parse.hpp>
#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/wait.h>

namespace rounds::test {
namespace {

using storage::Transaction;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* why = "A relative called: she may harm herself tonight.";

/// Ann and Bob write to each other; Olga and Otto may open conversations, Mo of the staff may not.
class BreakGlass : public ::testing::Test
{
protected:
    template <class F> auto in(F body) { return site.db().transact_blocking(body); }
    void SetUp() override
    {
        ann = site.add_person("ann", password);
        bob = site.add_person("bob", password);
        olga = officer("olga", "moderator");
        otto = officer("otto", "admin");
        site.add_person("mo", password, "moderator");
        give_factor("mo");
        post = say(ann, "@bob canarysecret and more", "direct");
        browser = log_in("olga");
    }

    AccountId officer(const std::string& name, const std::string& role)
    {
        const auto id = site.add_person(name, password, role);
        in([&](Transaction& tx) { EXPECT_TRUE(storage::break_glass::grant(tx, id)); });
        give_factor(name);
        return id;
    }
    void give_factor(const std::string& name)
    {
        in([&](Transaction& tx) {
            const auto id = storage::accounts::find_by_handle(tx, name, std::nullopt).value().id;
            factors[name] = social::begin_second_factor(tx, site.app().secrets, id).value();
            storage::logins::enable_second_factor(tx, id, site.app().clock.now());
        });
    }
    std::int64_t count(const std::string& sql)
    {
        return in([&](Transaction& tx) { return test::count(tx, sql); });
    }
    void change(const std::string& sql)
    {
        in([&](Transaction& tx) { tx.exec_plain(sql); });
    }
    StatusId say(AccountId who, const std::string& text, const std::string& visibility)
    {
        auto request = make_request(
            http::Method::post,
            "/api/v1/statuses",
            {{"Authorization", "Bearer " + site.add_token(who)}, {"Content-Type", "application/x-www-form-urlencoded"}}
        );
        request.body = urlencoded({{"status", text}, {"visibility", visibility}});
        const auto made = json::parse(site.send(request).body).as_object();
        return parse_id<StatusId>(std::string(made.at("id").as_string())).value();
    }
    /// Each code works once, so steps go on from the last.
    std::string code(const std::string& name)
    {
        change("UPDATE second_factors SET last_step = 0, failures = 0, locked_until = NULL");
        return social::totp::code_of(factors.at(name), social::totp::step_at(site.app().clock.now()));
    }
    Browser log_in(const std::string& name)
    {
        Browser fresh(site, "198.51.100." + std::to_string(++last_address));
        EXPECT_EQ(fresh.log_in(name, password, "/console").status, 303U);
        auto fields = hidden_inputs(fresh.get("/auth/second_factor?next=/console"), "/auth/second_factor");
        fields.emplace_back("code", code(name));
        EXPECT_EQ(fresh.post("/auth/second_factor", fields).status, 303U);
        return fresh;
    }
    http::Response ask(Browser& who, const std::string& name, const Fields& changed = {})
    {
        Fields fields{
            {"form_token", input_value(who.get("/settings"), "form_token")},
            {"post", "https://mercy.example/@ann/" + to_string(post)},
            {"reason", "danger"},
            {"explanation", why},
            {"current_password", password},
            {"code", code(name)}
        };
        for (const auto& one : changed) {
            std::erase_if(fields, [&](const auto& field) { return field.first == one.first; });
            fields.push_back(one);
        }
        return who.post("/console/break_glass", fields);
    }
    /// Opens it; the page that reads it.
    std::string opened()
    {
        const auto answer = ask(browser, "olga");
        EXPECT_EQ(answer.status, 303U) << answer.body;
        return std::string(answer.headers.get("Location"));
    }
    http::Response press(Browser& who, const std::string& path, Fields fields = {})
    {
        fields.emplace_back("form_token", input_value(who.get("/settings"), "form_token"));
        return who.post(path, fields);
    }
    std::vector<std::string> audited()
    {
        return in([](Transaction& tx) {
            std::vector<std::string> actions;
            for (const auto& entry : storage::audit::search(tx, {.action = "break_glass."}))
                actions.insert(actions.begin(), entry.action + ' ' + entry.rule);
            return actions;
        });
    }

    Site site{[](app::Config& config) { config.mail.server = "127.0.0.1:9"; }}; // letters are written, not sent
    AccountId ann{}, bob{}, olga{}, otto{};
    StatusId post{};
    std::map<std::string, std::string> factors;
    int last_address = 0;
    Browser browser{site};
};

TEST_F(BreakGlass, OpensOneConversationForHalfAnHour)
{
    const auto other = say(ann, "@otto canaryother", "direct");
    const auto page = opened();
    const auto shown = browser.get(page);
    ASSERT_EQ(shown.status, 200U);
    EXPECT_THAT(shown.body, HasSubstr("canarysecret"));
    EXPECT_THAT(shown.body, Not(HasSubstr("canaryother"))) << to_string(other);
    EXPECT_THAT(shown.body, HasSubstr("You are reading a private conversation of others."));
    EXPECT_THAT(audited(), ElementsAre("break_glass.open danger", "break_glass.read "));
    EXPECT_EQ(
        count("SELECT count(*) FROM audit_log WHERE action = 'break_glass.read' AND target_kind = 'conversation' "
              "AND related_id = (SELECT id FROM break_glass)"),
        1
    );
    change("UPDATE break_glass SET expires_at = now() - interval '1 second'");
    const auto late = browser.get(page);
    EXPECT_EQ(late.status, 422U);
    EXPECT_THAT(late.body, Not(HasSubstr("canarysecret")));
    EXPECT_EQ(count("SELECT count(*) FROM break_glass WHERE expires_at - opened_at > interval '30 minutes'"), 0);
}

TEST_F(BreakGlass, IsARightOfItsOwn)
{
    auto mo = log_in("mo");
    EXPECT_EQ(mo.get("/console").status, 200U);
    EXPECT_EQ(mo.get("/console/break_glass").status, 404U);
    EXPECT_THAT(mo.get("/console").body, Not(HasSubstr("/console/break_glass")));
    EXPECT_EQ(ask(mo, "mo").status, 404U);
    const auto page = opened();
    auto otto_browser = log_in("otto");
    EXPECT_EQ(otto_browser.get(page).status, 404U) << "whoever did not open it";
    change("DELETE FROM break_glass_rights WHERE account_id = " + to_string(olga));
    EXPECT_EQ(browser.get(page).status, 404U) << "withdrawn at once";
    in([&](Transaction& tx) { EXPECT_TRUE(storage::break_glass::grant(tx, olga)); });
    EXPECT_EQ(browser.get(page).status, 200U);
    change("UPDATE users SET role = 'member' WHERE account_id = " + to_string(olga));
    site.app().tokens.forget(olga);
    EXPECT_EQ(browser.get(page).status, 404U) << "no staff any more";
}

TEST_F(BreakGlass, NeedsPasswordSecondFactorReasonAndWords)
{
    EXPECT_EQ(ask(browser, "olga", {{"current_password", "wrong"}}).status, 422U);
    EXPECT_EQ(ask(browser, "olga", {{"code", "000000"}}).status, 422U);
    EXPECT_EQ(ask(browser, "olga", {{"code", ""}}).status, 422U);
    EXPECT_EQ(ask(browser, "olga", {{"reason", "curiosity"}}).status, 422U);
    EXPECT_EQ(ask(browser, "olga", {{"reason", ""}}).status, 422U);
    EXPECT_EQ(ask(browser, "olga", {{"explanation", "because          "}}).status, 422U);
    EXPECT_EQ(ask(browser, "olga", {{"explanation", std::string(2001, 'x')}}).status, 422U);
    EXPECT_EQ(count("SELECT count(*) FROM break_glass"), 0);
    EXPECT_THAT(audited(), ElementsAre());
    EXPECT_EQ(ask(browser, "olga").status, 303U) << "the positive twin";
    change("UPDATE users SET second_factor_at = NULL WHERE account_id = " + to_string(olga));
    EXPECT_THAT(ask(browser, "olga").body, HasSubstr("This needs a second factor"));
}

TEST_F(BreakGlass, OpensNothingButPrivateMessagesOfOthers)
{
    const auto open = say(ann, "canaryopen", "public");
    const auto followers = say(ann, "canaryfollowers", "private");
    const auto own = say(ann, "@olga hello", "direct");
    for (const auto id : {open, followers, own})
        EXPECT_EQ(ask(browser, "olga", {{"post", to_string(id)}}).status, 422U) << to_string(id);
    EXPECT_EQ(ask(browser, "olga", {{"post", "12345"}}).status, 422U);
    EXPECT_EQ(ask(browser, "olga", {{"post", "/@ann/x"}}).status, 422U);
    EXPECT_EQ(count("SELECT count(*) FROM break_glass"), 0);
}

TEST_F(BreakGlass, TellsItsPeopleAtOnce)
{
    opened();
    EXPECT_EQ(count("SELECT count(*) FROM jobs WHERE payload->>'letter' = 'conversation_opened'"), 2);
    for (const auto person : {ann, bob}) {
        const auto told = in([&](Transaction& tx) { return notification_kinds(tx, person); });
        EXPECT_THAT(told, ::testing::Contains("mention"));
    }
    auto request =
        make_request(http::Method::get, "/api/v1/conversations", {{"Authorization", "Bearer " + site.add_token(bob)}});
    const auto list = json::parse(site.send(request).body).as_array();
    const auto& last = list.at(0).at("last_status");
    EXPECT_THAT(std::string(last.at("content").as_string()), HasSubstr("somebody may be in danger"));
    EXPECT_THAT(std::string(last.at("content").as_string()), Not(HasSubstr("ann")));
    EXPECT_EQ(last.at("account").at("acct"), "instance.actor");
    Browser her(site, "203.0.113.7");
    EXPECT_EQ(her.log_in("ann", password).status, 303U);
    EXPECT_THAT(her.get("/settings/opened").body, HasSubstr("A second person has not reviewed it yet."));
    Browser mo(site, "203.0.113.8");
    site.add_person("carl", password);
    EXPECT_EQ(mo.log_in("carl", password).status, 303U);
    EXPECT_THAT(mo.get("/settings/opened").body, HasSubstr("None of yours was ever opened"));
}

TEST_F(BreakGlass, TellsItsPeopleLaterWhereThatWasDecided)
{
    workers::OpeningWorker worker(site.app(), {.threads = 0});
    const auto letters = [&] {
        return count("SELECT count(*) FROM jobs WHERE payload ->> 'letter' = 'conversation_opened'");
    };
    const auto shown = [&] {
        Browser person(site, "203.0.113.9");
        person.log_in("ann", password);
        return person.get("/settings/opened").body;
    };
    EXPECT_EQ(ask(browser, "olga", {{"delay_hours", "72"}}).status, 303U);
    EXPECT_THAT(audited(), ElementsAre("break_glass.open danger:told_in_72h"));
    EXPECT_EQ(worker.work(), 0U);
    EXPECT_EQ(letters(), 0);
    EXPECT_THAT(shown(), Not(HasSubstr("danger")));
    auto second = log_in("otto");
    EXPECT_THAT(second.get("/console/break_glass").body, HasSubstr("Its people are told at"));

    change("UPDATE break_glass SET tell_at = now() - interval '1 second'");
    EXPECT_EQ(worker.work(), 1U);
    EXPECT_EQ(worker.work(), 0U) << "once";
    EXPECT_EQ(letters(), 2) << "Ann and Bob";
    EXPECT_EQ(
        count(
            "SELECT count(*) FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE a.username = 'instance.actor'"
        ),
        2
    );
    EXPECT_THAT(shown(), HasSubstr("danger"));
}

TEST_F(BreakGlass, AnObjectionTellsItsPeopleAtOnce)
{
    EXPECT_EQ(ask(browser, "olga", {{"delay_hours", "24"}}).status, 303U);
    auto second = log_in("otto");
    const auto id = std::to_string(count("SELECT id FROM break_glass"));
    EXPECT_EQ(press(second, "/console/break_glass/" + id + "/review", {{"verdict", "objected"}}).status, 303U);
    EXPECT_EQ(count("SELECT count(*) FROM jobs WHERE payload ->> 'letter' = 'conversation_opened'"), 2);
    EXPECT_EQ(count("SELECT count(*) FROM break_glass WHERE told_at IS NOT NULL"), 1);
}

TEST_F(BreakGlass, IsToldLaterForFewReasonsAndNotForLong)
{
    for (const Fields& fields :
         {Fields{{"delay_hours", "72"}, {"reason", "care"}},
          Fields{{"delay_hours", "72"}, {"reason", "complaint"}},
          Fields{{"delay_hours", "48"}},
          Fields{{"delay_hours", "1000"}},
          Fields{{"delay_hours", "-1"}}}) {
        const auto answer = ask(browser, "olga", fields);
        EXPECT_EQ(answer.status, 422U);
        EXPECT_THAT(answer.body, HasSubstr("That reason is none to tell people later."));
    }
    EXPECT_EQ(count("SELECT count(*) FROM break_glass"), 0);
}

TEST_F(BreakGlass, IsReviewedByASecondPerson)
{
    const auto page = opened();
    const std::string asked = "SELECT count(*) FROM jobs WHERE payload->>'letter' = 'opening_to_review'";
    EXPECT_EQ(count(asked), 1) << "who else holds the right";
    EXPECT_EQ(count(asked + " AND payload->>'account' = '" + to_string(otto) + "'"), 1);
    EXPECT_EQ(press(browser, page + "/review", {{"verdict", "confirmed"}}).status, 422U) << "not by oneself";
    auto mo = log_in("mo");
    EXPECT_EQ(press(mo, page + "/review", {{"verdict", "confirmed"}}).status, 404U);
    auto second = log_in("otto");
    EXPECT_EQ(press(second, page + "/review", {{"verdict", "perhaps"}}).status, 400U);
    EXPECT_EQ(press(second, page + "/review", {{"verdict", "confirmed"}}).status, 303U);
    EXPECT_EQ(press(second, page + "/review", {{"verdict", "objected"}}).status, 422U) << "once";
    EXPECT_THAT(audited(), ElementsAre("break_glass.open danger", "break_glass.confirm "));
    EXPECT_EQ(browser.get(page).status, 200U);
}

TEST_F(BreakGlass, AnObjectionClosesIt)
{
    const auto page = opened();
    auto second = log_in("otto");
    EXPECT_EQ(press(second, page + "/review", {{"verdict", "objected"}}).status, 303U);
    EXPECT_THAT(browser.get(page).body, Not(HasSubstr("canarysecret")));
}

TEST_F(BreakGlass, NobodyOpensAnotherWhileOneWaitsForThreeDays)
{
    const auto page = opened();
    EXPECT_EQ(ask(browser, "olga").status, 303U) << "there is time yet";
    change("UPDATE break_glass SET opened_at = opened_at - interval '73 hours'");
    const auto refused = ask(browser, "olga");
    EXPECT_EQ(refused.status, 422U);
    EXPECT_THAT(refused.body, HasSubstr("has not been reviewed within 72 hours"));
    EXPECT_THAT(refused.body, HasSubstr("The review is overdue"));
    auto second = log_in("otto");
    for (const auto id : {count("SELECT min(id) FROM break_glass"), count("SELECT max(id) FROM break_glass")}) {
        const auto path = "/console/break_glass/" + std::to_string(id) + "/review";
        EXPECT_EQ(press(second, path, {{"verdict", "confirmed"}}).status, 303U);
    }
    EXPECT_EQ(ask(browser, "olga").status, 303U);
}

TEST_F(BreakGlass, IsClosedByHand)
{
    const auto page = opened();
    EXPECT_EQ(press(browser, page + "/close").status, 303U);
    EXPECT_THAT(browser.get(page).body, Not(HasSubstr("canarysecret")));
    EXPECT_THAT(audited(), ElementsAre("break_glass.open danger", "break_glass.close "));
}

/// What cannot be written down is not done: no entry, no opening and no reading.
TEST_F(BreakGlass, FailsClosed)
{
    const auto page = opened();
    change("SET LOCAL ROLE NONE; CREATE FUNCTION refuse_entry() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
           "EXCEPTION 'no'; END $$");
    change("SET LOCAL ROLE NONE; CREATE TRIGGER refuse_entry BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION "
           "refuse_entry()");
    const auto shown = browser.get(page);
    EXPECT_GE(shown.status, 500U);
    EXPECT_THAT(shown.body, Not(HasSubstr("canarysecret")));
    EXPECT_EQ(count("SELECT sum(times_read) FROM break_glass"), 0);
    EXPECT_GE(ask(browser, "olga").status, 500U);
    EXPECT_EQ(count("SELECT count(*) FROM break_glass"), 1);
    change("SET LOCAL ROLE NONE; DROP TRIGGER refuse_entry ON audit_log");
    EXPECT_THAT(browser.get(page).body, HasSubstr("canarysecret")) << "the positive twin";
}

/// The right is given and taken by command, which is in the audit log too.
TEST_F(BreakGlass, TheRightIsGivenByCommand)
{
    const auto& paths = site.app().config.paths;
    const auto config = paths.data.string() + "/command.toml";
    std::ofstream(config) << "[instance]\ndomain = \"mercy.example\"\n[paths]\ndata = \"" << paths.data.string()
                          << "\"\n[database]\nurl = \"" << site.runtime().database_url()
                          << "\"\nallow_unsafe_settings = true\n";
    const auto run = [&](const std::string& words) {
        const auto line =
            std::string(ROUNDS_PROGRAM) + " --config " + config + " break-glass " + words + " > /dev/null 2>&1";
        return WEXITSTATUS(std::system(line.c_str())); // NOLINT(concurrency-mt-unsafe): a test
    };
    auto mo = log_in("mo");
    EXPECT_EQ(run("grant mo"), 0);
    EXPECT_EQ(mo.get("/console/break_glass").status, 200U);
    EXPECT_EQ(run("grant mo"), 2) << "they have it";
    EXPECT_EQ(run("grant ann"), 2) << "no staff";
    EXPECT_EQ(run("withdraw mo"), 0);
    EXPECT_EQ(mo.get("/console/break_glass").status, 404U);
    EXPECT_EQ(run("holders"), 0);
    EXPECT_EQ(run("list"), 0);
    EXPECT_THAT(audited(), ElementsAre("break_glass.grant ", "break_glass.withdraw "));
}

TEST_F(BreakGlass, KeepsWordsSealedAndOutOfTheAuditLog)
{
    opened();
    EXPECT_EQ(count("SELECT count(*) FROM break_glass WHERE explanation LIKE '%relative%'"), 0);
    EXPECT_EQ(count("SELECT count(*) FROM break_glass"), 1);
    EXPECT_EQ(count("SELECT count(*) FROM audit_log a WHERE a::text LIKE '%relative%' OR a::text LIKE '%canary%'"), 0);
    const auto access = in([](Transaction& tx) {
        const auto id = storage::break_glass::list(tx, 1).at(0).id;
        return storage::break_glass::lock(tx, id).value();
    });
    EXPECT_EQ(access.explanation, why);
}

} // namespace
} // namespace rounds::test
