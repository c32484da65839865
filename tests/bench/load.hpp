#pragma once

#include "tests/bench/client.hpp"

#include <boost/json/object.hpp>

namespace CLI {
class App;
}

namespace rounds::bench {

/// Bounds of every run, whatever the options say.
inline constexpr unsigned most_connections = 1024;
inline constexpr std::size_t most_requests = 1'000'000;
inline constexpr unsigned longest_seconds = 600;

/// Each adds its subcommands to the program.
void add_inbox(CLI::App& program);
void add_get(CLI::App& program);
void add_streams(CLI::App& program);

/// answered, per second, p50 and p99 in milliseconds, statuses: what every run reports.
[[nodiscard]] boost::json::object describe(const Outcome& outcome);

} // namespace rounds::bench
