#include "server/privacy/detect/adverse_event.hpp"
#include "server/privacy/detect/crisis.hpp"
#include "server/privacy/detect/cues.hpp"
#include "server/privacy/detect/model.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace rounds::privacy {
namespace {

/// Posts as they come, none of which stands among the training texts: about half of them hold a word that learnt
/// weights need before they may speak ("end", "here", "leave", "sleep", "bridge", "tablets").
TEST(Learnt, IsSilentOverOrdinaryPosts)
{
    for (const auto* text : {
             "hey everybody",
             "good evening from the night desk",
             "thanks again",
             "to be torn down",
             "something mean",
             "a fast runner",
             "three two one",
             "four five six",
             "to be withdrawn",
             "words nobody wanted",
             "gone fishing",
             "left on read",
             "the end of the list",
             "the end of the road works, at last",
             "end of term, end of homework",
             "that is it from me today",
             "over to you",
             "life is good at the lake",
             "we live near the station",
             "live from the poster hall",
             "it is cold here",
             "nobody here but us nurses",
             "leave the chairs as they are",
             "we leave for Lisbon on sunday",
             "out of office until the ninth",
             "out of milk again",
             "the exit is on the left",
             "the last train leaves at ten",
             "the bridge to the east wing is being painted",
             "our window looks over the river",
             "pigeons on the roof again",
             "jump to the second page for the table",
             "sleep well everyone",
             "woke up at six, made pancakes",
             "the baby sleeps through the night",
             "new bag, old laptop",
             "the oven is broken, so cold supper",
             "a box of old photos",
             "the plan for tomorrow: laundry",
             "stay safe on the icy roads",
             "who has the key of the garage",
             "the tablets arrived by post",
             "pharmacy opens at nine",
             "two kinds of insulin pens, one fridge",
             "vitamins with the porridge as always",
             "the physio started on monday",
             "knee day, then cake",
             "the cough is nearly gone",
             "no fever any more",
             "T1: a clear plan and somebody to call",
             "T2: we live with it, so ask us",
             "T3: end each visit with a summary",
             "Q3: Where do patients come in?",
             "The east entrance is closed on Sunday.",
             "Registration ends on Friday.",
             "tea | coffee | nothing",
             "https://example.net/a/long/way",
             "hasta luego, buen viaje",
             "bis morgen, schlaft gut",
             "à demain, bonne route",
         }) {
        EXPECT_EQ(find_crisis(text).danger, Danger::none) << text;
        EXPECT_FALSE(find_adverse_event(text).told) << text;
    }
}

Scan scan(std::string_view text)
{
    return Scan(normalise(text));
}

TEST(Learnt, SpeaksOnlyWhereTheTableAllowsIt)
{
    const Model model("bias\t5\nthreshold\t1\nmargin\t9\nneeds\tr:told c:KILL\nhints\tc:ENDIT c:LIFE|w:soon\n");
    EXPECT_GT(model.score(scan("kill")).value, 0);
    EXPECT_LT(model.score(scan("a plain remark")).value, 0);
    EXPECT_LT(model.score(scan("the end")).value, 0);
    EXPECT_LT(model.score(scan("the end, the end, finished")).value, 0) << "two of one kind are one";
    EXPECT_LT(model.score(scan("live soon")).value, 0) << "two of one group are one";
    EXPECT_GT(model.score(scan("the end is soon")).value, 0);
    EXPECT_GT(model.score(scan("the end of my life")).value, 0);
    EXPECT_GT(model.score(scan("a plain remark"), "r:told").value, 0);
    EXPECT_LT(model.score(scan("a plain remark"), "r:nothing").value, 0);
    EXPECT_GT(Model("bias\t5\nthreshold\t1\n").score(scan("a plain remark")).value, 0) << "no line, no condition";
}

/// Words that stand apart in a long text do not allow each other.
TEST(Learnt, NeedsItsHintsInOneStretch)
{
    const Model model("bias\t5\nthreshold\t1\nmargin\t9\nhints\tc:ENDIT c:LIFE\n");
    std::string apart = "This is the end. ";
    for (int i = 0; i < 40; ++i) apart += "We talked about diets and the parking rules. ";
    EXPECT_LT(model.score(scan(apart + "It is my life.")).value, 0);
    EXPECT_GT(model.score(scan(apart + "It is the end of my life.")).value, 0);
}

/// "^ki", "^kil", "^kill", "kil", "kill", "kill$", "ill", "ill$", "ll$": a word that is written wrongly shares some.
TEST(Learnt, SeesThePartsOfWordsWithTheirEnds)
{
    const auto cues = written_cues(scan("kill"));
    const auto parts = std::ranges::count_if(cues, [](const std::string& cue) { return cue.starts_with("x:"); });
    EXPECT_EQ(parts, 9);
    for (const auto* part : {"x:^ki", "x:^kill", "x:kill$", "x:ll$"})
        EXPECT_EQ(std::ranges::count(cues, part), 1) << part;
    const auto numbers = written_cues(scan("112 ?"));
    EXPECT_TRUE(std::ranges::none_of(numbers, [](const std::string& cue) { return cue.starts_with("x:"); }));
}

/// They are many, so they share one weight among them as words do among theirs.
TEST(Learnt, CountsThePartsOfWordsByThemselves)
{
    const Model model("bias\t0\nthreshold\t0\nx:^ki\t3\nw:kill\t2\n");
    const auto cues = written_cues(scan("kill"));
    const auto words = static_cast<double>(cues.size() - 9);
    EXPECT_NEAR(model.score(scan("kill")).value, 3 / std::sqrt(9.0) + 2 / std::sqrt(words), 1e-6);
}

/// What is told as done is near, and the place is told.
TEST(Crisis, WhatWasDoneIsNear)
{
    const auto cues = crisis_cues("i swallowed the whole bottle of lamictal");
    EXPECT_EQ(std::ranges::count(cues, "r:sure"), 1);
    const auto report = find_crisis("i swallowed the whole bottle of lamictal");
    EXPECT_EQ(report.danger, Danger::imminent);
    ASSERT_FALSE(report.findings.empty());
    EXPECT_LT(report.findings.front().span.start, report.findings.front().span.end);
}

} // namespace
} // namespace rounds::privacy
