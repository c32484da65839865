#include "federation/signatures/proofs.hpp"
#include "server/social/move.hpp"
#include "storage/graph.hpp"
#include "storage/statuses.hpp"
#include "tests/support/inbound_rig.hpp"

#include <gtest/gtest.h>

namespace rounds::inbound {
namespace {

using storage::Transaction;
using test::activity;
using test::create;
using test::note;

class ArrivingDeeds : public testing::Test
{
protected:
    test::InboundRig rig;
    std::pair<test::RemoteActor, storage::Account> known_rosa = rig.add_known_actor("https://social.example", "rosa");
    std::pair<test::RemoteActor, storage::Account> known_eve = rig.add_known_actor("https://social.example", "eve");
    test::RemoteActor& rosa = known_rosa.first;
    test::RemoteActor& eve = known_eve.first;
    storage::Account ann = rig.in_db([](Transaction& tx) { return test::make_user(tx, {.username = "ann"}); });
    storage::Status post = rig.in_db([&](Transaction& tx) { return test::make_status(tx, ann); });

    bool follows(AccountId who, AccountId whom)
    {
        return rig.in_db([&](Transaction& tx) {
            const auto follow = storage::graph::find_follow(tx, who, whom);
            return follow && follow->accepted;
        });
    }
};

TEST_F(ArrivingDeeds, FollowAndUndo)
{
    const auto follow = activity(rosa, "Follow", ann.uri);
    EXPECT_EQ(rig.deliver(rosa, follow), "");
    EXPECT_TRUE(follows(known_rosa.second.id, ann.id));
    EXPECT_NE(rig.deliver(eve, activity(eve, "Undo", follow)), "") << "by another (N22)";
    EXPECT_TRUE(follows(known_rosa.second.id, ann.id));
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Undo", follow)), "");
    EXPECT_FALSE(follows(known_rosa.second.id, ann.id));
    rig.deliver(rosa, follow); // N7: replayed
    EXPECT_FALSE(follows(known_rosa.second.id, ann.id));
}

TEST_F(ArrivingDeeds, UndoThatOvertakesItsFollow)
{
    const auto follow = activity(rosa, "Follow", ann.uri);
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Undo", follow)), "");
    EXPECT_NE(rig.deliver(rosa, follow), "");
    EXPECT_FALSE(follows(known_rosa.second.id, ann.id));
}

TEST_F(ArrivingDeeds, LikeOnceAndUndoById)
{
    const auto like = activity(rosa, "Like", post.uri);
    EXPECT_EQ(rig.deliver(rosa, like), "");
    rig.deliver(rosa, activity(rosa, "Like", post.uri));
    EXPECT_EQ(rig.count("SELECT count(*) FROM favourites"), 1);
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Undo", std::string(string_at(like, "id")))), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM favourites"), 0);
    EXPECT_NE(rig.deliver(rosa, activity(rosa, "Like", "https://nowhere.example/1")), "");
}

TEST_F(ArrivingDeeds, BoostOfAPostThatIsFetched)
{
    auto told = note(eve, "1");
    rig.web.serve(eve.id("/posts/1"), told);
    auto announce = activity(rosa, "Announce", eve.id("/posts/1"));
    announce["to"] = json::array{test::everybody};
    EXPECT_EQ(rig.deliver(rosa, announce), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses WHERE reblog_of_id IS NOT NULL"), 1);
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Undo", announce)), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses WHERE reblog_of_id IS NOT NULL AND deleted_at IS NULL"), 0);
}

