// tests/negative.tsv and tests/invariants.tsv against the tests: every number has its tests, and they exist.

#include "storage/base/text.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {
namespace {

namespace fs = std::filesystem;

const fs::path root = ROUNDS_SOURCE_DIR;

std::string read(const fs::path& file)
{
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Suite -> its tests, of all TEST, TEST_F and TEST_P below tests/.
std::map<std::string, std::set<std::string>> all_tests()
{
    std::map<std::string, std::set<std::string>> found;
    for (const auto& entry : fs::recursive_directory_iterator(root / "tests")) {
        if (!entry.path().string().ends_with("_test.cpp")) continue;
        std::ifstream in(entry.path());
        for (std::string line; std::getline(in, line);) {
            if (!line.starts_with("TEST")) continue;
            const auto open = line.find('(');
            const auto comma = line.find(", ", open);
            const auto close = line.find(')', comma);
            if (open == std::string::npos || comma == std::string::npos || close == std::string::npos) continue;
            found[line.substr(open + 1, comma - open - 1)].insert(line.substr(comma + 2, close - comma - 2));
        }
    }
    return found;
}

std::vector<std::vector<std::string>> rows_of(const fs::path& file)
{
    std::vector<std::vector<std::string>> rows;
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
        if (line.empty() || line.front() == '#') continue;
        auto& row = rows.emplace_back();
        for (const auto cell : text::split(line, '\t')) row.emplace_back(cell);
    }
    return rows;
}

bool exists(const std::string& name, const std::map<std::string, std::set<std::string>>& tests)
{
    if (const auto slash = name.rfind('/'); slash != std::string::npos) {
        const auto content = read(root / name.substr(0, slash));
        return content.find("def " + name.substr(slash + 1) + '(') != std::string::npos;
    }
    const auto dot = name.find('.');
    const auto suite = tests.find(name.substr(0, dot));
    if (dot == std::string::npos || suite == tests.end()) return false;
    const auto test = name.substr(dot + 1);
    return test == "*" || suite->second.contains(test);
}

/// The rows are PREFIX1 to PREFIX`last`: a number, what must hold, names of tests; "-" for none, and why.
void check_table(const fs::path& file, const std::string& prefix, int last)
{
    const auto tests = all_tests();
    ASSERT_GT(tests.size(), 100U);
    std::set<std::string> numbers;
    for (const auto& row : rows_of(file)) {
        ASSERT_GE(row.size(), 3U) << row.front();
        EXPECT_TRUE(numbers.insert(row[0]).second) << row[0] << " is there twice";
        if (row[2] == "-") {
            EXPECT_EQ(row.size(), 4U) << row[0] << " has no test and does not say why";
            continue;
        }
        for (const auto name : text::split(row[2], ' '))
            EXPECT_TRUE(exists(std::string(name), tests)) << row[0] << ": there is no " << name;
    }
    for (int n = 1; n <= last; ++n) EXPECT_TRUE(numbers.contains(prefix + std::to_string(n))) << prefix << n;
}

TEST(NegativeTests, EachNumberHasTestsThatExist)
{
    check_table(root / "tests/negative.tsv", "N", 80);
}

TEST(Invariants, EachNumberHasTestsThatExist)
{
    check_table(root / "tests/invariants.tsv", "R", 24);
}

/// What ThreadSanitizer is asked about by night is there.
TEST(ConcurrentTests, EachSuiteExists)
{
    const auto tests = all_tests();
    int named = 0;
    for (const auto& row : rows_of(root / "tests/support/concurrent_tests.txt")) {
        EXPECT_TRUE(exists(row.front(), tests)) << "there is no " << row.front();
        ++named;
    }
    EXPECT_GT(named, 20);
}

/// Each guard that can be switched off is switched off by a line, and each line names a guard and tests.
TEST(NegativeTests, EachGuardIsSwitchedOffBySomeTest)
{
    const auto tests = all_tests();
    std::set<std::string> guards;
    for (const auto* top : {"storage", "federation", "server"}) {
        for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
            if (entry.path().extension() != ".cpp") continue;
            const auto content = read(entry.path());
            const std::string call = "guards::hold(\"";
            for (auto at = content.find(call); at != std::string::npos; at = content.find(call, at + 1)) {
                const auto start = at + call.size();
                guards.insert(content.substr(start, content.find('"', start) - start));
            }
        }
    }
    EXPECT_GT(guards.size(), 20U);
    std::set<std::string> listed;
    for (const auto& row : rows_of(root / "tests/mutations/guards.tsv")) {
        if (row[0] == "-") continue;
        ASSERT_EQ(row.size(), 4U) << row.front();
        for (const auto name : text::split(row[0], '+')) {
            EXPECT_TRUE(guards.contains(std::string(name))) << name << " is no guard of the code";
            listed.emplace(name);
        }
        for (const auto name : text::split(row[3], ':'))
            EXPECT_TRUE(exists(std::string(name), tests)) << row[0] << ": there is no " << name;
    }
    for (const auto& guard : guards) EXPECT_TRUE(listed.contains(guard)) << "no test is shown to need " << guard;
}

/// What keeps forgers out: each number has a guard whose absence its own tests notice, or one line that says why it has
/// none to switch off.
TEST(NegativeTests, EachNumberOfForgersHasAGuardOrAReason)
{
    std::map<std::string, std::vector<std::string>> tests;
    for (const auto& row : rows_of(root / "tests/negative.tsv"))
        for (const auto name : text::split(row.at(2), ' ')) tests[row[0]].emplace_back(name);
    const auto names = [&](const std::string& number, std::string_view test) {
        const auto suite = std::string(test.substr(0, test.find('.'))) + ".*";
        return std::ranges::any_of(tests[number], [&](const auto& name) { return name == test || name == suite; });
    };
    std::set<std::string> guarded;
    std::set<std::string> reasoned;
    for (const auto& row : rows_of(root / "tests/mutations/guards.tsv")) {
        ASSERT_GE(row.size(), 3U) << row.front();
        EXPECT_TRUE(tests.contains(row[1])) << row[1] << " is no number of tests/negative.tsv";
        if (row[0] == "-") {
            EXPECT_EQ(row.size(), 3U) << row[1];
            EXPECT_GT(row[2].size(), 20U) << row[1] << " has neither a guard nor a reason";
            reasoned.insert(row[1]);
            continue;
        }
        guarded.insert(row[1]);
        for (const auto test : text::split(row.at(3), ':'))
            EXPECT_TRUE(names(row[1], test)) << test << " is no test of " << row[1] << " in tests/negative.tsv";
    }
    std::vector<int> numbers{71, 72, 73, 76};
    for (int n = 1; n <= 43; ++n) numbers.push_back(n);
    for (const auto n : numbers) {
        const auto number = "N" + std::to_string(n);
        EXPECT_NE(guarded.contains(number), reasoned.contains(number))
            << number << " needs a guard or a reason, not both";
    }
}

} // namespace
} // namespace rounds
