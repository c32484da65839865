// Starting, TLS and its reload, draining.
#include "storage/base/crypto.hpp"
#include "tests/support/http_server.hpp"
#include "tests/support/raw_http.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <thread>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;

HttpServer::Adjust with_certificate(const CertificateFiles& files)
{
    return [files](http::ServerSettings& settings) {
        settings.certificate_file = files.certificate;
        settings.key_file = files.key;
    };
}

TEST(HttpTls, ServesAndReloads)
{
    const ScratchFolder folder;
    HttpServer server{with_certificate(write_certificate(folder.path(), "rounds.test"))};
    RawClient before{server.port()};
    ASSERT_TRUE(before.start_tls());
    const auto response = before.ask(raw_request("GET", "/whoami"));
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "127.0.0.1 secure");
    EXPECT_TRUE(response->has("Strict-Transport-Security"));
    const auto large = before.ask(raw_request("POST", "/large", {}, std::string(300'000, 'x')));
    ASSERT_TRUE(large);
    EXPECT_EQ(large->body.size(), 300'000U);
    EXPECT_EQ(before.ask(raw_request("GET", "/stream")).value_or(RawResponse{}).body, "one two three");

    write_certificate(folder.path(), "rounds.test");
    server.server().reload_certificate();
    RawClient after{server.port()};
    ASSERT_TRUE(after.start_tls());
    EXPECT_NE(after.peer_certificate(), before.peer_certificate());
    EXPECT_TRUE(after.ask(raw_request("GET", "/hello")));
    EXPECT_TRUE(before.ask(raw_request("GET", "/hello"))); // goes on with the old one
}

TEST(HttpTls, BadReloadKeepsTheOldCertificate)
{
    const ScratchFolder folder;
    const auto files = write_certificate(folder.path(), "rounds.test");
    HttpServer server{with_certificate(files)};
    RawClient before{server.port()};
    ASSERT_TRUE(before.start_tls());
    std::ofstream{files.certificate} << "not a certificate";
    EXPECT_THROW(server.server().reload_certificate(), std::runtime_error);
    const ScratchFolder other;
    const auto foreign = write_certificate(other.path(), "rounds.test");
    std::filesystem::copy_file(
        foreign.certificate, files.certificate, std::filesystem::copy_options::overwrite_existing
    );
    EXPECT_THROW(server.server().reload_certificate(), std::runtime_error); // not this key's
    RawClient after{server.port()};
    ASSERT_TRUE(after.start_tls());
    EXPECT_EQ(after.peer_certificate(), before.peer_certificate());
}

TEST(HttpTls, RefusesOldVersionsAndPlainText)
{
    const ScratchFolder folder;
    HttpServer server{with_certificate(write_certificate(folder.path(), "rounds.test"))};
    RawClient old{server.port()};
    EXPECT_FALSE(old.start_tls(TLS1_1_VERSION));
    RawClient fine{server.port()};
    EXPECT_TRUE(fine.start_tls(TLS1_2_VERSION));
    RawClient plain{server.port()};
    plain.send(raw_request("GET", "/hello"));
    EXPECT_TRUE(plain.closed());
    EXPECT_TRUE(server.handled().empty());
}

TEST(HttpTls, SilentHandshakeIsClosed)
{
    const ScratchFolder folder;
    HttpServer server{[&](http::ServerSettings& settings) {
        with_certificate(write_certificate(folder.path(), "rounds.test"))(settings);
        settings.limits.message = 100ms;
    }};
    RawClient silent{server.port()};
    EXPECT_TRUE(silent.closed());
}

TEST(HttpStart, SaysWhatIsWrong)
{
    EXPECT_THROW(HttpServer([](auto& settings) { settings.address = "nowhere"; }), std::runtime_error);
    EXPECT_THROW(HttpServer([](auto& settings) { settings.certificate_file = "/absent.pem"; }), std::runtime_error);
    EXPECT_THROW(HttpServer([](auto& settings) { settings.trusted_proxies = {"proxy"}; }), std::runtime_error);
    EXPECT_THROW(HttpServer([](auto& settings) { settings.address = "203.0.113.1"; }), std::runtime_error);
}

TEST(HttpStart, ThreadsShareOnePort)
{
    HttpServer server([](auto& settings) { settings.threads = 4; });
    for (int i = 0; i < 40; ++i) {
        RawClient client{server.port()};
        EXPECT_TRUE(client.ask(raw_request("GET", "/hello")));
    }
}

TEST(HttpDrain, FinishesWhatIsInFlight)
{
    HttpServer server;
    RawClient idle{server.port()};
    ASSERT_TRUE(idle.ask(raw_request("GET", "/hello")));
    RawClient busy{server.port()};
    busy.send(raw_request("GET", "/wait"));
    ASSERT_TRUE(eventually([&] { return server.handled().size() == 2; })); // the first may still count as in flight
    std::jthread stopping{[&] { server.server().stop(); }};
    EXPECT_TRUE(idle.closed());
    EXPECT_TRUE(eventually([&] {
        try {
            const RawClient late{server.port()};
            return false;
        } catch (const std::runtime_error&) {
            return true;
        }
    }));
    server.release();
    const auto response = busy.read();
    ASSERT_TRUE(response);
    EXPECT_EQ(response->body, "ok");
    EXPECT_EQ(response->header("Connection"), "close");
    EXPECT_TRUE(busy.closed());
}

TEST(HttpDrain, EndsStreams)
{
    HttpServer server;
    RawClient client{server.port()};
    client.send(raw_request("GET", "/endless"));
    ASSERT_TRUE(eventually([&] { return server.server().figures().in_flight == 1; }));
    std::jthread stopping{[&] { server.server().stop(); }};
    const auto response = client.read();
    ASSERT_TRUE(response); // the last chunk came
    EXPECT_EQ(response->status, 200U);
}

TEST(HttpDrain, DoesNotWaitForEver)
{
    HttpServer server([](auto& settings) { settings.limits.drain = 100ms; });
    RawClient half{server.port()};
    half.send("GET /hello HTTP/1.1\r\n");
    RawClient busy{server.port()};
    busy.send(raw_request("GET", "/wait"));
    ASSERT_TRUE(eventually([&] { return server.server().figures().in_flight == 1; }));
    const auto began = std::chrono::steady_clock::now();
    server.server().stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    EXPECT_TRUE(half.closed());
}

} // namespace
} // namespace rounds::test
