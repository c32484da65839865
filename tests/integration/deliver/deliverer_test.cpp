#include "delivery_rig.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>
#include <set>

namespace rounds::test {
namespace {

using Do = Sink::Do;

Sink::Plan always(Do what)
{
    return [what](std::size_t, const std::string&) { return what; };
}

std::set<std::string> distinct(const std::vector<std::string>& ids)
{
    return {ids.begin(), ids.end()};
}

/// R4: whatever the other side does, each post reaches each live inbox, under the id it was given.
TEST(Deliverer, EveryPostReachesEveryLiveInbox)
{
    DeliveryRig rig;
    std::mt19937 engine{20261122};
    std::vector<std::unique_ptr<Sink>> sinks;
    sinks.push_back(std::make_unique<Sink>(always(Do::accept)));
    for (const auto trouble : {Do::drop, Do::fail, Do::cut_after_202})
        sinks.push_back(std::make_unique<Sink>([trouble](std::size_t n, const std::string&) {
            return n % 3 == 0 ? trouble : Do::accept;
        }));
    sinks.push_back(std::make_unique<Sink>([&engine](std::size_t, const std::string&) {
        constexpr Do all[] = {Do::accept, Do::accept, Do::drop, Do::fail, Do::cut_after_202};
        return all[std::uniform_int_distribution<std::size_t>{0, 4}(engine)];
    }));
    // Down at first: its breaker opens, its rows are parked, a probe brings it back.
    sinks.push_back(std::make_unique<Sink>([](std::size_t n, const std::string&) {
        return n < 8 ? Do::drop : Do::accept;
    }));
    for (const auto& sink : sinks) rig.add_follower(*sink, "f");
    rig.start();
    std::set<std::string> said;
    for (int i = 0; i < 100; ++i) said.insert(rig.say(fmt::format("create/{}", i)));

    EXPECT_TRUE(eventually([&] { return rig.rows("state <> 'done'") == 0; }))
        << rig.rows("state = 'waiting'") << " wait, " << rig.rows("state = 'parked'") << " are parked";
    EXPECT_EQ(rig.rows("state = 'done'"), 600);
    for (const auto& sink : sinks) EXPECT_EQ(distinct(sink->accepted()), said);
    EXPECT_EQ(sinks[0]->accepted().size(), said.size()) << "a server that answers is sent nothing twice";
}

/// R11: neither a dead nor a mute server holds back any other.
TEST(Deliverer, OneDeadAndOneMuteServerBlockNobody)
{
    DeliveryRig rig;
    Sink mute(always(Do::hang));
    Sink dead(always(Do::drop));
    std::vector<std::unique_ptr<Sink>> good;
    rig.add_follower(mute, "m");
    rig.add_follower(dead, "d");
    for (int i = 0; i < 20; ++i) {
        good.push_back(std::make_unique<Sink>(always(Do::accept)));
        rig.add_follower(*good.back(), "g");
    }
    auto settings = DeliveryRig::settings();
    settings.exchange = 10'000ms;
    settings.overall = 8; // fewer than what the bad ones could fill
    for (int i = 0; i < 20; ++i) rig.say(fmt::format("create/{}", i));
    rig.start(settings);

    const auto begun = std::chrono::steady_clock::now();
    ASSERT_TRUE(eventually([&] {
        return std::ranges::all_of(good, [](const auto& sink) { return distinct(sink->accepted()).size() == 20; });
    }));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 9s) << "nobody waited for the mute one's deadline";
    EXPECT_LE(mute.connections(), 2U);
    EXPECT_TRUE(eventually([&] { return rig.rows("state = 'done'") == 400; }));
}

/// R11: more servers that never answer than may be sent to at once, and more for them than is held in memory.
TEST(Deliverer, ManyMuteServersBlockNobody)
{
    DeliveryRig rig;
    std::vector<std::unique_ptr<Sink>> mute;
    for (int i = 0; i < 16; ++i) {
        mute.push_back(std::make_unique<Sink>(always(Do::hang)));
        rig.add_follower(*mute.back(), "m");
    }
    Sink good(always(Do::accept));
    rig.add_follower(good, "g");
    auto settings = DeliveryRig::settings();
    settings.exchange = 60'000ms;
    settings.slow_after = 50ms;
    settings.overall = 4;
    settings.claim = 32;
    for (int i = 0; i < 20; ++i) rig.say(fmt::format("create/{}", i));
    rig.start(settings);
    const auto begun = std::chrono::steady_clock::now();
    ASSERT_TRUE(eventually([&] { return distinct(good.accepted()).size() == 20; }));
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 55s) << "it waited until the mute ones were given up";
}

