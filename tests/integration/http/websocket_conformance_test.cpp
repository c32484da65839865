// RFC 6455 sections 5 to 7, rule by rule: what a client may send is taken as meant, and what it may not send ends the
// connection with the code that the RFC names.
#include "tests/support/http_server.hpp"
#include "tests/support/web_socket.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace rounds::test {
namespace {

std::string close_payload(unsigned code, std::string_view reason = {})
{
    return std::string{static_cast<char>(code >> 8U), static_cast<char>(code & 0xffU)}.append(reason);
}

Frame piece(std::string payload, bool last = false)
{
    return {.opcode = Frame::continuation, .payload = std::move(payload), .fin = last};
}

class WebSocketRules : public ::testing::Test
{
protected:
    /// The code with which the server ends a connection on which just this was sent.
    unsigned end_of(const std::vector<Frame>& frames)
    {
        std::string bytes;
        for (const auto& frame : frames) bytes += frame.bytes();
        return end_of(bytes);
    }
    unsigned end_of(const std::string& bytes)
    {
        TestSocket socket{server.port(), "/socket"};
        EXPECT_TRUE(socket.open());
        socket.send_bytes(bytes);
        const auto code = socket.close_code();
        EXPECT_TRUE(socket.closed());
        return code;
    }
    /// What comes back for a text cut into these fragments.
    std::optional<std::string> echo_of(const std::vector<std::string>& parts)
    {
        TestSocket socket{server.port(), "/socket"};
        for (std::size_t i = 0; i < parts.size(); ++i)
            socket.send({
                .opcode = i == 0 ? Frame::text : Frame::continuation,
                .payload = parts[i],
                .fin = i + 1 == parts.size(),
            });
        return socket.text();
    }

    HttpServer server;
};

/// Section 5.4 and 5.5: control frames may stand between fragments, and each ping is answered with what it carried.
TEST_F(WebSocketRules, PingsOfEverySizeBetweenFragmentsAreAnsweredInOrder)
{
    TestSocket socket{server.port(), "/socket"};
    socket.send({.payload = "", .fin = false});
    std::string said;
    for (std::size_t size = 0; size <= 125; ++size) {
        socket.send({.opcode = Frame::ping, .payload = std::string(size, static_cast<char>('a' + size % 26))});
        socket.send(piece(std::string(1, static_cast<char>('0' + size % 10))));
        said += static_cast<char>('0' + size % 10);
    }
    socket.send(piece("", true));
    for (std::size_t size = 0; size <= 125; ++size) {
        const auto pong = socket.read();
        ASSERT_TRUE(pong);
        ASSERT_EQ(pong->opcode, Frame::pong);
        EXPECT_EQ(pong->payload, std::string(size, static_cast<char>('a' + size % 26)));
        EXPECT_FALSE(pong->masked);
    }
    EXPECT_EQ(socket.text(), said);
}

TEST_F(WebSocketRules, PongsThatNobodyAskedForAreNotAnswered)
{
    TestSocket socket{server.port(), "/socket"};
    for (int i = 0; i < 3; ++i) socket.send({.opcode = Frame::pong, .payload = "here"});
    socket.send({.payload = "after"});
    const auto next = socket.read();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->opcode, Frame::text);
    EXPECT_EQ(next->payload, "after");
}

/// Section 5.2: each length has one way to be written, the shortest.
TEST_F(WebSocketRules, LengthsOfEveryForm)
{
    server.socket_limits.message_bytes = 100'000;
    for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 128U, 65'535U, 65'536U, 65'537U})
        EXPECT_EQ(echo_of({std::string(size, 'x')}), std::string(size, 'x')) << size;
    using namespace std::string_literals;
    const auto mask = "\0\0\0\0"s;
    EXPECT_EQ(end_of("\x81\xfe\x00\x05"s + mask + "hello"), 1002U) << "five in two bytes";
    EXPECT_EQ(end_of("\x81\xff\0\0\0\0\0\0\0\x05"s + mask + "hello"), 1002U) << "five in eight bytes";
    EXPECT_EQ(end_of("\x81\xff\x80\0\0\0\0\0\0\x05"s + mask + "hello"), 1009U) << "more than anybody may send";
}

/// The length is judged before anything of such a frame is kept.
TEST_F(WebSocketRules, AFrameThatAnnouncesTooMuchEndsAtItsHead)
{
    using namespace std::string_literals;
    EXPECT_EQ(end_of("\x81\xff\x3f\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"s), 1009U);
    EXPECT_EQ(end_of("\x81\xfe\x10\x01\0\0\0\0"s), 1009U) << "4,097";
    EXPECT_EQ(echo_of({std::string(4096, 'x')}), std::string(4096, 'x'));
    EXPECT_EQ(end_of({{.payload = std::string(4096, 'x'), .fin = false}, piece("x", true)}), 1009U);
}

/// Section 5.2: nothing of it was agreed on.
TEST_F(WebSocketRules, ReservedBitsAndOpcodes)
{
    for (unsigned bits = 1; bits < 8; ++bits) {
        EXPECT_EQ(end_of({{.payload = "x", .reserved = bits}}), 1002U) << bits;
        EXPECT_EQ(end_of({{.opcode = Frame::ping, .payload = "x", .reserved = bits}}), 1002U) << bits;
        Frame later = piece("y", true);
        later.reserved = bits;
        EXPECT_EQ(end_of({{.payload = "x", .fin = false}, later}), 1002U) << bits;
    }
    for (const unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U}) {
        EXPECT_EQ(end_of({{.opcode = opcode, .payload = "x"}}), 1002U) << opcode;
        EXPECT_EQ(end_of({{.opcode = opcode}}), 1002U) << opcode;
        EXPECT_EQ(end_of({{.payload = "x", .fin = false}, {.opcode = opcode, .payload = "y"}}), 1002U) << opcode;
    }
}

