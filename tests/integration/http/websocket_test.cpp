// WebSockets as RFC 6455 wants them, and as nobody should send them.
#include "tests/support/http_server.hpp"
#include "tests/support/web_socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

namespace rounds::test {
namespace {

using namespace std::chrono_literals;

TEST(WebSocket, AnswersTheHandshakeAndEchoes)
{
    HttpServer server;
    server.socket_limits.ping = 2s;
    TestSocket socket{server.port(), "/socket", "Sec-WebSocket-Protocol: token, other\r\n"};
    ASSERT_TRUE(socket.open());
    EXPECT_EQ(socket.answer().header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="); // RFC 6455 section 1.3
    EXPECT_EQ(socket.answer().header("Sec-WebSocket-Protocol"), "token");
    EXPECT_TRUE(socket.answer().header("Sec-WebSocket-Extensions").empty());
    EXPECT_TRUE(socket.answer().has("X-Request-Id"));
    socket.send({.payload = "hello"});
    EXPECT_EQ(socket.text(), "hello");
    socket.send({.opcode = Frame::close, .payload = {"\x03\xe8", 2}});
    EXPECT_EQ(socket.close_code(), 1000U);
    EXPECT_TRUE(socket.closed());
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; })) << "it waits for the client, but not for ever";
    EXPECT_THAT(server.done(), testing::ElementsAre(101U));
}

TEST(WebSocket, WorksOverTls)
{
    const ScratchFolder folder;
    const auto files = write_certificate(folder.path(), "rounds.test");
    HttpServer server{[&](http::ServerSettings& settings) {
        settings.certificate_file = files.certificate;
        settings.key_file = files.key;
    }};
    TestSocket socket{server.port(), "/socket", {}, true};
    ASSERT_TRUE(socket.open());
    socket.send({.payload = std::string(4000, 'a')});
    EXPECT_EQ(socket.text(), std::string(4000, 'a'));
}

TEST(WebSocket, RefusesBadHandshakes)
{
    HttpServer server;
    const auto ask = [&](const std::string& lines) {
        RawClient client{server.port()};
        return client.ask(raw_request("GET", "/socket", lines)).value_or(RawResponse{});
    };
    const std::string upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
    const auto old = ask(upgrade + "Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    EXPECT_EQ(old.status, 426U);
    EXPECT_EQ(old.header("Sec-WebSocket-Version"), "13");
    EXPECT_EQ(ask(upgrade + "Sec-WebSocket-Version: 13\r\n").status, 400U);
    EXPECT_EQ(ask(upgrade + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: c2hvcnQ=\r\n").status, 400U);
    RawClient hasty{server.port()};
    const auto frame = Frame{.payload = "too early"}.bytes();
    const auto early = hasty.ask(
        raw_request(
            "GET", "/socket", upgrade + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        ) +
        frame
    );
    ASSERT_TRUE(early);
    EXPECT_EQ(early->status, 400U);
}

TEST(WebSocket, TakesFragmentsAndPingsBetween)
{
    HttpServer server;
    TestSocket socket{server.port(), "/socket"};
    socket.send({.opcode = Frame::text, .payload = "one ", .fin = false});
    socket.send({.opcode = Frame::continuation, .payload = "", .fin = false});
    socket.send({.opcode = Frame::ping, .payload = "p"});
    socket.send({.opcode = Frame::continuation, .payload = "two"});
    const auto pong = socket.read();
    ASSERT_TRUE(pong);
    EXPECT_EQ(pong->opcode, Frame::pong);
    EXPECT_EQ(pong->payload, "p");
    EXPECT_FALSE(pong->masked);
    EXPECT_EQ(socket.text(), "one two");
    // Byte by byte, a character of three bytes cut by the frames.
    const auto bytes = Frame{.payload = "\xe2\x82", .fin = false}.bytes() +
                       Frame{.opcode = Frame::continuation, .payload = "\xac"}.bytes();
    for (const char byte : bytes) socket.send_bytes({&byte, 1});
    EXPECT_EQ(socket.text(), "\u20ac");
}

struct Wrong
{
    const char* what;
    std::vector<Frame> frames;
    unsigned code;
};

class WebSocketWrong : public ::testing::TestWithParam<Wrong>
{
};

TEST_P(WebSocketWrong, EndsTheConnection)
{
    HttpServer server;
    {
        TestSocket socket{server.port(), "/socket"};
        ASSERT_TRUE(socket.open());
        for (const auto& frame : GetParam().frames) socket.send(frame);
        EXPECT_EQ(socket.close_code(), GetParam().code);
        EXPECT_TRUE(socket.closed());
    }
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; }));
    EXPECT_TRUE(TestSocket(server.port(), "/socket").open());
}

