#include "storage/inbox.hpp"
#include "tests/support/makers.hpp"
#include "tests/support/test_database.hpp"

#include <gtest/gtest.h>
#include <set>
#include <thread>

namespace rounds::storage::inbox {
namespace {

using namespace std::chrono_literals;

class InboxStore : public testing::Test
{
protected:
    test::TestDatabase database;

    template <class F> auto in_db(F body) { return database.db().transact_blocking(std::move(body)); }
    bool add_one(const std::string& actor, const std::string& name)
    {
        const Arrival arrival{
            "https://" + actor, "https://" + actor + "/" + name, "https://" + actor + "/u", "/inbox", "{}"
        };
        return in_db([&](Transaction& tx) { return add(tx, arrival); });
    }
    std::vector<Item> claim_some(int limit, std::chrono::seconds lease = 60s)
    {
        return in_db([&](Transaction& tx) { return claim(tx, limit, lease); });
    }
    static std::vector<std::string> names(const std::vector<Item>& items)
    {
        std::vector<std::string> out;
        for (const auto& item : items) out.push_back(item.activity_uri.substr(8));
        return out;
    }
    void finish_all(const std::vector<Item>& items)
    {
        std::vector<Done> done;
        for (const auto& item : items) done.push_back({.id = item.id, .reason = {}});
        in_db([&](Transaction& tx) { finish(tx, done); });
    }
    void end_leases()
    {
        in_db([&](Transaction& tx) { tx.exec_plain("UPDATE inbox_leases SET ends_at = now() - interval '1 s'"); });
    }
};

TEST_F(InboxStore, KeepsOneOfEach)
{
    EXPECT_TRUE(add_one("a.example", "1"));
    EXPECT_FALSE(add_one("a.example", "1"));
    finish_all(claim_some(10));
    EXPECT_FALSE(add_one("a.example", "1")) << "what is done is remembered";
    EXPECT_EQ(
        in_db([](Transaction& tx) { return test::count(tx, "SELECT count(*) FROM inbox WHERE body IS NULL"); }), 1
    );
}

TEST_F(InboxStore, GivesAnActorsActivitiesInOrderAndOthersBesideThem)
{
    for (const auto* name : {"1", "2", "3"}) add_one("a.example", name);
    add_one("b.example", "1");
    const auto first = claim_some(2);
    EXPECT_EQ(names(first), (std::vector<std::string>{"a.example/1", "a.example/2"}));
    EXPECT_EQ(names(claim_some(10)), std::vector<std::string>{"b.example/1"}) << "a's third waits for the first two";
    EXPECT_TRUE(claim_some(10).empty());
    finish_all(first);
    EXPECT_EQ(names(claim_some(10)), std::vector<std::string>{"a.example/3"});
}

TEST_F(InboxStore, HoldsAnActorBackWhileItsFirstOneIsRetried)
{
    add_one("a.example", "1");
    add_one("a.example", "2");
    for (int attempt = 1; attempt <= ordered_attempts; ++attempt) {
        const auto items = claim_some(1);
        ASSERT_EQ(names(items), std::vector<std::string>{"a.example/1"});
        EXPECT_EQ(items.front().attempts, attempt);
        in_db([&](Transaction& tx) { retry(tx, items.front().id, "unavailable", 1h); });
        if (attempt < ordered_attempts) {
            EXPECT_TRUE(claim_some(10).empty());
            in_db([&](Transaction& tx) { tx.exec_plain("UPDATE inbox SET run_at = now() WHERE attempts > 0"); });
        }
    }
    EXPECT_EQ(names(claim_some(10)), std::vector<std::string>{"a.example/2"}) << "not for ever";
}

// R7
TEST_F(InboxStore, GivesAgainWhatADeadWorkerHeld)
{
    add_one("a.example", "1");
    ASSERT_EQ(claim_some(1).size(), 1U);
    EXPECT_TRUE(claim_some(1).empty());
    end_leases();
    const auto again = claim_some(1);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again.front().attempts, 2);
}

TEST_F(InboxStore, HoldsOnlyWhatStillWaits)
{
    add_one("a.example", "1");
    const auto items = claim_some(1);
    const std::vector<InboxRowId> ids{items.front().id};
    EXPECT_EQ(in_db([&](Transaction& tx) { return hold(tx, ids).size(); }), 1U);
    finish_all(items);
    EXPECT_EQ(in_db([&](Transaction& tx) { return hold(tx, ids).size(); }), 0U);
}

TEST_F(InboxStore, KeepsTheBodyOfTheDeadAndReplaysThem)
{
    add_one("a.example", "1");
    const auto id = claim_some(1).front().id;
    in_db([&](Transaction& tx) { bury(tx, id, "poison"); });
    EXPECT_TRUE(claim_some(1).empty());
    const auto dead = in_db([](Transaction& tx) { return list_dead(tx, 10); });
    ASSERT_EQ(dead.size(), 1U);
    EXPECT_EQ(dead.front().error, "poison");
    EXPECT_EQ(in_db([](Transaction& tx) { return figures(tx).dead; }), 1);
    EXPECT_TRUE(in_db([&](Transaction& tx) { return replay(tx, id); }));
    EXPECT_FALSE(in_db([&](Transaction& tx) { return replay(tx, id); }));
    const auto again = claim_some(1);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again.front().body, "{}");
    EXPECT_EQ(again.front().attempts, 1);
}

