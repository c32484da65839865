#include "admin/cli/compliance.hpp"

#include "server/app/config_table.hpp"
#include "storage/base/text.hpp"
#include "tests/support/test_names.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <set>
#include <sstream>

namespace rounds::cli::compliance {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file)
{
    std::ifstream in(file);
    std::ostringstream content;
    content << in.rdbuf();
    return content.str();
}

TEST(Compliance, EveryTestThatIsNamedExists)
{
    const auto known = test::google_tests();
    ASSERT_GT(known.size(), 1000U);
    std::map<std::string, std::string> suites;
    for (const auto& line : lines()) {
        for (const auto& test : line.tests) {
            const auto colon = test.find(": ");
            if (colon == std::string::npos) {
                EXPECT_TRUE(known.contains(test)) << line.line << ": there is no test " << test;
                continue;
            }
            const auto suite = test.substr(0, colon);
            if (!suites.contains(suite)) suites[suite] = test::sources_of_suite(suite);
            EXPECT_TRUE(test::named_in(suites[suite], std::string_view(test).substr(colon + 2)))
                << line.line << ": " << test;
        }
    }
}

TEST(Compliance, EverySettingThatIsNamedExists)
{
    for (const auto& line : lines())
        for (const auto& key : line.settings)
            EXPECT_NE(std::ranges::find(app::config_table(), key, &app::Option::key), app::config_table().end()) << key;
}

TEST(Compliance, EveryLineOf164312IsThere)
{
    std::set<std::string> there;
    for (const auto& line : lines()) {
        EXPECT_TRUE(there.insert(line.part + ' ' + line.line).second) << line.line << " stands twice";
        EXPECT_FALSE(line.asks.empty() || line.supports.empty()) << line.line;
    }
    for (const auto* line :
         {"(a)(1)",
          "(a)(2)(i)",
          "(a)(2)(ii)",
          "(a)(2)(iii)",
          "(a)(2)(iv)",
          "(b)",
          "(c)(1)",
          "(c)(2)",
          "(d)",
          "(e)(1)",
          "(e)(2)(i)",
          "(e)(2)(ii)"})
        EXPECT_TRUE(there.contains(std::string("hipaa 164.312") + line)) << line;
    for (const auto* line : {"(a)", "(b)(1)", "(b)(2)(i)", "(b)(2)(ii)", "(b)(2)(iii)"})
        EXPECT_TRUE(there.contains(std::string("documents 164.316") + line)) << line;
}

TEST(Compliance, ClaimsNoCertificate)
{
    const fs::path folder = fs::path(ROUNDS_SOURCE_DIR) / "admin/cli";
    for (const auto& file : {folder / "compliance/lines.tsv", folder / "compliance.cpp"}) {
        const auto content = text::to_lower(read(file));
        ASSERT_FALSE(content.empty());
        for (const auto* word : {"certified", "certification", "compliant", "guarantee"})
            EXPECT_EQ(content.find(word), std::string::npos) << file << " says " << word;
    }
}

TEST(Compliance, TheLastResultCountsAndAFailureAmongMany)
{
    const auto file = fs::temp_directory_path() / "rounds-compliance-results.tsv";
    std::ofstream(file) << "failed\tA.B\t2026-01-01T00:00:00Z\n"
                        << "passed\tA.B\t2026-01-02T00:00:00Z\n"
                        << "passed\tbrowser: / is fine\t2026-01-02T00:00:00Z\n"
                        << "failed\tbrowser: /about is fine\t2026-01-02T00:00:00Z\n"
                        << "passed\tbrowser: /z is fine\t2026-01-02T00:00:00Z\n"
                        << "a line that is none\n";
    const auto results = read_results(file);
    fs::remove(file);
    EXPECT_EQ(result_of(results, "A.B").outcome, "passed");
    EXPECT_EQ(result_of(results, "A.B").time, "2026-01-02T00:00:00Z");
    EXPECT_EQ(result_of(results, "browser: is fine").outcome, "failed");
    EXPECT_EQ(result_of(results, "A.C").outcome, "not run");
    EXPECT_EQ(result_of(read_results({}), "A.B").outcome, "not run");
}

} // namespace
} // namespace rounds::cli::compliance
