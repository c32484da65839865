// Sizes and times: security.md E1, E4, N44, N45, N52.
#include "tests/support/http_server.hpp"
#include "tests/support/raw_http.hpp"

#include <fmt/core.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t limit = 1000; // HttpServer's /echo
constexpr std::string_view chunked = "Transfer-Encoding: chunked\r\n";
constexpr std::size_t flood = 32U << 20U;
constexpr std::size_t flat = 6U << 20U; // allocator slack; what is sent is five times as much

std::string chunk(std::size_t size)
{
    return fmt::format("{:x}\r\n{}\r\n", size, std::string(size, 'x'));
}

/// Sends `piece` until 32 MB are out or the server has closed; tells by how much memory grew.
std::size_t growth_under_flood(RawClient& client, std::string_view piece)
{
    const auto before = memory_in_use();
    auto most = before;
    for (std::size_t sent = 0; sent < flood && client.send(piece); sent += piece.size())
        most = std::max(most, memory_in_use());
    return most - before;
}

TEST(HttpLimits, DeclaredBody)
{
    HttpServer server;
    RawClient good{server.port()};
    const auto taken = good.ask(raw_request("POST", "/echo", {}, std::string(limit, 'x')));
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->status, 200U);
    EXPECT_EQ(taken->body.size(), limit);
    for (const auto size : {limit + 1, limit * 100}) {
        RawClient client{server.port()};
        const auto refused = client.ask(raw_request("POST", "/echo", {}, std::string(size, 'x')));
        ASSERT_TRUE(refused) << size;
        EXPECT_EQ(refused->status, 413U) << size;
        EXPECT_TRUE(client.closed());
    }
    EXPECT_EQ(server.handled().size(), 1U);
}

TEST(HttpLimits, ChunkedBody)
{
    HttpServer server;
    RawClient good{server.port()};
    const auto taken =
        good.ask(raw_request("POST", "/echo", chunked) + chunk(limit / 2) + chunk(limit / 2) + "0\r\n\r\n");
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->body.size(), limit);
    for (const auto size : {limit + 1, limit * 100}) {
        RawClient client{server.port()};
        const auto refused = client.ask(raw_request("POST", "/echo", chunked) + chunk(size) + "0\r\n\r\n");
        ASSERT_TRUE(refused) << size;
        EXPECT_EQ(refused->status, 413U) << size;
        EXPECT_TRUE(client.closed());
    }
    RawClient pieces{server.port()};
    const auto refused = pieces.ask(raw_request("POST", "/echo", chunked) + chunk(limit) + chunk(1) + "0\r\n\r\n");
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 413U);
}

TEST(HttpLimits, LyingLength)
{
    HttpServer server([](auto& settings) { settings.limits.message = 300ms; });
    RawClient more{server.port()}; // what follows the declared bytes is another message, and not a good one
    const auto first = more.ask(
        raw_request("POST", "/echo", "Content-Length: 2\r\n") + "ok" + std::string(limit * 100, 'x') + "\r\n\r\n"
    );
    ASSERT_TRUE(first);
    EXPECT_EQ(first->body, "ok");
    const auto second = more.read();
    ASSERT_TRUE(second);
    EXPECT_GE(second->status, 400U);
    EXPECT_TRUE(more.closed());
    RawClient less{server.port()}; // fewer bytes than declared: the deadline ends it
    const auto late = less.ask(raw_request("POST", "/echo", "Content-Length: 900\r\n") + "ok");
    ASSERT_TRUE(late);
    EXPECT_EQ(late->status, 408U);
    EXPECT_TRUE(less.closed());
    RawClient cut{server.port()};
    cut.send(raw_request("POST", "/echo", "Content-Length: 900\r\n") + "ok");
    cut.finish_sending();
    EXPECT_TRUE(cut.closed());
    EXPECT_EQ(server.handled().size(), 1U);
}

