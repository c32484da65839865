#include "tests/integration/social/fixture.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace rounds::social {
namespace {

using namespace std::chrono_literals;

using Post = Verbs;
using Edit = Verbs;
using Remove = Verbs;
using Boost = Verbs;
using Favourite = Verbs;
using Follow = Verbs;
using Block = Verbs;
using Notify = Verbs;
using Networks = Verbs;

TEST_F(Post, WritesTheRowItsPartsAndOneSaying)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx, {.username = "ann"});
        const auto bob = make_user(tx, {.username = "bob"});
        auto wanted = form("Hi @bob, #Hope\n\nhttps://a.example");
        wanted.mentions = {bob.id};
        const auto status = post(tx, urls_, ann, wanted, now_);
        ASSERT_TRUE(status);
        EXPECT_EQ(status->uri, ann.uri + "/statuses/" + to_string(status->id));
        EXPECT_TRUE(status->content.contains("<a href=\"https://mercy.example/@bob\" class=\"u-url mention\">"));
        const auto view = storage::statuses::views(tx, {status->id}).at(0);
        EXPECT_EQ(view.mentions.at(0).account, bob.id);
        EXPECT_EQ(view.tags.at(0).name, "hope");
        EXPECT_EQ(view.status.source, wanted.text);
        EXPECT_TRUE(view.status.conversation);
        EXPECT_EQ(notification_kinds(tx, bob.id), Kinds{"mention"});
        EXPECT_EQ(sayings(tx), Kinds{"status_created"});
        EXPECT_EQ(stats(tx, ann).statuses, 1);
        EXPECT_TRUE(stats(tx, ann).last_status_at);
    });
}

TEST_F(Post, AReplySharesTheConversationAndCounts)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        const auto first = post(tx, urls_, ann, form("one"), now_);
        auto reply = form("two");
        reply.in_reply_to = first->id;
        const auto second = post(tx, urls_, bob, reply, now_);
        ASSERT_TRUE(second);
        EXPECT_EQ(second->conversation, first->conversation);
        EXPECT_EQ(second->in_reply_to_account, ann.id);
        EXPECT_EQ(stats(tx, *first).replies, 1);
    });
}

TEST_F(Post, DirectStaysDirectAndHiddenParentsAreNotFound)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        const auto eve = make_user(tx);
        auto secret = form("psst");
        secret.visibility = Visibility::direct;
        secret.mentions = {bob.id};
        const auto first = post(tx, urls_, ann, secret, now_);
        EXPECT_EQ(stats(tx, ann).statuses, 0); // the number is public, the post is not
        auto reply = form("what?");
        reply.in_reply_to = first->id;
        const auto second = post(tx, urls_, bob, reply, now_);
        ASSERT_TRUE(second);
        EXPECT_EQ(second->visibility, Visibility::direct);
        EXPECT_EQ(stats(tx, *first).replies, 0);
        const auto third = post(tx, urls_, eve, reply, now_);
        ASSERT_FALSE(third);
        EXPECT_EQ(third.error(), errc::not_found);
    });
}

TEST_F(Post, PrivateParentsKeepRepliesPrivate)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        auto first_form = form("for followers");
        first_form.visibility = Visibility::private_;
        const auto first = post(tx, urls_, ann, first_form, now_);
        auto reply = form("more");
        reply.in_reply_to = first->id;
        EXPECT_EQ(post(tx, urls_, ann, reply, now_)->visibility, Visibility::private_);
        reply.visibility = Visibility::direct;
        EXPECT_EQ(post(tx, urls_, ann, reply, now_)->visibility, Visibility::direct);
    });
}

TEST_F(Post, FollowersWhoAskedAreTold)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        const auto eve = make_user(tx);
        FollowOptions options;
        options.notify = true;
        ASSERT_TRUE(follow(tx, urls_, bob, ann, options));
        ASSERT_TRUE(follow(tx, urls_, eve, ann, {}));
        ASSERT_TRUE(post(tx, urls_, ann, form("news"), now_));
        EXPECT_EQ(notification_kinds(tx, bob.id), Kinds{"status"});
        EXPECT_EQ(notification_kinds(tx, eve.id), Kinds{});
    });
}

