#include "admin/cli/command.hpp"

#include <CLI/CLI.hpp>
#include <fmt/core.h>

namespace rounds::cli {

void add_config(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("config", "Show and check settings");
    command->require_subcommand(1);
    command->add_subcommand("example", "Print a sample file with every setting, its meaning and default")->callback([] {
        fmt::print("{}", app::example_config());
    });
    command->add_subcommand("check", "Read the configuration and say whether it can be used")->callback([&environment] {
        const auto config = environment.config();
        fmt::print("The configuration of {} can be used.\n", config.instance.domain);
    });
    command->add_subcommand("show", "Print the settings in force, after file and environment")
        ->callback([&environment] {
            const auto config = environment.config();
            for (const auto& option : app::config_table()) fmt::print("{} = {}\n", option.key, option.as_toml(config));
        });
}

} // namespace rounds::cli
