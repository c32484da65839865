#include "federation/deliver/window.hpp"

#include <gtest/gtest.h>

namespace rounds::deliver {
namespace {

Item item(std::int64_t id, std::string host)
{
    Item made;
    made.row.id = DeliveryId{id};
    made.row.host = std::move(host);
    return made;
}

TEST(Windows, OpenOnlyALittleForAStrangerAndWiderOnceItAnswers)
{
    Windows windows(4, 64);
    for (int i = 1; i <= 10; ++i) windows.add(item(i, "a.example"));
    EXPECT_TRUE(windows.next());
    EXPECT_TRUE(windows.next());
    EXPECT_FALSE(windows.next()) << "two sockets until it has answered";
    windows.finished("a.example", true);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(windows.next());
    EXPECT_FALSE(windows.next());
    EXPECT_EQ(windows.under_way(), 4U);
}

TEST(Windows, NarrowToOneWhenAHostFails)
{
    Windows windows(4, 64);
    for (int i = 1; i <= 10; ++i) windows.add(item(i, "a.example"));
    (void)windows.next();
    (void)windows.next();
    windows.finished("a.example", false);
    EXPECT_FALSE(windows.next());
    windows.finished("a.example", false);
    EXPECT_TRUE(windows.next());
    EXPECT_FALSE(windows.next());
}

TEST(Windows, GiveEveryHostItsTurn)
{
    Windows windows(4, 64);
    for (int i = 1; i <= 100; ++i) windows.add(item(i, "slow.example"));
    windows.add(item(101, "quick.example"));
    std::vector<std::string> hosts;
    while (auto next = windows.next()) hosts.push_back(next->row.host);
    EXPECT_EQ(hosts, (std::vector<std::string>{"slow.example", "quick.example", "slow.example"}));
}

TEST(Windows, KeepTheOrderOfAHost)
{
    Windows windows(1, 64);
    for (int i = 1; i <= 5; ++i) windows.add(item(i, "a.example"));
    for (int i = 1; i <= 5; ++i) {
        const auto next = windows.next();
        ASSERT_TRUE(next);
        EXPECT_EQ(next->row.id, DeliveryId{i});
        windows.finished("a.example", true);
    }
    EXPECT_EQ(windows.queued(), 0U);
}

TEST(Windows, HoldTheLimitOverAll)
{
    Windows windows(4, 3);
    for (int i = 1; i <= 10; ++i) windows.add(item(i, std::to_string(i) + ".example"));
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(windows.next());
    EXPECT_FALSE(windows.next());
}

TEST(Windows, GiveNobodyASecondPlaceWhenHalfAreTaken)
{
    Windows windows(4, 6);
    for (const auto* host : {"a.example", "b.example", "c.example", "d.example"})
        for (int i = 1; i <= 4; ++i) windows.add(item(i, host));
    int under_way = 0;
    while (windows.next()) ++under_way;
    EXPECT_EQ(under_way, 4) << "one each, and two places for whoever comes";
    windows.add(item(1, "e.example"));
    EXPECT_EQ(windows.next()->row.host, "e.example");
    for (const auto* host : {"a.example", "b.example", "c.example"}) windows.finished(host, true);
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(windows.next());
    EXPECT_FALSE(windows.next());
}

TEST(Windows, SlowHostsGetNoMoreAndHardlyCount)
{
    Windows windows(4, 2);
    for (const auto* host : {"mute.example", "deaf.example", "good.example"})
        for (int i = 1; i <= 3; ++i) windows.add(item(i, host));
    EXPECT_EQ(windows.next()->row.host, "mute.example");
    EXPECT_EQ(windows.next()->row.host, "deaf.example");
    EXPECT_FALSE(windows.next());
    windows.slow("mute.example");
    windows.slow("deaf.example");
    EXPECT_EQ(windows.busy_hosts(), (std::vector<std::string>{"deaf.example", "mute.example"}));
    EXPECT_EQ(windows.take_back_slow().size(), 4U);
    EXPECT_EQ(windows.queued(), 3U);
    for (int i = 0; i < 3; ++i) {
        ASSERT_TRUE(windows.next());
        windows.finished("good.example", true);
    }
    windows.finished("mute.example", false, true);
    windows.add(item(9, "mute.example"));
    EXPECT_TRUE(windows.next()) << "it is tried again, as one that fails";
    EXPECT_EQ(windows.under_way(), 2U);
}

TEST(Windows, EvenSlowOnesAreBounded)
{
    Windows windows(1, 2);
    int under_way = 0;
    for (std::size_t n = 0; n < 10 * Windows::slow_per_place; ++n) windows.add(item(1, std::to_string(n)));
    while (const auto next = windows.next()) {
        windows.slow(next->row.host);
        ++under_way;
    }
    EXPECT_EQ(under_way, 2 * static_cast<int>(Windows::slow_per_place));
}

TEST(Windows, GiveBackWhatIsNotUnderWay)
{
    Windows windows(4, 64);
    for (int i = 1; i <= 5; ++i) windows.add(item(i, "a.example"));
    windows.add(item(6, "b.example"));
    (void)windows.next();
    EXPECT_EQ(windows.take_back("a.example").size(), 4U);
    EXPECT_EQ(windows.queued(), 1U);
    EXPECT_EQ(windows.next()->row.host, "b.example");
    windows.finished("a.example", true);
    EXPECT_TRUE(windows.take_back_all().empty());
    EXPECT_EQ(windows.under_way(), 1U);
}

TEST(Windows, NameTheHostsThatHaveEnough)
{
    Windows windows(2, 64);
    windows.add(item(1, "a.example"));
    EXPECT_TRUE(windows.busy_hosts().empty());
    windows.add(item(2, "a.example"));
    EXPECT_EQ(windows.busy_hosts(), std::vector<std::string>{"a.example"});
}

} // namespace
} // namespace rounds::deliver