/// Create, Update and Delete of one post arrive in this order, also when the first has to be tried again.
TEST(Deliverer, KeepsTheOrderOfOneObject)
{
    DeliveryRig rig;
    Sink sink([](std::size_t n, const std::string&) { return n < 2 ? Do::fail : Do::accept; });
    rig.add_follower(sink, "f");
    const std::vector<std::string> said{
        rig.say("create/1", "https://mercy.example/n/1"),
        rig.say("update/2", "https://mercy.example/n/1", "Update"),
        rig.say("delete/3", "https://mercy.example/n/1", "Delete")
    };
    rig.say("create/9", "https://mercy.example/n/9");
    rig.start();
    ASSERT_TRUE(eventually([&] { return rig.rows("state <> 'done'") == 0; }));
    auto taken = sink.accepted();
    std::erase(taken, rig.author.uri + "/activities/create/9");
    EXPECT_EQ(taken, said);
}

TEST(Deliverer, KnocksWithTheOtherSignatureAndRemembersIt)
{
    DeliveryRig rig;
    Sink sink([](std::size_t, const std::string& request) {
        return testing::header_of(request, "signature-input").empty() ? Do::refuse_signature : Do::accept;
    });
    rig.add_follower(sink, "f");
    rig.start();
    rig.say("create/1");
    ASSERT_TRUE(eventually([&] { return rig.rows("state = 'done'") == 1; }));
    EXPECT_EQ(sink.requests(), 2U);
    EXPECT_TRUE(rig.peer(sink.host()).rfc9421);
    rig.say("create/2");
    ASSERT_TRUE(eventually([&] { return rig.rows("state = 'done'") == 2; }));
    EXPECT_EQ(sink.requests(), 3U) << "the first knock was right this time";
}

TEST(Deliverer, DropsAnInboxThatIsGoneAndItsFollowers)
{
    DeliveryRig rig;
    Sink sink([](std::size_t, const std::string& request) {
        return request.starts_with("POST /users/gone/") ? Do::gone : Do::accept;
    });
    rig.add_follower(sink, "gone", false);
    rig.add_follower(sink, "here", false);
    rig.start();
    rig.say("create/1");
    ASSERT_TRUE(eventually([&] { return rig.rows("state = 'waiting'") == 0; }));
    EXPECT_EQ(rig.rows("state = 'failed' AND last_status = 410"), 1);
    rig.say("create/2");
    ASSERT_TRUE(eventually([&] { return sink.accepted().size() == 2; }));
    EXPECT_EQ(rig.rows("true"), 3) << "nothing more for the one that is gone";
}

TEST(Deliverer, TakesNoForAnAnswer)
{
    DeliveryRig rig;
    Sink sink(always(Do::forbid));
    rig.add_follower(sink, "f");
    rig.start();
    rig.say("create/1");
    ASSERT_TRUE(eventually([&] { return rig.rows("state = 'failed' AND last_status = 403 AND attempts = 1") == 1; }));
    EXPECT_EQ(sink.requests(), 1U);
    EXPECT_EQ(rig.peer(sink.host()).breaker, storage::peers::Peer::Breaker::closed);
}

