#include "tests/integration/api/api_site.hpp"

#include <thread>

namespace rounds::test {
namespace {

using http::Method;

class ApiStatuses : public ApiTest
{
};

TEST_F(ApiStatuses, PostingAnswersTheStatus)
{
    const auto post = ann->post("/api/v1/statuses", {{"status", "Hello @bob #Rounds <b>"}, {"language", "en"}});
    EXPECT_EQ(post.at("visibility"), "public");
    EXPECT_EQ(post.at("language"), "en");
    EXPECT_EQ(post.at("account").at("username"), "ann");
    EXPECT_EQ(id_of(post.at("mentions").at(0)), to_string(bob->id));
    EXPECT_EQ(post.at("tags").at(0).at("name"), "rounds");
    EXPECT_EQ(post.at("favourited"), false);
    EXPECT_TRUE(post.at("reblog").is_null());
    EXPECT_EQ(std::string(post.at("content").as_string()).find("<b>"), std::string::npos);
}

TEST_F(ApiStatuses, PostsAlwaysHaveALanguage)
{
    Phone author(*site, "linguist");
    EXPECT_EQ(author.post("/api/v1/statuses", {{"status", "Hello"}}).at("language"), "en") << "the instance's first";
    const json::value german{{"source", {{"language", "de"}}}};
    ASSERT_EQ(author.ask(Method::patch, "/api/v1/accounts/update_credentials", german).status, 200U);
    EXPECT_EQ(author.post("/api/v1/statuses", {{"status", "Hallo"}}).at("language"), "de");
    EXPECT_EQ(author.post("/api/v1/statuses", {{"status", "Salut"}, {"language", "fr"}}).at("language"), "fr");
}

TEST_F(ApiStatuses, BadFormsAreRefusedInWords)
{
    const auto error = [&](const json::value& form) {
        const auto response = ann->ask(Method::post, "/api/v1/statuses", form);
        EXPECT_EQ(response.status, 422U) << response.body;
        return std::string(json::parse(response.body).at("error").as_string());
    };
    EXPECT_EQ(error({{"status", " "}}), "Validation failed: Text can't be blank");
    EXPECT_EQ(
        error({{"status", "x"}, {"visibility", "everybody"}}),
        "Validation failed: Visibility is not included in the list"
    );
    EXPECT_EQ(error({{"status", std::string(2001, 'x')}}), "Validation failed: Text character limit exceeded");
    EXPECT_EQ(
        error({{"status", "x"}, {"media_ids", {"1"}}}),
        "Validation failed: Media not found or already attached to another post"
    );
}

/// Who may see what, over every door that shows a post.
TEST_F(ApiStatuses, VisibilityHoldsAtEveryDoor)
{
    Phone follower(*site, "vfollower");
    Phone mentioned(*site, "vmentioned");
    Phone blocked(*site, "vblocked");
    Phone author(*site, "vauthor");
    follow(follower, author);
    author.post("/api/v1/accounts/" + to_string(blocked.id) + "/block");
    auto nobody = author.stranger();
    struct Row
    {
        std::string visibility;
        bool follower, mentioned, other, blocked, nobody;
    };
    const std::vector<Row> rows{
        {"public", true, true, true, false, true},
        {"unlisted", true, true, true, false, true},
        {"private", true, true, false, false, false},
        {"direct", false, true, false, false, false}
    };
    for (const auto& row : rows) {
        const auto id = author.say("@vmentioned hear this", row.visibility);
        const std::vector<std::pair<Phone*, bool>> viewers{
            {&author, true},
            {&follower, row.follower},
            {&mentioned, row.mentioned},
            {bob, row.other},
            {&blocked, row.blocked},
            {&nobody, row.nobody}
        };
        for (std::size_t i = 0; i < viewers.size(); ++i) {
            auto [viewer, may] = viewers[i];
            for (const auto* door : {"", "/context", "/history", "/favourited_by", "/reblogged_by"})
                EXPECT_EQ(viewer->status_of(unlimited_path(id, door)), may ? 200U : 404U)
                    << row.visibility << " viewer " << i << " " << door;
            if (may || i == 5) continue;
            for (const auto* verb :
                 {"/favourite", "/reblog", "/bookmark", "/mute", "/pin", "/unfavourite", "/unreblog"}) {
                const auto answer = viewer->ask(Method::post, unlimited_path(id, verb));
                EXPECT_EQ(answer.status, 404U) << row.visibility << verb;
                EXPECT_EQ(answer.body.find("hear this"), std::string::npos);
            }
        }
    }
}

TEST_F(ApiStatuses, ReplyToAnInvisiblePostIsNotFound)
{
    const auto id = ann->say("only me", "direct");
    const auto answer = bob->ask(Method::post, "/api/v1/statuses", {{"status", "what?"}, {"in_reply_to_id", id}});
    EXPECT_EQ(answer.status, 404U);
}

/// security.md N79.
TEST_F(ApiStatuses, FiftyParallelPostsWithOneKeyMakeOne)
{
    std::vector<std::string> ids(50);
    std::vector<std::thread> threads;
    for (auto& id : ids)
        threads.emplace_back([&id] {
            const auto answer =
                ann->ask(Method::post, "/api/v1/statuses", {{"status", "only once"}}, {{"Idempotency-Key", "fifty"}});
            if (answer.status == 200) id = json::parse(answer.body).at("id").as_string();
        });
    for (auto& thread : threads) thread.join();
    const auto found = site->db().transact_blocking([&](storage::Transaction& tx) {
        return count(tx, "SELECT count(*) FROM statuses WHERE source = 'only once'");
    });
    EXPECT_EQ(found, 1);
    EXPECT_FALSE(ids.front().empty());
    for (const auto& id : ids) EXPECT_EQ(id, ids.front());
    const auto other = ann->ask(Method::post, "/api/v1/statuses", {{"status", "x"}}, {{"Idempotency-Key", "fifty"}});
    EXPECT_EQ(other.status, 422U);
    const auto bobs =
        bob->ask(Method::post, "/api/v1/statuses", {{"status", "only once"}}, {{"Idempotency-Key", "fifty"}});
    EXPECT_EQ(bobs.status, 200U);
    EXPECT_NE(id_of(json::parse(bobs.body)), ids.front());
}

TEST_F(ApiStatuses, ContextIsInThreadOrder)
{
    const auto root = ann->say("root");
    const auto first = bob->say("first", "public", root);
    const auto second = bob->say("second", "public", root);
    const auto leaf = ann->say("leaf of first", "public", first);
    const auto whole = ann->get(unlimited_path(root, "/context"));
    EXPECT_EQ(ids_in(whole.at("descendants")), (std::vector{first, leaf, second}));
    const auto middle = ann->get(unlimited_path(leaf, "/context"));
    EXPECT_EQ(ids_in(middle.at("ancestors")), (std::vector{root, first}));
}

TEST_F(ApiStatuses, EditsKeepHistoryAndDeletionGivesTheSourceBack)
{
    const auto id = ann->say("first wording");
    const auto edited = ann->ask(Method::patch, unlimited_path(id), {{"status", "second & wording"}});
    EXPECT_EQ(edited.status, 200U) << edited.body;
    const auto history = ann->get(unlimited_path(id, "/history")).as_array();
    ASSERT_EQ(history.size(), 2U);
    EXPECT_NE(std::string(history[0].at("content").as_string()).find("first"), std::string::npos);
    EXPECT_EQ(bob->status_of(unlimited_path(id, "/source")), 404U);
    EXPECT_NE(bob->ask(Method::del, unlimited_path(id)).status, 200U);
    const auto gone = Phone::parsed(ann->ask(Method::del, unlimited_path(id)));
    EXPECT_EQ(gone.at("text"), "second & wording");
    EXPECT_EQ(ann->status_of(unlimited_path(id)), 404U);
}

TEST_F(ApiStatuses, MarksAreTheViewersOwn)
{
    const auto id = ann->say("mark me");
    const auto liked = bob->post(unlimited_path(id, "/favourite"));
    EXPECT_EQ(liked.at("favourited"), true);
    EXPECT_EQ(liked.at("favourites_count"), 1);
    site->read_events();
    const auto mine = ann->get(unlimited_path(id));
    EXPECT_EQ(mine.at("favourited"), false);
    EXPECT_EQ(mine.at("favourites_count"), 1);
    const auto boost = bob->post(unlimited_path(id, "/reblog"));
    EXPECT_EQ(id_of(boost.at("reblog")), id);
    EXPECT_EQ(boost.at("reblog").at("reblogged"), true);
    const auto back = bob->post(unlimited_path(id, "/unreblog"));
    EXPECT_EQ(id_of(back), id);
    EXPECT_EQ(back.at("reblogs_count"), 0);
    EXPECT_EQ(ids_in(ann->get(unlimited_path(id, "/favourited_by"))), (std::vector{to_string(bob->id)}));
    EXPECT_TRUE(bob->get(unlimited_path(id, "/favourited_by")).as_array().empty()) << "likes are the author's to know";
}

/// As patients' boosts arrive from other servers: told to the author alone.
TEST_F(ApiStatuses, TheAuthorSeesWhoBoostedAlsoForFew)
{
    Phone reader(*site, "boost_reader");
    const auto id = ann->say("pass me on");
    bob->post(unlimited_path(id, "/reblog"), {{"visibility", "private"}});
    site->read_events();
    const auto door = unlimited_path(id, "/reblogged_by");
    EXPECT_EQ(ids_in(ann->get(door)), (std::vector{to_string(bob->id)}));
    EXPECT_TRUE(reader.get(door).as_array().empty()) << "it was for bob's followers";
    bob->post(unlimited_path(id, "/unreblog"));
    bob->post(unlimited_path(id, "/reblog"));
    EXPECT_EQ(ids_in(reader.get(door)), (std::vector{to_string(bob->id)}));
}

} // namespace
} // namespace rounds::test
