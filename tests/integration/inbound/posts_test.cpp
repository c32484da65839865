#include "server/inbound/fetch_status.hpp"
#include "storage/statuses.hpp"
#include "tests/support/fixtures.hpp"
#include "tests/support/inbound_rig.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <thread>

namespace rounds::inbound {
namespace {

using storage::Status;
using storage::Transaction;
using storage::Visibility;
using test::activity;
using test::create;
using test::note;

class ArrivingPosts : public testing::Test
{
protected:
    test::InboundRig rig;
    test::RemoteActor rosa = rig.add_known_actor("https://social.example", "rosa").first;
    test::RemoteActor eve = rig.add_known_actor("https://social.example", "eve").first;
    storage::Account ann = rig.in_db([](Transaction& tx) { return test::make_user(tx, {.username = "ann"}); });

    result<Status> find(const std::string& uri)
    {
        const auto found = rig.in_db([&](Transaction& tx) -> std::optional<Status> {
            auto status = storage::statuses::find_by_uri(tx, uri);
            return status ? std::optional{*status} : std::nullopt;
        });
        if (!found) return errc::not_found;
        return *found;
    }
    std::int64_t posts() { return rig.count("SELECT count(*) FROM statuses WHERE deleted_at IS NULL"); }
};

TEST_F(ArrivingPosts, ArePlacedWithPeopleTagsAndHarmlessHtml)
{
    auto post = note(rosa, "1", "<p>Hi <script>alert(1)</script><a href=\"javascript:x\">ann</a></p>");
    post["tag"] = json::array{
        json::object{{"type", "Mention"}, {"href", ann.uri}, {"name", "@ann@mercy.example"}},
        json::object{{"type", "Hashtag"}, {"name", "#BCSM"}},
    };
    post["cc"] = json::array{rosa.uri + "/followers", ann.uri};
    post["summary"] = "treatment &amp; hair";
    EXPECT_EQ(rig.deliver(rosa, create(rosa, post)), "");
    const auto status = find(rosa.id("/posts/1"));
    ASSERT_TRUE(status);
    EXPECT_EQ(status->visibility, Visibility::public_);
    EXPECT_EQ(status->content.find("script"), std::string::npos);
    EXPECT_EQ(status->content.find("javascript"), std::string::npos);
    EXPECT_EQ(status->spoiler_text, "treatment & hair");
    EXPECT_TRUE(status->sensitive);
    EXPECT_EQ(
        rig.in_db([&](Transaction& tx) { return test::notification_kinds(tx, ann.id); }),
        std::vector<std::string>{"mention"}
    );
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_tags"), 1);
}

// N7, R5
TEST_F(ArrivingPosts, HaveOneEffectHoweverOftenTheyCome)
{
    const auto one = create(rosa, note(rosa, "1"));
    EXPECT_EQ(rig.deliver(rosa, one), "");
    EXPECT_EQ(rig.deliver(rosa, one), "");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, note(rosa, "1"))), "done: known already") << "another Create of it";
    EXPECT_EQ(posts(), 1);
}

// R6
TEST_F(ArrivingPosts, AreGoneInWhateverOrderTheDeleteComes)
{
    auto edited = note(rosa, "x", "<p>New words</p>");
    edited["updated"] = "2026-11-20T11:30:00Z";
    std::vector<int> order{0, 1, 2};
    int turn = 0;
    do {
        const auto name = std::to_string(++turn);
        auto first = note(rosa, name);
        edited["id"] = rosa.id("/posts/" + name);
        const std::vector<json::object> all{
            create(rosa, first), activity(rosa, "Update", edited), activity(rosa, "Delete", rosa.id("/posts/" + name))
        };
        for (const auto i : order) EXPECT_EQ(rig.post(rosa, all[static_cast<std::size_t>(i)]).status, 202U);
        rig.work();
        EXPECT_FALSE(find(rosa.id("/posts/" + name))) << turn;
    } while (std::ranges::next_permutation(order).found);
    EXPECT_EQ(turn, 6);
    EXPECT_EQ(posts(), 0);
    EXPECT_EQ(rig.count("SELECT count(*) FROM inbox WHERE state <> 'done'"), 0);
}

TEST_F(ArrivingPosts, AreNotKeptAwayByTheDeleteOfAnotherOfTheSameServer)
{
    EXPECT_EQ(rig.deliver(eve, activity(eve, "Delete", rosa.id("/posts/1"))), "");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, note(rosa, "1"))), "");
    EXPECT_TRUE(find(rosa.id("/posts/1")));
}

