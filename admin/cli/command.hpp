#pragma once

#include "server/app/config_table.hpp"
#include "server/app/runtime.hpp"

#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace CLI {
class App;
}

namespace rounds::cli {

/// What every command is given.
struct Environment
{
    std::filesystem::path config_file; ///< --config, else $ROUNDS_CONFIG, else /etc/rounds/rounds.toml when it exists
    bool json = false;                 ///< --json: results as JSON, for scripts
    std::string command{};             ///< which one runs, as the audit log names it: "emoji.add"

    [[nodiscard]] app::Config config() const { return app::load_config(config_file); }
    /// The database, keys and client of the configured instance. A running server is not disturbed.
    [[nodiscard]] std::unique_ptr<app::Runtime> runtime() const;
};

/// A mistake of whoever typed the command, or something that does not exist: exit code 2, no stack, one line.
class UsageError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// The command has said all there is to say; only its exit code is left.
class Exit : public std::exception
{
public:
    explicit Exit(int code) noexcept : code_(code) {}
    [[nodiscard]] int code() const noexcept { return code_; }

private:
    int code_;
};

/// All commands of `rounds`.
void add_commands(CLI::App& program, Environment& environment);

// Each adds its subcommand, with help, to the program.
void add_serve(CLI::App& program, Environment& environment);
void add_migrate(CLI::App& program, Environment& environment);
void add_config(CLI::App& program, Environment& environment);
void add_account(CLI::App& program, Environment& environment);
void add_invite(CLI::App& program, Environment& environment);
void add_token(CLI::App& program, Environment& environment);
void add_network(CLI::App& program, Environment& environment);
void add_chat(CLI::App& program, Environment& environment);
void add_summary(CLI::App& program, Environment& environment);
void add_question(CLI::App& program, Environment& environment);
void add_condition(CLI::App& program, Environment& environment);
void add_series(CLI::App& program, Environment& environment);
void add_reference(CLI::App& program, Environment& environment);
void add_metrics(CLI::App& program, Environment& environment);
void add_credential(CLI::App& program, Environment& environment);
void add_peer(CLI::App& program, Environment& environment);
void add_roster(CLI::App& program, Environment& environment);
void add_queue(CLI::App& program, Environment& environment);
void add_announcement(CLI::App& program, Environment& environment);
void add_emoji(CLI::App& program, Environment& environment);
void add_block(CLI::App& program, Environment& environment);
void add_guard(CLI::App& program, Environment& environment);
void add_doctor(CLI::App& program, Environment& environment);
void add_setup(CLI::App& program, Environment& environment);
void add_compliance(CLI::App& program, Environment& environment);
void add_audit(CLI::App& program, Environment& environment);
void add_incident(CLI::App& program, Environment& environment);
void add_moderate(CLI::App& program, Environment& environment);
void add_break_glass(CLI::App& program, Environment& environment);
void add_backup(CLI::App& program, Environment& environment);
void add_restore(CLI::App& program, Environment& environment);
void add_keys(CLI::App& program, Environment& environment);

} // namespace rounds::cli