TEST_F(Post, OnlyOnesOwnFilesCanBeAttached)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        const auto file = tx.exec_plain(
                                "INSERT INTO media_attachments (account_id, kind, media_type) VALUES (" +
                                to_string(ann.id) + ", 'image', 'image/png') RETURNING id"
        )
                              .front()
                              .at(0)
                              .as<MediaId>();
        auto wanted = form("look");
        wanted.media = {file};
        EXPECT_EQ(post(tx, urls_, bob, wanted, now_).error(), errc::not_found);
        const auto status = post(tx, urls_, ann, wanted, now_);
        ASSERT_TRUE(status);
        EXPECT_EQ(storage::statuses::views(tx, {status->id}).at(0).media.at(0).id, file);
        EXPECT_EQ(post(tx, urls_, ann, wanted, now_).error(), errc::not_found); // on a post already
    });
}

TEST_F(Networks, AnnounceAndBoostNewPostsButNeverBoostReplies)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto network = make_network(tx);
        auto wanted = form("Hello @" + network.account.username);
        wanted.mentions = {network.account.id};
        const auto status = post(tx, urls_, ann, wanted, now_);
        ASSERT_TRUE(status);
        EXPECT_EQ(status->audience, network.account.id);
        EXPECT_TRUE(storage::statuses::find_boost(tx, network.account.id, status->id));
        EXPECT_EQ(sayings(tx), (Kinds{"status_created", "activity_announced", "status_boosted"}));
        EXPECT_EQ(stats(tx, *status).reblogs, 1);
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{}); // a network's boost is no news

        auto reply = form("and more");
        reply.in_reply_to = status->id;
        const auto second = post(tx, urls_, make_user(tx), reply, now_);
        ASSERT_TRUE(second);
        EXPECT_EQ(second->audience, network.account.id);
        EXPECT_FALSE(storage::statuses::find_boost(tx, network.account.id, second->id));
        EXPECT_EQ(sayings(tx).size(), 5U);
        EXPECT_EQ(sayings(tx).back(), "activity_announced");
    });
}

TEST_F(Networks, AnnounceNothingThatIsNotForEverybody)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto network = make_network(tx);
        for (const auto visibility : {Visibility::private_, Visibility::direct}) {
            auto wanted = form("Hello");
            wanted.mentions = {network.account.id};
            wanted.visibility = visibility;
            const auto status = post(tx, urls_, ann, wanted, now_);
            ASSERT_TRUE(status);
            EXPECT_EQ(status->audience.has_value(), visibility == Visibility::private_);
        }
        EXPECT_EQ(sayings(tx), (Kinds{"status_created", "status_created"}));
    });
}

TEST_F(Networks, KeepToTheirPostingPolicy)
{
    with([&](Transaction& tx) {
        const auto steward = make_user(tx);
        const auto member = make_user(tx);
        const auto stranger = make_user(tx);
        const auto announced = [&](const test::Network& network, const Account& by) {
            auto wanted = form("Hello");
            wanted.mentions = {network.account.id};
            const auto status = post(tx, urls_, by, wanted, now_);
            return storage::statuses::find_boost(tx, network.account.id, status->id).has_value();
        };
        const auto stewards = make_network(tx, {.posting_policy = "stewards", .stewards = {steward.id}});
        const auto followers = make_network(tx, {.posting_policy = "followers", .stewards = {steward.id}});
        const auto everyone = make_network(tx, {.stewards = {steward.id}});
        make_follow(tx, member, stewards.account);
        make_follow(tx, member, followers.account);
        EXPECT_TRUE(announced(stewards, steward));
        EXPECT_FALSE(announced(stewards, member));
        EXPECT_TRUE(announced(followers, member));
        EXPECT_TRUE(announced(followers, steward));
        EXPECT_FALSE(announced(followers, stranger));
        EXPECT_TRUE(announced(everyone, stranger));
        ASSERT_TRUE(storage::graph::add_block(tx, everyone.account.id, stranger.id));
        EXPECT_FALSE(announced(everyone, stranger));
    });
}

