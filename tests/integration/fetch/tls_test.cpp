#include "tests/integration/fetch/fetch_rig.hpp"

#include <atomic>

using namespace rounds;
using namespace rounds::fetch;
using namespace rounds::fetch::testing;

namespace {

class FetchTls : public ::testing::Test
{
protected:
    Settings settings() const
    {
        auto settings = rig_settings();
        settings.extra_ca_files = {authority.file()};
        return settings;
    }

    std::string outcome_with(const TlsOptions& tls, std::string_view host = "localhost")
    {
        std::atomic<int> requests = 0;
        ScriptedServer server{
            ScriptedServer::answering([&](const std::string&) {
                ++requests;
                return response("200 OK", "", "hi");
            }),
            tls
        };
        Rig rig{settings()};
        const auto got = outcome(rig.get(tls_url_of(server, "/", host)));
        EXPECT_EQ(requests, got == "ok" ? 1 : 0);
        // No second try, least of all without TLS.
        EXPECT_EQ(server.connections(), 1U);
        return got;
    }

    TestAuthority authority;
};

} // namespace

TEST_F(FetchTls, AGoodCertificateIsTaken)
{
    EXPECT_EQ(outcome_with({.certificate = authority.issue()}), "ok");
    EXPECT_EQ(outcome_with({.certificate = authority.issue({.names = {"IP:127.0.0.1"}})}, "127.0.0.1"), "ok");
    EXPECT_EQ(outcome_with({.certificate = authority.issue({.rsa_bits = 2048})}), "ok");
    EXPECT_EQ(outcome_with({.certificate = authority.issue(), .newest_version = TLS1_2_VERSION}), "ok");
}

// N39
TEST_F(FetchTls, ABadOneIsNot)
{
    EXPECT_EQ(outcome_with({.certificate = authority.issue({.valid_from = -48h, .valid_until = -24h})}), "tls");
    EXPECT_EQ(outcome_with({.certificate = authority.issue({.valid_from = 24h, .valid_until = 48h})}), "tls");
    EXPECT_EQ(outcome_with({.certificate = authority.issue({.names = {"other.example"}})}), "tls");
    EXPECT_EQ(outcome_with({.certificate = authority.issue({.names = {"localhost"}})}, "127.0.0.1"), "tls");
    EXPECT_EQ(outcome_with({.certificate = rounds::testing::self_signed()}), "tls");
    EXPECT_EQ(outcome_with({.certificate = TestAuthority{}.issue()}), "tls");
    EXPECT_EQ(outcome_with({.certificate = authority.issue({.rsa_bits = 1024})}), "tls");
}

// N39
TEST_F(FetchTls, OldVersionsAreRefused)
{
    EXPECT_EQ(
        outcome_with({.certificate = authority.issue({.rsa_bits = 2048}), .newest_version = TLS1_1_VERSION}), "tls"
    );
}

TEST_F(FetchTls, PlainTextIsNoTls)
{
    ScriptedServer server{[](Peer& peer) { peer.send("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"); }};
    Rig rig{settings()};
    EXPECT_EQ(outcome(rig.get(tls_url_of(server))), "tls");
}

TEST_F(FetchTls, ASilentHandshakeEndsAtTheDeadline)
{
    ScriptedServer server{[](Peer& peer) { peer.closed_within(20s); }};
    Rig rig{settings()};
    Options options;
    options.deadline = 300ms;
    EXPECT_EQ(outcome(rig.get(tls_url_of(server), options)), "timeout");
}

// N35
TEST_F(FetchTls, NeverFromHttpsToHttp)
{
    ScriptedServer plain{ScriptedServer::answering([](const std::string&) { return response("200 OK", "", "x"); })};
    ScriptedServer server{
        ScriptedServer::answering([&](const std::string&) {
            return response("302 Found", fmt::format("location: {}\r\n", url_of(plain)), "");
        }),
        {.certificate = authority.issue()}
    };
    Rig rig{settings()};
    EXPECT_EQ(outcome(rig.get(tls_url_of(server))), "redirect");
    EXPECT_EQ(plain.connections(), 0U);
}

TEST_F(FetchTls, ConnectionsAreReused)
{
    ScriptedServer server{
        ScriptedServer::answering([](const std::string&) { return response("200 OK", "", "x"); }),
        {.certificate = authority.issue()}
    };
    Rig rig{settings()};
    for (int i = 0; i < 3; ++i) EXPECT_EQ(outcome(rig.get(tls_url_of(server))), "ok");
    EXPECT_EQ(server.connections(), 1U);
}

TEST_F(FetchTls, SessionsAreResumed)
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        std::atomic<int> resumed = 0;
        ScriptedServer server{
            [&](Peer& peer) {
                if (peer.resumed()) ++resumed;
                if (peer.request()) peer.respond("x", "HTTP/1.1 200 OK\r\nconnection: close\r\n");
            },
            {.certificate = authority.issue(), .newest_version = version}
        };
        Rig rig{settings()};
        for (int i = 0; i < 3; ++i) EXPECT_EQ(outcome(rig.get(tls_url_of(server))), "ok");
        EXPECT_EQ(server.connections(), 3U);
        EXPECT_EQ(resumed, 2) << version;
    }
}
