#include "server/knowledge/network_moderation.hpp"
#include "server/social/barred.hpp"
#include "storage/networks.hpp"
#include "tests/support/inbound_rig.hpp"

#include <algorithm>
#include <gtest/gtest.h>

// What moderators of groups decide (FEP-1b12 in Lemmy's form): of networks here by stewards elsewhere, and of groups
// elsewhere about what is their own.

namespace rounds::inbound {
namespace {

using storage::Account;
using storage::Transaction;
using test::activity;
using test::create;
using test::note;
namespace acts = storage::network_acts;

class Decisions : public testing::Test
{
protected:
    test::InboundRig rig;

    std::int64_t standing(std::string_view kind)
    {
        return rig.count(
            "SELECT count(*) FROM network_acts WHERE undone_at IS NULL AND kind = '" + std::string(kind) + "'"
        );
    }
    static json::object undo(const test::RemoteActor& by, json::object what)
    {
        return activity(by, "Undo", json::value(std::move(what)));
    }
};

/// rosa of another server is a steward of breast, and lena of lungs; ann posts in breast.
class StewardElsewhere : public Decisions
{
protected:
    Account ann;
    test::Network breast, lungs;
    storage::Status post;
    std::pair<test::RemoteActor, Account> rosa = rig.add_known_actor("https://social.example", "rosa");
    std::pair<test::RemoteActor, Account> lena = rig.add_known_actor("https://lungs.example", "lena");
    std::pair<test::RemoteActor, Account> eve = rig.add_known_actor("https://social.example", "eve");

