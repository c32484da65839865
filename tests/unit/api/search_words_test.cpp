#include "server/api/search_words.hpp"

#include <gtest/gtest.h>

namespace rounds::api {
namespace {

TEST(SearchWords, OperatorsAreTakenOutOfTheWords)
{
    const auto search =
        read_search(R"(fatigue "after chemo" from:@ann@mercy.example has:poll -has:media language:de-AT walk)");
    EXPECT_EQ(search.words, R"(fatigue "after chemo" walk)");
    EXPECT_EQ(search.from, "ann@mercy.example");
    EXPECT_EQ(search.poll, true);
    EXPECT_EQ(search.media, false);
    EXPECT_EQ(search.language, "de-at");
    EXPECT_TRUE(search.library);
    EXPECT_TRUE(search.consented);
}

TEST(SearchWords, DaysAreWhole)
{
    const auto during = read_search("during:2026-11-20");
    EXPECT_EQ(during.at_or_after, parse_iso8601("2026-11-20T00:00:00Z"));
    EXPECT_EQ(during.before, parse_iso8601("2026-11-21T00:00:00Z"));
    const auto after = read_search("after:2026-11-20");
    EXPECT_EQ(after.at_or_after, parse_iso8601("2026-11-21T00:00:00Z")) << "that day is not after itself";
    EXPECT_EQ(read_search("before:2026-11-20").before, parse_iso8601("2026-11-20T00:00:00Z"));
}

TEST(SearchWords, WhatIsNoOperatorStaysAWord)
{
    for (const auto* words :
         {"has:everything", "before:yesterday", "in:here", "10:30", "from:", ":x", "-from:ann", "is:it"})
        EXPECT_EQ(read_search(words).words, words);
    EXPECT_EQ(read_search(R"("from:ann")").words, R"("from:ann")") << "quoted";
}

TEST(SearchWords, ThePlaceIsNarrowed)
{
    EXPECT_FALSE(read_search("in:library x").consented);
    EXPECT_FALSE(read_search("in:public x").library);
    EXPECT_EQ(read_search("-is:reply is:sensitive").reply, false);
}

} // namespace
} // namespace rounds::api
