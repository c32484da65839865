#include "storage/jobs.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <thread>

namespace rounds::storage {
namespace {

using namespace std::chrono_literals;
using test::count;
using test::make_account;
using test::make_follow;
using test::make_status;

class Repositories : public ::testing::Test
{
protected:
    template <class F> void with(F body) { database_.db().transact_blocking(std::move(body)); }
    test::TestDatabase database_;
};

using Accounts = Repositories;
using Statuses = Repositories;
using Graph = Repositories;
using Jobs = Repositories;

TEST_F(Accounts, KeepEveryFieldOfARemoteActor)
{
    with([](Transaction& tx) {
        Account account;
        account.username = "Eve";
        account.domain = "remote.example:8443";
        account.uri = "https://remote.example:8443/u/eve";
        account.url = "https://remote.example:8443/@eve";
        account.actor_type = "Person";
        account.fields = {{.name = "Site", .value = "<a href=\"x\">x</a>", .source = "x", .verified_at = Time{5s}}};
        account.inbox_url = account.uri + "/inbox";
        account.also_known_as = {"https://old.example/eve", "with \"quotes\", and commas"};
        account.remote_followers_count = 12;
        const auto saved = accounts::save_remote(tx, account);
        ASSERT_TRUE(saved);
        EXPECT_NE(saved->id, AccountId{});
        const auto found = accounts::find_by_handle(tx, "eVE", "REMOTE.example:8443");
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, saved->id);
        EXPECT_EQ(found->also_known_as, account.also_known_as);
        ASSERT_EQ(found->fields.size(), 1U);
        EXPECT_EQ(found->fields[0].value, account.fields[0].value);
        EXPECT_EQ(found->fields[0].verified_at, Time{5s});
        EXPECT_EQ(found->remote_followers_count, 12);
        EXPECT_TRUE(found->fetched_at);
        EXPECT_FALSE(accounts::find_by_handle(tx, "eve", std::nullopt));
    });
}

TEST_F(Accounts, RefreshKeepsTheRowAndCounters)
{
    with([](Transaction& tx) {
        auto eve = make_account(tx, {.username = "eve", .domain = "remote.example"});
        eve.display_name = "Eve";
        const auto again = accounts::save_remote(tx, eve);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->id, eve.id);
        EXPECT_EQ(again->display_name, "Eve");
        EXPECT_EQ(count(tx, "SELECT count(*) FROM accounts WHERE username = 'eve'"), 1);
    });
}

TEST_F(Accounts, ASecondActorCannotTakeAHandle)
{
    with([](Transaction& tx) {
        auto eve = make_account(tx, {.username = "eve", .domain = "remote.example"});
        eve.uri = "https://remote.example/users/other";
        const auto second = accounts::save_remote(tx, eve);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error(), errc::already_exists);
    });
}

TEST_F(Accounts, PeopleAndGroupsShareNamesAndDeletedOnesAreNotReused)
{
    with([](Transaction& tx) {
        const auto ann = make_account(tx, {.username = "Ann"});
        auto group = ann;
        group.id = accounts::next_id(tx);
        group.username = "ANN";
        group.uri = "https://mercy.example/groups/ann";
        group.actor_type = "Group";
        const auto taken = accounts::create_local(tx, group);
        ASSERT_FALSE(taken);
        EXPECT_EQ(taken.error(), errc::already_exists);
        accounts::mark_deleted(tx, ann.id);
        EXPECT_EQ(accounts::find(tx, ann.id).error(), errc::not_found);
        EXPECT_EQ(accounts::create_local(tx, group).error(), errc::already_exists);
    });
}

TEST_F(Accounts, ADeletedRemoteActorStaysGone)
{
    with([](Transaction& tx) {
        const auto eve = make_account(tx, {.domain = "remote.example", .display_name = "Eve"});
        accounts::mark_deleted(tx, eve.id);
        EXPECT_EQ(accounts::save_remote(tx, eve).error(), errc::gone);
        EXPECT_EQ(count(tx, "SELECT count(*) FROM accounts WHERE display_name = 'Eve'"), 0);
    });
}

