#pragma once

#include "admin/cli/command.hpp"
#include "server/privacy/detect/identifiers.hpp"

namespace rounds::cli {

/// The hospital's own patterns and allow-list of the configuration; app::ConfigError when a pattern is wrong.
[[nodiscard]] privacy::HouseRules house_rules(const app::Config& config);

// Subcommands of `rounds guard`.
void add_guard_scan(CLI::App& guard, Environment& environment);

} // namespace rounds::cli
