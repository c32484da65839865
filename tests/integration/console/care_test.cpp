// The queues of the privacy guard in the console: people who may be in danger, and adverse events.

#include "storage/accounts.hpp"
#include "storage/guard.hpp"
#include "tests/integration/api/api_site.hpp"
#include "tests/integration/console/console_page.hpp"

namespace rounds::test {
namespace {

using storage::Transaction;

/// A site on which one moderator is on call and another is the safety contact.
class ConsoleCare : public ::testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) {
            config.guard.on_call = {"mona"};
            config.guard.safety_contacts = {"max", "sofia"};
        });
        mona = site->add_person("mona", password, "moderator");
        max = site->add_person("max", password, "moderator");
        sofia = site->add_person("sofia", password);
        (void)site->add_person("peter", password);
    }
    static void TearDownTestSuite()
    {
        delete site;
        site = nullptr;
    }
    void SetUp() override
    {
        site->db().transact_blocking([](Transaction& tx) {
            tx.exec_plain("DELETE FROM crisis_cases");
            tx.exec_plain("DELETE FROM adverse_events");
        });
        moderator.log_in("mona", password);
        other.log_in("max", password);
    }
    template <class F> static auto in(F body) { return site->db().transact_blocking(body); }
    static http::Response send(Browser& as, const std::string& path, Fields fields)
    {
        fields.emplace_back("form_token", input_value(as.get("/console"), "form_token"));
        return as.post(path, fields);
    }
    static std::string text_of(const std::string& sql)
    {
        return in([&](Transaction& tx) { return std::string(tx.exec_plain(sql).front().at(0).as<std::string>()); });
    }
    std::string last(const std::string& table) { return text_of("SELECT max(id)::text FROM " + table); }

    Browser moderator{*site};
    Browser other{*site};
    static inline Site* site = nullptr;
    static inline AccountId mona{};
    static inline AccountId max{};
    static inline AccountId sofia{};
};

TEST_F(ConsoleCare, ACrisisIsSeenTakenAndDone)
{
    Phone maya(*site, "maya");
    (void)maya.say("I'm going to kill myself tonight");
    EXPECT_TRUE(
        has(moderator.get("/console"), "<a href=\"/console/crises\">People who may be in danger</a></dt><dd>1</dd>")
    );
    const auto id = last("crisis_cases");
    const auto path = "/console/crises/" + id;
    auto page = moderator.get("/console/crises");
    EXPECT_EQ(page.status, 200U);
    for (const auto* text :
         {"May be in danger now",
          "going to kill myself tonight",
          "@maya",
          "<dt>On call</dt><dd>@mona</dd>",
          "0 min",
          "nobody yet"})
        EXPECT_TRUE(has(page, text)) << text;
    EXPECT_FALSE(has(page, "Overdue</strong>"));
    EXPECT_EQ(send(moderator, path + "/take", {}).status, 303U);
    page = moderator.get("/console/crises");
    EXPECT_TRUE(has(page, "<dd>You, 20"));
    EXPECT_FALSE(has(page, path + "/take"));
    EXPECT_TRUE(has(other.get("/console/crises"), "@mona, 20"));
    for (const auto& words : {std::string(), std::string("   "), std::string(501, 'x')})
        EXPECT_EQ(send(moderator, path + "/close", {{"outcome", words}}).status, 422U);
    EXPECT_EQ(send(moderator, path + "/close", {{"outcome", "Spoke; a friend is there."}}).status, 303U);
    EXPECT_EQ(text_of("SELECT outcome FROM crisis_cases"), "Spoke; a friend is there.");
    EXPECT_TRUE(has(moderator.get("/console/crises"), "Nobody waits."));
    EXPECT_EQ(send(moderator, path + "/close", {{"outcome", "again"}}).status, 404U);
    EXPECT_EQ(
        text_of(
            "SELECT count(*)::text FROM audit_log WHERE action LIKE 'crisis.%' AND via = 'page' AND target_id = " + id
        ),
        "2"
    );
    EXPECT_EQ(send(moderator, "/console/crises/x/take", {}).status, 404U);
}