TEST_F(Accounts, ViewsKeepOrderInOneStatement)
{
    with([](Transaction& tx) {
        const auto a = make_account(tx);
        const auto b = make_account(tx);
        accounts::change_stats(tx, b.id, {.statuses = 2, .followers = 1, .posted = true});
        accounts::change_stats(tx, b.id, {.statuses = -5});
        const auto before = tx.statements();
        const auto views = accounts::views(tx, {b.id, AccountId{1}, a.id});
        EXPECT_EQ(tx.statements() - before, 1U);
        ASSERT_EQ(views.size(), 2U);
        EXPECT_EQ(views[0].account.id, b.id);
        EXPECT_EQ(views[0].stats.statuses, 0);
        EXPECT_EQ(views[0].stats.followers, 1);
        EXPECT_TRUE(views[0].stats.last_status_at);
        EXPECT_EQ(views[1].stats.followers, 0);
    });
}

TEST_F(Accounts, KeysCannotBeTakenOver)
{
    with([](Transaction& tx) {
        const auto eve = make_account(tx, {.domain = "remote.example"});
        const auto mallory = make_account(tx, {.domain = "evil.example"});
        const auto uri = eve.uri + "#main-key";
        const ActorKey key{.key_uri = uri, .algorithm = "ed25519", .public_key = std::string(32, '\0')};
        accounts::replace_keys(tx, eve.id, std::vector{key});
        accounts::replace_keys(tx, mallory.id, std::vector{key});
        const auto found = accounts::find_key(tx, uri);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->account, eve.id);
        EXPECT_EQ(found->public_key, key.public_key);
        EXPECT_TRUE(accounts::keys_of(tx, mallory.id).empty());
        accounts::replace_keys(tx, eve.id, {});
        EXPECT_FALSE(accounts::find_key(tx, uri));
    });
}

TEST_F(Accounts, UsersComeBackAsTheyWereMade)
{
    with([](Transaction& tx) {
        const auto ann = test::make_user(tx, {.username = "ann", .email = "Ann@Mercy.example", .role = "admin"});
        const auto user = accounts::find_user_by_email(tx, "ann@mercy.EXAMPLE");
        ASSERT_TRUE(user);
        EXPECT_EQ(user->account, ann.id);
        EXPECT_EQ(user->role, "admin");
        accounts::record_login(tx, ann.id, false, Time{std::chrono::sys_days{std::chrono::year{2030} / 1 / 1}});
        EXPECT_EQ(accounts::find_user(tx, ann.id)->failed_logins, 1);
        EXPECT_TRUE(accounts::find_user(tx, ann.id)->locked_until);
        accounts::record_login(tx, ann.id, true, {});
        EXPECT_EQ(accounts::find_user(tx, ann.id)->failed_logins, 0);
        EXPECT_EQ(accounts::instance_figures(tx).active_month, 1);
        accounts::mark_deleted(tx, ann.id);
        EXPECT_FALSE(accounts::find_user_by_email(tx, "ann@mercy.example"));
    });
}

TEST_F(Accounts, SearchPutsFollowedFirstAndTakesWildcardsLiterally)
{
    with([](Transaction& tx) {
        const auto ann = make_account(tx, {.username = "ann"});
        const auto anna = make_account(tx, {.username = "anna", .domain = "remote.example"});
        const auto other = make_account(tx, {.username = "zoe", .display_name = "Anneliese"});
        const auto me = make_account(tx, {.username = "me"});
        make_follow(tx, me, anna);
        EXPECT_EQ(accounts::search(tx, "@AN", me.id, false, 10, 0), (std::vector{anna.id, ann.id, other.id}));
        EXPECT_EQ(accounts::search(tx, "an", me.id, true, 10, 0), (std::vector{anna.id}));
        EXPECT_EQ(accounts::search(tx, "ann@rem", me.id, false, 10, 0), (std::vector{anna.id}));
        EXPECT_TRUE(accounts::search(tx, "%", me.id, false, 10, 0).empty());
        EXPECT_TRUE(accounts::search(tx, "a_n", me.id, false, 10, 0).empty());
    });
}

TEST_F(Statuses, InsertOnceAndWithAnEvent)
{
    with([](Transaction& tx) {
        const auto ann = make_account(tx);
        const auto status = make_status(tx, ann, {.language = "en"});
        const auto found = statuses::find_by_uri(tx, status.uri);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, status.id);
        EXPECT_EQ(found->language, "en");
        auto again = status;
        again.id = statuses::next_id(tx);
        EXPECT_EQ(statuses::insert(tx, again).error(), errc::already_exists);
        EXPECT_EQ(count(tx, "SELECT count(*) FROM events WHERE kind = 'status'"), 1);
    });
}

