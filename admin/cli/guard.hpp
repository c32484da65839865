#pragma once

#include "admin/cli/command.hpp"
#include "server/privacy/detect/identifiers.hpp"

namespace rounds::cli {

/// The hospital's own patterns and allow-list of the configuration; app::ConfigError when a pattern is wrong.
[[nodiscard]] privacy::HouseRules house_rules(const app::Config& config);

// Subcommands of `rounds guard`.
void add_guard_scan(CLI::App& guard, Environment& environment);
void add_guard_queue(CLI::App& guard, Environment& environment);  ///< queue, release, keep, log
void add_guard_crisis(CLI::App& guard, Environment& environment); ///< crisis, adverse-events

} // namespace rounds::cli
