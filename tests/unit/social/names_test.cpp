#include "server/social/email_address.hpp"
#include "server/social/full_name.hpp"
#include "storage/base/csv.hpp"

#include <gtest/gtest.h>

namespace rounds {
namespace {

TEST(FullName, IsSeenInWordsAndJoined)
{
    for (const char* name :
         {"Maria Lopez", "maria_lopez", "MariaLopez82", "Lopez, Maria", "Maria T. Lopez", "Robert Miller", "marialopez"
         })
        EXPECT_TRUE(social::looks_like_full_name(name)) << name;
    for (const char* name :
         {"",
          "Maria",
          "sunflower",
          "night_owl",
          "Sunny",
          "breastcancer",
          "ME warrior",
          "hope4all",
          "one step",
          "living with it"})
        EXPECT_FALSE(social::looks_like_full_name(name)) << name;
}

TEST(EmailAddress, IsAtItsLimitsWhatRfc5321Says)
{
    const std::string local(64, 'a');
    EXPECT_TRUE(social::is_email_address(local + "@b.example"));
    EXPECT_FALSE(social::is_email_address(local + "a@b.example"));
    EXPECT_FALSE(social::is_email_address("a@" + std::string(64, 'b') + ".example"));
    EXPECT_FALSE(social::is_email_address("a@b..example"));
    EXPECT_FALSE(social::is_email_address("a..a@b.example"));
    EXPECT_TRUE(social::is_email_address("a.a+tag@b-c.example"));
}

// N75
TEST(Csv, KeepsFormulasFromSpreadsheets)
{
    const std::vector<std::string> fields{"=1+1", "a,\"b\"", "plain", "@x", "'=y", ""};
    const auto line = csv::line(fields);
    EXPECT_EQ(line, "'=1+1,\"a,\"\"b\"\"\",plain,'@x,'=y,\r\n");
    const auto read = csv::read(csv::line({"=1+1", "a,\"b\"", "two\nlines", "@x"}), 10);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 1U);
    EXPECT_EQ(read->front(), (std::vector<std::string>{"=1+1", "a,\"b\"", "two\nlines", "@x"}));
}

TEST(Csv, ReadsWhatProgramsWrite)
{
    const auto read = csv::read(
        "\xef\xbb\xbf"
        "a,b\n\nc,d\r\n\"e\",",
        10
    );
    ASSERT_TRUE(read);
    ASSERT_EQ(read->size(), 3U);
    EXPECT_EQ((*read)[2], (std::vector<std::string>{"e", ""}));
    EXPECT_EQ(csv::read("\"open", 10).error(), errc::invalid_argument);
    EXPECT_EQ(csv::read("\xff", 10).error(), errc::invalid_argument);
    EXPECT_EQ(csv::read("a\nb\nc\n", 2).error(), errc::too_large);
    EXPECT_TRUE(csv::read("a\nb\n", 2));
}

} // namespace
} // namespace rounds