TEST_F(Statuses, AnIdAtATimeSortsThere)
{
    with([](Transaction& tx) {
        const Time then{std::chrono::sys_days{std::chrono::year{2020} / 2 / 3}};
        const auto id = to_int(statuses::next_id_at(tx, then));
        EXPECT_EQ(id >> 16, std::chrono::duration_cast<std::chrono::milliseconds>(then.time_since_epoch()).count());
        EXPECT_LT(id, to_int(statuses::next_id(tx)));
    });
}

TEST_F(Statuses, EditKeepsTheWordings)
{
    with([](Transaction& tx) {
        const auto ann = make_account(tx);
        auto status = make_status(tx, ann, {.content = "<p>one</p>"});
        status.content = "<p>two</p>";
        statuses::edit(tx, status, status.created_at + 1min);
        status.content = "<p>three</p>";
        statuses::edit(tx, status, status.created_at + 2min);
        const auto history = statuses::history(tx, status.id);
        ASSERT_EQ(history.size(), 3U);
        EXPECT_EQ(history[0].content, "<p>one</p>");
        EXPECT_EQ(history[1].created_at, status.created_at + 1min);
        EXPECT_EQ(history[2].content, "<p>three</p>");
        EXPECT_EQ(history[2].version, 3);
    });
}

TEST_F(Statuses, RemoveWipesTheTextAndTakesBoostsAlong)
{
    with([](Transaction& tx) {
        const auto ann = make_account(tx);
        const auto bob = make_account(tx);
        const auto status = make_status(tx, ann, {.content = "<p>secret</p>", .tags = {"x1y"}});
        Status boost = status;
        boost.id = statuses::next_id(tx);
        boost.uri += "/boost";
        boost.account = bob.id;
        boost.reblog_of = status.id;
        ASSERT_TRUE(statuses::insert(tx, boost));
        accounts::change_stats(tx, bob.id, {.statuses = 3});
        statuses::remove(tx, status.id);
        EXPECT_EQ(statuses::find(tx, status.id).error(), errc::not_found);
        EXPECT_EQ(statuses::find_even_deleted(tx, boost.id).error(), errc::gone);
        EXPECT_EQ(count(tx, "SELECT count(*) FROM statuses WHERE content <> ''"), 0);
        EXPECT_EQ(count(tx, "SELECT count(*) FROM events WHERE kind = 'status.delete'"), 2);
        EXPECT_EQ(accounts::view(tx, bob.id)->stats.statuses, 2);
        EXPECT_TRUE(statuses::is_gone(tx, status.uri));
    });
}

TEST_F(Statuses, TagsHaveOneNameWhateverTheirSpelling)
{
    with([](Transaction& tx) {
        const auto ann = make_account(tx);
        const auto status = make_status(tx, ann, {.tags = {"BrustKrebs", "brustkrebs", "ÄRZTE", "ﬁeber"}});
        const auto views = statuses::views(tx, {status.id});
        ASSERT_EQ(views.size(), 1U);
        std::vector<std::string> names;
        for (const auto& tag : views[0].tags) names.push_back(tag.name);
        std::ranges::sort(names);
        EXPECT_EQ(names, (std::vector<std::string>{"brustkrebs", "fieber", "ärzte"}));
    });
}