TEST_F(InboxStore, GivesBackUnused)
{
    add_one("a.example", "1");
    const auto items = claim_some(1);
    in_db([&](Transaction& tx) { release(tx, {items.front().id}); });
    EXPECT_EQ(claim_some(1).front().attempts, 1);
}

TEST_F(InboxStore, EndsAClaimButForWhatIsStillHeld)
{
    for (const auto* actor : {"a.example", "b.example", "c.example"}) add_one(actor, "1");
    const auto items = claim_some(3);
    ASSERT_EQ(items.size(), 3U);
    finish_all({items.front()});
    in_db([&](Transaction& tx) { release(tx, {items.back().id}); });
    const Ended ended{.lease = items.front().lease, .still_held = {items[1].id, items.back().id}};
    const auto next = in_db([&](Transaction& tx) { return claim(tx, 10, 60s, ended); });
    EXPECT_EQ(names(next), std::vector<std::string>{"c.example/1"}) << "b is held, and c was given back before";
    EXPECT_EQ(in_db([](Transaction& tx) { return figures(tx).leased; }), 2);
    const Ended all{.lease = items.front().lease, .still_held = {}};
    EXPECT_EQ(names(in_db([&](Transaction& tx) { return claim(tx, 10, 60s, all); })).size(), 1U);
}

TEST_F(InboxStore, CountsATryOfADeadWorkerOnce)
{
    add_one("a.example", "1");
    const auto items = claim_some(1);
    in_db([&](Transaction& tx) { retry(tx, items.front().id, "unavailable", 0s); });
    end_leases();
    const auto again = claim_some(1);
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again.front().attempts, 2) << "it was let go of before its lease ran out";
}

TEST_F(InboxStore, IsInARushWhileManyAreDueOrWorkedOn)
{
    const auto rush = [&] { return in_db([](Transaction& tx) { return in_a_rush(tx, 3); }); };
    for (const auto* name : {"1", "2"}) add_one("a.example", name);
    EXPECT_FALSE(rush());
    add_one("b.example", "1");
    EXPECT_TRUE(rush());
    const auto items = claim_some(10);
    ASSERT_EQ(items.size(), 3U);
    EXPECT_TRUE(rush()) << "they are being worked on";
    in_db([&](Transaction& tx) { retry(tx, items.front().id, "unavailable", 1h); });
    EXPECT_FALSE(rush()) << "what waits for a dead server holds nobody up";
}

TEST_F(InboxStore, NeverGivesOneToTwoClaimers)
{
    for (int i = 0; i < 200; ++i) add_one("a" + std::to_string(i % 20) + ".example", std::to_string(i));
    std::vector<std::vector<Item>> claimed(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : claimed) {
            threads.emplace_back([&] {
                for (;;) {
                    auto items = claim_some(7);
                    if (items.empty()) return;
                    mine.insert(mine.end(), items.begin(), items.end());
                    finish_all(items);
                }
            });
        }
    }
    std::set<std::int64_t> seen;
    std::size_t all = 0;
    for (const auto& mine : claimed) {
        for (const auto& item : mine) seen.insert(to_int(item.id));
        all += mine.size();
    }
    EXPECT_EQ(all, seen.size());
    EXPECT_EQ(in_db([](Transaction& tx) { return figures(tx).leased; }), 0);
    // A claimer may stop while the others still hold rows; whatever they left is due now.
    EXPECT_EQ(all + claim_some(1000).size(), 200U);
}

TEST_F(InboxStore, ForgetsWhatIsLongDone)
{
    add_one("a.example", "1");
    finish_all(claim_some(1));
    const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    EXPECT_EQ(in_db([&](Transaction& tx) { return forget(tx, now - 1h, 10); }), 0U);
    EXPECT_EQ(in_db([&](Transaction& tx) { return forget(tx, now + 1h, 10); }), 1U);
}

} // namespace
} // namespace rounds::storage::inbox