// N14
TEST_F(ArrivingPosts, MustBeTheirSendersOwn)
{
    for (const auto& owner :
         {json::value(rosa.uri.c_str()),
          json::value(json::array{eve.uri, rosa.uri}),
          json::value(1),
          json::value("rosa"),
          json::value(json::object{{"id", rosa.uri}}),
          json::value(nullptr)}) {
        auto forged = note(eve, "1");
        forged["attributedTo"] = owner;
        EXPECT_NE(rig.deliver(eve, create(eve, forged)), "");
    }
    auto elsewhere = note(eve, "1");
    elsewhere["id"] = "https://victim.example/posts/1";
    EXPECT_NE(rig.deliver(eve, create(eve, elsewhere)), "");
    elsewhere["id"] = "https://mercy.example/users/ann/statuses/9";
    EXPECT_NE(rig.deliver(eve, create(eve, elsewhere)), "");
    EXPECT_EQ(posts(), 0);
    EXPECT_EQ(rig.deliver(eve, create(eve, note(eve, "1"))), "");
}

// N22
TEST_F(ArrivingPosts, AreChangedByTheirAuthorOnly)
{
    ASSERT_EQ(rig.deliver(rosa, create(rosa, note(rosa, "1"))), "");
    auto changed = note(rosa, "1", "<p>Changed</p>");
    changed["updated"] = "2026-11-20T11:30:00Z";
    EXPECT_NE(rig.deliver(eve, activity(eve, "Update", changed)), "");
    changed["attributedTo"] = eve.uri;
    EXPECT_NE(rig.deliver(eve, activity(eve, "Update", changed)), "");
    EXPECT_NE(rig.deliver(eve, activity(eve, "Delete", rosa.id("/posts/1"))), "");
    EXPECT_EQ(find(rosa.id("/posts/1"))->content, "<p>Hi</p>");
    changed["attributedTo"] = rosa.uri;
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Update", changed)), "");
    EXPECT_EQ(find(rosa.id("/posts/1"))->content, "<p>Changed</p>");
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_edits"), 1);
    changed["content"] = "<p>Older</p>";
    changed["updated"] = "2026-11-20T11:20:00Z";
    EXPECT_NE(rig.deliver(rosa, activity(rosa, "Update", changed)), "");
    EXPECT_EQ(find(rosa.id("/posts/1"))->content, "<p>Changed</p>");
}

// N26
TEST_F(ArrivingPosts, AreNotWidenedByAnother)
{
    auto secret = note(rosa, "1");
    secret["to"] = json::array{ann.uri};
    secret["cc"] = json::array{};
    ASSERT_EQ(rig.deliver(rosa, create(rosa, secret)), "");
    auto wider = note(eve, "1");
    wider["id"] = rosa.id("/posts/1");
    EXPECT_NE(rig.deliver(eve, create(eve, wider)), "");
    EXPECT_EQ(find(rosa.id("/posts/1"))->visibility, Visibility::direct);
    EXPECT_EQ(rig.count("SELECT count(*) FROM mentions"), 1);
}

// N71
TEST_F(ArrivingPosts, NeverBecomeMorePublicThanTheySay)
{
    const auto visibility = [&](json::value to, json::value cc) {
        static int last = 0;
        auto post = note(rosa, "v" + std::to_string(++last));
        post["to"] = std::move(to);
        post["cc"] = std::move(cc);
        auto carried = activity(rosa, "Create", post);
        EXPECT_EQ(rig.deliver(rosa, carried), "");
        return find(rosa.id("/posts/v" + std::to_string(last)))->visibility;
    };
    const auto followers = rosa.uri + "/followers";
    EXPECT_EQ(visibility("as:Public", json::array{}), Visibility::public_);
    EXPECT_EQ(visibility(json::array{"Public"}, nullptr), Visibility::public_);
    EXPECT_EQ(visibility(json::array{followers}, json::array{test::everybody}), Visibility::unlisted);
    EXPECT_EQ(visibility(json::array{followers}, json::array{}), Visibility::private_);
    EXPECT_EQ(visibility(json::array{eve.uri + "/followers"}, json::array{}), Visibility::direct);
    EXPECT_EQ(visibility(json::array{ann.uri}, json::array{}), Visibility::direct);
    EXPECT_EQ(visibility(json::array{}, json::array{}), Visibility::direct);
    EXPECT_EQ(visibility("https://www.w3.org/ns/activitystreams#public", json::array{}), Visibility::direct);
}

// N72
TEST_F(ArrivingPosts, TellNobodyWhoIsTaggedButNotAddressed)
{
    auto post = note(rosa, "1");
    post["tag"] = json::array{json::object{{"type", "Mention"}, {"href", ann.uri}, {"name", "@ann"}}};
    ASSERT_EQ(rig.deliver(rosa, create(rosa, post)), "");
    EXPECT_TRUE(rig.in_db([&](Transaction& tx) { return test::notification_kinds(tx, ann.id); }).empty());
    EXPECT_EQ(rig.count("SELECT count(*) FROM mentions"), 0);
}