TEST_F(Statuses, ViewsCostFiveStatementsWhateverTheNumber)
{
    with([](Transaction& tx) {
        const auto ann = make_account(tx);
        const auto bob = make_account(tx, {.domain = "remote.example"});
        std::vector<StatusId> ids;
        for (int i = 0; i < 30; ++i)
            ids.push_back(make_status(tx, i % 2 ? ann : bob, {.mentions = {bob.id}, .tags = {"tag"}}).id);
        Status boost = *statuses::find(tx, ids[3]);
        boost.id = statuses::next_id(tx);
        boost.uri += "/boost";
        boost.account = bob.id;
        boost.reblog_of = ids[3];
        ASSERT_TRUE(statuses::insert(tx, boost));
        statuses::add_media(
            tx, *statuses::find(tx, ids[3]), {{.kind = "image", .media_type = "image/png", .width = 3}}
        );
        statuses::change_stats(tx, ids[3], {.favourites = 4});
        ids.insert(ids.begin(), boost.id);
        const auto before = tx.statements();
        const auto views = statuses::views(tx, ids);
        EXPECT_EQ(tx.statements() - before, 5U);
        ASSERT_EQ(views.size(), 31U);
        ASSERT_TRUE(views[0].reblog);
        EXPECT_EQ(views[0].reblog->status.id, ids[4]);
        EXPECT_EQ(views[0].reblog->stats.favourites, 4);
        ASSERT_EQ(views[0].reblog->media.size(), 1U);
        EXPECT_EQ(views[0].reblog->media[0].width, 3);
        EXPECT_EQ(views[0].author.account.id, bob.id);
        EXPECT_EQ(views[1].mentions.at(0).username, bob.username);
        const auto flags_before = tx.statements();
        std::vector<statuses::Flagged> asked;
        for (const auto id : ids) asked.push_back({.id = id});
        const auto flags = statuses::look(tx, bob.id, {.posts = asked}).flags;
        EXPECT_EQ(tx.statements() - flags_before, 1U);
        ASSERT_EQ(flags.size(), 31U);
        EXPECT_TRUE(flags[4].reblogged); // the post that the boost is of
        EXPECT_FALSE(flags[5].reblogged);
    });
}

TEST_F(Graph, RelationshipsSeeBothSides)
{
    with([](Transaction& tx) {
        const auto ann = make_account(tx);
        const auto bob = make_account(tx);
        const auto eve = make_account(tx, {.domain = "remote.example"});
        make_follow(tx, ann, bob);
        ASSERT_TRUE(graph::add_block(tx, eve.id, ann.id));
        ASSERT_TRUE(graph::add_mute(tx, ann.id, eve.id, true, SystemClock{}.now() - 1h));
        ASSERT_TRUE(graph::add_mute(tx, ann.id, bob.id, false, {}));
        graph::set_note(tx, ann.id, bob.id, "my nurse");
        const auto before = tx.statements();
        const auto both = graph::relationships(tx, ann.id, {eve.id, bob.id});
        EXPECT_EQ(tx.statements() - before, 1U);
        ASSERT_EQ(both.size(), 2U);
        EXPECT_EQ(both[0].target, eve.id);
        EXPECT_TRUE(both[0].blocked_by);
        EXPECT_FALSE(both[0].muting); // ran out
        EXPECT_TRUE(both[1].following);
        EXPECT_TRUE(both[1].showing_reblogs);
        EXPECT_FALSE(both[1].followed_by);
        EXPECT_TRUE(both[1].muting);
        EXPECT_FALSE(both[1].muting_notifications);
        EXPECT_EQ(both[1].note, "my nurse");
        EXPECT_TRUE(graph::relationships(tx, bob.id, {ann.id})[0].followed_by);
    });
}

TEST_F(Graph, PagesGoDownAndUp)
{
    with([](Transaction& tx) {
        const auto star = make_account(tx);
        std::vector<std::int64_t> cursors;
        for (int i = 0; i < 5; ++i) cursors.push_back(to_int(make_follow(tx, make_account(tx), star).id));
        const auto newest = graph::followers(tx, star.id, {.limit = 2});
        ASSERT_EQ(newest.size(), 2U);
        EXPECT_EQ(newest[0].cursor, cursors[4]);
        const auto older = graph::followers(tx, star.id, {.max_id = newest[1].cursor, .limit = 2});
        ASSERT_EQ(older.size(), 2U);
        EXPECT_EQ(older[0].cursor, cursors[2]);
        const auto above = graph::followers(tx, star.id, {.min_id = cursors[0], .limit = 2});
        ASSERT_EQ(above.size(), 2U);
        EXPECT_EQ(above[0].cursor, cursors[2]); // directly above the first, newest first
        EXPECT_EQ(above[1].cursor, cursors[1]);
        const auto since = graph::followers(tx, star.id, {.since_id = cursors[0], .limit = 2});
        EXPECT_EQ(since.at(0).cursor, cursors[4]);
    });
}