TEST_F(Edit, KeepsHistoryAndTellsBoostersAndMentioned)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx, {.username = "bob"});
        const auto eve = make_user(tx, {.username = "eve"});
        auto wanted = form("Hi @bob #one");
        wanted.mentions = {bob.id};
        const auto status = post(tx, urls_, ann, wanted, now_);
        ASSERT_TRUE(boost(tx, urls_, eve, status->id, Visibility::public_, now_));
        EditForm changed;
        changed.text = "Hi @eve #two";
        changed.mentions = {eve.id};
        EXPECT_EQ(edit_post(tx, urls_, bob, status->id, changed, now_).error(), errc::forbidden);
        const auto edited = edit_post(tx, urls_, ann, status->id, changed, now_ + 1min);
        ASSERT_TRUE(edited);
        EXPECT_EQ(edited->version, 2);
        EXPECT_EQ(storage::statuses::history(tx, status->id).size(), 2U);
        const auto view = storage::statuses::views(tx, {status->id}).at(0);
        EXPECT_EQ(view.tags.at(0).name, "two");
        EXPECT_EQ(view.mentions.size(), 2U); // bob still has to get the Update
        for (const auto& mention : view.mentions) EXPECT_EQ(mention.silent, mention.account == bob.id);
        EXPECT_EQ(notification_kinds(tx, bob.id), (Kinds{"mention", "update"}));
        EXPECT_EQ(notification_kinds(tx, eve.id), (Kinds{"update", "mention"}));
        EXPECT_EQ(sayings(tx).back(), "status_edited");
        const auto said = sayings(tx).size();
        EXPECT_EQ(edit_post(tx, urls_, ann, status->id, changed, now_ + 2min)->version, 2); // nothing changed
        EXPECT_EQ(sayings(tx).size(), said);
    });
}

TEST_F(Remove, OnlyByItsAuthorOrAModerator)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        const auto first = post(tx, urls_, ann, form("one"), now_);
        auto reply = form("two");
        reply.in_reply_to = first->id;
        const auto second = post(tx, urls_, ann, reply, now_);
        EXPECT_EQ(remove_post(tx, bob, second->id).error(), errc::forbidden);
        const auto removed = remove_post(tx, ann, second->id);
        ASSERT_TRUE(removed);
        EXPECT_EQ(removed->source, "two");
        EXPECT_EQ(remove_post(tx, ann, second->id).error(), errc::not_found);
        EXPECT_EQ(stats(tx, *first).replies, 0);
        EXPECT_EQ(stats(tx, ann).statuses, 1);
        ASSERT_TRUE(remove_post(tx, bob, first->id, true));
        EXPECT_EQ(stats(tx, ann).statuses, 0);
        EXPECT_EQ(sayings(tx), (Kinds{"status_created", "status_created", "status_deleted", "status_deleted"}));
    });
}

TEST_F(Boost, OnceAndUndone)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        const auto status = post(tx, urls_, ann, form("one"), now_);
        const auto first = boost(tx, urls_, bob, status->id, Visibility::public_, now_);
        ASSERT_TRUE(first);
        EXPECT_EQ(boost(tx, urls_, bob, status->id, Visibility::public_, now_)->id, first->id);
        EXPECT_EQ(boost(tx, urls_, ann, first->id, Visibility::public_, now_)->reblog_of, status->id);
        EXPECT_EQ(stats(tx, *status).reblogs, 2);
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{"reblog"});
        ASSERT_TRUE(undo_boost(tx, bob, status->id));
        EXPECT_EQ(undo_boost(tx, bob, status->id).error(), errc::not_found);
        EXPECT_EQ(stats(tx, *status).reblogs, 1);
        EXPECT_EQ(stats(tx, bob).statuses, 0);
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{});
        EXPECT_TRUE(boost(tx, urls_, bob, status->id, Visibility::public_, now_)); // and again
    });
}

TEST_F(Boost, NeverWidensWhoMayRead)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        make_follow(tx, bob, ann);
        const auto by = [&](const Account& who, Visibility of) {
            const auto status = make_status(tx, ann, {.visibility = of, .mentions = {bob.id}});
            return boost(tx, urls_, who, status.id, Visibility::public_, now_);
        };
        EXPECT_EQ(by(bob, Visibility::private_).error(), errc::forbidden);
        EXPECT_EQ(by(bob, Visibility::direct).error(), errc::forbidden);
        EXPECT_EQ(by(ann, Visibility::direct).error(), errc::forbidden);
        EXPECT_EQ(by(ann, Visibility::private_)->visibility, Visibility::private_);
        EXPECT_EQ(by(bob, Visibility::unlisted)->visibility, Visibility::unlisted);
        const auto hidden = make_status(tx, ann, {.visibility = Visibility::direct});
        EXPECT_EQ(boost(tx, urls_, bob, hidden.id, Visibility::public_, now_).error(), errc::not_found);
    });
}

