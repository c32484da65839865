#include "server/privacy/guard.hpp"
#include "storage/guard.hpp"
#include "tests/integration/api/api_site.hpp"

#include <gtest/gtest.h>

namespace rounds::test {
namespace {

using http::Method;
using storage::Transaction;

const std::string posts = "/api/v1/statuses";

/// Members, a clinician and a moderator of one hospital.
class GuardApi : public ApiTest
{
protected:
    static void SetUpTestSuite()
    {
        ApiTest::SetUpTestSuite();
        doctor = new Phone(*site, "okafor");
        moderator = new Phone(*site, "ines");
        site->db().transact_blocking([](Transaction& tx) {
            storage::accounts::set_role(tx, doctor->id, "member", "doctor");
            storage::accounts::set_role(tx, moderator->id, "moderator", "hcp");
        });
    }
    static void TearDownTestSuite()
    {
        delete moderator;
        delete doctor;
        ApiTest::TearDownTestSuite();
    }
    static json::value refused(const http::Response& response)
    {
        EXPECT_EQ(response.status, 422U) << response.body;
        return json::parse(response.body);
    }
    static std::string error_of(const http::Response& response)
    {
        return std::string(refused(response).at("error").as_string());
    }
    static std::vector<storage::guard::Decision> decisions()
    {
        return site->db().transact_blocking([](Transaction& tx) { return storage::guard::list_decisions(tx, 100); });
    }

