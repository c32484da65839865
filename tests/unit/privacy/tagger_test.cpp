#include "server/privacy/detect/tagger.hpp"

#include "server/privacy/detect/identifiers.hpp"
#include "server/privacy/detect/towns.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <gtest/gtest.h>

/// The tagger of spans: what it reads, how it remembers, what it adds to the rules and takes back of theirs.
namespace rounds::privacy {
namespace {

std::vector<std::string> tokens_in(std::string_view text)
{
    const Scan scan(text);
    std::vector<std::string> out;
    for (const auto& token : tokens_of(scan)) out.emplace_back(scan.text(token.place));
    return out;
}

std::string cut(std::string_view text, Span span)
{
    const auto begin = text::truncate(text, span.start).size();
    return std::string(text::truncate(text.substr(begin), span.end - span.start));
}

std::vector<Finding> found_in(std::string_view text)
{
    return find_identifiers(text, HouseRules{}).findings;
}

bool covers(std::string_view text, std::string_view value)
{
    return std::ranges::any_of(found_in(text), [&](const Finding& one) {
        return cut(text, one.span).find(value) != std::string::npos;
    });
}

TEST(Tokens, CodesAreOneAndEndsOfWordsAreNot)
{
    EXPECT_EQ(
        tokens_in("Anna's plate (KDR-88.21), o'neill@b.example: 1,230"),
        (std::vector<std::string>{"Anna", "plate", "KDR-88.21", "o'neill@b.example", "1,230"})
    );
}

TEST(Tokens, ShapesForgetValuesAndWordsForgetDigits)
{
    const Scan scan("AB-123 XY-987 AB-1234 abc");
    const auto tokens = tokens_of(scan);
    EXPECT_EQ(tokens[0].full, tokens[1].full);
    EXPECT_EQ(tokens[0].shape, tokens[2].shape);
    EXPECT_NE(tokens[0].full, tokens[2].full);
    EXPECT_NE(tokens[0].shape, tokens[3].shape);
}

TEST(Tokens, AgesOverEightyNineAreToldFromOthers)
{
    const Scan scan("58 71 93 104 58-year-old 71-year-old 93-year-old 1998");
    const auto tokens = tokens_of(scan);
    EXPECT_EQ(tokens[0].word, tokens[1].word);
    EXPECT_NE(tokens[0].word, tokens[2].word);
    EXPECT_EQ(tokens[2].word, tokens[3].word);
    EXPECT_EQ(tokens[4].word, tokens[5].word);
    EXPECT_NE(tokens[4].word, tokens[6].word);
    EXPECT_NE(tokens[7].word, tokens[0].word);
}

TEST(Tokens, ASentenceOpensAfterTheEndOfTheLast)
{
    const Scan scan("It hurts. Today, too");
    const auto tokens = tokens_of(scan);
    EXPECT_TRUE(tokens[0].opens);
    EXPECT_FALSE(tokens[1].opens);
    EXPECT_TRUE(tokens[2].opens);
    EXPECT_FALSE(tokens[3].opens);
}

TEST(Towns, AreKnownByTheirWords)
{
    const Towns some("# a table\n0rapid city\n3tz\n0st. louis\n");
    EXPECT_EQ(some.look("rapid city"), Towns::whole);
    EXPECT_EQ(some.look("rapid"), Towns::goes_on);
    EXPECT_EQ(some.look("raptz"), Towns::whole);
    EXPECT_EQ(some.look("st"), Towns::goes_on);
    EXPECT_EQ(some.look("rapid river"), Towns::none);
    EXPECT_THROW(Towns("?x\n"), std::logic_error);
}

TEST(Towns, MarkTheirTokensButNotOrdinaryWords)
{
    const Scan scan("near Rapid City, reading a book");
    const auto tokens = tokens_of(scan);
    const auto town = tokens[1].classes & ~tokens[0].classes;
    EXPECT_NE(tokens[1].classes & tokens[2].classes, 0U);
    EXPECT_EQ(tokens[3].classes & town & tokens[2].classes, 0U);
    EXPECT_NE(towns().look("reading"), Towns::none);
}

TEST(SmallWeights, AreAddedUpByTheirHashes)
{
    const SmallWeights<4> weights("step\t0.5\nbias\t1 -1 0 0\nAAAAABQOOO\nAAAAACNROO\n"); // 'O' is nothing
    SmallWeights<4>::Sums sums{};
    std::vector<std::uint32_t> cues{1, 2, 3};
    weights.add(cues, sums);
    const auto scores = weights.scores(sums);
    EXPECT_DOUBLE_EQ(scores[0], 1 + 0.5 * (2 - 1));
    EXPECT_DOUBLE_EQ(scores[1], -1 + 0.5 * (0 + 3));
}

TEST(SmallWeights, AMalformedTableIsRefused)
{
    EXPECT_THROW(SmallWeights<4>("step\t0.5\nbias\t0 0 0 0\nAAAAABQ\n"), std::logic_error);
    EXPECT_THROW(SmallWeights<4>("step\tx\n"), std::logic_error);
}

TEST(Spans, WhatNoRuleKnowsIsFoundByWhatStandsAround)
{
    EXPECT_TRUE(covers("moved to Escanaba last spring, so now mom and me drive four hours to dialysis", "Escanaba"));
    EXPECT_TRUE(covers("vivo en Castelvetrano con mi madre y me operaron de la rodilla", "Castelvetrano"));
}

TEST(Spans, WhatRulesTookForPeopleIsTakenBack)
{
    const std::string_view text = "Reading The Emperor of All Maladies by Siddhartha Mukherjee during infusions";
    EXPECT_TRUE(found_in(text).empty());
}

TEST(Spans, AgesBelowNinetyAndPublicNumbersStay)
{
    for (const auto* text : {
             "My 14-year-old wants to know if he can box with one kidney",
             "my brother 36 has Wilson's, copper eyes they call it",
             "Four hundred and twelve.",
             "The paper is at https://doi.org/10.1056/NEJMoa2034577",
         })
        EXPECT_TRUE(found_in(text).empty()) << text;
}

TEST(Spans, AHospitalsOwnPatternsAreNotDoubted)
{
    EXPECT_FALSE(needed_for("house"));
    EXPECT_FALSE(needed_for("email"));
    ASSERT_TRUE(needed_for("name.learnt"));
    EXPECT_LT(*needed_for("name.full"), *needed_for("name.learnt"));
}

TEST(Spans, KindsAreToldByTheWordsAround)
{
    const auto kind = [](std::string_view text, std::string_view value) {
        const Scan scan(text);
        const auto tokens = tokens_of(scan);
        for (std::size_t i = 0; i < tokens.size(); ++i)
            if (scan.text(tokens[i].place) == value) return kind_of_span(tokens, i, i + 1);
        return Kind::ip;
    };
    EXPECT_EQ(kind("my nursing license KL-88213 lapsed", "KL-88213"), Kind::license);
    EXPECT_EQ(kind("the pump's serial number KL-88213 is worn off", "KL-88213"), Kind::device);
    EXPECT_EQ(kind("my insurance member id KL-88213 is inactive", "KL-88213"), Kind::health_plan);
}

TEST(Spans, CuesForTheTrainerAreThoseOfTheServer)
{
    Scan scan("call Anna at 555-0147");
    find_by_rules(scan);
    const auto written = written_tokens(scan);
    ASSERT_EQ(written.size(), 4U);
    EXPECT_TRUE(written[0].rule_cues.size() < written[3].rule_cues.size());
    EXPECT_EQ(written[3].span, (Span{13, 21}));
    for (const auto& one : written) EXPECT_GT(one.cues.size(), 30U);
}

} // namespace
} // namespace rounds::privacy