TEST_F(ConsoleCare, ACrisisIsHandedOverOnlyFromWhomItWasSeenWith)
{
    Phone noor(*site, "noor");
    (void)noor.say("I have the pills in front of me and I am going to end it now");
    const auto path = "/console/crises/" + last("crisis_cases") + "/take";
    ASSERT_EQ(send(moderator, path, {}).status, 303U);
    const auto at = [&] { return text_of("SELECT taken_at::text FROM crisis_cases"); };
    const auto first = at();
    EXPECT_EQ(send(other, path, {}).status, 422U) << "seen before somebody took it";
    EXPECT_EQ(send(other, path, {{"from", to_string(noor.id)}}).status, 422U);
    EXPECT_EQ(text_of("SELECT taken_by::text FROM crisis_cases"), to_string(mona));
    EXPECT_EQ(input_value(other.get("/console/crises"), "from"), to_string(mona));
    EXPECT_EQ(send(other, path, {{"from", to_string(mona)}}).status, 303U);
    EXPECT_EQ(text_of("SELECT taken_by::text FROM crisis_cases"), to_string(max));
    EXPECT_EQ(at(), first) << "the clock stopped when the first came";
}

TEST_F(ConsoleCare, WhoWaitsTooLongIsOverdueAndClosedCirclesStayClosed)
{
    Phone petra(*site, "petra");
    (void)petra.say("I am going to kill myself tonight", "private");
    in([](Transaction& tx) {
        tx.exec_plain("UPDATE crisis_cases SET created_at = created_at - interval '3 hours 5 minutes', "
                      "due_at = now() - interval '1 minute'");
    });
    const auto page = moderator.get("/console/crises");
    EXPECT_TRUE(has(page, "May be in danger now: Overdue")) << page.body;
    EXPECT_TRUE(has(page, "(3 h 5 min)"));
    EXPECT_TRUE(has(page, "closed circle that you are no part of"));
    EXPECT_FALSE(has(page, "kill myself"));
    EXPECT_TRUE(has(moderator.get("/console"), "<a href=\"/console/crises\">Of these overdue</a></dt><dd>1</dd>"));
}

TEST_F(ConsoleCare, AdverseEventsAreForSafetyContactsWhoSeeWordsOnceTheyAreSent)
{
    Phone ruth(*site, "ruth");
    (void)ruth.say("I passed out an hour after taking lisinopril");
    EXPECT_EQ(moderator.get("/console/adverse_events").status, 404U);
    EXPECT_FALSE(has(moderator.get("/console"), "/console/adverse_events"));
    EXPECT_TRUE(has(other.get("/console"), "<a href=\"/console/adverse_events\">Adverse events</a></dt><dd>1</dd>"));
    const auto id = last("adverse_events");
    auto page = other.get("/console/adverse_events");
    EXPECT_EQ(page.status, 200U);
    EXPECT_TRUE(has(page, "Not sent: its author has it as a draft."));
    EXPECT_TRUE(has(page, "checked> A product</label>"));
    EXPECT_TRUE(has(page, "checked> An event</label>"));
    EXPECT_TRUE(has(page, "Full days left: 14") || has(page, "full days left: 14")) << page.body;
    EXPECT_FALSE(has(page, "lisinopril")) << "words are the author's until they send them";
    const auto done = "/console/adverse_events/" + id + "/done";
    EXPECT_EQ(send(moderator, done, {{"outcome", "Reported."}}).status, 404U);
    EXPECT_EQ(send(other, done, {{"outcome", " "}}).status, 422U);
    EXPECT_EQ(send(other, done, {{"outcome", "Nothing to report."}}).status, 303U);
    EXPECT_TRUE(has(other.get("/console/adverse_events"), "Nothing waits for a safety contact."));
    EXPECT_EQ(send(other, done, {{"outcome", "Twice."}}).status, 404U);

    const json::value report{
        {"reporter", "myself"}, {"patient", "me"}, {"product", "lisinopril 10 mg"}, {"event", "fainted <b>"}
    };
    EXPECT_EQ(ruth.ask(http::Method::post, "/api/rounds/v1/guard/adverse_events/" + id + "/send", report).status, 200U);
    in([](Transaction& tx) { tx.exec_plain("UPDATE adverse_events SET due_at = now() - interval '1 day'"); });
    page = other.get("/console/adverse_events");
    EXPECT_TRUE(has(page, "lisinopril 10 mg")) << "what is sent waits again";
    EXPECT_TRUE(has(page, "fainted &lt;b&gt;"));
    EXPECT_TRUE(has(page, "<strong>Overdue</strong>"));
    EXPECT_EQ(send(other, done, {{"outcome", "MedWatch 3500B."}}).status, 303U);
    EXPECT_EQ(text_of("SELECT outcome FROM adverse_events"), "MedWatch 3500B.");
}

