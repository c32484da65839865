#include "server/social/text/find_words.hpp"

#include <gtest/gtest.h>

namespace rounds::text {
namespace {

TEST(FindWords, FoldsCaseAccentsAndForms)
{
    EXPECT_EQ(fold_words("El NIÑO, ¿qué?"), " el nino que");
    EXPECT_EQ(fold_words("ﬁne ① Straße"), " fine 1 strasse");
    EXPECT_EQ(fold_words("  ...  "), "");
    EXPECT_EQ(fold_words("Ελλάς"), fold_words("ΕΛΛΆΣ"));
}

TEST(FindWords, AllWordsByTheirBeginnings)
{
    const WordSearch search("hospital visit");
    EXPECT_TRUE(search.matches("We visited two hospitals."));
    EXPECT_FALSE(search.matches("We visited nobody."));
    EXPECT_FALSE(WordSearch("port").matches("support")) << "not from the middle of a word";
}

TEST(FindWords, PhrasesExclusionsAndAlternatives)
{
    EXPECT_TRUE(WordSearch("\"side effects\"").matches("No side effects so far"));
    EXPECT_FALSE(WordSearch("\"side effects\"").matches("effects on the side"));
    EXPECT_FALSE(WordSearch("sleep -bad").matches("I sleep badly"));
    EXPECT_TRUE(WordSearch("sleep -bad").matches("I sleep well"));
    EXPECT_TRUE(WordSearch("tea or coffee").matches("Coffee, please"));
    EXPECT_FALSE(WordSearch("tea or coffee").matches("Water, please"));
    EXPECT_TRUE(WordSearch("cancer", {"breast carcinoma"}).matches("a breast carcinoma"));
}

TEST(FindWords, NothingIsLookedForWithoutWords)
{
    EXPECT_TRUE(WordSearch("").empty());
    EXPECT_TRUE(WordSearch("-bad").empty());
    EXPECT_TRUE(WordSearch("... or ---").empty());
    EXPECT_FALSE(WordSearch("").matches("anything"));
}

} // namespace
} // namespace rounds::text
