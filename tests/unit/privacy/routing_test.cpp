#include "server/privacy/detect/adverse_event.hpp"
#include "server/privacy/detect/crisis.hpp"
#include "server/privacy/detect/relationship.hpp"
#include "server/privacy/guard.hpp"

#include <gtest/gtest.h>

namespace rounds::privacy {
namespace {

TEST(Relationship, WordsThatTellOfATreatment)
{
    for (const auto* text : {
             "when you came in on Tuesday you were late",
             "our records show you missed two appointments",
             "As your doctor I explained the risks",
             "Your biopsy results came back negative",
             "we saw you three times",
             "Thank you for visiting us, glad your surgery went well",
             "Your insurance denied the claim",
             "Su seguro rechazó la factura de su consulta",
         })
        EXPECT_FALSE(find_relationship(text).empty()) << text;
}

TEST(Relationship, EducationIsNone)
{
    for (const auto* text : {
             "Ask your doctor about your results",
             "Bring your insurance card to your appointment",
             "We cannot discuss anything here because of privacy laws. Please call our patient relations line.",
             "If you were prescribed antibiotics, finish them",
             "When you get your results, ask what they mean",
         })
        EXPECT_TRUE(find_relationship(text).empty()) << text;
}

TEST(Relationship, ANameThatTheParentSaysIsNoNews)
{
    const std::string text = "Hello Mrs. Patterson, please call us";
    const Writing writing{
        .text = text, .author = Author::staff, .reply_to_other = true, .parent = "It is me, Mrs. Patterson"
    };
    EXPECT_EQ(decide(writing, HouseRules{}).action, Action::allow);
    auto unnamed = writing;
    unnamed.parent = "Nobody calls back";
    EXPECT_EQ(decide(unnamed, HouseRules{}).action, Action::block);
}

TEST(Policy, PersonsAreWarnedAndStaffIsStopped)
{
    const Writing writing{.text = "MRN 00482917"};
    EXPECT_EQ(decide(writing, HouseRules{}).action, Action::warn);
    auto staff = writing;
    staff.author = Author::staff;
    EXPECT_EQ(decide(staff, HouseRules{}).action, Action::block);
    EXPECT_EQ(decide({.text = "hello"}, HouseRules{}).action, Action::allow);
}

TEST(Crisis, ImminentConcernAndNone)
{
    const auto of = [](const char* text) { return find_crisis(text).danger; };
    EXPECT_EQ(of("I'm going to kill myself tonight"), Danger::imminent);
    EXPECT_EQ(of("I just took the whole bottle of Tylenol"), Danger::imminent);
    EXPECT_EQ(of("me voy a matar esta noche"), Danger::imminent);
    EXPECT_EQ(of("my brother says he is going to kill himself and he has a gun"), Danger::imminent);
    EXPECT_EQ(of("everyone would be better off without me"), Danger::concern);
    EXPECT_EQ(of("I'm dying of laughter"), Danger::none);
    EXPECT_EQ(of("This traffic is killing me, I want to die lol"), Danger::none);
    EXPECT_EQ(of("I am not suicidal, just tired"), Danger::none);
    EXPECT_EQ(of("If someone says \"I want to kill myself\", ask directly"), Danger::none);
    EXPECT_EQ(of("Ten years ago I tried to kill myself. Today I'm grateful to be alive."), Danger::none);
    EXPECT_EQ(of("My grandmother wants to die at home with hospice"), Danger::none);
}

TEST(Crisis, LinesOfARegionComeFirst)
{
    const auto lines = help_lines("US");
    ASSERT_GE(lines.size(), 2U);
    EXPECT_EQ(lines.front().region, "US");
    EXPECT_EQ(lines.back().region, "INT");
    EXPECT_EQ(help_lines("XX").size(), 1U);
}

TEST(AdverseEvents, AllFourCriteria)
{
    const auto found = find_adverse_event("I passed out an hour after taking lisinopril and went to the ER");
    EXPECT_TRUE(found.complete());
    EXPECT_TRUE(found.serious);
    EXPECT_FALSE(find_adverse_event("Does Ozempic cause hair loss?").complete());
    EXPECT_FALSE(find_adverse_event("I take Zofran for nausea and it works great").complete());
    EXPECT_FALSE(find_adverse_event("My migraines are gone since starting Aimovig").complete());
    EXPECT_FALSE(find_adverse_event("I woke up with a rash and have no idea why").complete());
}

TEST(Generalised, YearsAgesAndZips)
{
    EXPECT_EQ(generalised({Kind::date, {}, "date.numeric"}, "04/17/1962"), "1962");
    EXPECT_EQ(generalised({Kind::date, {}, "age90"}, "93-year-old"), "90 or older");
    EXPECT_EQ(generalised({Kind::geographic, {}, "zip.cue"}, "85004"), "850XX");
    EXPECT_EQ(generalised({Kind::geographic, {}, "zip.cue"}, "05901"), "000XX") << "fewer than 20,000 people";
    EXPECT_EQ(generalised({Kind::geographic, {}, "zip.cue"}, "09012"), "000XX") << "not in the census";
    EXPECT_EQ(generalised({Kind::mrn, {}, "mrn"}, "123"), "");
}

} // namespace
} // namespace rounds::privacy