TEST_F(Graph, ServersOfFollowersAreNamedOnce)
{
    with([](Transaction& tx) {
        const auto star = make_account(tx);
        make_follow(tx, make_account(tx, {.domain = "one.example"}), star);
        make_follow(tx, make_account(tx, {.domain = "one.example"}), star);
        make_follow(tx, make_account(tx, {.domain = "two.example:8443"}), star);
        make_follow(tx, make_account(tx), star);
        const auto inboxes = graph::follower_inboxes(tx, star.id);
        ASSERT_EQ(inboxes.size(), 2U);
        EXPECT_EQ(inboxes[0].host, "one.example");
        EXPECT_EQ(inboxes[1].host, "two.example:8443");
        EXPECT_TRUE(graph::has_local_followers(tx, star.id));
    });
}

TEST_F(Jobs, OnlyTheHeadOfAnOrderKeyIsGiven)
{
    with([](Transaction& tx) {
        jobs::add(tx, "a", {{"n", 1}}, "key");
        jobs::add(tx, "a", {{"n", 2}}, "key");
        jobs::add(tx, "a", {{"n", 3}});
        jobs::add(tx, "b", {{"n", 4}});
        auto claimed = jobs::claim(tx, {"a"}, 10, 30s);
        ASSERT_EQ(claimed.size(), 2U);
        EXPECT_EQ(claimed[0].payload.at("n"), 1);
        EXPECT_EQ(claimed[0].attempts, 1);
        EXPECT_EQ(claimed[1].payload.at("n"), 3);
        EXPECT_TRUE(jobs::claim(tx, {"a"}, 10, 30s).empty());
        jobs::finish(tx, claimed[0].id);
        claimed = jobs::claim(tx, {"a"}, 10, 30s);
        ASSERT_EQ(claimed.size(), 1U);
        EXPECT_EQ(claimed[0].payload.at("n"), 2);
    });
}

TEST_F(Jobs, ALeaseThatRanOutIsGivenAgain)
{
    with([](Transaction& tx) {
        jobs::add(tx, "a", {});
        const auto first = jobs::claim(tx, {"a"}, 1, 0s);
        ASSERT_EQ(first.size(), 1U);
        const auto second = jobs::claim(tx, {"a"}, 1, 30s);
        ASSERT_EQ(second.size(), 1U);
        EXPECT_EQ(second[0].attempts, 2);
        jobs::bury(tx, first[0], "too late to say"); // the first worker no longer holds it
        EXPECT_EQ(jobs::figures(tx).dead, 0);
    });
}

TEST_F(Jobs, FailuresWaitAndAtLastDieAndComeBack)
{
    with([](Transaction& tx) {
        jobs::add(tx, "a", {{"n", 1}}, "key");
        tx.exec_plain("UPDATE jobs SET max_attempts = 2");
        auto job = jobs::claim(tx, {"a"}, 1, 30s).at(0);
        jobs::fail(tx, job, "no answer", 1000s);
        const auto due = jobs::next_due(tx);
        ASSERT_TRUE(due);
        EXPECT_LE(*due, SystemClock{}.now() + 1000s);
        EXPECT_EQ(jobs::figures(tx).waiting, 1);
        tx.exec_plain("UPDATE jobs SET run_at = now()");
        job = jobs::claim(tx, {"a"}, 1, 30s).at(0);
        jobs::fail(tx, job, "no answer again", 1000s);
        EXPECT_EQ(jobs::figures(tx).waiting, 0);
        EXPECT_EQ(jobs::figures(tx).dead, 1);
        ASSERT_TRUE(jobs::replay(tx, job.id));
        EXPECT_EQ(jobs::replay(tx, job.id).error(), errc::not_found);
        EXPECT_EQ(jobs::claim(tx, {"a"}, 1, 30s).at(0).payload.at("n"), 1);
    });
}

TEST_F(Jobs, TwoWorkersNeverHoldOneJob)
{
    with([](Transaction& tx) {
        for (int i = 0; i < 4; ++i) jobs::add(tx, "a", {{"n", i}});
    });
    with([&](Transaction& tx) {
        const auto mine = jobs::claim(tx, {"a"}, 3, 30s);
        EXPECT_EQ(mine.size(), 3U);
        test::TestDatabase* database = &database_;
        std::vector<jobs::Job> theirs;
        std::thread([&] {
            storage::Database other({.url = database->url(), .connections = 1, .allow_unsafe_settings = true});
            other.transact_blocking([&](Transaction& second) { theirs = jobs::claim(second, {"a"}, 3, 30s); });
        }).join();
        EXPECT_EQ(theirs.size(), 1U);
    });
}

} // namespace
} // namespace rounds::storage
