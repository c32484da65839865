#include "admin/cli/guard.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {

privacy::HouseRules house_rules(const app::Config& config)
{
    try {
        return {config.guard.patterns, config.guard.allowed};
    } catch (const std::invalid_argument& error) {
        throw app::ConfigError(std::string("guard.patterns: ") + error.what());
    }
}

void add_guard(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("guard", "The privacy guard: what it finds, what it holds, whom it calls");
    command->require_subcommand(1);
    add_guard_scan(*command, environment);
    add_guard_queue(*command, environment);
    add_guard_crisis(*command, environment);
}

} // namespace rounds::cli
