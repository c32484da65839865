#include "server/privacy/detect/identifiers.hpp"
#include "server/privacy/detect/model.hpp"
#include "server/privacy/detect/pieces.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>

/// What is told by words that stand near each other rather than by a phrase: ages in words, records of bodies, shown
/// faces, people of no list.
namespace rounds::privacy {
namespace {

std::string cut(std::string_view text, Span span)
{
    const auto begin = text::truncate(text, span.start).size();
    return std::string(text::truncate(text.substr(begin), span.end - span.start));
}

void expect_told(Kind kind, const char* text, std::string_view value)
{
    const auto report = find_identifiers(text, HouseRules{});
    const bool covered = std::ranges::any_of(report.findings, [&](const Finding& finding) {
        return finding.kind == kind && cut(text, finding.span).find(value) != std::string::npos;
    });
    EXPECT_TRUE(covered) << text;
}

void expect_none_of(Kind kind, const char* text)
{
    for (const auto& one : find_identifiers(text, HouseRules{}).findings)
        EXPECT_NE(one.kind, kind) << text << " -> " << one.rule;
}

TEST(ToldAge, IsFoundInWordsOfManyLanguages)
{
    expect_told(Kind::date, "my nan is ninety one and still bakes", "ninety one");
    expect_told(Kind::date, "la abuela tiene noventa y siete y baila", "noventa y siete");
    expect_told(Kind::date, "Oma wird fünfundneunzig", "fünfundneunzig");
    expect_told(Kind::date, "nonna ha novantacinque anni", "novantacinque");
    expect_told(Kind::date, "oma is vijfennegentig jaar", "vijfennegentig");
    expect_told(Kind::date, "I'm 91, and I live alone", "91");
}

TEST(ToldAge, IsNoCountOfSomethingElse)
{
    for (const auto* text :
         {"she is ninety percent sure it is viral",
          "he walked for ninety minutes",
          "I'm 98.6 and still feel feverish",
          "grandma took ninety mg at noon",
          "the ward has ninety beds",
          "a hundred thanks to everyone"})
        expect_none_of(Kind::date, text);
}

TEST(Trait, IsWhatIsMadeOfABodyAndWhoseItIs)
{
    expect_told(Kind::biometric, "they recorded my gait signature in the fall clinic", "gait signature");
    expect_told(Kind::biometric, "they use facial recognition data of my kids at the door", "facial recognition data");
    expect_told(Kind::biometric, "the kit company has my raw dna file", "dna file");
    expect_told(Kind::biometric, "police matched his dental records", "dental records");
}

TEST(Trait, IsNoTalkOfHealthOrOfATelephone)
{
    for (const auto* text :
         {"my fingerprints wore off on capecitabine",
          "my retina scan showed drusen",
          "my face is numb on the left",
          "my hand hurts and my data plan is used up",
          "an iris scan at the airport was easier than the MRI"})
        expect_none_of(Kind::biometric, text);
}

TEST(Trait, AFaceIsAPictureWhereOthersSeeIt)
{
    expect_told(Kind::photo, "the brochure has my daughter's face on it", "daughter's face");
    expect_told(Kind::photo, "selfi w the new nose", "selfi");
    expect_none_of(Kind::photo, "no selfies with other patients please");
    expect_none_of(Kind::photo, "my face swelled on the plane");
}

TEST(ToldName, IsFoundByWhatIsSaidOfWhoBearsIt)
{
    expect_told(Kind::name, "my hubby tobrek says hi from the chair", "tobrek");
    expect_told(Kind::name, "proud wife of Hank, ALS since 2020", "Hank");
    expect_told(Kind::name, "Grandpa Yusuf won't wear the oxygen", "Yusuf");
    expect_told(Kind::name, "Dr van der Schuyt is the only one who listens", "Schuyt");
    expect_told(Kind::name, "Yolotzin de 8 años, leucemia", "Yolotzin");
    expect_told(Kind::name, "its me jorvik holloway again", "jorvik holloway");
}

TEST(ToldName, IsNoPlaceOrIllness)
{
    for (const auto* text :
         {"mother of three and tired",
          "caregiver to Alzheimer patients",
          "my mom tests positive again",
          "Fibromyalgia de 8 anos",
          "im newly diagnosed with pots",
          "father of modern medicine"})
        expect_none_of(Kind::name, text);
}

TEST(ToldPlace, ATownGoesWithItsState)
{
    expect_told(Kind::geographic, "we are in Grand Marais, MN 55604 all winter", "Grand Marais, MN 55604");
}

TEST(Pieces, AreWordsAndNumbersOfOneSentence)
{
    const Scan scan("She is 91. He drives");
    const Pieces all(scan);
    ASSERT_EQ(all.size(), 5);
    EXPECT_EQ(all.text(1), "is");
    EXPECT_TRUE(all[2].number);
    EXPECT_TRUE(all.together(0, 2));
    EXPECT_FALSE(all.together(2, 3));
    EXPECT_EQ(all.gap(2), ". ");
}

TEST(Learnt, WhatLacksItsSignsMustBeAboveByTheMargin)
{
    const Scan remark(normalise("a plain remark"));
    EXPECT_LT(Model("bias\t5\nthreshold\t1\nmargin\t6\nneeds\tc:KILL\n").score(remark).value, 0);
    EXPECT_GT(Model("bias\t5\nthreshold\t1\nmargin\t2\nneeds\tc:KILL\n").score(remark).value, 0);
}

} // namespace
} // namespace rounds::privacy
