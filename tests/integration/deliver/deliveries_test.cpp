#include "storage/deliveries.hpp"

#include "storage/activities.hpp"
#include "storage/peers.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <mutex>
#include <set>
#include <thread>

namespace rounds::test {
namespace {

namespace deliveries = storage::deliveries;
using namespace std::chrono_literals;
using storage::Transaction;

struct Deliveries : testing::Test
{
    TestDatabase database;
    ManualClock clock{std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())};
    storage::Account author;
    int said = 0;

    template <class F> auto run(F body) { return database.db().transact_blocking(body); }

    void SetUp() override
    {
        run([&](Transaction& tx) { author = make_account(tx); });
    }

    void follower(const std::string& domain, const std::string& name)
    {
        run([&](Transaction& tx) { make_follow(tx, make_account(tx, {.username = name, .domain = domain}), author); });
    }

    std::size_t say(const std::string& object, deliveries::Recipients to)
    {
        return run([&](Transaction& tx) {
            const auto id = storage::activities::add(
                tx,
                {.id = {},
                 .uri = fmt::format("https://mercy.example/a/{}", ++said),
                 .account = author.id,
                 .kind = "Create",
                 .object_uri = object,
                 .body = "{}",
                 .public_ = true,
                 .created_at = {}}
            );
            return deliveries::add(tx, *id, object, to, clock.now());
        });
    }
    std::size_t say_to_followers(const std::string& object)
    {
        deliveries::Recipients to;
        to.followers_of = {author.id};
        return say(object, to);
    }

    std::vector<deliveries::Delivery> claim(deliveries::Claim how = {})
    {
        return run([&](Transaction& tx) { return deliveries::claim(tx, how, clock.now()); });
    }
    void finish(const deliveries::Delivery& row, deliveries::Outcome::State state = deliveries::Outcome::State::done)
    {
        run([&](Transaction& tx) { deliveries::finish(tx, {{row.id, state, clock.now(), 202, ""}}, clock.now()); });
    }
};

TEST_F(Deliveries, GoOncePerServer)
{
    for (int i = 0; i < 5; ++i) follower("a.example", fmt::format("a{}", i));
    follower("b.example", "b");
    EXPECT_EQ(say_to_followers("o1"), 2U);
    deliveries::Recipients personal;
    personal.followers_of = {author.id};
    personal.personal_inboxes = true;
    EXPECT_EQ(say("o2", personal), 6U);
}

TEST_F(Deliveries, ReachEveryoneWhoEverReceivedTheObject)
{
    follower("a.example", "a");
    say_to_followers("o1");
    run([&](Transaction& tx) { return count(tx, "WITH d AS (DELETE FROM follows RETURNING 1) SELECT count(*) FROM d"); }
    );
    EXPECT_EQ(say_to_followers("o1"), 0U);
    deliveries::Recipients everyone;
    everyone.receivers_of = "o1";
    EXPECT_EQ(say("o1", everyone), 1U);
    deliveries::Recipients ever;
    ever.receivers_from = author.id;
    EXPECT_EQ(say(author.uri, ever), 1U);
}

/// R7: a worker that dies holding rows loses its lease, nothing else.
TEST_F(Deliveries, FallDueAgainWhenTheirLeaseRunsOut)
{
    follower("a.example", "a");
    say_to_followers("o1");
    deliveries::Claim how;
    how.lease = 60s;
    ASSERT_EQ(claim(how).size(), 1U);
    clock.advance(59s);
    EXPECT_TRUE(claim(how).empty());
    clock.advance(2s);
    const auto again = claim(how);
    ASSERT_EQ(again.size(), 1U);
    finish(again[0], deliveries::Outcome::State::retry);
    const auto third = claim(how);
    ASSERT_EQ(third.size(), 1U);
    EXPECT_EQ(third[0].attempts, 1) << "tries that ended are counted";
    finish(third[0]);
    clock.advance(1h);
    EXPECT_TRUE(claim(how).empty());
}

TEST_F(Deliveries, WaitForEarlierOnesAboutTheSameObject)
{
    follower("a.example", "a");
    follower("b.example", "b");
    say_to_followers("o1");
    say_to_followers("o1");
    say_to_followers("o2");
    const auto first = claim();
    ASSERT_EQ(first.size(), 4U) << "o1 and o2 at both servers";
    EXPECT_TRUE(claim().empty());
    for (const auto& row : first)
        if (row.host == "a.example") finish(row);
    const auto second = claim();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].host, "a.example");
}