/// Section 5.1: a server must close the connection upon a frame that is not masked, whatever it is.
TEST_F(WebSocketRules, UnmaskedFramesOfAnyKind)
{
    for (const unsigned opcode : {Frame::text, Frame::binary, Frame::close, Frame::ping, Frame::pong})
        EXPECT_EQ(end_of({{.opcode = opcode, .payload = "", .masked = false}}), 1002U) << opcode;
    Frame later = piece("y", true);
    later.masked = false;
    EXPECT_EQ(end_of({{.payload = "x", .fin = false}, later}), 1002U);
}

TEST_F(WebSocketRules, FragmentsInTheWrongPlace)
{
    EXPECT_EQ(end_of({piece("x")}), 1002U);
    EXPECT_EQ(end_of({{.payload = "whole"}, piece("x", true)}), 1002U) << "the message was over";
    EXPECT_EQ(end_of({{.payload = "x", .fin = false}, {.opcode = Frame::binary, .payload = "y"}}), 1002U);
    for (const unsigned opcode : {Frame::close, Frame::ping, Frame::pong})
        EXPECT_EQ(end_of({{.opcode = opcode, .payload = "", .fin = false}}), 1002U) << opcode;
}

/// Section 5.6 and 8.1: a text is UTF-8 as a whole; fragments may cut its characters.
TEST_F(WebSocketRules, CharactersMayBeCutByFragments)
{
    const std::string said = "\u00e9\u20ac\U0001f9e1"; // two, three and four bytes
    for (std::size_t cut = 0; cut <= said.size(); ++cut)
        EXPECT_EQ(echo_of({said.substr(0, cut), said.substr(cut)}), said) << cut;
    std::vector<std::string> bytes;
    for (const char byte : said) bytes.emplace_back(1, byte);
    EXPECT_EQ(echo_of(bytes), said);
    EXPECT_EQ(echo_of({"\xf4\x8f\xbf", "\xbf"}), "\xf4\x8f\xbf\xbf") << "U+10FFFF";
}

TEST_F(WebSocketRules, WhatIsNotUtf8EndsEvenWhenCut)
{
    const std::vector<std::vector<std::string>> wrong{
        {"\xe2\x82", "A"},        // the character does not go on
        {"\xf4", "\x90\x80\x80"}, // above U+10FFFF
        {"\xed", "\xa0\x80"},     // a surrogate
        {"\xc0", "\xaf"},         // longer than need be
        {"good ", "\xff"},
        {"good ", "", "\x80 bad"},
        {"\xf0\x9f", "\xa7"}, // ends within a character
        {"", "\xe2"},
    };
    for (const auto& parts : wrong) {
        std::vector<Frame> frames;
        for (std::size_t i = 0; i < parts.size(); ++i)
            frames.push_back({
                .opcode = i == 0 ? Frame::text : Frame::continuation,
                .payload = parts[i],
                .fin = i + 1 == parts.size(),
            });
        EXPECT_EQ(end_of(frames), 1007U) << testing::PrintToString(parts);
    }
    // Known by its first byte: nobody has to wait for the rest.
    EXPECT_EQ(end_of({{.payload = "\xff", .fin = false}}), 1007U);
    EXPECT_EQ(end_of({{.payload = "x", .fin = false}, piece("\xed\xa0")}), 1007U);
}

/// Section 7.4: the server answers with the code it got, or says that there is no such code.
TEST_F(WebSocketRules, CloseCodes)
{
    for (const unsigned code :
         {1000U, 1001U, 1002U, 1003U, 1007U, 1008U, 1009U, 1010U, 1011U, 3000U, 3999U, 4000U, 4999U})
        EXPECT_EQ(end_of({{.opcode = Frame::close, .payload = close_payload(code)}}), code) << code;
    for (const unsigned code :
         {0U, 1U, 999U, 1004U, 1005U, 1006U, 1015U, 1016U, 1100U, 1999U, 2000U, 2999U, 5000U, 65'535U})
        EXPECT_EQ(end_of({{.opcode = Frame::close, .payload = close_payload(code)}}), 1002U) << code;
    EXPECT_EQ(end_of({{.opcode = Frame::close}}), 1000U) << "no code is as good as the usual one";
    EXPECT_EQ(end_of({{.opcode = Frame::close, .payload = close_payload(1000, std::string(123, 'x'))}}), 1000U);
    EXPECT_EQ(end_of({{.opcode = Frame::close, .payload = close_payload(1000, "adi\u00f3s")}}), 1000U);
}

/// Section 5.5.1: after a Close nothing counts, and a Close within a message is one too.
TEST_F(WebSocketRules, NothingIsReadAfterAClose)
{
    TestSocket socket{server.port(), "/socket"};
    socket.send_bytes(
        Frame{.opcode = Frame::close, .payload = close_payload(1000)}.bytes() + Frame{.payload = "late"}.bytes() +
        Frame{.opcode = Frame::ping, .payload = "late"}.bytes()
    );
    const auto next = socket.read();
    ASSERT_TRUE(next);
    EXPECT_EQ(next->opcode, Frame::close);
    EXPECT_FALSE(socket.read());
    EXPECT_EQ(
        end_of({{.payload = "half", .fin = false}, {.opcode = Frame::close, .payload = close_payload(1001)}}), 1001U
    );
}

} // namespace
} // namespace rounds::test