// N27
TEST_F(ArrivingPosts, OfSuspendedAuthorsAreNotKept)
{
    rig.in_db([&](Transaction& tx) {
        storage::accounts::set_suspended(tx, storage::accounts::find_by_uri(tx, rosa.uri)->id, true);
    });
    EXPECT_NE(rig.deliver(rosa, create(rosa, note(rosa, "1"))), "");
    EXPECT_NE(rig.deliver(rosa, activity(rosa, "Update", note(rosa, "2"))), "");
    rig.web.serve(rosa.id("/posts/3"), note(rosa, "3"));
    EXPECT_NE(rig.deliver(eve, activity(eve, "Announce", rosa.id("/posts/3"))), "");
    EXPECT_EQ(posts(), 0);
}

// N25: polls are not kept, so votes are nothing.
TEST_F(ArrivingPosts, DoNotIncludeVotes)
{
    auto vote = note(rosa, "1", "");
    vote["name"] = "Yes";
    vote["inReplyTo"] = "https://mercy.example/users/ann/statuses/1";
    EXPECT_NE(rig.deliver(rosa, create(rosa, vote)), "");
    EXPECT_EQ(posts(), 0);
}

TEST_F(ArrivingPosts, ThatAreArticlesKeepTheirTitleAndLinkToTheWhole)
{
    auto article = note(rosa, "1", "<p>Ten pages of text</p>");
    article["type"] = "Article";
    article["name"] = "What the <chat> found";
    article["summary"] = "<p>Gentle exercise has the best evidence.</p>";
    article["url"] = "https://social.example/a/1";
    ASSERT_EQ(rig.deliver(rosa, create(rosa, article)), "");
    const auto status = find(rosa.id("/posts/1"));
    EXPECT_EQ(status->object_type, "Article");
    EXPECT_NE(status->content.find("Gentle exercise"), std::string::npos);
    EXPECT_NE(status->content.find("https://social.example/a/1"), std::string::npos);
    EXPECT_NE(status->content.find("What the &lt;chat&gt; found"), std::string::npos);
    EXPECT_EQ(status->content.find("Ten pages"), std::string::npos);
    article["summary"] = "<p>Corrected.</p>";
    article["updated"] = "2026-11-20T11:30:00Z";
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Update", article)), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_edits"), 1);
}

TEST_F(ArrivingPosts, ThatAreArticlesAndTellNothingInShortAreShownWhole)
{
    auto article = note(rosa, "1", "<p>All of the text</p>");
    article["type"] = "Article";
    article["name"] = "Sleep";
    ASSERT_EQ(rig.deliver(rosa, create(rosa, article)), "");
    EXPECT_NE(find(rosa.id("/posts/1"))->content.find("All of the text"), std::string::npos);
}

TEST_F(ArrivingPosts, BringFilesWhoseKindTheirNamesTell)
{
    const auto file = [](std::string_view name, std::string_view type = {}) {
        json::object one{{"type", "Document"}, {"url", "https://social.example/files/" + std::string(name)}};
        if (!type.empty()) one["mediaType"] = type;
        return one;
    };
    auto post = note(rosa, "1");
    post["attachment"] = json::array{
        file("a.PNG?size=large"),
        file("b.mp4"),
        file("c.mp3#t"),
        file("d.pdf"),
        file("e"),
        file("f.png", "application/pdf")
    };
    ASSERT_EQ(rig.deliver(rosa, create(rosa, post)), "");
    const auto of_kind = [&](const std::string& kind) {
        return rig.count("SELECT count(*) FROM media_attachments WHERE kind = '" + kind + "'");
    };
    EXPECT_EQ(of_kind("image"), 1);
    EXPECT_EQ(of_kind("video"), 1);
    EXPECT_EQ(of_kind("audio"), 1);
    EXPECT_EQ(of_kind("unknown"), 3);
}

TEST_F(ArrivingPosts, BringTheirUnknownParentsAlong)
{
    auto top = note(eve, "top");
    auto middle = note(eve, "middle");
    middle["inReplyTo"] = eve.id("/posts/top");
    rig.web.serve(eve.id("/posts/top"), top);
    rig.web.serve(eve.id("/posts/middle"), middle);
    auto reply = note(rosa, "reply");
    reply["inReplyTo"] = eve.id("/posts/middle");
    EXPECT_EQ(rig.deliver(rosa, create(rosa, reply)), "");
    EXPECT_EQ(posts(), 3);
    EXPECT_EQ(find(rosa.id("/posts/reply"))->in_reply_to, find(eve.id("/posts/middle"))->id);
    auto orphan = note(rosa, "orphan");
    orphan["inReplyTo"] = "https://nowhere.example/1";
    EXPECT_EQ(rig.deliver(rosa, create(rosa, orphan)), "");
    EXPECT_EQ(find(rosa.id("/posts/orphan"))->in_reply_to_uri, "https://nowhere.example/1");
}

