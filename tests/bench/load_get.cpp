#include "tests/bench/load.hpp"
#include "tests/bench/net.hpp"
#include "tests/bench/usage.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <fstream>
#include <random>

namespace rounds::bench {
namespace {

/// Requests are made before the clock starts, one for each token and target, so that many can be kept in memory.
constexpr std::size_t most_distinct = 200'000;

struct Options
{
    std::string base;
    std::vector<std::string> targets;
    std::string tokens_file;
    std::string accept = "application/json";
    bool random = false;
    std::size_t count = most_requests;
    unsigned concurrency = 32;
    unsigned seconds = 5;
    std::vector<int> processes;
};

std::vector<std::string> read_lines(const std::string& file)
{
    std::vector<std::string> lines;
    std::ifstream in(file);
    if (!in) throw std::runtime_error(file + " cannot be read");
    for (std::string line; std::getline(in, line);)
        if (!text::trim(line).empty()) lines.emplace_back(text::trim(line));
    return lines;
}

std::vector<std::string> make_requests(const Options& options, const Url& base)
{
    std::vector<std::string> fields{""};
    if (!options.tokens_file.empty()) {
        fields.clear();
        for (const auto& token : read_lines(options.tokens_file))
            fields.push_back(fmt::format("Authorization: Bearer {}\r\n", token));
    }
    if (fields.empty() || fields.size() * options.targets.size() > most_distinct)
        throw std::runtime_error("no tokens, or too many tokens times targets");
    std::vector<std::string> requests;
    for (const auto& field : fields)
        for (const auto& target : options.targets)
            requests.push_back(fmt::format(
                "GET {} HTTP/1.1\r\nHost: {}\r\nAccept: {}\r\n{}\r\n", target, base.authority(), options.accept, field
            ));
    return requests;
}

void run(const Options& options)
{
    const auto base = parse_url(options.base);
    if (!base || base->scheme != "http") throw std::runtime_error("--base takes an http URL");
    Load load;
    load.address = loopback(base->host, base->port);
    load.concurrency = options.concurrency;
    load.count = options.count;
    load.longest = std::chrono::seconds(options.seconds);
    const auto requests = make_requests(options, *base);
    std::minstd_rand random(1); // the same order in every run
    std::uniform_int_distribution<std::size_t> any(0, requests.size() - 1);
    load.request = [&](std::size_t n) {
        return std::string_view(requests[options.random ? any(random) : n % requests.size()]);
    };
    const auto used = usage_of(options.processes);
    const auto outcome = run_load(load);
    const auto now = usage_of(options.processes);
    auto report = describe(outcome);
    report["cpu_us_per_op"] =
        (now.cpu_seconds - used.cpu_seconds) * 1e6 / static_cast<double>(std::max<std::size_t>(1, outcome.answered()));
    report["rss_mib"] = now.rss_mib;
    fmt::print("{}\n", serialize(report));
}

} // namespace

void add_get(CLI::App& program)
{
    auto& command = *program.add_subcommand("get", "GETs for some seconds");
    auto options = std::make_shared<Options>();
    command.add_option("--base", options->base, "http://host:port of the server")->required();
    command.add_option("--target", options->targets, "Path with query; may be given several times")->required();
    command.add_option(
        "--tokens", options->tokens_file, "File of bearer tokens, one a line; each goes with each target"
    );
    command.add_option("--accept", options->accept, "Media type that is asked for")->capture_default_str();
    command.add_flag("--random", options->random, "In random order instead of in turn");
    command.add_option("--count", options->count, "Requests at most")->check(CLI::Range(std::size_t{1}, most_requests));
    command.add_option("--concurrency", options->concurrency, "Connections")->check(CLI::Range(1U, most_connections));
    command.add_option("--seconds", options->seconds, "How long")->check(CLI::Range(1U, longest_seconds));
    command.add_option("--pid", options->processes, "Process whose CPU (with its children) and memory are reported");
    command.callback([options] { run(*options); });
}

} // namespace rounds::bench
