#include "storage/base/text.hpp"
#include "tests/support/test_names.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <string>
#include <vector>

// tests/checks.tsv: what a hospital chooses by, what shows that it is there, which tests, and what is still missing.

namespace rounds::test {
namespace {

struct Row
{
    std::string number;
    std::string feature;
    std::vector<std::string> tests;
};

std::vector<Row> rows()
{
    std::ifstream in(std::string(ROUNDS_SOURCE_DIR) + "/tests/checks.tsv");
    std::vector<Row> all;
    std::string line;
    std::getline(in, line); // names of the columns
    while (std::getline(in, line)) {
        const auto parts = text::split(line, '\t');
        EXPECT_GE(parts.size(), 4U) << line;
        Row row{std::string(parts[0]), std::string(parts[1]), {}};
        for (const auto test : text::split(parts[3], ';')) row.tests.emplace_back(test);
        all.push_back(std::move(row));
    }
    return all;
}

TEST(Checks25, EachFeatureHasItsTests)
{
    int expected = 1;
    for (const auto& row : rows()) {
        EXPECT_EQ(row.number, std::to_string(expected++));
        EXPECT_FALSE(row.tests.empty() || row.tests.front().empty()) << row.feature;
    }
    EXPECT_EQ(expected, 26);
}

TEST(Checks25, EveryTestThatIsNamedExists)
{
    const auto known = google_tests();
    ASSERT_GT(known.size(), 1000U);
    std::map<std::string, std::string> suites;
    for (const auto& row : rows())
        for (const auto& test : row.tests) {
            const auto colon = test.find(": ");
            if (colon == std::string::npos) {
                EXPECT_TRUE(known.contains(test)) << row.number << ": there is no test " << test;
                continue;
            }
            const auto suite = test.substr(0, colon);
            if (!suites.contains(suite)) suites[suite] = sources_of_suite(suite);
            EXPECT_TRUE(named_in(suites[suite], std::string_view(test).substr(colon + 2)))
                << row.number << ": " << test;
        }
}

} // namespace
} // namespace rounds::test