/// What is embedded in an Announce proves nothing: the origin is asked.
TEST_F(ArrivingDeeds, BoostWithAForgedCopyInIt)
{
    rig.web.serve(eve.id("/posts/1"), note(eve, "1", "<p>True</p>"));
    auto announce = activity(rosa, "Announce", json::value(note(eve, "1", "<p>Forged</p>")));
    announce["to"] = json::array{test::everybody};
    EXPECT_EQ(rig.deliver(rosa, announce), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses WHERE content LIKE '%Forged%'"), 0);
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses WHERE content LIKE '%True%'"), 1);
}

// N24
TEST_F(ArrivingDeeds, AcceptCountsForTheFollowThatWasSent)
{
    const auto accept = [&](const test::RemoteActor& by, std::string_view follow) {
        return activity(
            by,
            "Accept",
            json::value(json::object{{"id", follow}, {"type", "Follow"}, {"actor", ann.uri}, {"object", by.uri}})
        );
    };
    EXPECT_NE(rig.deliver(rosa, accept(rosa, "https://mercy.example/follows/none")), "");
    const auto follow =
        rig.in_db([&](Transaction& tx) { return *social::follow(tx, rig.urls, ann, known_rosa.second, {}); });
    EXPECT_FALSE(follow.accepted);
    EXPECT_NE(rig.deliver(eve, accept(eve, follow.uri)), "") << "a third actor";
    EXPECT_FALSE(follows(ann.id, known_rosa.second.id));
    EXPECT_EQ(rig.deliver(rosa, accept(rosa, follow.uri)), "");
    EXPECT_TRUE(follows(ann.id, known_rosa.second.id));
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Reject", follow.uri)), "");
    EXPECT_FALSE(follows(ann.id, known_rosa.second.id));
}

// N22
TEST_F(ArrivingDeeds, DeleteOfAnActorNeedsItsOriginsWord)
{
    EXPECT_NE(rig.deliver(rosa, activity(rosa, "Delete", rosa.uri)), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM accounts WHERE deleted_at IS NOT NULL"), 0);
    EXPECT_NE(rig.deliver(eve, activity(eve, "Delete", rosa.uri)), "done: the actor is still there");
    EXPECT_EQ(rig.count("SELECT count(*) FROM accounts WHERE deleted_at IS NOT NULL"), 0);
    rig.web.fail(rosa.uri, errc::gone);
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Delete", rosa.uri)), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM accounts WHERE deleted_at IS NOT NULL AND username = 'rosa'"), 1);
}