    void SetUp() override
    {
        rig.in_db([&](Transaction& tx) -> result<void> {
            ann = test::make_user(tx, {.username = "ann"});
            breast = test::make_network(tx, {.username = "breast"});
            lungs = test::make_network(tx, {.username = "lungs"});
            storage::networks::add_role(tx, breast.id, {rosa.second.id, "steward"});
            storage::networks::add_role(tx, lungs.id, {lena.second.id, "steward"});
            post = test::make_status(tx, ann, {.audience = breast.account.id, .uri = ann.uri + "/statuses/1"});
            return {};
        });
    }
    json::object removal(const test::RemoteActor& by)
    {
        auto deletion = activity(by, "Delete", post.uri);
        deletion["summary"] = "off topic";
        deletion["to"] = json::array{test::everybody};
        deletion["audience"] = breast.account.uri;
        return deletion;
    }
    static json::object ban(const test::RemoteActor& by, const Account& whom, const test::Network& from)
    {
        auto block = activity(by, "Block", whom.uri);
        block["target"] = from.account.uri;
        block["audience"] = from.account.uri;
        block["summary"] = "spam";
        block["removeData"] = true;
        return block;
    }
};

TEST_F(StewardElsewhere, TakesPostsOutAndPutsThemBack)
{
    const auto deletion = removal(rosa.first);
    EXPECT_EQ(rig.deliver(rosa.first, deletion), "");
    EXPECT_EQ(standing(acts::removal), 1);
    EXPECT_EQ(
        rig.count(
            "SELECT count(*) FROM statuses WHERE deleted_at IS NULL AND audience_account_id IS NULL AND uri = '" +
            post.uri + "'"
        ),
        1
    ) << "out of the network, and ann's still";
    EXPECT_EQ(
        rig.count("SELECT count(*) FROM jobs WHERE payload ->> 'what' = 'network_decided' AND payload ->> 'activity' "
                  "LIKE '%off topic%'"),
        1
    ) << "the network announces what came, byte for byte";
    EXPECT_EQ(rig.deliver(rosa.first, undo(rosa.first, deletion)), "");
    EXPECT_EQ(standing(acts::removal), 0);
    EXPECT_EQ(rig.count("SELECT count(*) FROM audit_log WHERE action LIKE 'network.%' AND via = 'server'"), 2);
}

TEST_F(StewardElsewhere, KeepsPeopleOutAndLetsThemIn)
{
    const auto block = ban(rosa.first, ann, breast);
    EXPECT_EQ(rig.deliver(rosa.first, block), "");
    EXPECT_EQ(standing(acts::ban), 1);
    EXPECT_EQ(standing(acts::removal), 1) << "removeData";
    EXPECT_EQ(rig.count("SELECT count(*) FROM blocks"), 0) << "no person blocks anybody";
    EXPECT_EQ(rig.deliver(rosa.first, undo(rosa.first, block)), "");
    EXPECT_EQ(standing(acts::ban), 0);
}

TEST_F(StewardElsewhere, LocksThreads)
{
    const auto lock = activity(rosa.first, "Lock", post.uri);
    EXPECT_EQ(rig.deliver(rosa.first, lock), "");
    EXPECT_EQ(standing(acts::lock), 1);
    // An answer from elsewhere stays outside of the network, and is its author's still.
    auto answer = note(eve.first, "1", "<p>Late</p>");
    answer["inReplyTo"] = post.uri;
    EXPECT_EQ(rig.deliver(eve.first, create(eve.first, answer)), "");
    EXPECT_EQ(
        rig.count("SELECT count(*) FROM statuses WHERE content LIKE '%Late%' AND audience_account_id IS NULL"), 1
    );
    EXPECT_EQ(rig.deliver(rosa.first, undo(rosa.first, lock)), "");
    EXPECT_EQ(standing(acts::lock), 0);
}

// Not by who is no steward, nor by one of another network.
TEST_F(StewardElsewhere, NobodyElseMayDoSo)
{
    for (const auto* who : {&eve.first, &lena.first}) {
        EXPECT_NE(rig.deliver(*who, removal(*who)), "");
        EXPECT_NE(rig.deliver(*who, ban(*who, ann, breast)), "");
        EXPECT_NE(rig.deliver(*who, activity(*who, "Lock", post.uri)), "");
        auto remove = activity(*who, "Remove", post.uri);
        remove["target"] = breast.account.uri;
        EXPECT_NE(rig.deliver(*who, remove), "");
    }
    EXPECT_EQ(rig.count("SELECT count(*) FROM network_acts"), 0);
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses WHERE audience_account_id IS NOT NULL"), 1);
    // Nor may what a steward decided be taken back by them.
    const auto block = ban(rosa.first, ann, breast);
    EXPECT_EQ(rig.deliver(rosa.first, block), "");
    EXPECT_NE(rig.deliver(lena.first, undo(lena.first, ban(lena.first, ann, breast))), "");
    EXPECT_EQ(standing(acts::ban), 1);
}

TEST_F(StewardElsewhere, ABanNamesTheNetworkItIsFrom)
{
    EXPECT_NE(rig.deliver(rosa.first, ban(rosa.first, ann, lungs)), "") << "of a network that is not hers";
    auto elsewhere = ban(rosa.first, ann, breast);
    elsewhere["target"] = "https://lemmy.example/c/fatigue";
    EXPECT_NE(rig.deliver(rosa.first, elsewhere), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM network_acts"), 0);
}

TEST_F(StewardElsewhere, WhoIsKeptOutElsewhereIsAnsweredAndNotLetIn)
{
    EXPECT_EQ(rig.deliver(rosa.first, ban(rosa.first, eve.second, breast)), "");
    rig.in_db([](Transaction& tx) { tx.exec_plain("DELETE FROM jobs"); });
    EXPECT_EQ(
        rig.deliver(eve.first, activity(eve.first, "Follow", breast.account.uri)).find("kept out") == std::string::npos,
        false
    ) << "said, and without effect";
    EXPECT_EQ(rig.count("SELECT count(*) FROM follows"), 0);
    const auto said = rig.in_db([](Transaction& tx) { return test::sayings(tx); });
    EXPECT_NE(std::ranges::find(said, "follow_rejected"), said.end());
    auto selling = note(eve.first, "2", "<p>Buy</p>");
    selling["cc"] = json::array{breast.account.uri};
    selling["tag"] = json::array{json::object{{"type", "Mention"}, {"href", breast.account.uri}, {"name", "@breast"}}};
    EXPECT_EQ(rig.deliver(eve.first, create(eve.first, selling)), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses WHERE content LIKE '%Buy%' AND audience_account_id IS NULL"), 1);
    EXPECT_EQ(rig.count("SELECT count(*) FROM jobs WHERE payload ->> 'what' = 'activity_announced'"), 0);
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses WHERE reblog_of_id IS NOT NULL"), 0);
}

/// A community of another server, with a post of omar in it; ann of this instance follows it.
class GroupElsewhere : public Decisions
{
protected:
    std::pair<test::RemoteActor, Account> fatigue = rig.add_known_actor("https://lemmy.example", "fatigue", "Group");
    std::pair<test::RemoteActor, Account> sleep = rig.add_known_actor("https://lemmy.example", "sleep", "Group");
    std::pair<test::RemoteActor, Account> mod = rig.add_known_actor("https://lemmy.example", "mod");
    std::pair<test::RemoteActor, Account> omar = rig.add_known_actor("https://forum.example", "omar");
    Account ann;
    storage::Status post, outside;

    void SetUp() override
    {
        rig.in_db([&](Transaction& tx) -> result<void> {
            ann = test::make_user(tx, {.username = "ann"});
            (void)test::make_follow(tx, ann, fatigue.second);
            post =
                test::make_status(tx, omar.second, {.audience = fatigue.second.id, .uri = omar.first.id("/posts/1")});
            outside = test::make_status(tx, omar.second, {.uri = omar.first.id("/posts/2")});
            return {};
        });
        for (const auto& uri : {post.uri, outside.uri})
            rig.web.serve(uri, note(omar.first, uri.substr(uri.size() - 1)));
    }
    std::string announce(const test::RemoteActor& group, const json::object& inner)
    {
        return rig.deliver(group, activity(group, "Announce", json::value(inner)));
    }
    static json::object removal(const test::RemoteActor& by, const std::string& uri)
    {
        auto deletion = activity(by, "Delete", uri);
        deletion["summary"] = "off topic";
        return deletion;
    }
    json::object ban(const test::RemoteActor& by, const Account& whom)
    {
        auto block = activity(by, "Block", whom.uri);
        block["target"] = fatigue.first.uri;
        block["summary"] = "spam";
        block["endTime"] = "2099-01-01T00:00:00Z";
        return block;
    }
    std::int64_t in_the_group()
    {
        return rig.count("SELECT count(*) FROM statuses WHERE deleted_at IS NULL AND audience_account_id IS NOT NULL");
    }
};

TEST_F(GroupElsewhere, TakesItsOwnPostsOut)
{
    const auto deletion = removal(mod.first, post.uri);
    EXPECT_EQ(announce(fatigue.first, deletion), "");
    EXPECT_EQ(in_the_group(), 0);
    EXPECT_EQ(rig.count("SELECT count(*) FROM statuses WHERE deleted_at IS NULL"), 2) << "the posts are omar's still";
    EXPECT_EQ(announce(fatigue.first, undo(mod.first, deletion)), "");
    EXPECT_EQ(in_the_group(), 1);
    auto remove = activity(mod.first, "Remove", post.uri);
    remove["target"] = fatigue.first.uri;
    EXPECT_EQ(announce(fatigue.first, remove), "") << "as others say it";
    EXPECT_EQ(in_the_group(), 0);
}

TEST_F(GroupElsewhere, TakesNothingOutThatIsNotItsOwn)
{
    EXPECT_NE(announce(fatigue.first, removal(mod.first, outside.uri)), "");
    EXPECT_NE(announce(sleep.first, removal(mod.first, post.uri)), "") << "another group of the same server";
    EXPECT_NE(announce(fatigue.first, activity(mod.first, "Lock", outside.uri)), "");
    const auto eve = rig.add_known_actor("https://social.example", "eve").first;
    EXPECT_NE(announce(eve, removal(mod.first, post.uri)), "") << "a person announces nothing of the kind";
    EXPECT_EQ(in_the_group(), 1);
    EXPECT_EQ(rig.count("SELECT count(*) FROM network_acts"), 0);
}

TEST_F(GroupElsewhere, KeepsPeopleOfHereOut)
{
    const auto block = ban(mod.first, ann);
    EXPECT_EQ(announce(fatigue.first, block), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM follows"), 0) << "membership ends";
    const auto post_there = [&] {
        return rig.in_db([&](Transaction& tx) -> result<storage::Status> {
            social::PostForm form;
            form.text = "@fatigue@lemmy.example Hello";
            form.mentions = {fatigue.second.id};
            return social::post(tx, rig.urls, ann, form, rig.clock.now());
        });
    };
    EXPECT_EQ(post_there().error(), social::shut::barred) << "ann is told here, not by silence there";
    EXPECT_EQ(announce(fatigue.first, undo(mod.first, block)), "");
    EXPECT_TRUE(post_there());
}

TEST_F(GroupElsewhere, KeepsNobodyOutOfAnotherGroup)
{
    EXPECT_NE(announce(sleep.first, ban(mod.first, ann)), "") << "the Block names another target";
    auto of_the_site = ban(mod.first, ann);
    of_the_site["target"] = "https://lemmy.example/";
    EXPECT_NE(announce(fatigue.first, of_the_site), "");
    EXPECT_EQ(rig.count("SELECT count(*) FROM network_acts"), 0);
    EXPECT_EQ(rig.count("SELECT count(*) FROM follows"), 1);
}

TEST_F(GroupElsewhere, LocksItsThreads)
{
    EXPECT_EQ(announce(fatigue.first, activity(mod.first, "Lock", post.uri)), "");
    const auto answered = rig.in_db([&](Transaction& tx) -> result<storage::Status> {
        social::PostForm form;
        form.text = "Late";
        form.in_reply_to = post.id;
        return social::post(tx, rig.urls, ann, form, rig.clock.now());
    });
    EXPECT_EQ(answered.error(), social::shut::locked);
}

// FEP-1b12: somebody of another server counts when the group's collection names them.
TEST_F(GroupElsewhere, AModeratorElsewhereIsLookedForInItsCollection)
{
    const auto list = fatigue.first.uri + "/moderators";
    const auto jo = rig.add_known_actor("https://forum.example", "jo").first;
    rig.in_db([&](Transaction& tx) {
        tx.exec_plain("UPDATE accounts SET moderators_url = '" + list + "' WHERE username = 'fatigue'");
    });
    rig.resolver->forget_keys(fatigue.first.uri);
    rig.web.serve(list, {{"id", list}, {"type", "OrderedCollection"}, {"orderedItems", json::array{mod.first.uri}}});
    EXPECT_NE(announce(fatigue.first, removal(jo, post.uri)), "");
    EXPECT_EQ(in_the_group(), 1);
    rig.web.serve(
        list, {{"id", list}, {"type", "OrderedCollection"}, {"orderedItems", json::array{mod.first.uri, jo.uri}}}
    );
    EXPECT_EQ(announce(fatigue.first, removal(jo, post.uri)), "");
    EXPECT_EQ(in_the_group(), 0);
}

} // namespace
} // namespace rounds::inbound