TEST(Deliverer, SendsNothingToARefusedDomain)
{
    DeliveryRig rig;
    Sink sink(always(Do::accept));
    rig.add_follower(sink, "f");
    rig.db().transact_blocking([&](storage::Transaction& tx) {
        storage::peers::set_policy(tx, {"127.0.0.1", "block", "test"});
        rig.trust.reload(tx);
    });
    rig.start();
    rig.say("create/1");
    ASSERT_TRUE(eventually([&] { return rig.rows("state = 'failed'") == 1; }));
    EXPECT_EQ(sink.connections(), 0U);
}

/// A server that was given up comes back as soon as it is heard of, whatever its next probe was to be.
TEST(Deliverer, ParksForADeadServerAndRevivesItWhenItIsHeardOf)
{
    DeliveryRig rig;
    std::atomic<bool> up{false};
    Sink sink([&](std::size_t, const std::string&) { return up ? Do::accept : Do::drop; });
    rig.add_follower(sink, "f");
    auto settings = DeliveryRig::settings();
    settings.rules.probe_base = std::chrono::hours(1000);
    settings.rules.retry_cap = std::chrono::hours(1000);
    settings.rules.retry_base = 1s;
    settings.rules.give_up = std::chrono::hours(100'000);
    settings.random = [] { return 0.9; };
    rig.start(settings);
    for (int i = 0; i < 12; ++i) rig.say(fmt::format("create/{}", i));
    using Breaker = storage::peers::Peer::Breaker;
    ASSERT_TRUE(eventually([&] { return rig.peer(sink.host()).breaker == Breaker::open; }));
    ASSERT_TRUE(eventually([&] { return rig.rows("state = 'parked'") == 12; }));
    rig.say("create/late");
    EXPECT_EQ(rig.rows("state = 'parked'"), 13) << "what comes later waits behind";
    const auto asked = sink.requests();

    up = true;
    rig.db().transact_blocking([&](storage::Transaction& tx) {
        storage::peers::heard_from(tx, sink.host(), rig.clock->now());
    });
    rig.deliverer->wake();
    ASSERT_TRUE(eventually([&] { return rig.rows("state = 'done'") == 13; }));
    EXPECT_EQ(rig.peer(sink.host()).breaker, Breaker::closed);
    EXPECT_EQ(sink.requests(), asked + 13);
}

TEST(Deliverer, SignsEveryTryAnew)
{
    DeliveryRig rig;
    std::mutex mutex;
    std::vector<std::string> dates;
    Sink sink([&](std::size_t n, const std::string& request) {
        const std::lock_guard lock(mutex);
        dates.push_back(testing::header_of(request, "date"));
        return n == 0 ? Do::fail : Do::accept;
    });
    rig.add_follower(sink, "f");
    auto settings = DeliveryRig::settings();
    settings.rules.retry_base = 60s;
    settings.random = [] { return 1.0; };
    rig.start(settings);
    rig.say("create/1");
    ASSERT_TRUE(eventually([&] { return rig.rows("state = 'done'") == 1; }));
    ASSERT_EQ(dates.size(), 2U);
    EXPECT_NE(dates[0], dates[1]);
    EXPECT_NE(testing::header_of(sink.last_request(), "signature").find("#main-key"), std::string::npos);
}

TEST(Deliverer, StopsWithoutLosingWhatItHolds)
{
    DeliveryRig rig;
    Sink sink(always(Do::accept));
    rig.add_follower(sink, "f");
    for (int i = 0; i < 50; ++i) rig.say(fmt::format("create/{}", i));
    rig.start();
    ASSERT_TRUE(eventually([&] { return !sink.accepted().empty(); }));
    rig.deliverer->stop();
    EXPECT_EQ(rig.rows("state = 'waiting' AND id IN (SELECT unnest(items) FROM delivery_leases)"), 0)
        << "leases are given back";
    EXPECT_EQ(rig.rows("state = 'done'"), static_cast<std::int64_t>(sink.accepted().size()));
    rig.start();
    EXPECT_TRUE(eventually([&] { return rig.rows("state = 'done'") == 50; }));
    EXPECT_EQ(sink.accepted().size(), 50U);
}

} // namespace
} // namespace rounds::test