// N23
TEST_F(ArrivingDeeds, MoveNeedsTheNewAccountsWord)
{
    test::RemoteActor next = rig.add_actor("https://new.example", "rosa");
    rig.in_db([&](Transaction& tx) { test::make_follow(tx, ann, known_rosa.second); });
    auto move = activity(rosa, "Move", rosa.uri);
    move["target"] = next.uri;
    EXPECT_NE(rig.deliver(rosa, move), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM accounts WHERE moved_to_uri IS NOT NULL"), 0);
    next.document["alsoKnownAs"] = json::array{rosa.uri};
    rig.web.serve(next.uri, next.document);
    auto by_eve = activity(eve, "Move", rosa.uri);
    by_eve["target"] = next.uri;
    EXPECT_NE(rig.deliver(eve, by_eve), "");
    move["id"] = rosa.id("/moves/2");
    EXPECT_EQ(rig.deliver(rosa, move), "");
    EXPECT_EQ(
        rig.count("SELECT count(*) FROM follows f JOIN accounts a ON a.id = f.target_account_id "
                  "WHERE a.domain = 'new.example'"),
        1
    );
    EXPECT_FALSE(follows(ann.id, known_rosa.second.id));
}

/// Mastodon tells of the new account in an Update before the Move itself.
TEST_F(ArrivingDeeds, MoveAfterTheUpdateThatSaysSo)
{
    test::RemoteActor next = rig.add_actor("https://new.example", "rosa");
    next.document["alsoKnownAs"] = json::array{rosa.uri};
    rig.web.serve(next.uri, next.document);
    rig.in_db([&](Transaction& tx) { test::make_follow(tx, ann, known_rosa.second); });
    rosa.document["movedTo"] = next.uri;
    rig.web.serve(rosa.uri, rosa.document);
    ASSERT_EQ(rig.deliver(rosa, activity(rosa, "Update", json::value(rosa.document))), "");
    auto move = activity(rosa, "Move", rosa.uri);
    move["target"] = next.uri;
    EXPECT_EQ(rig.deliver(rosa, move), "");
    EXPECT_FALSE(follows(ann.id, known_rosa.second.id));
    // Not again within a week, wherever to.
    test::RemoteActor third = rig.add_actor("https://third.example", "rosa");
    third.document["alsoKnownAs"] = json::array{rosa.uri};
    rig.web.serve(third.uri, third.document);
    move["id"] = rosa.id("/moves/again");
    move["target"] = third.uri;
    EXPECT_NE(rig.deliver(rosa, move), "");
    rig.clock.advance(std::chrono::hours(24 * 7 + 1));
    move["id"] = rosa.id("/moves/later");
    EXPECT_EQ(rig.deliver(rosa, move), "");
}

/// Somebody comes to live here: who follows the old account here follows the new one.
TEST_F(ArrivingDeeds, MoveToAnAccountHere)
{
    const auto bea = rig.in_db([](Transaction& tx) { return test::make_user(tx, {.username = "bea"}); });
    rig.in_db([&](Transaction& tx) { test::make_follow(tx, ann, known_rosa.second); });
    auto move = activity(rosa, "Move", rosa.uri);
    move["target"] = bea.uri;
    EXPECT_NE(rig.deliver(rosa, move), "") << "bea does not say that she was rosa";
    EXPECT_TRUE(follows(ann.id, known_rosa.second.id));
    rig.in_db([&](Transaction& tx) { EXPECT_TRUE(social::add_alias(tx, bea, rosa.uri)); });
    move["id"] = rosa.id("/moves/2");
    EXPECT_EQ(rig.deliver(rosa, move), "");
    EXPECT_TRUE(follows(ann.id, bea.id));
    EXPECT_FALSE(follows(ann.id, known_rosa.second.id));
}

TEST_F(ArrivingDeeds, PinAndUnpinOwnPosts)
{
    ASSERT_EQ(rig.deliver(rosa, create(rosa, note(rosa, "1"))), "");
    ASSERT_EQ(rig.deliver(eve, create(eve, note(eve, "2"))), "");
    const auto pin = [&](std::string_view type, const std::string& of, const std::string& target) {
        auto one = activity(rosa, type, of);
        one["target"] = target;
        return rig.deliver(rosa, one);
    };
    EXPECT_EQ(pin("Add", rosa.id("/posts/1"), rosa.uri + "/featured"), "");
    EXPECT_NE(pin("Add", eve.id("/posts/2"), rosa.uri + "/featured"), "");
    EXPECT_NE(pin("Add", rosa.id("/posts/1"), eve.uri + "/featured"), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_pins"), 1);
    EXPECT_EQ(pin("Remove", rosa.id("/posts/1"), rosa.uri + "/featured"), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM status_pins"), 0);
}

/// Mastodon's Add and Remove have no id. The same may be said again later; a repetition of the request counts once.
TEST_F(ArrivingDeeds, PinsComeWithoutAnId)
{
    ASSERT_EQ(rig.deliver(rosa, create(rosa, note(rosa, "1"))), "");
    const auto said = [&](std::string_view type) {
        auto one = activity(rosa, type, rosa.id("/posts/1"));
        one["target"] = rosa.uri + "/featured";
        one.erase("id");
        EXPECT_EQ(rig.post(rosa, one).status, 202U);
        rig.work();
        rig.clock.advance(std::chrono::seconds(1));
        return rig.count("SELECT count(*) FROM status_pins");
    };
    EXPECT_EQ(said("Add"), 1);
    EXPECT_EQ(said("Remove"), 0);
    EXPECT_EQ(said("Add"), 1) << "again";
    auto follow = activity(rosa, "Follow", ann.uri);
    follow.erase("id");
    EXPECT_EQ(rig.post(rosa, follow).status, 400U) << "others need one";
    auto odd = activity(rosa, "Add", rosa.id("/posts/1"));
    odd["target"] = rosa.uri + "/featured";
    odd["id"] = nullptr;
    EXPECT_EQ(rig.post(rosa, odd).status, 400U) << "one that is there must be right";
}

TEST_F(ArrivingDeeds, BlockEndsFollowsAndABanElsewhereDoesNot)
{
    rig.in_db([&](Transaction& tx) { test::make_follow(tx, ann, known_rosa.second); });
    auto ban = activity(rosa, "Block", ann.uri);
    ban["target"] = rosa.id("/c/fatigue");
    EXPECT_NE(rig.deliver(rosa, ban), "");
    EXPECT_TRUE(follows(ann.id, known_rosa.second.id));
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Block", ann.uri)), "");
    EXPECT_FALSE(follows(ann.id, known_rosa.second.id));
}

TEST_F(ArrivingDeeds, ReportsAreKeptForPeople)
{
    auto flag = activity(rosa, "Flag", json::value(json::array{ann.uri, post.uri}));
    flag["content"] = "No source";
    EXPECT_EQ(rig.deliver(rosa, flag), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM reports WHERE comment = 'No source' AND cardinality(status_ids) = 1"), 1);
}

TEST_F(ArrivingDeeds, ReportsAreToldToTheModerators)
{
    const auto moderator = rig.in_db([](Transaction& tx) { return test::make_user(tx, {.role = "moderator"}); });
    auto flag = activity(rosa, "Flag", json::value(json::array{ann.uri, post.uri}));
    EXPECT_EQ(rig.deliver(rosa, flag), "");
    const auto kinds = rig.in_db([&](Transaction& tx) { return test::notification_kinds(tx, moderator.id); });
    EXPECT_EQ(kinds, std::vector<std::string>{"admin.report"});
    EXPECT_EQ(rig.count("SELECT count(*) FROM notifications n JOIN reports r ON r.id = n.report_id"), 1);
}

TEST_F(ArrivingDeeds, UpdateOfAnActorChangesItself)
{
    auto changed = rosa.document;
    changed["name"] = "Rosa M.";
    changed["summary"] = "<p>New</p><script>x</script>";
    EXPECT_NE(rig.deliver(eve, activity(eve, "Update", changed)), "");
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Update", changed)), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM accounts WHERE display_name = 'Rosa M.' AND note = '<p>New</p>'"), 1);
}

TEST_F(ArrivingDeeds, ShowThatTheirServerLives)
{
    rig.in_db([](Transaction& tx) {
        tx.exec_plain("INSERT INTO peers (host, breaker, failures, retry_at) "
                      "VALUES ('social.example', 'open', 9, now() + interval '1 day')");
    });
    EXPECT_EQ(rig.deliver(rosa, activity(rosa, "Like", post.uri)), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM peers WHERE host = 'social.example' AND last_inbound_at IS NOT NULL"), 1);
}

// N28
TEST_F(ArrivingDeeds, HandlesCountWhenBothSidesSaySo)
{
    const auto jrd = [](std::string_view subject, std::string_view actor) {
        const json::object self{{"rel", "self"}, {"type", "application/activity+json"}, {"href", actor}};
        return json::object{{"subject", subject}, {"links", json::array{self}}};
    };
    const auto webfinger = [](const std::string& domain, const std::string& user) {
        return "https://" + domain + "/.well-known/webfinger?resource=acct:" + user + "%40" + domain;
    };
    const auto max = rig.add_actor("https://social.example", "max");
    rig.web.serve_jrd(webfinger("social.example", "max"), jrd("acct:max@social.example", max.uri));
    const auto own = rig.run(rig.resolver->resolve_handle("max", "social.example"));
    ASSERT_TRUE(own);
    EXPECT_EQ(own->acct(), "max@social.example");
    const auto liz = rig.add_actor("https://social.example", "liz");
    rig.web.serve_jrd(webfinger("evil.example", "liz"), jrd("acct:liz@social.example", liz.uri));
    EXPECT_FALSE(rig.run(rig.resolver->resolve_handle("liz", "evil.example"))) << "no link back";
    rig.clock.advance(std::chrono::hours(1));
    rig.web.serve_jrd(webfinger("social.example", "liz"), jrd("acct:liz@social.example", liz.uri));
    const auto other = rig.run(rig.resolver->resolve_handle("liz", "evil.example"));
    ASSERT_TRUE(other);
    EXPECT_EQ(other->acct(), "liz@social.example");
}

/// Who is looked up often is read once a day, and shown as known while their server is away.
TEST_F(ArrivingDeeds, HandlesAreAskedForAgainWhenOld)
{
    const auto max = rig.add_actor("https://social.example", "max");
    const std::string asked = "https://social.example/.well-known/webfinger?resource=acct:max%40social.example";
    const json::object self{{"rel", "self"}, {"type", "application/activity+json"}, {"href", max.uri}};
    rig.web.serve_jrd(asked, {{"subject", "acct:max@social.example"}, {"links", json::array{self}}});
    const auto look_up = [&] {
        return rig.run(rig.resolver->resolve_handle("max", "social.example")).value().display_name;
    };
    (void)look_up();
    auto changed = max.document;
    changed["name"] = "Max the Second";
    rig.web.serve(max.uri, changed);
    EXPECT_NE(look_up(), "Max the Second");
    EXPECT_EQ(rig.web.requests(max.uri), 1U);
    EXPECT_EQ(rig.web.requests(asked), 1U);
    rig.clock.advance(std::chrono::hours(25));
    EXPECT_EQ(look_up(), "Max the Second");
    rig.clock.advance(std::chrono::hours(25));
    rig.web.fail(asked, errc::unavailable);
    EXPECT_EQ(look_up(), "Max the Second") << "their server is away";
    const auto so_far = rig.web.requests(asked);
    EXPECT_EQ(look_up(), "Max the Second");
    EXPECT_EQ(rig.web.requests(asked), so_far) << "nobody waits for it again at once";
}

} // namespace
} // namespace rounds::inbound
