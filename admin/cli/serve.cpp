#include "admin/cli/command.hpp"
#include "admin/cli/service.hpp"
#include "storage/base/log.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

log::Level level_of(const std::string& name)
{
    if (name == "debug") return log::Level::debug;
    if (name == "warn") return log::Level::warn;
    if (name == "error") return log::Level::error;
    return log::Level::info;
}

void serve(const Environment& environment, const std::string& roles)
{
    auto config = environment.config();
    log::configure(level_of(config.log.level), config.log.json);
    Service service(std::move(config), Roles::parse(roles));
    service.run_until_signalled();
}

} // namespace

void add_serve(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("serve", "Run the server until SIGTERM; SIGHUP reads the certificate again");
    auto roles = std::make_shared<std::string>("web,streaming,worker");
    command->add_option("--roles", *roles, "What this process does: web, streaming, worker (default: all)");
    command->callback([&environment, roles] { serve(environment, *roles); });
}

} // namespace rounds::cli
