#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// What `rounds compliance report` is made of.
namespace rounds::cli::compliance {

/// A row of compliance/lines.tsv: a line of a rule, and what supports it.
struct Line
{
    std::string part; ///< hipaa, proposed, documents, asvs, wcag
    std::string line; ///< "164.312(a)(2)(iii)"
    std::string asks;
    std::string supports;
    std::vector<std::string> settings; ///< keys of the configuration
    std::vector<std::string> tests;    ///< "Suite.Name" of GoogleTest, or "suite: name" of another of tests/run
};
[[nodiscard]] std::vector<Line> lines();

struct Result
{
    std::string outcome = "not run"; ///< passed, failed
    std::string time{};              ///< RFC 3339
};
/// By the name of the test.
using Results = std::map<std::string, Result>;

/// The file of `tests/run --results`: outcome, test and time of each, separated by tabs; the last of a test counts. An
/// empty path: none. UsageError when it cannot be read.
[[nodiscard]] Results read_results(const std::filesystem::path& file);

/// Of one test; "suite: name" also takes tests of the suite whose names end so, and a failed one among them counts.
[[nodiscard]] Result result_of(const Results& results, const std::string& test);

} // namespace rounds::cli::compliance