TEST_F(ConsoleCare, ASafetyContactWhoIsNoStaffHasAPage)
{
    Phone ada(*site, "ada");
    (void)ada.say("I passed out an hour after taking lisinopril");
    const auto id = last("adverse_events");
    Browser contact{*site};
    contact.log_in("sofia", password);
    Browser member{*site};
    member.log_in("peter", password);
    EXPECT_TRUE(has(contact.get("/settings"), "href=\"/safety\""));
    EXPECT_FALSE(has(member.get("/settings"), "href=\"/safety\""));
    EXPECT_EQ(member.get("/safety").status, 404U);
    EXPECT_EQ(contact.get("/console/adverse_events").status, 404U) << "the console is the staff's";
    auto page = contact.get("/safety");
    EXPECT_EQ(page.status, 200U);
    for (const auto* text :
         {"Not sent: its author has it as a draft.", "checked> A product</label>", "full days left: 14", "nobody yet"})
        EXPECT_TRUE(has(page, text)) << text;
    EXPECT_FALSE(has(page, "lisinopril")) << "words are the author's until they send them";
    EXPECT_FALSE(has(page, "ada"));

    const auto as_page = [&](Browser& who, const std::string& act, Fields fields) {
        fields.emplace_back("form_token", input_value(who.get("/settings"), "form_token"));
        return who.post("/safety/" + id + act, fields);
    };
    const auto taken_by = [&] { return text_of("SELECT coalesce(taken_by, 0)::text FROM adverse_events"); };
    EXPECT_EQ(contact.post("/safety/" + id + "/take", {}).status, 403U) << "without the token of its form";
    EXPECT_EQ(as_page(member, "/take", {}).status, 404U);
    EXPECT_EQ(as_page(member, "/done", {{"outcome", "Nothing."}}).status, 404U);
    EXPECT_EQ(taken_by(), "0");
    EXPECT_EQ(send(other, "/console/adverse_events/" + id + "/take", {}).status, 303U);
    EXPECT_EQ(taken_by(), to_string(max));
    EXPECT_TRUE(has(contact.get("/safety"), "@max"));
    EXPECT_EQ(as_page(contact, "/take", {}).status, 422U) << "seen before somebody took it";
    EXPECT_EQ(input_value(contact.get("/safety"), "from"), to_string(max));
    EXPECT_EQ(as_page(contact, "/take", {{"from", to_string(max)}}).status, 303U);
    EXPECT_EQ(taken_by(), to_string(sofia));
    EXPECT_TRUE(has(other.get("/console/adverse_events"), "@sofia"));

    const json::value report{
        {"reporter", "myself"}, {"patient", "me"}, {"product", "lisinopril 10 mg"}, {"event", "fainted <b>"}
    };
    EXPECT_EQ(ada.ask(http::Method::post, "/api/rounds/v1/guard/adverse_events/" + id + "/send", report).status, 200U);
    page = contact.get("/safety");
    EXPECT_TRUE(has(page, "lisinopril 10 mg"));
    EXPECT_TRUE(has(page, "fainted &lt;b&gt;"));
    for (const auto& words : {std::string(), std::string("  "), std::string(501, 'x')})
        EXPECT_EQ(as_page(contact, "/done", {{"outcome", words}}).status, 422U);
    EXPECT_EQ(as_page(contact, "/done", {{"outcome", " MedWatch 3500B. "}}).status, 303U);
    EXPECT_EQ(text_of("SELECT outcome FROM adverse_events"), "MedWatch 3500B.");
    EXPECT_EQ(as_page(contact, "/done", {{"outcome", "Twice."}}).status, 404U);
    EXPECT_TRUE(has(contact.get("/safety"), "Nothing waits"));
    EXPECT_EQ(
        text_of(
            "SELECT string_agg(action || ' ' || actor_id, ',' ORDER BY id) FROM audit_log "
            "WHERE action IN ('adverse_event.take', 'adverse_event.done') AND via = 'page' AND target_id = " +
            id
        ),
        "adverse_event.take " + to_string(max) + ",adverse_event.take " + to_string(sofia) + ",adverse_event.done " +
            to_string(sofia)
    );
}

} // namespace
} // namespace rounds::test