const std::vector<Wrong> wrongs{
    {"unmasked", {{.payload = "x", .masked = false}}, 1002},
    {"rsv1", {{.payload = "x", .reserved = 4}}, 1002},
    {"rsv2", {{.payload = "x", .reserved = 2}}, 1002},
    {"rsv3", {{.payload = "x", .reserved = 1}}, 1002},
    {"reserved_opcode", {{.opcode = 3, .payload = "x"}}, 1002},
    {"reserved_control_opcode", {{.opcode = 11, .payload = "x"}}, 1002},
    {"binary", {{.opcode = Frame::binary, .payload = "x"}}, 1003},
    {"fragmented_ping", {{.opcode = Frame::ping, .payload = "x", .fin = false}}, 1002},
    {"long_ping", {{.opcode = Frame::ping, .payload = std::string(126, 'x')}}, 1002},
    {"continuation_of_nothing", {{.opcode = Frame::continuation, .payload = "x"}}, 1002},
    {"text_within_text", {{.payload = "x", .fin = false}, {.payload = "y"}}, 1002},
    {"too_long", {{.payload = std::string(4097, 'x')}}, 1009},
    {"too_long_in_pieces",
     {{.payload = std::string(3000, 'x'), .fin = false},
      {.opcode = Frame::continuation, .payload = std::string(3000, 'x')}},
     1009},
    {"huge", {{.payload = std::string(1 << 20, 'x')}}, 1009},
    {"not_utf8", {{.payload = "\xff\xfe"}}, 1007},
    {"surrogate", {{.payload = "\xed\xa0\x80"}}, 1007},
    {"overlong", {{.payload = "\xc0\xaf"}}, 1007},
    {"cut_character", {{.payload = "\xe2\x82"}}, 1007},
    {"close_code_1005", {{.opcode = Frame::close, .payload = {"\x03\xed", 2}}}, 1002},
    {"close_code_999", {{.opcode = Frame::close, .payload = {"\x03\xe7", 2}}}, 1002},
    {"close_of_one_byte", {{.opcode = Frame::close, .payload = "\x03"}}, 1002},
    {"close_reason_not_utf8", {{.opcode = Frame::close, .payload = {"\x03\xe8\xff", 3}}}, 1002},
    {"long_close", {{.opcode = Frame::close, .payload = std::string("\x03\xe8") + std::string(124, 'x')}}, 1002},
};

INSTANTIATE_TEST_SUITE_P(Frames, WebSocketWrong, ::testing::ValuesIn(wrongs), [](const auto& info) {
    return std::string(info.param.what);
});

/// Whatever arrives, the server goes on and forgets the connection.
TEST(WebSocket, SurvivesAnyBytes)
{
    HttpServer server;
    server.socket_limits.ping = 2s; // how long a client may take to end a connection that is closed
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    const auto pick = [&](unsigned below) { return std::uniform_int_distribution<unsigned>(0, below - 1)(random); };
    for (int round = 0; round < 60; ++round) {
        TestSocket socket{server.port(), "/socket"};
        ASSERT_TRUE(socket.open());
        for (unsigned i = pick(6) + 1; i > 0; --i) {
            Frame frame;
            frame.opcode = pick(3) == 0 ? pick(16) : pick(3);
            frame.payload = std::string(pick(4) == 0 ? pick(70'000) : pick(130), static_cast<char>(pick(256)));
            frame.fin = pick(3) != 0;
            frame.reserved = pick(8) == 0 ? pick(8) : 0;
            frame.masked = pick(10) != 0;
            auto bytes = frame.bytes();
            for (unsigned flips = pick(3); flips > 0; --flips)
                bytes[pick(static_cast<unsigned>(std::min<std::size_t>(bytes.size(), 16)))] ^=
                    static_cast<char>(1U << pick(8));
            socket.send_bytes(bytes);
        }
    }
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; }));
    TestSocket after{server.port(), "/socket"};
    after.send({.payload = "still here"});
    EXPECT_EQ(after.text(), "still here");
}

TEST(WebSocket, PingsAndEndsWithoutAPong)
{
    HttpServer server;
    server.socket_limits.ping = 200ms;
    TestSocket socket{server.port(), "/socket"};
    const auto began = std::chrono::steady_clock::now();
    const auto ping = socket.read();
    ASSERT_TRUE(ping);
    EXPECT_EQ(ping->opcode, Frame::ping);
    EXPECT_TRUE(socket.closed());
    EXPECT_GE(std::chrono::steady_clock::now() - began, 350ms);
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; }));
}

TEST(WebSocket, StaysOpenWhilePingsAreAnswered)
{
    HttpServer server;
    server.socket_limits.ping = 50ms;
    TestSocket socket{server.port(), "/socket"};
    for (int i = 0; i < 6; ++i) {
        const auto ping = socket.read();
        ASSERT_TRUE(ping);
        ASSERT_EQ(ping->opcode, Frame::ping);
        socket.send({.opcode = Frame::pong, .payload = ping->payload});
    }
    socket.send({.payload = "open"});
    EXPECT_EQ(socket.text(), "open");
}

