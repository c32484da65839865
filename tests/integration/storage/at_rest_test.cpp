// What the database holds of direct messages: nothing that can be read without the instance's key.
#include "server/social/delete_account.hpp"
#include "server/workers/outbox_worker.hpp"
#include "storage/erasure.hpp"
#include "storage/sealed.hpp"
#include "storage/search_index.hpp"
#include "tests/integration/api/api_site.hpp"
#include "tests/support/inbound_rig.hpp"

#include <gmock/gmock.h>

namespace rounds::test {
namespace {

using http::Method;
using storage::Transaction;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Tables with a row in which the text can be read, whatever the column.
std::vector<std::string> tables_with(storage::Database& db, const std::string& text)
{
    static const storage::Statement names{"test.tables", R"(
        SELECT table_name::text FROM information_schema.tables
        WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1)"};
    return db.transact_blocking([&](Transaction& tx) {
        std::vector<std::string> found;
        for (const auto row : tx.exec(names)) {
            const auto table = row.at(0).as<std::string>();
            const auto rows = tx.exec_plain("SELECT count(*) FROM " + table + " t WHERE t::text LIKE '%" + text + "%'");
            if (rows.front().at(0).as<int>() > 0) found.push_back(table);
        }
        return found;
    });
}

class AtRest : public ApiTest
{
protected:
    static void drain()
    {
        auto& app = site->app();
        workers::OutboxWorker worker({app.work_db, app.keyring, app.urls, app.clock, {}}, {.threads = 0});
        worker.drain();
        app.work_db.transact_blocking([](Transaction& tx) { storage::search_index::catch_up(tx, 1000); });
    }
    static json::value whisper(const json::object& more)
    {
        json::object form{{"status", "@bob canarytext"}, {"visibility", "direct"}};
        for (const auto& [key, value] : more) form[key] = value;
        return ann->post("/api/v1/statuses", form);
    }
    static std::vector<std::string> readable(const std::string& text) { return tables_with(site->db(), text); }
};

TEST_F(AtRest, ADirectMessageIsReadByItsPeopleAndNotInTheDatabase)
{
    const auto said = whisper({{"spoiler_text", "canarywarning"}, {"sensitive", true}});
    drain();
    EXPECT_THAT(std::string(said.at("content").as_string()), HasSubstr("canarytext"));
    const auto got = bob->get(unlimited_path(id_of(said)));
    EXPECT_THAT(std::string(got.at("content").as_string()), HasSubstr("canarytext"));
    EXPECT_EQ(got.at("spoiler_text"), json::value("canarywarning"));
    EXPECT_EQ(ann->get(unlimited_path(id_of(said), "/source")).at("text"), json::value("@bob canarytext"));
    EXPECT_THAT(readable("canarytext"), IsEmpty());
    EXPECT_THAT(readable("canarywarning"), IsEmpty());
}

TEST_F(AtRest, TheLookFindsWhatIsInTheOpen)
{
    ann->say("canaryopen to everybody");
    drain();
    EXPECT_THAT(readable("canaryopen"), testing::IsSupersetOf({"activities", "status_words", "statuses"}));
}

TEST_F(AtRest, EarlierWordingsAndPollsAreSealedToo)
{
    const auto id = id_of(whisper({{"poll", {{"options", {"canaryleft", "canaryright"}}, {"expires_in", 600}}}}));
    auto edited = ann->ask(
        Method::put,
        unlimited_path(id),
        {{"status", "@bob canarylater"}, {"poll", {{"options", {"canaryleft", "canarynew"}}, {"expires_in", 900}}}}
    );
    ASSERT_EQ(edited.status, 200U) << edited.body;
    drain();
    const auto history = bob->get(unlimited_path(id, "/history"));
    ASSERT_EQ(history.as_array().size(), 2U);
    EXPECT_THAT(std::string(history.at(0).at("content").as_string()), HasSubstr("canarytext"));
    EXPECT_EQ(history.at(0).at("poll").at("options").at(1).at("title"), json::value("canaryright"));
    EXPECT_THAT(std::string(history.at(1).at("content").as_string()), HasSubstr("canarylater"));
    const auto poll = id_of(bob->get(unlimited_path(id)).at("poll"));
    const auto voted = bob->post("/api/v1/polls/" + poll + "/votes", {{"choices", {1}}});
    EXPECT_EQ(voted.at("options").at(1).at("title"), json::value("canarynew"));
    EXPECT_EQ(voted.at("options").at(1).at("votes_count"), json::value(1));
    for (const std::string word : {"canarytext", "canarylater", "canaryleft", "canaryright", "canarynew"})
        EXPECT_THAT(readable(word), IsEmpty()) << word;
}

TEST_F(AtRest, ScheduledPostsWaitSealed)
{
    const auto at = to_iso8601(site->app().clock.now() + std::chrono::hours{2});
    const auto kept = whisper({{"status", "@bob canaryfuture"}, {"scheduled_at", at}});
    EXPECT_EQ(kept.at("params").at("text"), json::value("@bob canaryfuture"));
    const auto again = ann->get("/api/v1/scheduled_statuses/" + id_of(kept));
    EXPECT_EQ(again.at("params").at("text"), json::value("@bob canaryfuture"));
    EXPECT_THAT(readable("canaryfuture"), IsEmpty());
}

TEST_F(AtRest, WhatArrivesWaitsSealedUnlessItIsForAll)
{
    InboundRig rig;
    const auto [zoe, account] = rig.add_known_actor("https://elsewhere.example", "zoe");
    const auto mercy_person = rig.in_db([](Transaction& tx) { return make_user(tx, {.username = "nell"}); });
    auto whispered = note(zoe, "1", "<p>canaryarrived</p>");
    whispered["to"] = json::array{mercy_person.uri};
    whispered.erase("cc");
    auto create = activity(zoe, "Create", whispered);
    create["to"] = whispered["to"];
    ASSERT_EQ(rig.post(zoe, create).status, 202U);
    ASSERT_EQ(rig.post(zoe, activity(zoe, "Create", note(zoe, "2", "<p>canarycalled</p>"))).status, 202U);
    EXPECT_THAT(tables_with(rig.database.db(), "canaryarrived"), IsEmpty());
    EXPECT_THAT(tables_with(rig.database.db(), "canarycalled"), testing::ElementsAre("inbox"));
    rig.work();
    EXPECT_THAT(tables_with(rig.database.db(), "canaryarrived"), IsEmpty());
    const auto found =
        rig.in_db([&](Transaction& tx) { return storage::statuses::find_by_uri(tx, string_at(whispered, "id")); });
    ASSERT_TRUE(found);
    EXPECT_THAT(found->content, HasSubstr("canaryarrived"));
}

TEST_F(AtRest, ASealedTextThatWasMovedDoesNotOpen)
{
    const auto one = id_of(whisper({}));
    const auto two = id_of(whisper({{"status", "@bob canaryother"}}));
    site->db().transact_blocking([&](Transaction& tx) {
        tx.exec_plain(
            "UPDATE statuses SET content = (SELECT content FROM statuses WHERE id = " + one + ") WHERE id = " + two
        );
        tx.exec_plain("INSERT INTO events (kind, status_id) VALUES ('status.update', " + two + ")");
    });
    site->read_events();
    EXPECT_THAT(std::string(bob->get(unlimited_path(two)).at("content").as_string()), Not(HasSubstr("canarytext")));
}

TEST_F(AtRest, EachConversationAndAuthorHasAKey)
{
    const auto keys = [] {
        return site->db().transact_blocking([](Transaction& tx) {
            return tx.exec_plain("SELECT count(*) FROM data_keys WHERE conversation_id IS NOT NULL")
                .front()
                .at(0)
                .as<int>();
        });
    };
    const auto before = keys();
    const auto first = id_of(whisper({}));
    EXPECT_EQ(keys(), before + 1);
    whisper({{"in_reply_to_id", first}});
    EXPECT_EQ(keys(), before + 1) << "the same conversation";
    bob->post("/api/v1/statuses", {{"status", "@ann yes"}, {"visibility", "direct"}, {"in_reply_to_id", first}});
    EXPECT_EQ(keys(), before + 2) << "another author";
    whisper({});
    EXPECT_EQ(keys(), before + 3);
}

TEST_F(AtRest, ErasureDestroysTheKeysOfAnAccount)
{
    Phone cleo(*site, "cleo");
    const auto id = id_of(cleo.post("/api/v1/statuses", {{"status", "@bob canaryshred"}, {"visibility", "direct"}}));
    const auto sealed = site->db().transact_blocking([&](Transaction& tx) {
        return tx.exec_plain("SELECT content FROM statuses WHERE id = " + id).front().at(0).as<std::string>();
    });
    const auto context = storage::sealed::status_context(*parse_id<StatusId>(id), "content");
    const auto open = [&](Transaction& tx) { return storage::sealed::open(tx, sealed, context); };
    EXPECT_THAT(site->db().transact_blocking(open), HasSubstr("canaryshred"));
    site->db().transact_blocking([&](Transaction& tx) { storage::erasure::forget_belongings(tx, cleo.id); });
    site->db().vault().forget_all(); // as another process, or after a restart
    EXPECT_THAT(site->db().transact_blocking(open), IsEmpty()) << "what a backup still holds is noise";
}

} // namespace
} // namespace rounds::test
