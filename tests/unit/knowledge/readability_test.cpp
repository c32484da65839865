#include "server/knowledge/readability.hpp"

#include <gtest/gtest.h>
#include <map>
#include <string>

namespace rounds::knowledge {
namespace {

TEST(Readability, IsThatOfThePublishedFormulas)
{
    const auto expect = [](TextCounts counts, double grade, double ease, double smog) {
        EXPECT_NEAR(flesch_kincaid_grade(counts).value(), grade, 5e-5);
        EXPECT_NEAR(flesch_reading_ease(counts).value(), ease, 5e-5);
        EXPECT_NEAR(smog_grade(counts).value(), smog, 5e-5);
    };
    expect({100, 10, 150, 10}, 6.0100, 69.7850, 8.8418);
    expect({250, 15, 375, 30}, 8.6100, 63.0183, 11.2081);
    expect({300, 30, 420, 30}, 4.8300, 78.2450, 8.8418);
    EXPECT_FALSE(flesch_kincaid_grade({}));
    EXPECT_FALSE(flesch_reading_ease({}));
    EXPECT_FALSE(smog_grade({}));
}

TEST(Readability, CountsSyllablesOfWordsThatPeopleRead)
{
    const std::map<std::string, int> words{
        {"the", 1},          {"walk", 1},      {"cared", 1},     {"needed", 2},    {"table", 2},     {"diseases", 3},
        {"doctor", 2},       {"medicine", 3},  {"fatigue", 2},   {"treatment", 2}, {"exercise", 3},  {"patient", 2},
        {"cancer", 2},       {"diabetes", 4},  {"therapy", 3},   {"symptoms", 2},  {"infection", 3}, {"radiation", 4},
        {"chemotherapy", 5}, {"diagnosis", 4}, {"surgery", 3},   {"blood", 1},     {"tissue", 2},    {"vein", 1},
        {"asthma", 2},       {"rhythm", 2},    {"people", 2},    {"every", 2},     {"beyond", 2},    {"fluid", 2},
        {"obvious", 3},      {"reaction", 3},  {"long-term", 2}, {"X-ray", 2},     {"pneumonia", 4}, {"I", 1},
        {"bacteria", 4},     {"science", 2},   {"clinician", 3}, {"hospital", 3},  {"5", 1},         {"cares", 1},
    };
    for (const auto& [word, syllables] : words) EXPECT_EQ(count_syllables(word), syllables) << word;
}

TEST(Readability, CountsWordsAndSentencesOfMarkdown)
{
    const auto plain = count_text("Walk a bit each day. Rest when you must! Why?");
    EXPECT_EQ(plain.words, 10);
    EXPECT_EQ(plain.sentences, 3);
    EXPECT_EQ(plain.polysyllables, 0);
    const auto list =
        count_text("- Take 2.5 mg\n- Rest\n\nSee [the leaflet](https://a.example/very/long) or https://b.example");
    EXPECT_EQ(list.words, 3 + 1 + 4);
    EXPECT_EQ(list.sentences, 3);
    EXPECT_EQ(count_text("").words, 0);
    EXPECT_EQ(count_text("...").sentences, 0);
}

} // namespace
} // namespace rounds::knowledge