// N43
TEST_F(ArrivingPosts, FetchABoundedPartOfALongThread)
{
    for (int i = 1; i <= 100; ++i) {
        auto post = note(eve, std::to_string(i));
        post["inReplyTo"] = eve.id("/posts/" + std::to_string(i - 1));
        rig.web.serve(eve.id("/posts/" + std::to_string(i)), post);
    }
    const auto before = rig.web.requests();
    ASSERT_TRUE(rig.run(fetch_status(rig.inbound(), eve.id("/posts/100"))));
    EXPECT_EQ(rig.web.requests() - before, static_cast<std::size_t>(max_parents) + 1);
}

// N17, N20
TEST_F(ArrivingPosts, AreFetchedFromTheirOwnOriginOnly)
{
    auto foreign = note(rosa, "1");
    foreign["attributedTo"] = "https://victim.example/users/v";
    rig.web.serve(rosa.id("/posts/1"), foreign);
    EXPECT_FALSE(rig.run(fetch_status(rig.inbound(), rosa.id("/posts/1"))));
    rig.web.serve(
        rosa.id("/collection"),
        json::object{{"id", rosa.id("/collection")}, {"type", "Collection"}, {"items", json::array{note(eve, "2")}}}
    );
    EXPECT_FALSE(rig.run(fetch_status(rig.inbound(), rosa.id("/collection"))));
    auto hidden = note(rosa, "3");
    hidden["to"] = json::array{rosa.uri + "/followers"};
    hidden["cc"] = json::array{};
    rig.web.serve(rosa.id("/posts/3"), hidden);
    EXPECT_FALSE(rig.run(fetch_status(rig.inbound(), rosa.id("/posts/3"))));
    EXPECT_EQ(posts(), 0);
    rig.web.serve(rosa.id("/posts/4"), note(rosa, "4"));
    EXPECT_TRUE(rig.run(fetch_status(rig.inbound(), rosa.id("/posts/4"))));
}

// R5
TEST_F(ArrivingPosts, HaveOneEffectOnManyConnections)
{
    const auto one = create(rosa, note(rosa, "1"));
    asio::io_context other{1};
    workers::InboxWorker second(other.get_executor(), rig.inbound());
    for (int i = 0; i < 24; ++i) EXPECT_EQ(rig.post(rosa, one).status, 202U);
    std::jthread beside([&] {
        asio::co_spawn(other, second.drain(), [](std::exception_ptr error, std::size_t) { EXPECT_FALSE(error); });
        other.run();
    });
    rig.work();
    beside.join();
    EXPECT_EQ(posts(), 1);
    EXPECT_EQ(rig.count("SELECT count(*) FROM inbox"), 1);
    EXPECT_EQ(
        rig.count("SELECT statuses_count FROM account_stats s JOIN accounts a ON a.id = s.account_id "
                  "WHERE a.username = 'rosa'"),
        1
    );
}

TEST_F(ArrivingPosts, OfAPoisonedRowAreBuriedWithTheirBody)
{
    rig.in_db([&](Transaction& tx) {
        return storage::inbox::add(tx, {rosa.id(""), rosa.id("/bad"), rosa.uri, "/inbox", "{\"type\": \"Create\"}"});
    });
    rig.work();
    EXPECT_EQ(rig.count("SELECT count(*) FROM inbox WHERE state = 'dead' AND body IS NOT NULL"), 1);
}

TEST_F(ArrivingPosts, SentToOnePersonAreAConversation)
{
    const auto direct = [&](std::string_view name, std::string_view parent) {
        auto post = note(rosa, name);
        post["to"] = json::array{ann.uri};
        post["cc"] = json::array{};
        post["tag"] = json::array{json::object{{"type", "Mention"}, {"href", ann.uri}, {"name", "@ann"}}};
        if (!parent.empty()) post["inReplyTo"] = rosa.id("/posts/" + std::string(parent));
        return post;
    };
    // The answer overtakes what it answers: both are one conversation in the end.
    EXPECT_EQ(rig.deliver(rosa, create(rosa, direct("2", "1"))), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM account_conversations"), 1);
    EXPECT_EQ(rig.deliver(rosa, create(rosa, direct("1", ""))), "");
    EXPECT_EQ(
        rig.count("SELECT count(*) FROM account_conversations c JOIN accounts a ON a.id = c.account_id "
                  "WHERE a.username = 'ann' AND c.unread AND cardinality(c.participants) = 1"),
        1
    );
    EXPECT_EQ(rig.count("SELECT count(DISTINCT conversation_id) FROM statuses WHERE visibility = 3"), 1);
    EXPECT_EQ(rig.count("SELECT count(*) FROM account_conversations"), 1);
}

} // namespace
} // namespace rounds::inbound
