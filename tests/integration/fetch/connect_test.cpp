#include "tests/integration/fetch/fetch_rig.hpp"

#include <algorithm>
#include <latch>

using namespace rounds;
using namespace rounds::fetch;
using namespace rounds::fetch::testing;
using boost::asio::ip::make_address;

namespace {

using Addresses = std::vector<boost::asio::ip::address>;

ScriptedServer::Script greeting()
{
    return ScriptedServer::answering([](const std::string&) {
        return response("200 OK", "connection: close\r\n", "hi");
    });
}

} // namespace

// N33: what is checked is what is connected to; each connection asks once and judges its own answer.
TEST(FetchConnect, ReboundNamesAreJudgedAtEachConnection)
{
    ScriptedServer server{greeting()};
    auto settings = rig_settings();
    std::atomic<int> asked = 0;
    settings.resolve = [&](const std::string&) {
        return asked++ == 0 ? Addresses{make_address("127.0.0.1")} : Addresses{make_address("10.0.0.1")};
    };
    Rig rig{settings};
    EXPECT_EQ(outcome(rig.get(url_of(server, "/", "peer.example"))), "ok");
    EXPECT_EQ(asked, 1);
    EXPECT_EQ(outcome(rig.get(url_of(server, "/", "peer.example"))), "blocked");
    EXPECT_EQ(asked, 2);
    EXPECT_EQ(server.connections(), 1U);
}

// N34
TEST(FetchConnect, OfAMixedAnswerOnlyThePermittedAddressIsTried)
{
    ScriptedServer server{greeting()};
    auto settings = rig_settings();
    settings.resolve = [](const std::string&) {
        return Addresses{make_address("10.255.255.1"), make_address("::ffff:127.0.0.1"), make_address("127.0.0.1")};
    };
    settings.connect_timeout = 10s;
    Rig rig{settings};
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(outcome(rig.get(url_of(server, "/", "peer.example"))), "ok");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

// N31, with the switch off: loopback is like any other closed range.
TEST(FetchConnect, WithoutTheSwitchLoopbackIsClosed)
{
    ScriptedServer server{greeting()};
    Settings settings;
    settings.extra_ports = {server.port()};
    settings.resolve = [](const std::string&) { return Addresses{make_address("127.0.0.1"), make_address("::1")}; };
    Rig rig{settings};
    EXPECT_EQ(outcome(rig.get(tls_url_of(server, "/", "peer.example"))), "blocked");
    EXPECT_EQ(outcome(rig.get(tls_url_of(server))), "bad_url");
    EXPECT_EQ(outcome(rig.get(url_of(server, "/", "127.0.0.1"))), "bad_url");
    EXPECT_EQ(server.connections(), 0U);
}

TEST(FetchConnect, DomainPolicyComesBeforeResolution)
{
    auto settings = rig_settings();
    std::atomic<int> asked = 0;
    settings.resolve = [&](const std::string&) {
        ++asked;
        return Addresses{};
    };
    settings.host_allowed = [](std::string_view host) { return host != "evil.example"; };
    Rig rig{settings};
    EXPECT_EQ(outcome(rig.get("https://evil.example/")), "blocked");
    EXPECT_EQ(asked, 0);
    EXPECT_EQ(outcome(rig.get("https://good.example/")), "dns");
    EXPECT_EQ(asked, 1);
}

TEST(FetchConnect, ResolutionHasALimit)
{
    auto settings = rig_settings();
    std::latch release{1};
    settings.resolve = [&](const std::string&) {
        release.wait();
        return Addresses{};
    };
    settings.resolve_timeout = 100ms;
    Rig rig{settings};
    EXPECT_EQ(outcome(rig.get("https://slow.example/")), "dns");
    release.count_down();
}

TEST(FetchConnect, ADeadAddressLeavesTimeForTheNext)
{
    ScriptedServer server{greeting()};
    auto settings = rig_settings();
    // Nobody listens on 127.0.0.9 at that port.
    settings.resolve = [](const std::string&) {
        return Addresses{make_address("127.0.0.9"), make_address("127.0.0.1")};
    };
    Rig rig{settings};
    EXPECT_EQ(outcome(rig.get(url_of(server, "/", "peer.example"))), "ok");
}

TEST(FetchConnect, RequestsPerHostAreBounded)
{
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    ScriptedServer server{[&](Peer& peer) {
        while (peer.request()) {
            most = std::max<int>(most, ++running);
            peer.closed_within(30ms);
            --running;
            if (!peer.respond("x")) return;
        }
    }};
    auto settings = rig_settings();
    settings.requests_per_host = 2;
    settings.waiting_per_host = 3;
    Rig rig{settings};
    std::vector<std::string> outcomes;
    for (int i = 0; i < 6; ++i) {
        auto getting = rig.client().get(url_of(server), {});
        asio::co_spawn(rig.loop(), std::move(getting), [&](std::exception_ptr, result<FetchResponse> got) {
            outcomes.push_back(outcome(got));
        });
    }
    rig.run_until([&] { return outcomes.size() == 6; });
    EXPECT_EQ(std::ranges::count(outcomes, "ok"), 5);
    EXPECT_EQ(std::ranges::count(outcomes, "busy"), 1);
    EXPECT_EQ(most, 2);
}

TEST(FetchConnect, WaitingForAPlaceHasTheDeadlineToo)
{
    ScriptedServer server{[](Peer& peer) { peer.closed_within(20s); }};
    auto settings = rig_settings();
    settings.requests_per_host = 1;
    settings.total_timeout = 300ms;
    Rig rig{settings};
    int timeouts = 0;
    for (int i = 0; i < 3; ++i) {
        auto getting = rig.client().get(url_of(server), {});
        asio::co_spawn(rig.loop(), std::move(getting), [&](std::exception_ptr, result<FetchResponse> got) {
            timeouts += outcome(got) == "timeout" ? 1 : 0;
        });
    }
    rig.run_until([&] { return timeouts == 3; });
    EXPECT_EQ(timeouts, 3);
    EXPECT_EQ(outcome(rig.get(url_of(server))), "timeout");
}
