// bench_load: sends requests in a closed loop and prints one JSON line of figures.

#include "tests/bench/load.hpp"

#include <CLI/CLI.hpp>
#include <cmath>
#include <fmt/core.h>

namespace rounds::bench {
namespace {

double rounded(double value)
{
    return std::round(value * 1000) / 1000;
}

} // namespace

boost::json::object describe(const Outcome& outcome)
{
    boost::json::object statuses;
    for (const auto& [status, count] : outcome.statuses) statuses[std::to_string(status)] = count;
    const auto answered = static_cast<double>(outcome.answered());
    return {
        {"answered", outcome.answered()},
        {"accepted", outcome.accepted()},
        {"broken", outcome.broken},
        {"statuses", statuses},
        {"seconds", rounded(outcome.seconds)},
        {"per_s", rounded(outcome.seconds > 0 ? answered / outcome.seconds : 0)},
        {"p50_ms", rounded(outcome.percentile_ms(0.50))},
        {"p99_ms", rounded(outcome.percentile_ms(0.99))},
        {"mean_body", outcome.answered() == 0 ? 0 : outcome.body_bytes / outcome.answered()},
    };
}

} // namespace rounds::bench

int main(int argc, char** argv)
{
    CLI::App program{"Load for a server on this machine; one JSON line of figures", "bench_load"};
    program.require_subcommand(1);
    rounds::bench::add_inbox(program);
    rounds::bench::add_get(program);
    rounds::bench::add_streams(program);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return program.exit(error);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bench_load: {}\n", error.what());
        return 1;
    }
    return 0;
}