TEST_F(Favourite, TwiceKeepsOneRow)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto eve = make_account(tx, {.domain = "far.example"});
        const auto far = make_status(tx, eve);
        ASSERT_TRUE(favourite(tx, urls_, ann, far.id));
        EXPECT_EQ(favourite(tx, urls_, ann, far.id).error(), errc::already_exists);
        EXPECT_EQ(stats(tx, far).favourites, 1);
        ASSERT_TRUE(undo_favourite(tx, ann, far.id));
        ASSERT_TRUE(undo_favourite(tx, ann, far.id));
        EXPECT_EQ(stats(tx, far).favourites, 0);
        EXPECT_EQ(sayings(tx), (Kinds{"favourited", "favourite_undone"}));

        const auto near = make_status(tx, ann);
        ASSERT_TRUE(favourite(tx, urls_, eve, near.id, "https://far.example/likes/1"));
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{"favourite"});
        ASSERT_TRUE(undo_favourite(tx, eve, near.id));
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{});
        EXPECT_EQ(sayings(tx).size(), 2U); // likes of our own posts go nowhere
    });
}

TEST_F(Favourite, AndBookmarkOnlyWhatIsVisible)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        const auto hidden = make_status(tx, ann, {.visibility = Visibility::private_});
        EXPECT_EQ(favourite(tx, urls_, bob, hidden.id).error(), errc::not_found);
        EXPECT_EQ(bookmark(tx, bob, hidden.id).error(), errc::not_found);
        const auto open = make_status(tx, ann);
        ASSERT_TRUE(bookmark(tx, bob, open.id));
        ASSERT_TRUE(bookmark(tx, bob, open.id));
        EXPECT_TRUE(storage::statuses::look(tx, bob.id, {.posts = {{.id = open.id}}}).flags.at(0).bookmarked);
        ASSERT_TRUE(undo_bookmark(tx, bob, open.id));
        EXPECT_FALSE(storage::statuses::look(tx, bob.id, {.posts = {{.id = open.id}}}).flags.at(0).bookmarked);
        EXPECT_EQ(sayings(tx), Kinds{});
    });
}

TEST_F(Follow, OpenLockedAndFarAway)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto open = make_user(tx);
        const auto locked = make_user(tx, {.locked = true});
        const auto far = make_account(tx, {.domain = "far.example"});
        EXPECT_TRUE(follow(tx, urls_, ann, open, {})->accepted);
        EXPECT_FALSE(follow(tx, urls_, ann, locked, {})->accepted);
        EXPECT_FALSE(follow(tx, urls_, ann, far, {})->accepted);
        EXPECT_EQ(follow(tx, urls_, ann, ann, {}).error(), errc::forbidden);
        EXPECT_EQ(stats(tx, ann).following, 1);
        EXPECT_EQ(stats(tx, open).followers, 1);
        EXPECT_EQ(notification_kinds(tx, open.id), Kinds{"follow"});
        EXPECT_EQ(notification_kinds(tx, locked.id), Kinds{"follow_request"});
        EXPECT_EQ(sayings(tx), Kinds{"follow_requested"});

        ASSERT_TRUE(accept_follow(tx, locked, ann));
        EXPECT_EQ(accept_follow(tx, locked, ann).error(), errc::not_found);
        EXPECT_EQ(notification_kinds(tx, locked.id), Kinds{"follow"});
        ASSERT_TRUE(accept_follow(tx, far, ann)); // its Accept arrived
        EXPECT_EQ(stats(tx, ann).following, 3);
        ASSERT_TRUE(unfollow(tx, ann, far));
        EXPECT_EQ(unfollow(tx, ann, far).error(), errc::not_found);
        EXPECT_EQ(stats(tx, ann).following, 2);
        EXPECT_EQ(sayings(tx), (Kinds{"follow_requested", "follow_undone"}));
    });
}

TEST_F(Follow, FromFarIsAcceptedAndAgainWhenAskedAgain)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto eve = make_account(tx, {.domain = "far.example"});
        ASSERT_TRUE(follow(tx, urls_, eve, ann, {}, "https://far.example/f/1"));
        const auto again = follow(tx, urls_, eve, ann, {}, "https://far.example/f/2");
        EXPECT_EQ(again->uri, "https://far.example/f/2");
        EXPECT_EQ(sayings(tx), (Kinds{"follow_accepted", "follow_accepted"}));
        EXPECT_EQ(stats(tx, ann).followers, 1);
        ASSERT_TRUE(reject_follow(tx, ann, eve)); // "remove from followers"
        EXPECT_EQ(sayings(tx).back(), "follow_rejected");
        EXPECT_EQ(stats(tx, ann).followers, 0);
    });
}