TEST(WebSocket, UnfinishedMessagesEnd)
{
    HttpServer server;
    server.socket_limits.patience = 200ms;
    TestSocket socket{server.port(), "/socket"};
    socket.send({.payload = "begins", .fin = false});
    EXPECT_TRUE(socket.closed());
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; }));
}

/// Security.md N53: who does not read is dropped, and costs no more than the queue.
TEST(WebSocket, SlowReadersAreDropped)
{
    HttpServer server;
    server.socket_limits.queue_bytes = 1 << 20;
    TestSocket slow{server.port(), "/socket"};
    TestSocket good{server.port(), "/socket"};
    const auto before = memory_in_use();
    slow.send({.payload = "flood 100000"}); // a gigabyte
    EXPECT_TRUE(eventually([&] { return server.sockets() == 1; }));
    EXPECT_LT(memory_in_use(), before + (std::size_t{16} << 20U));
    good.send({.payload = "me"});
    EXPECT_EQ(good.text(), "me");
}

TEST(WebSocket, AReaderThatStopsIsDropped)
{
    HttpServer server;
    server.socket_limits.queue_bytes = std::size_t{64} << 20U;
    server.socket_limits.patience = 300ms;
    TestSocket stopped{server.port(), "/socket"};
    stopped.send({.payload = "flood 2000"}); // more than the kernel takes
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; }));
}

/// Security.md N53: a thousand of them at once, and memory stays bounded.
TEST(WebSocket, AThousandReadersThatStopAreDropped)
{
    HttpServer server;
    server.socket_limits.queue_bytes = 128U << 10U;
    std::vector<std::unique_ptr<TestSocket>> stopped;
    for (int i = 0; i < 1000; ++i) stopped.push_back(std::make_unique<TestSocket>(server.port(), "/socket"));
    ASSERT_TRUE(eventually([&] { return server.sockets() == 1000; }));
    const auto before = memory_in_use();
    for (const auto& socket : stopped) socket->send({.payload = "flood 2000"}); // 20 GB in all
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; }));
    EXPECT_LT(memory_in_use(), before + (std::size_t{64} << 20U));
    TestSocket good{server.port(), "/socket"};
    good.send({.payload = "me"});
    EXPECT_EQ(good.text(), "me");
}

/// Security.md N53: each ping waits for the answer to the one before, so who reads none holds up nobody else.
TEST(WebSocket, AFloodOfPingsEnds)
{
    HttpServer server;
    server.socket_limits.ping = 200ms;
    TestSocket flooding{server.port(), "/socket"};
    const auto before = memory_in_use();
    std::string pings;
    for (int i = 0; i < 1000; ++i) pings += Frame{.opcode = Frame::ping, .payload = std::string(125, 'x')}.bytes();
    constexpr int most = 4000; // half a gigabyte
    int taken = 0;
    while (taken < most && flooding.send_bytes(pings)) ++taken;
    EXPECT_LT(taken, most);
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; }));
    EXPECT_LT(memory_in_use(), before + (std::size_t{8} << 20U));
    TestSocket good{server.port(), "/socket"};
    good.send({.payload = "me"});
    EXPECT_EQ(good.text(), "me");
}

TEST(WebSocket, TheServerClosesWithACode)
{
    HttpServer server;
    TestSocket socket{server.port(), "/socket"};
    socket.send({.payload = "close"});
    EXPECT_EQ(socket.close_code(), 1008U);
    TestSocket stuck{server.port(), "/socket"}; // does not answer the close
    stuck.send({.payload = "close"});
    EXPECT_TRUE(stuck.closed());
    EXPECT_TRUE(eventually([&] { return server.sockets() == 0; }));
}

TEST(WebSocket, StoppingTheServerSaysGoingAway)
{
    HttpServer server;
    TestSocket socket{server.port(), "/socket"};
    socket.send({.payload = "open"});
    EXPECT_EQ(socket.text(), "open");
    std::thread stopping{[&] { server.server().stop(); }};
    EXPECT_EQ(socket.close_code(), 1001U);
    stopping.join();
    EXPECT_EQ(server.sockets(), 0);
}

/// Performance.md: 5,000 idle sockets at no more than 1.5 times the 6.6 KiB of a bare Beast server.
TEST(WebSocket, AnIdleSocketIsSmall)
{
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    GTEST_SKIP() << "a sanitizer's own memory would be measured";
#endif
    HttpServer server;
    std::vector<std::unique_ptr<TestSocket>> sockets;
    const auto open = [&](std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            sockets.push_back(std::make_unique<TestSocket>(server.port(), "/socket"));
        ASSERT_TRUE(eventually([&] { return std::cmp_equal(server.sockets(), sockets.size()); }));
    };
    open(100); // what grows once
    const auto before = memory_in_use();
    constexpr std::size_t more = 400;
    open(more);
    const auto each = (memory_in_use() - before) / more;
    RecordProperty("bytes", static_cast<int>(each));
    EXPECT_LT(each, 10'000U); // with the client's end of it
}

} // namespace
} // namespace rounds::test
