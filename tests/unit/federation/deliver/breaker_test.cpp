#include "federation/deliver/breaker.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <vector>

namespace rounds::deliver {
namespace {

using Breaker = Peer::Breaker;
using namespace std::chrono_literals;

const Time start{std::chrono::sys_days{std::chrono::year{2026} / 11 / 22}};

struct BreakerTest : testing::Test
{
    ManualClock clock{start};
    Rules rules;
    std::mt19937_64 engine{20261122};
    Random random = [this] { return std::uniform_real_distribution<double>{0, 1}(engine); };
    Peer peer = [] {
        Peer made;
        made.host = "peer.example";
        return made;
    }();

    void attempt(HostSign sign, std::chrono::seconds delay = 0s)
    {
        peer = after_attempt(peer, sign, delay, std::nullopt, clock.now(), rules, random);
    }
    void open()
    {
        for (int i = 0; i < rules.failures_to_open; ++i) attempt(HostSign::failing);
    }
};

TEST_F(BreakerTest, OpensAfterFailuresInARow)
{
    for (int i = 1; i < rules.failures_to_open; ++i) attempt(HostSign::failing);
    EXPECT_EQ(peer.breaker, Breaker::closed);
    attempt(HostSign::alive);
    for (int i = 1; i < rules.failures_to_open; ++i) attempt(HostSign::failing);
    EXPECT_EQ(peer.breaker, Breaker::closed) << "a success in between begins anew";
    attempt(HostSign::failing);
    EXPECT_EQ(peer.breaker, Breaker::open);
    ASSERT_TRUE(peer.retry_at);
    EXPECT_GT(*peer.retry_at, clock.now());
    EXPECT_LE(*peer.retry_at, clock.now() + rules.probe_base);
}

TEST_F(BreakerTest, LetsOneProbeThroughAndClosesOnItsSuccess)
{
    open();
    clock.set(*peer.retry_at);
    EXPECT_EQ(rows_to_release(peer, rules), 1);
    peer = after_release(peer, 1, clock.now(), rules);
    EXPECT_EQ(peer.breaker, Breaker::half_open);
    attempt(HostSign::alive);
    EXPECT_EQ(peer.breaker, Breaker::closed);
    EXPECT_EQ(peer.failures, 0);
    EXPECT_EQ(peer.retry_at, clock.now()) << "the backlog begins to leave now";
    EXPECT_EQ(rows_to_release(peer, rules), rules.release);
}

TEST_F(BreakerTest, ReleasesABacklogPieceByPiece)
{
    open();
    attempt(HostSign::alive);
    peer = after_release(peer, rules.release, clock.now(), rules);
    EXPECT_EQ(peer.retry_at, clock.now() + rules.release_every);
    peer = after_release(peer, 3, clock.now(), rules);
    EXPECT_FALSE(peer.retry_at) << "that was the last of it";
}

TEST_F(BreakerTest, RestsLongerAfterEachFailedProbe)
{
    random = [] { return 1.0; };
    open();
    std::vector<std::chrono::microseconds> rests{*peer.retry_at - clock.now()};
    for (int i = 0; i < 12; ++i) {
        clock.set(*peer.retry_at);
        peer = after_release(peer, 1, clock.now(), rules);
        attempt(HostSign::failing);
        ASSERT_EQ(peer.breaker, Breaker::open);
        rests.push_back(*peer.retry_at - clock.now());
    }
    EXPECT_EQ(rests[0], 60s);
    EXPECT_EQ(rests[1], 120s);
    EXPECT_EQ(rests[5], 1920s);
    EXPECT_EQ(rests[12], 6h);
}

TEST_F(BreakerTest, StragglersDoNotPutOffTheProbe)
{
    open();
    const auto probe = peer.retry_at;
    attempt(HostSign::failing);
    attempt(HostSign::failing);
    EXPECT_EQ(peer.retry_at, probe);
}

TEST_F(BreakerTest, IsDeadAfterAWeekAndProbedOnceADay)
{
    open();
    int probes_on_last_day = 0;
    Time died{};
    while (clock.now() < start + 12 * 24h) {
        clock.set(*peer.retry_at);
        if (clock.now() > start + 11 * 24h) ++probes_on_last_day;
        peer = after_release(peer, 1, clock.now(), rules);
        attempt(HostSign::failing);
        if (peer.dead_since && died == Time{}) died = *peer.dead_since;
    }
    EXPECT_GE(died, start + 7 * 24h);
    EXPECT_LE(died, start + 8 * 24h);
    EXPECT_LE(probes_on_last_day, 2);
    attempt(HostSign::alive);
    EXPECT_FALSE(peer.dead_since);
    EXPECT_FALSE(peer.failing_since);
}

TEST_F(BreakerTest, LeavesAloneWhoAsksForIt)
{
    attempt(HostSign::wait, 600s);
    EXPECT_EQ(peer.breaker, Breaker::open);
    EXPECT_EQ(peer.retry_at, clock.now() + 600s);
    EXPECT_EQ(peer.failures, 0);
}

TEST_F(BreakerTest, ClosesWhenThereIsNothingToProbeWith)
{
    open();
    clock.set(*peer.retry_at);
    peer = after_release(peer, 0, clock.now(), rules);
    EXPECT_EQ(peer.breaker, Breaker::closed);
    attempt(HostSign::failing);
    EXPECT_EQ(peer.breaker, Breaker::open) << "one more failure is enough";
}

TEST_F(BreakerTest, RemembersTheSchemeThatWasTaken)
{
    peer = after_attempt(peer, HostSign::alive, 0s, true, clock.now(), rules, random);
    EXPECT_TRUE(peer.rfc9421);
    attempt(HostSign::failing);
    EXPECT_TRUE(peer.rfc9421);
}

/// R13: a thousand servers behind one broken line die in the same second. Their probes must not come together, neither
/// at first nor after hours, nor all at once when the line is mended.
TEST_F(BreakerTest, AThousandHostsThatDiedTogetherComeBackWithoutASpike)
{
    constexpr int hosts = 1000;
    const auto outage = 6h;
    std::multimap<Time, Peer> due;
    for (int i = 0; i < hosts; ++i) {
        peer = Peer{};
        peer.host = std::to_string(i) + ".example";
        clock.set(start);
        open();
        due.emplace(*peer.retry_at, peer);
    }
    std::vector<Time> first;
    std::vector<Time> back;
    while (!due.empty()) {
        const auto node = due.extract(due.begin());
        clock.set(node.key());
        peer = node.mapped();
        if (peer.failures == rules.failures_to_open) first.push_back(clock.now());
        peer = after_release(peer, 1, clock.now(), rules);
        if (clock.now() - start >= outage) {
            attempt(HostSign::alive);
            back.push_back(clock.now());
            continue;
        }
        attempt(HostSign::failing);
        due.emplace(*peer.retry_at, peer);
    }
    const auto spike = [](const std::vector<Time>& times, Time from, Time to, int bins) {
        std::vector<int> counts(static_cast<std::size_t>(bins));
        int inside = 0;
        for (const auto time : times) {
            if (time < from || time >= to) continue;
            ++counts[static_cast<std::size_t>((time - from) * bins / (to - from))];
            ++inside;
        }
        return static_cast<double>(std::ranges::max(counts)) * bins / inside;
    };
    EXPECT_EQ(first.size(), static_cast<std::size_t>(hosts));
    EXPECT_LT(spike(first, start, start + rules.probe_base, 10), 2.0);
    EXPECT_EQ(back.size(), static_cast<std::size_t>(hosts));
    EXPECT_LT(spike(back, start + outage, start + outage + 3h, 18), 2.0);
}

} // namespace
} // namespace rounds::deliver