TEST(HttpLimits, DeclaredLengthTakesNoMemory)
{
    HttpServer server;
    const auto before = memory_in_use();
    std::vector<RawClient> clients;
    for (int i = 0; i < 50; ++i) {
        clients.emplace_back(server.port());
        clients.back().send(raw_request("POST", "/large", "Content-Length: 1048576\r\n") + "x");
    }
    ASSERT_TRUE(eventually([&] { return server.admitted() == 50; }));
    EXPECT_LT(memory_in_use(), before + (12U << 20U)); // 50 MB are declared
}

TEST(HttpLimits, HeaderSize)
{
    HttpServer server([](auto& settings) { settings.limits.header_bytes = 4096; });
    const auto sized = [](std::size_t size) {
        const auto empty = raw_request("GET", "/hello", "X-Pad: \r\n").size();
        return raw_request("GET", "/hello", "X-Pad: " + std::string(size - empty, 'x') + "\r\n");
    };
    RawClient good{server.port()};
    const auto taken = good.ask(sized(4096));
    ASSERT_TRUE(taken);
    EXPECT_EQ(taken->status, 200U);
    for (const auto size : {std::size_t{4097}, std::size_t{4096} * 100}) {
        RawClient client{server.port()};
        const auto refused = client.ask(sized(size));
        ASSERT_TRUE(refused) << size;
        EXPECT_EQ(refused->status, 431U) << size;
        EXPECT_TRUE(client.closed());
    }
}

TEST(HttpLimits, HeaderFields)
{
    HttpServer server([](auto& settings) { settings.limits.fields = 20; });
    const auto fields = [](int count) {
        std::string lines;
        for (int i = 0; i < count; ++i) lines += fmt::format("X-{}: {}\r\n", i, i);
        return raw_request("GET", "/hello", lines);
    };
    RawClient good{server.port()};
    EXPECT_EQ(good.ask(fields(19)).value_or(RawResponse{}).status, 200U); // and Host
    RawClient bad{server.port()};
    EXPECT_EQ(bad.ask(fields(20)).value_or(RawResponse{}).status, 431U);
}

TEST(HttpLimits, ChunkExtensionFloodStaysFlat)
{
    HttpServer server;
    RawClient client{server.port()};
    ASSERT_TRUE(client.send(raw_request("POST", "/large", chunked) + "1;a="));
    EXPECT_LT(growth_under_flood(client, std::string(64 * 1024, 'e')), flat);
    EXPECT_EQ(client.read().value_or(RawResponse{400, {}, {}}).status, 400U);
    EXPECT_TRUE(server.handled().empty());
    EXPECT_TRUE(client.closed());
}

TEST(HttpLimits, TrailerFloodStaysFlat)
{
    HttpServer server;
    for (const std::string& field :
         {std::string("X-Trailer: ") + std::string(64 * 1024, 't') + "\r\n", std::string("X-T: t\r\n")}) {
        std::string piece;
        while (piece.size() < 64 * 1024) piece += field;
        RawClient client{server.port()};
        ASSERT_TRUE(client.send(raw_request("POST", "/large", chunked) + "2\r\nok\r\n0\r\n"));
        EXPECT_LT(growth_under_flood(client, piece), flat);
        EXPECT_TRUE(client.closed());
    }
    EXPECT_TRUE(server.handled().empty());
    EXPECT_EQ(server.done(), (std::vector<unsigned>{400, 400}));
}

// N10
TEST(HttpLimits, OneTrailerIsTooMany)
{
    HttpServer server;
    const auto status_of = [&](const std::string& trailer) {
        RawClient client{server.port()};
        const auto answer = client.ask(raw_request("POST", "/echo", chunked) + "2\r\nok\r\n0\r\n" + trailer + "\r\n");
        return answer ? answer->status : 0U;
    };
    EXPECT_EQ(status_of(""), 200U);
    EXPECT_EQ(status_of("Signature: x\r\n"), 400U);
    EXPECT_EQ(server.handled().size(), 1U);
}

