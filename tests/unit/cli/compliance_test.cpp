#include "admin/cli/compliance.hpp"

#include "server/app/config_table.hpp"
#include "storage/base/text.hpp"

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

/// "Suite.Name" of every TEST, TEST_F and TEST_P of the tree.
std::set<std::string> google_tests()
{
    std::set<std::string> names;
    for (const auto& entry : fs::recursive_directory_iterator(fs::path(ROUNDS_SOURCE_DIR) / "tests")) {
        if (entry.path().extension() != ".cpp") continue;
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);) {
            if (!line.starts_with("TEST(") && !line.starts_with("TEST_F(") && !line.starts_with("TEST_P(")) continue;
            const auto open = line.find('(');
            const auto comma = line.find(',', open);
            const auto close = line.find(')', open);
            if (comma == std::string::npos || close == std::string::npos) continue;
            names.insert(
                line.substr(open + 1, comma - open - 1) + '.' +
                std::string(text::trim(std::string_view(line).substr(comma + 1, close - comma - 1)))
            );
        }
    }
    return names;
}

/// The programs of a suite that is not GoogleTest.
std::string sources_of(const std::string& suite)
{
    std::string all;
    const auto folder = fs::path(ROUNDS_SOURCE_DIR) / "tests" / suite;
    if (!fs::exists(folder)) return all;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".py" || entry.path().extension() == ".mjs") all += read(entry.path());
    return all;
}

/// A name may be put together ("doctor: " and "fsync off"): each of its pieces stands in the sources.
bool named_in(const std::string& sources, std::string_view name)
{
    for (auto at = name.find(": ");; at = name.find(": ")) {
        const auto piece = name.substr(0, at);
        if (sources.find(piece) == std::string::npos) return false;
        if (at == std::string_view::npos) return true;
        name.remove_prefix(at + 2);
    }
}

TEST(Compliance, EveryTestThatIsNamedExists)
{
    const auto known = google_tests();
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
            if (!suites.contains(suite)) suites[suite] = sources_of(suite);
            EXPECT_TRUE(named_in(suites[suite], std::string_view(test).substr(colon + 2))) << line.line << ": " << test;
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
