#include "server/knowledge/diff.hpp"

#include <gtest/gtest.h>

namespace rounds::knowledge {
namespace {

using enum Change;
using Parts = std::vector<ChangedPart>;

TEST(Diff, ShowsWhatWasTakenOutBeforeWhatWasPutIn)
{
    EXPECT_EQ(
        changes_between("Walk daily. Rest often. Ask us.", "Walk daily. Rest at noon. Ask us."),
        (Parts{{kept, "Walk daily."}, {removed, "Rest often."}, {added, "Rest at noon."}, {kept, "Ask us."}})
    );
    EXPECT_EQ(
        changes_between("One.\nTwo.", "Two.\nThree."), (Parts{{removed, "One."}, {kept, "Two."}, {added, "Three."}})
    );
    EXPECT_EQ(changes_between("", "New."), (Parts{{added, "New."}}));
    EXPECT_EQ(changes_between("Old.", ""), (Parts{{removed, "Old."}}));
    EXPECT_EQ(changes_between("Take 0.5 mg.", "Take 0.5 mg."), (Parts{{kept, "Take 0.5 mg."}}));
    EXPECT_EQ(changes_between(" \n", ""), Parts{});
}

TEST(Diff, ReplacesWhatIsTooLongToCompare)
{
    std::string many;
    for (int i = 0; i < 1501; ++i) many += "A. ";
    EXPECT_EQ(changes_between(many, "B."), (Parts{{removed, many}, {added, "B."}}));
}

} // namespace
} // namespace rounds::knowledge