TEST_F(Deliveries, AreClaimedAFewPerHostAndInTurns)
{
    for (const char* host : {"a.example", "b.example", "c.example"}) follower(host, "x");
    for (int i = 0; i < 10; ++i) say_to_followers(fmt::format("o{}", i));
    deliveries::Claim how;
    how.per_host = 2;
    how.limit = 4;
    const auto first = claim(how);
    ASSERT_EQ(first.size(), 4U);
    EXPECT_EQ(first[0].host, "a.example");
    EXPECT_EQ(first[3].host, "b.example");
    how.after_host = "b.example";
    how.except_hosts = {"a.example"};
    const auto second = claim(how);
    std::multiset<std::string> hosts;
    for (const auto& row : second) hosts.insert(row.host);
    EXPECT_EQ(hosts, (std::multiset<std::string>{"b.example", "b.example", "c.example", "c.example"}));
}

TEST_F(Deliveries, OfTwoWorkersAreClaimedOnce)
{
    for (int i = 0; i < 20; ++i) follower(fmt::format("h{}.example", i), "x");
    for (int i = 0; i < 10; ++i) say_to_followers(fmt::format("o{}", i));
    std::multiset<std::int64_t> claimed;
    std::mutex mutex;
    const auto work = [&] {
        for (int round = 0; round < 10; ++round)
            for (const auto& row : claim({.limit = 32, .per_host = 4, .except_hosts = {}, .after_host = {}})) {
                const std::lock_guard lock(mutex);
                claimed.insert(to_int(row.id));
            }
    };
    std::jthread one(work);
    std::jthread two(work);
    one.join();
    two.join();
    EXPECT_EQ(claimed.size(), 200U);
    EXPECT_EQ(std::set<std::int64_t>(claimed.begin(), claimed.end()).size(), 200U);
}

TEST_F(Deliveries, AreGivenUpAndForgottenInTime)
{
    follower("a.example", "a");
    say_to_followers("o1");
    const auto later = clock.now() + std::chrono::hours(24 * 6);
    EXPECT_EQ(run([&](Transaction& tx) { return deliveries::give_up(tx, clock.now() - 1h, clock.now()); }), 0U);
    EXPECT_EQ(run([&](Transaction& tx) { return deliveries::give_up(tx, later - 120h, later); }), 1U);
    EXPECT_EQ(run([&](Transaction& tx) { return deliveries::figures(tx).failed; }), 1);
}

TEST_F(Deliveries, ParkedBehindAClosingBreakerAreFound)
{
    follower("a.example", "a");
    say_to_followers("o1");
    run([&](Transaction& tx) {
        deliveries::park(tx, {"a.example"});
        EXPECT_TRUE(storage::peers::claim_due(tx, clock.now(), 10).empty());
        deliveries::wake_stranded(tx, clock.now());
        const auto due = storage::peers::claim_due(tx, clock.now(), 10);
        EXPECT_EQ(due.size(), 1U);
        EXPECT_EQ(deliveries::unpark(tx, "a.example", 10, clock.now()), 1U);
    });
    EXPECT_EQ(claim().size(), 1U);
}

TEST_F(Deliveries, HearingTwiceWritesOnceUnlessTheBreakerOpened)
{
    const auto hear = [&] {
        const std::vector<std::string> hosts{"b.example", "a.example"};
        run([&](Transaction& tx) { storage::peers::heard_from(tx, hosts, clock.now()); });
    };
    const auto opened = [&](const char* sql) { return run([&](Transaction& tx) { return count(tx, sql); }); };
    hear();
    run([&](Transaction& tx) {
        tx.exec_plain("UPDATE peers SET updated_at = 'epoch'");
        tx.exec_plain("UPDATE peers SET breaker = 'open', retry_at = last_inbound_at + interval '1 hour' "
                      "WHERE host = 'b.example'");
    });
    hear();
    EXPECT_EQ(opened("SELECT count(*) FROM peers WHERE updated_at = 'epoch' AND host = 'a.example'"), 1);
    EXPECT_EQ(opened("SELECT count(*) FROM peers WHERE retry_at <= last_inbound_at AND host = 'b.example'"), 1);
    clock.advance(std::chrono::seconds(6));
    hear();
    EXPECT_EQ(opened("SELECT count(*) FROM peers WHERE updated_at = 'epoch'"), 0);
}

/// R12: what is known of servers is bounded, whoever makes up host names.
TEST_F(Deliveries, PeersAreForgottenOldestFirst)
{
    follower("needed.example", "n");
    say_to_followers("o1");
    run([&](Transaction& tx) {
        storage::peers::heard_from(tx, "needed.example", clock.now());
        (void)count(
            tx,
            "WITH made AS (INSERT INTO peers (host, updated_at) SELECT 'h' || i || '.example', "
            "now() + i * interval '1 second' FROM generate_series(1, 5000) i RETURNING 1) "
            "SELECT count(*) FROM made"
        );
    });
    run([&](Transaction& tx) {
        EXPECT_EQ(storage::peers::prune(tx, 100), 4900U);
        EXPECT_EQ(count(tx, "SELECT count(*) FROM peers"), 101);
        EXPECT_EQ(count(tx, "SELECT count(*) FROM peers WHERE host IN ('needed.example', 'h5000.example')"), 2);
    });
}

} // namespace
} // namespace rounds::test
