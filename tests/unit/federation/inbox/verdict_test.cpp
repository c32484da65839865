#include "federation/inbox/activities/object.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace rounds::inbox {
namespace {

std::optional<RemoteVerdict> verdict_of(std::string_view question)
{
    const auto note = json::parse(
        R"({"id":"https://a.example/1","type":"Note","attributedTo":"https://a.example/g","content":"x","kn:question":)" +
        std::string(question) + "}"
    );
    return read_object(note.as_object()).value().verdict;
}

TEST(Verdict, SaysWhatBecameOfAQuestion)
{
    const auto solved = verdict_of(
        R"({"kn:about":"https://b.example/q","kn:state":"solved","kn:acceptedAnswer":"https://c.example/a","kn:endorsed":true})"
    );
    ASSERT_TRUE(solved);
    EXPECT_EQ(solved->about, "https://b.example/q");
    EXPECT_TRUE(solved->solved);
    EXPECT_EQ(solved->accepted, "https://c.example/a");
    EXPECT_TRUE(solved->endorsed);
    const auto open = verdict_of(R"({"kn:about":"https://b.example/q","kn:state":"open"})");
    ASSERT_TRUE(open);
    EXPECT_FALSE(open->solved);
    EXPECT_FALSE(open->endorsed);
}

TEST(Verdict, IsNoneWithoutAPostAndAState)
{
    for (const char* bad :
         {"null",
          "\"solved\"",
          "{}",
          R"({"kn:about":"https://b.example/q"})",
          R"({"kn:about":"https://b.example/q","kn:state":"maybe"})",
          R"({"kn:about":"javascript:1","kn:state":"solved"})",
          R"({"kn:state":"solved"})"})
        EXPECT_FALSE(verdict_of(bad)) << bad;
}

} // namespace
} // namespace rounds::inbox
