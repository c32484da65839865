#include "admin/cli/command.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace rounds::cli {
namespace {

/// Each command says which one it is before it runs.
void name_commands(CLI::App& app, Environment& environment, const std::string& before)
{
    for (auto* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
        auto name = before + sub->get_name();
        std::ranges::replace(name, '-', '_');
        sub->preparse_callback([&environment, name](std::size_t) { environment.command = name; });
        name_commands(*sub, environment, name + '.');
    }
}

} // namespace

void add_commands(CLI::App& program, Environment& environment)
{
    add_serve(program, environment);
    add_migrate(program, environment);
    add_config(program, environment);
    add_account(program, environment);
    add_invite(program, environment);
    add_token(program, environment);
    add_network(program, environment);
    add_chat(program, environment);
    add_summary(program, environment);
    add_question(program, environment);
    add_condition(program, environment);
    add_series(program, environment);
    add_reference(program, environment);
    add_metrics(program, environment);
    add_credential(program, environment);
    add_peer(program, environment);
    add_roster(program, environment);
    add_queue(program, environment);
    add_announcement(program, environment);
    add_emoji(program, environment);
    add_block(program, environment);
    add_guard(program, environment);
    add_doctor(program, environment);
    add_setup(program, environment);
    add_compliance(program, environment);
    add_audit(program, environment);
    add_incident(program, environment);
    add_moderate(program, environment);
    add_break_glass(program, environment);
    add_backup(program, environment);
    add_restore(program, environment);
    add_keys(program, environment);
    name_commands(program, environment, "");
}

} // namespace rounds::cli