    static inline Phone* doctor = nullptr;
    static inline Phone* moderator = nullptr;
};

TEST_F(GuardApi, AWarningSaysWhatAndTheSameTextGoesThrough)
{
    const json::value form{{"status", "My MRN is 00482917, born 04/17/1962"}};
    const auto first = ann->ask(Method::post, posts, form);
    const auto body = refused(first);
    const std::string error(body.at("error").as_string());
    EXPECT_NE(error.find("medical record number"), std::string::npos) << error;
    EXPECT_NE(error.find("your post"), std::string::npos) << error;
    EXPECT_NE(error.find("again within 10 minutes"), std::string::npos) << error;
    EXPECT_EQ(body.at("guard").at("action"), "warn");
    EXPECT_EQ(body.at("guard").at("found").at(1).at("suggestion"), "1962");
    EXPECT_EQ(ann->ask(Method::post, posts, form).status, 200U);
    const json::value other{{"status", "My MRN is 00482918, born 04/17/1962"}};
    EXPECT_EQ(ann->ask(Method::post, posts, other).status, 422U) << "another text is another decision";
}

TEST_F(GuardApi, AConfirmationIsTheAuthorsOwn)
{
    const json::value form{{"status", "my ssn is 512-44-9083"}};
    EXPECT_EQ(ann->ask(Method::post, posts, form).status, 422U);
    EXPECT_EQ(bob->ask(Method::post, posts, form).status, 422U);
}

TEST_F(GuardApi, SpanishForThoseWhoReadSpanish)
{
    Phone lucia(*site, "lucia");
    site->db().transact_blocking([&](Transaction& tx) {
        auto user = storage::accounts::find_user(tx, lucia.id).value();
        user.locale = "es";
        storage::accounts::update_user_preferences(tx, user);
    });
    const auto error = error_of(lucia.ask(Method::post, posts, {{"status", "mi teléfono es +34 612 34 56 78"}}));
    EXPECT_NE(error.find("un número de teléfono"), std::string::npos) << error;
}

TEST_F(GuardApi, StaffIsStoppedHoweverOften)
{
    const json::value form{{"status", "Mr. Alvarez in bed 12 pulled his IV out again"}};
    EXPECT_EQ(doctor->ask(Method::post, posts, form).status, 422U);
    const auto error = error_of(doctor->ask(Method::post, posts, form));
    EXPECT_NE(error.find("staff accounts cannot"), std::string::npos) << error;
}

TEST_F(GuardApi, StaffRepliesTellNothingOfATreatment)
{
    const auto parent = ann->say("Waited two hours and nobody helped");
    const json::value reply{{"status", "When you came in on Tuesday you were late"}, {"in_reply_to_id", parent}};
    const auto error = error_of(doctor->ask(Method::post, posts, reply));
    EXPECT_NE(error.find("cannot talk about it here"), std::string::npos) << error;
    const json::value neutral{
        {"status", "Thank you for telling us, we would like to help you in private."}, {"in_reply_to_id", parent}
    };
    EXPECT_EQ(doctor->ask(Method::post, posts, neutral).status, 200U);
    EXPECT_EQ(bob->ask(Method::post, posts, reply).status, 200U) << "a patient to a patient";
    const auto own = doctor->say("Clinic hours changed");
    const json::value colleague{{"status", "When you came in on Tuesday it was quiet"}, {"in_reply_to_id", own}};
    EXPECT_EQ(moderator->ask(Method::post, posts, colleague).status, 200U) << "among staff";
}

TEST_F(GuardApi, EveryTextOfAPostIsLookedAt)
{
    EXPECT_EQ(ann->ask(Method::post, posts, {{"status", "x"}, {"spoiler_text", "call 212-555-0199"}}).status, 422U);
    const auto id = ann->say("harmless");
    EXPECT_EQ(ann->ask(Method::put, unlimited_path(id), {{"status", "call 212-555-0199"}}).status, 422U);
    EXPECT_EQ(ann->get(unlimited_path(id)).at("content").as_string().find("555"), json::string::npos);
    EXPECT_EQ(ann->ask(Method::put, unlimited_path(id), {{"status", "call 212-555-0199"}}).status, 200U)
        << "said again";
}

TEST_F(GuardApi, ProfilesAreLookedAtToo)
{
    const std::string path = "/api/v1/accounts/update_credentials";
    EXPECT_EQ(ann->ask(Method::patch, path, {{"display_name", "Harriet Okonkwo"}}).status, 422U);
    EXPECT_EQ(ann->ask(Method::patch, path, {{"display_name", "Ruth"}}).status, 200U) << "a given name is ordinary";
    EXPECT_EQ(ann->ask(Method::patch, path, {{"display_name", "Ruth"}, {"note", "I am Ruth, I knit"}}).status, 200U)
        << "nor is the name that is shown already news in the profile";
    EXPECT_EQ(ann->ask(Method::patch, path, {{"note", "my cell is 503-555-0172"}}).status, 422U);
    EXPECT_EQ(ann->ask(Method::patch, path, {{"display_name", "pink_wig"}}).status, 200U);
    EXPECT_EQ(doctor->ask(Method::patch, path, {{"display_name", "Dr. Harriet Okonkwo"}}).status, 200U)
        << "staff is public";
    EXPECT_EQ(doctor->ask(Method::patch, path, {{"note", "My patient's MRN is 00482917"}}).status, 422U);
}

TEST_F(GuardApi, RecordsHoldRulesAndAHashNeverTheValue)
{
    (void)bob->ask(Method::post, posts, {{"status", "policy number HPX-3345670"}});
    const auto all = decisions();
    ASSERT_FALSE(all.empty());
    EXPECT_EQ(all.front().action, "warn");
    EXPECT_EQ(all.front().place, "post");
    EXPECT_FALSE(all.front().rules.empty());
    EXPECT_EQ(all.front().text_hash.size(), 32U);
    for (const auto& rule : all.front().rules) EXPECT_EQ(rule.find("3345670"), std::string::npos);
    const auto planted = site->db().transact_blocking([](Transaction& tx) {
        return tx
            .exec_plain("SELECT (SELECT count(*) FROM guard_decisions d WHERE d::text LIKE '%3345670%') "
                        "+ (SELECT count(*) FROM guard_warnings w WHERE w::text LIKE '%3345670%') AS n")
            .front()
            .get<std::int64_t>("n");
    });
    EXPECT_EQ(planted, 0);
}

TEST_F(GuardApi, CleanPostsCostNoQueryMore)
{
    (void)ann->say("Good morning everybody"); // what the first post of a person costs besides
    const auto clean = queries_of([] { (void)ann->say("Started lisinopril 10 mg today"); });
    const auto again = queries_of([] { (void)ann->say("Hello everybody"); });
    EXPECT_EQ(clean, again);
}

TEST_F(GuardApi, ACrisisReachesPeopleAndNothingIsHidden)
{
    Phone maya(*site, "maya");
    const auto id = maya.say("I'm going to kill myself tonight");
    EXPECT_EQ(bob->status_of(unlimited_path(id)), 200U);
    const auto mine = maya.get("/api/v1/notifications?types[]=mention");
    ASSERT_EQ(mine.as_array().size(), 1U);
    const std::string words(mine.at(0).at("status").at("content").as_string());
    EXPECT_NE(words.find("988"), std::string::npos) << words;
    EXPECT_EQ(mine.at(0).at("status").at("visibility"), "direct");
    const auto told = moderator->get("/api/v1/notifications?types[]=mention");
    ASSERT_FALSE(told.as_array().empty());
    EXPECT_NE(told.at(0).at("status").at("content").as_string().find("imminent"), json::string::npos);

    (void)maya.say("i am ready to die tonight");
    const auto open = moderator->get("/api/rounds/v1/guard/crises");
    ASSERT_EQ(open.as_array().size(), 1U) << "one person, one case";
    EXPECT_EQ(open.at(0).at("danger"), "imminent");
    EXPECT_EQ(maya.status_of("/api/rounds/v1/guard/crises"), 403U);
    const auto path = "/api/rounds/v1/guard/crises/" + id_of(open.at(0));
    EXPECT_EQ(moderator->ask(Method::post, path + "/take").status, 200U);
    EXPECT_EQ(moderator->ask(Method::post, path + "/close", {{"outcome", ""}}).status, 422U);
    EXPECT_EQ(moderator->ask(Method::post, path + "/close", {{"outcome", "spoke, is with family"}}).status, 200U);
    EXPECT_TRUE(moderator->get("/api/rounds/v1/guard/crises").as_array().empty());
}

TEST_F(GuardApi, ACrisisAlarmsThoseOnCallWithinTwoSeconds)
{
    Phone noor(*site, "noor");
    const auto told = [] { return moderator->get("/api/v1/notifications?types[]=mention").as_array().size(); };
    const auto before = told();
    const auto posted = std::chrono::steady_clock::now();
    (void)noor.say("I have the pills in front of me and I am going to end it now");
    EXPECT_GT(told(), before) << "with the very post, not by a later look";
    EXPECT_LT(std::chrono::steady_clock::now() - posted, std::chrono::seconds{2});
}

TEST_F(GuardApi, AnAdverseEventIsSentByItsAuthorAlone)
{
    Phone ruth(*site, "ruth");
    (void)ruth.say("I passed out an hour after taking lisinopril");
    const auto cards = ruth.get("/api/rounds/v1/guard/adverse_events");
    ASSERT_EQ(cards.as_array().size(), 1U);
    const auto& card = cards.at(0);
    EXPECT_EQ(card.at("state"), "draft");
    EXPECT_EQ(card.at("report").at("product"), "lisinopril");
    EXPECT_EQ(card.at("report").at("event"), "passed out");
    const auto path = "/api/rounds/v1/guard/adverse_events/" + id_of(card);
    EXPECT_EQ(moderator->status_of(path), 404U) << "a draft is the author's";
    const auto queue = [&] { return moderator->get("/api/rounds/v1/guard/adverse_events/queue"); };
    ASSERT_EQ(queue().as_array().size(), 1U);
    EXPECT_TRUE(queue().at(0).at("report").is_null());
    EXPECT_EQ(ruth.status_of("/api/rounds/v1/guard/adverse_events/queue"), 403U);
    const json::value report{
        {"reporter", "myself"}, {"patient", "me"}, {"product", "lisinopril 10 mg"}, {"event", "fainted"}
    };
    EXPECT_EQ(moderator->ask(Method::post, path + "/send", report).status, 404U);
    EXPECT_EQ(ruth.ask(Method::post, path + "/send", {{"product", "x"}}).status, 422U);
    EXPECT_EQ(ruth.ask(Method::post, path + "/send", report).status, 200U);
    EXPECT_EQ(queue().at(0).at("report").at("event"), "fainted");
    EXPECT_EQ(ruth.ask(Method::post, path + "/send", report).status, 404U) << "once";

    EXPECT_EQ(ruth.ask(Method::post, path + "/take").status, 403U) << "for safety contacts";
    EXPECT_EQ(ruth.ask(Method::post, path + "/done", {{"outcome", "Nothing."}}).status, 403U);
    EXPECT_EQ(moderator->ask(Method::post, path + "/take", {{"from", "x"}}).status, 422U);
    EXPECT_EQ(moderator->ask(Method::post, path + "/take").status, 200U);
    EXPECT_EQ(queue().at(0).at("taken_by"), json::value(to_string(moderator->id)));
    EXPECT_EQ(moderator->ask(Method::post, path + "/done", {{"outcome", " "}}).status, 422U);
    EXPECT_EQ(moderator->ask(Method::post, path + "/done", {{"outcome", "Reported."}}).status, 200U);
    EXPECT_TRUE(queue().as_array().empty());
    EXPECT_EQ(moderator->ask(Method::post, path + "/done", {{"outcome", "Twice."}}).status, 404U);
}

TEST_F(GuardApi, HeldPostsAreOffPublicPagesUntilSomebodyLooked)
{
    const auto id = site->db().transact_blocking([](Transaction& tx) {
        const auto remote = make_account(tx, {.domain = "far.example"});
        StatusSpec spec;
        const auto status = make_status(tx, remote, spec);
        storage::guard::hold(tx, status.id, {"mrn"});
        return to_string(status.id);
    });
    auto nobody = ann->stranger();
    EXPECT_EQ(nobody.status_of(unlimited_path(id)), 404U);
    EXPECT_EQ(ann->status_of(unlimited_path(id)), 200U);
    ASSERT_EQ(moderator->get("/api/rounds/v1/guard/holds").as_array().size(), 1U);
    EXPECT_EQ(ann->ask(Method::post, "/api/rounds/v1/guard/holds/" + id + "/release").status, 403U);
    EXPECT_EQ(moderator->ask(Method::post, "/api/rounds/v1/guard/holds/" + id + "/release").status, 200U);
    EXPECT_EQ(nobody.status_of(unlimited_path(id)), 200U);
    EXPECT_EQ(moderator->ask(Method::post, "/api/rounds/v1/guard/holds/" + id + "/keep").status, 404U) << "decided";
}

} // namespace
} // namespace rounds::test