TEST(HttpLimits, TinyChunksEndAtTheWireLimit)
{
    HttpServer server;
    RawClient client{server.port()};
    ASSERT_TRUE(client.send(raw_request("POST", "/large", chunked)));
    std::string piece;
    while (piece.size() < 60'000) piece += "1\r\nx\r\n";
    EXPECT_LT(growth_under_flood(client, piece), flat);
    EXPECT_TRUE(client.closed());
    EXPECT_TRUE(eventually([&] { return server.done().size() == 1; }));
    EXPECT_EQ(server.done(), std::vector<unsigned>{413});
    EXPECT_TRUE(server.handled().empty());
}

/// Sends a byte every few milliseconds: each read succeeds, so a deadline that were renewed would never pass.
bool drips_until_closed(RawClient& client, std::string_view start, char drop)
{
    client.send(start);
    return eventually([&] {
        const bool open = client.send({&drop, 1});
        if (open) ::usleep(5'000);
        return !open;
    });
}

TEST(HttpLimits, SlowHeaderEndsAtTheDeadline)
{
    HttpServer server([](auto& settings) { settings.limits.message = 200ms; });
    RawClient client{server.port()};
    const auto began = std::chrono::steady_clock::now();
    EXPECT_TRUE(drips_until_closed(client, "GET /hello HTTP/1.1\r\nX-Slow: ", 'x'));
    EXPECT_LT(std::chrono::steady_clock::now() - began, 5s);
    EXPECT_EQ(server.done(), std::vector<unsigned>{408});
}

TEST(HttpLimits, SlowBodyEndsAtTheDeadline)
{
    HttpServer server([](auto& settings) { settings.limits.message = 200ms; });
    RawClient client{server.port()};
    EXPECT_TRUE(drips_until_closed(client, raw_request("POST", "/echo", "Content-Length: 1000\r\n"), 'x'));
    EXPECT_EQ(server.done(), std::vector<unsigned>{408});
}

TEST(HttpLimits, IdleConnectionIsClosed)
{
    HttpServer server([](auto& settings) { settings.limits.idle = 100ms; });
    RawClient silent{server.port()};
    EXPECT_TRUE(silent.closed());
    RawClient once{server.port()};
    ASSERT_TRUE(once.ask(raw_request("GET", "/hello")));
    EXPECT_TRUE(once.closed());
    EXPECT_EQ(server.done(), std::vector<unsigned>{200}); // silence is no request
}

TEST(HttpLimits, ReaderWhoStopsIsClosed)
{
    HttpServer server([](auto& settings) {
        settings.limits.message = 200ms;
        settings.limits.slowest_rate = 1U << 30U;
    });
    RawClient client{server.port()};
    client.send(raw_request("GET", "/endless"));
    EXPECT_TRUE(eventually([&] { return server.server().figures().connections == 1; }));
    EXPECT_TRUE(eventually([&] { return server.server().figures().connections == 0; }));
}

TEST(HttpLimits, ConnectionsBeyondTheCapAreTurnedAway)
{
    HttpServer server([](auto& settings) { settings.limits.connections = 2; });
    RawClient first{server.port()};
    {
        RawClient second{server.port()};
        ASSERT_TRUE(first.ask(raw_request("GET", "/hello")));
        ASSERT_TRUE(second.ask(raw_request("GET", "/hello")));
        RawClient third{server.port()};
        const auto busy = third.read();
        ASSERT_TRUE(busy);
        EXPECT_EQ(busy->status, 503U);
        EXPECT_TRUE(third.closed());
    }
    ASSERT_TRUE(eventually([&] { return server.server().figures().connections == 1; }));
    RawClient fourth{server.port()};
    EXPECT_TRUE(fourth.ask(raw_request("GET", "/hello")));
}

} // namespace
} // namespace rounds::test
