#include "admin/cli/command.hpp"
#include "storage/base/log.hpp"

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdlib>
#include <fmt/core.h>

namespace {

constexpr auto exit_codes =
    "Exit codes: 0 done, 1 it failed (the reason is printed), 2 the command or what it names is wrong,\n"
    "78 the configuration is wrong.";
constexpr int failed = 1;
constexpr int wrong_use = 2;
constexpr int wrong_config = 78; // EX_CONFIG of sysexits.h

std::filesystem::path default_config_file()
{
    if (const char* file = std::getenv("ROUNDS_CONFIG"))
        return file; // NOLINT(concurrency-mt-unsafe): before any thread
    const std::filesystem::path usual = "/etc/rounds/rounds.toml";
    return std::filesystem::exists(usual) ? usual : std::filesystem::path{};
}

int run(int argc, char** argv)
{
    namespace cli = rounds::cli;
    CLI::App program{"Rounds: federated knowledge networks for hospitals", "rounds"};
    cli::Environment environment;
    environment.config_file = default_config_file();
    program.set_version_flag("--version", "rounds " ROUNDS_VERSION);
    program.add_option(
        "-c,--config", environment.config_file, "Configuration file (default: $ROUNDS_CONFIG, /etc/rounds/rounds.toml)"
    );
    program.add_flag("--json", environment.json, "Results as JSON, for scripts");
    program.require_subcommand(1);
    program.fallthrough();
    program.footer(exit_codes);
    cli::add_commands(program, environment);
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = program.exit(error);
        return code == 0 ? 0 : wrong_use;
    }
    return 0;
}

} // namespace

int main(int argc, char** argv)
{
    // OpenSSL writes to sockets as to files, and so does libcurl by it: whoever closes a TLS connection of ours at the
    // wrong moment would end the program.
    std::signal(SIGPIPE, SIG_IGN);
    try {
        return run(argc, argv);
    } catch (const rounds::app::ConfigError& error) {
        fmt::print(stderr, "rounds: {}\n", error.what());
        return wrong_config;
    } catch (const rounds::cli::UsageError& error) {
        fmt::print(stderr, "rounds: {}\n", error.what());
        return wrong_use;
    } catch (const rounds::cli::Exit& exit) {
        return exit.code();
    } catch (const std::exception& error) {
        fmt::print(stderr, "rounds: {}\n", error.what());
        return failed;
    }
}
