#include "server/knowledge/conditions.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace rounds::knowledge {
namespace {

TEST(Conditions, BreastCancerComesFirstWithItsTag)
{
    const auto found = conditions().search("breast cancer", 5);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front()->id, "DOID:1612");
    EXPECT_EQ(conditions().hashtag("DOID:1612"), "bcsm");
}

TEST(Conditions, AreFoundBySynonymWithoutCase)
{
    const auto* condition = conditions().find("DOID:1612");
    ASSERT_NE(condition, nullptr);
    ASSERT_FALSE(condition->synonyms.empty());
    const auto synonym = condition->synonyms.substr(0, condition->synonyms.find('|'));
    std::string upper(synonym);
    std::ranges::transform(upper, upper.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const auto found = conditions().search(upper, 10);
    EXPECT_NE(std::ranges::find(found, condition), found.end()) << upper;
}

TEST(Conditions, AreFoundByCode)
{
    const auto by_icd = conditions().search("c50", 10);
    EXPECT_TRUE(std::ranges::any_of(by_icd, [](const auto* one) { return one->id == "DOID:1612"; }));
    const auto by_mesh = conditions().search("D001943", 10);
    EXPECT_TRUE(std::ranges::any_of(by_mesh, [](const auto* one) { return one->id == "DOID:1612"; }));
}

TEST(Conditions, AreFoundInSpanishWhereTheTableHasIt)
{
    const auto found = conditions().search("Enfermedad vírica del bosque de Barmah", 10);
    ASSERT_FALSE(found.empty());
    EXPECT_EQ(found.front()->id, "DOID:0050517");
}

TEST(Conditions, ChildrenNameTheirParent)
{
    const auto children = conditions().children("DOID:1612");
    ASSERT_FALSE(children.empty());
    for (const auto* child : children) EXPECT_NE(child->parents.find("DOID:1612"), std::string_view::npos);
    EXPECT_EQ(conditions().hashtag(children.front()->id).empty(), false) << "inherited from the parent";
}

TEST(Conditions, NonsenseFindsNothing)
{
    EXPECT_TRUE(conditions().search("zzqqxx", 10).empty());
    EXPECT_TRUE(conditions().search("  ", 10).empty());
    EXPECT_EQ(conditions().find("DOID:0"), nullptr);
}

} // namespace
} // namespace rounds::knowledge
