#include "server/streaming/stream.hpp"

#include <gtest/gtest.h>

namespace rounds::streaming {
namespace {

TEST(StreamNames, AreReadAndWritten)
{
    for (std::size_t i = 0; i < kinds; ++i) {
        const auto kind = static_cast<Kind>(i);
        EXPECT_EQ(kind_of(name_of(kind)), kind) << name_of(kind);
    }
    EXPECT_FALSE(kind_of("public:everything"));
    EXPECT_FALSE(kind_of(""));
}

TEST(StreamNames, AreWhatEventsCarry)
{
    EXPECT_EQ(json_names({.kind = Kind::user}), R"(["user"])");
    EXPECT_EQ(json_names({.kind = Kind::hashtag_local, .tag = "A\"b"}), R"(["hashtag:local","A\"b"])");
    EXPECT_EQ(json_names({.kind = Kind::list, .list = ListId{12}}), R"(["list","12"])");
}

TEST(StreamCommand, IsRead)
{
    const auto user = read_command(R"({"type":"subscribe","stream":"user"})");
    EXPECT_TRUE(user.subscribe);
    EXPECT_EQ(user.target.stream, (Stream{.kind = Kind::user}));
    const auto list = read_command(R"({"type":"unsubscribe","stream":"list","list":"12"})");
    EXPECT_FALSE(list.subscribe);
    EXPECT_EQ(list.target.stream, (Stream{.kind = Kind::list, .list = ListId{12}}));
    EXPECT_EQ(read_command(R"({"type":"subscribe","stream":"list","list":12})").target.stream, list.target.stream);
    const auto tag = read_command(R"({"type":"subscribe","stream":"hashtag","tag":"#Asthma"})");
    EXPECT_EQ(tag.target.stream, (Stream{.kind = Kind::hashtag, .tag = "Asthma"}));
}

TEST(StreamCommand, SaysWhatIsWrong)
{
    const std::pair<const char*, Refusal> cases[] = {
        {"", refusal::not_json},
        {"[]", refusal::not_json},
        {"{\"type\"", refusal::not_json},
        {R"({"stream":"user"})", refusal::unknown_type},
        {R"({"type":"listen","stream":"user"})", refusal::unknown_type},
        {R"({"type":"subscribe"})", refusal::unknown_stream},
        {R"({"type":"subscribe","stream":{}})", refusal::unknown_stream},
        {R"({"type":"subscribe","stream":"users"})", refusal::unknown_stream},
        {R"({"type":"subscribe","stream":"hashtag"})", refusal::no_tag},
        {R"({"type":"subscribe","stream":"hashtag","tag":"#"})", refusal::no_tag},
        {R"({"type":"subscribe","stream":"list","list":"-1"})", refusal::no_list},
        {R"({"type":"subscribe","stream":"list"})", refusal::no_list},
    };
    for (const auto& [message, expected] : cases) {
        const auto command = read_command(message);
        EXPECT_FALSE(command.target.stream) << message;
        EXPECT_EQ(command.target.refusal.error, expected.error) << message;
        EXPECT_EQ(command.target.refusal.status, expected.status) << message;
    }
}

} // namespace
} // namespace rounds::streaming