TEST_F(Follow, RepeatingChangesTheOptions)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto bob = make_user(tx);
        ASSERT_TRUE(follow(tx, urls_, ann, bob, {}));
        FollowOptions options;
        options.show_reblogs = false;
        options.languages = {"de", "en"};
        ASSERT_TRUE(follow(tx, urls_, ann, bob, options));
        const auto kept = storage::graph::find_follow(tx, ann.id, bob.id);
        EXPECT_FALSE(kept->show_reblogs);
        EXPECT_EQ(kept->languages, options.languages);
        EXPECT_EQ(stats(tx, bob).followers, 1);
    });
}

TEST_F(Block, EndsFollowsBothWaysAndKeepsThemEnded)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto eve = make_account(tx, {.domain = "far.example"});
        ASSERT_TRUE(follow(tx, urls_, ann, eve, {}));
        ASSERT_TRUE(accept_follow(tx, eve, ann));
        ASSERT_TRUE(follow(tx, urls_, eve, ann, {}, "https://far.example/f/1"));
        ASSERT_TRUE(block(tx, ann, eve));
        ASSERT_TRUE(block(tx, ann, eve));
        EXPECT_EQ(sayings(tx), (Kinds{"follow_requested", "follow_accepted", "follow_undone", "follow_rejected"}));
        EXPECT_EQ(stats(tx, ann).following, 0);
        EXPECT_EQ(stats(tx, ann).followers, 0);
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{});
        EXPECT_EQ(follow(tx, urls_, ann, eve, {}).error(), errc::forbidden);
        EXPECT_EQ(follow(tx, urls_, eve, ann, {}, "https://far.example/f/2").error(), errc::forbidden);
    });
}

TEST_F(Notify, RespectsBlocksMutesAndSilence)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        const auto blocked = make_user(tx);
        const auto muted = make_user(tx);
        const auto quiet = make_user(tx);
        const auto far = make_account(tx, {.domain = "Far.example"});
        const auto status = make_status(tx, ann);
        ASSERT_TRUE(storage::graph::add_block(tx, ann.id, blocked.id));
        ASSERT_TRUE(storage::graph::add_mute(tx, ann.id, muted.id, true, {}));
        ASSERT_TRUE(storage::graph::add_mute(tx, ann.id, quiet.id, false, {}));
        notify(tx, ann.id, ann.id, "favourite", status.id);
        notify(tx, ann.id, blocked.id, "favourite", status.id);
        notify(tx, ann.id, muted.id, "favourite", status.id);
        notify(tx, far.id, ann.id, "favourite", status.id);
        EXPECT_EQ(test::count(tx, "SELECT count(*) FROM notifications"), 0);
        notify(tx, ann.id, quiet.id, "favourite", status.id);
        notify(tx, ann.id, quiet.id, "favourite", status.id);
        EXPECT_EQ(notification_kinds(tx, ann.id), Kinds{"favourite"}); // once
        (void)tx.exec_plain("INSERT INTO account_domain_blocks VALUES (" + to_string(ann.id) + ", 'far.example')");
        notify(tx, ann.id, far.id, "favourite", status.id);
        EXPECT_EQ(notification_kinds(tx, ann.id).size(), 1U);
        mute_conversation(tx, ann, status);
        notify(tx, ann.id, make_user(tx).id, "favourite", status.id);
        EXPECT_EQ(notification_kinds(tx, ann.id).size(), 1U);
    });
}

TEST_F(Notify, ManyCostOneStatement)
{
    with([&](Transaction& tx) {
        const auto ann = make_user(tx);
        std::vector<AccountId> many;
        for (int i = 0; i < 5; ++i) many.push_back(make_user(tx).id);
        const auto before = tx.statements();
        notify(tx, many, ann.id, "follow");
        EXPECT_EQ(tx.statements() - before, 1U);
        EXPECT_EQ(test::count(tx, "SELECT count(*) FROM notifications"), 5);
    });
}

} // namespace
} // namespace rounds::social
