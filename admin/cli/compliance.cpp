#include "admin/cli/compliance.hpp"

#include "admin/cli/command.hpp"
#include "storage/base/clock.hpp"
#include "storage/base/embedded.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <fstream>

namespace rounds::cli {
namespace compliance {
namespace {

std::vector<std::string> list(std::string_view field)
{
    std::vector<std::string> items;
    for (const auto item : text::split(field, ';')) items.emplace_back(item);
    return items;
}

} // namespace

std::vector<Line> lines()
{
    std::vector<Line> all;
    for (const auto& file : embedded::admin_cli()) {
        if (file.name != "lines.tsv") continue;
        for (const auto row : text::split(file.content, '\n')) {
            if (row.empty()) continue;
            const auto fields = text::split(row, '\t');
            if (fields.size() != 6) throw std::logic_error(fmt::format("compliance/lines.tsv: \"{}\"", row));
            all.push_back(
                {std::string(fields[0]),
                 std::string(fields[1]),
                 std::string(fields[2]),
                 std::string(fields[3]),
                 list(fields[4]),
                 list(fields[5])}
            );
        }
    }
    return all;
}

Results read_results(const std::filesystem::path& file)
{
    Results results;
    if (file.empty()) return results;
    std::ifstream in(file);
    if (!in) throw UsageError(fmt::format("{}: cannot be read", file.string()));
    for (std::string row; std::getline(in, row);) {
        const auto fields = text::split(row, '\t');
        if (fields.size() != 3) continue;
        results[std::string(fields[1])] = {std::string(fields[0]), std::string(fields[2])};
    }
    return results;
}

Result result_of(const Results& results, const std::string& test)
{
    const auto exact = results.find(test);
    if (exact != results.end()) return exact->second;
    // "browser: is accessible in light and dark" stands for a test of each page: one failure is what counts.
    const auto colon = test.find(": ");
    if (colon == std::string::npos) return {};
    const auto suite = test.substr(0, colon + 2);
    const auto rest = ' ' + test.substr(colon + 2);
    Result worst;
    for (const auto& [name, one] : results) {
        if (!name.starts_with(suite) || !name.ends_with(rest)) continue;
        if (worst.outcome != "failed") worst = one;
    }
    return worst;
}

} // namespace compliance

namespace {

using compliance::Line;

struct Part
{
    std::string_view key;
    std::string_view title;
};
constexpr Part parts[] = {
    {"hipaa", "45 CFR 164.312, technical safeguards"},
    {"proposed", "45 CFR 164.312 as proposed on 6 January 2025 (90 FR 898), which is not in force"},
    {"documents", "45 CFR 164.316, policies and documentation"},
    {"breach", "45 CFR 164.400-414 and 16 CFR 318, notification of a breach"},
    {"asvs", "OWASP ASVS 5.0, selected requirements"},
    {"wcag", "WCAG 2.1, levels A and AA"},
};

constexpr std::string_view preface =
    "This document says by what Rounds supports each line, which setting it hangs on, and which test shows it. It is "
    "an\n"
    "aid for the organisation's own assessment: software alone complies with nothing, and nobody has audited this.\n";

std::string setting(const app::Config& config, const std::string& key)
{
    for (const auto& option : app::config_table())
        if (option.key == key) return option.as_toml(config);
    return "?";
}

/// Text in a cell of a Markdown table.
std::string cell(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '|') out += '\\';
        out += c;
    }
    return out.empty() ? "-" : out;
}

std::string tests_cell(const Line& line, const compliance::Results& results)
{
    std::string out;
    for (const auto& test : line.tests) {
        const auto result = compliance::result_of(results, test);
        if (!out.empty()) out += "<br>";
        out += fmt::format("`{}`: {}", test, result.outcome);
        if (!result.time.empty()) out += fmt::format(" ({})", result.time);
    }
    return out.empty() ? "none" : out;
}

std::string as_markdown(const app::Config& config, const compliance::Results& results)
{
    std::string out = fmt::format(
        "# What Rounds supports\n\n{}, rounds {}, {}\n\n{}",
        config.instance.domain,
        ROUNDS_VERSION,
        to_iso_date(SystemClock().now()),
        preface
    );
    const auto all = compliance::lines();
    for (const auto& part : parts) {
        out += fmt::format(
            "\n## {}\n\n| Line | Asks | Supported by | Settings | Tests and their last result |\n", part.title
        );
        out += "| --- | --- | --- | --- | --- |\n";
        for (const auto& line : all) {
            if (line.part != part.key) continue;
            std::string settings;
            for (const auto& key : line.settings)
                settings += fmt::format("{}`{} = {}`", settings.empty() ? "" : "<br>", key, setting(config, key));
            out += fmt::format(
                "| {} | {} | {} | {} | {} |\n",
                cell(line.line),
                cell(line.asks),
                cell(line.supports),
                cell(settings),
                cell(tests_cell(line, results))
            );
        }
    }
    return out;
}

json::object as_json(const app::Config& config, const compliance::Results& results)
{
    json::array rows;
    for (const auto& line : compliance::lines()) {
        json::object settings;
        for (const auto& key : line.settings) settings[key] = setting(config, key);
        json::array tests;
        for (const auto& test : line.tests) {
            const auto result = compliance::result_of(results, test);
            tests.push_back({{"test", test}, {"result", result.outcome}, {"time", result.time}});
        }
        rows.push_back(
            {{"part", line.part},
             {"line", line.line},
             {"asks", line.asks},
             {"supports", line.supports},
             {"settings", std::move(settings)},
             {"tests", std::move(tests)}}
        );
    }
    return {{"domain", config.instance.domain}, {"version", ROUNDS_VERSION}, {"lines", std::move(rows)}};
}

void report(const Environment& environment, const std::filesystem::path& results_file)
{
    const auto config = environment.config();
    const auto results = compliance::read_results(results_file);
    if (environment.json)
        fmt::print("{}\n", json::serialize(as_json(config, results)));
    else
        fmt::print("{}", as_markdown(config, results));
}

} // namespace

void add_compliance(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("compliance", "What supports the rules that hospitals live by");
    command->require_subcommand(1);
    auto* sub = command->add_subcommand(
        "report", "Print, in Markdown or with --json, what supports each line of 45 CFR 164.312, 164.316, ASVS and WCAG"
    );
    auto results = std::make_shared<std::string>();
    sub->add_option("--results", *results, "What `tests/run --results FILE` has written; without it no test was run");
    sub->callback([&environment, results] { report(environment, *results); });
}

} // namespace rounds::cli
