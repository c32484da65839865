#include "server/knowledge/calendar.hpp"
#include "storage/base/text.hpp"

#include <gtest/gtest.h>

namespace rounds::knowledge {
namespace {

TEST(Calendar, FoldsAtSeventyFiveOctetsWithoutCuttingACharacter)
{
    EXPECT_EQ(folded("SUMMARY:short"), "SUMMARY:short\r\n");
    const auto whole = std::string("SUMMARY:") + std::string(67, 'x');
    EXPECT_EQ(folded(whole), whole + "\r\n");
    EXPECT_EQ(folded(whole + 'y'), whole + "\r\n y\r\n");
    std::string accents = "SUMMARY:";
    for (int i = 0; i < 100; ++i) accents += "é";
    std::string unfolded;
    for (auto line : text::split(folded(accents), '\n')) {
        if (line.empty()) continue;
        ASSERT_TRUE(line.ends_with('\r'));
        line.remove_suffix(1);
        EXPECT_LE(line.size(), 75U);
        EXPECT_TRUE(text::is_utf8(line)) << line;
        unfolded += line.starts_with(' ') ? line.substr(1) : line;
    }
    EXPECT_EQ(unfolded, accents);
}

TEST(Calendar, EscapesWhatHasAMeaning)
{
    EXPECT_EQ(escaped("a,b;c\\d\ne\r\x01"), "a\\,b\\;c\\\\d\\ne");
}

TEST(Calendar, SaysWhatChangedAndWhatIsCancelled)
{
    storage::Chat chat;
    chat.id = ChatId{42};
    chat.uri = "https://mercy.example/chats/42";
    chat.title = "Fatigue, again";
    chat.hashtag = "bcsm";
    chat.starts_at = parse_iso8601("2026-11-18T02:00:00Z").value();
    chat.ends_at = chat.starts_at + std::chrono::hours{1};
    chat.created_at = chat.updated_at = parse_iso8601("2026-11-01T00:00:00Z").value();
    chat.timezone = "America/New_York";
    chat.state = "cancelled";
    chat.sequence = 2;
    const auto text = calendar(social::Urls("https://mercy.example"), "Breast cancer", {chat});
    for (const char* line :
         {"UID:chat-42@mercy.example\r\n",
          "DTSTAMP:20261101T000000Z\r\n",
          "DTSTART:20261118T020000Z\r\n",
          "DTEND:20261118T030000Z\r\n",
          "SEQUENCE:2\r\n",
          "STATUS:CANCELLED\r\n",
          "SUMMARY:Fatigue\\, again\r\n",
          "X-WR-CALNAME:Breast cancer\r\n"})
        EXPECT_NE(text.find(line), std::string::npos) << line << text;
    EXPECT_TRUE(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    EXPECT_TRUE(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
}

} // namespace
} // namespace rounds::knowledge
