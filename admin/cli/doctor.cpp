#include "admin/cli/doctor.hpp"

#include "admin/cli/command.hpp"
#include "storage/backups.hpp"
#include "storage/base/json.hpp"
#include "storage/base/log.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::cli {
namespace {

using doctor::Finding;
using doctor::Findings;
using doctor::State;

constexpr int something_wrong = 1;
constexpr int wrong_config = 78;
constexpr auto about_exit_codes =
    "Exit codes: 0 nothing is wrong (there may be warnings), 1 something is wrong, 2 the command is wrong,\n"
    "78 the configuration cannot be used, and nothing else was looked at.";

struct Options
{
    std::vector<std::string> peers;
    std::uint64_t least_free_mb = 1024;
    int backup_hours = static_cast<int>(storage::backups::longest_gap.count());
};

std::string_view name_of(State state)
{
    switch (state) {
    case State::good:
        return "ok";
    case State::skipped:
        return "skipped";
    case State::warning:
        return "warning";
    default:
        return "wrong";
    }
}

bool any_wrong(const Findings& findings)
{
    return std::ranges::any_of(findings, [](const Finding& one) { return one.state == State::wrong; });
}

void print(const Findings& findings, bool as_json)
{
    if (as_json) {
        json::array checks;
        for (const auto& one : findings)
            checks.push_back(json::object{
                {"check", one.check}, {"state", name_of(one.state)}, {"says", one.says}, {"advice", one.advice}
            });
        fmt::print("{}\n", json::serialize(json::object{{"ok", !any_wrong(findings)}, {"checks", std::move(checks)}}));
        return;
    }
    for (const auto& one : findings)
        fmt::print(
            "{:8} {:14} {}{}{}\n",
            name_of(one.state),
            one.check,
            one.says,
            one.advice.empty() ? "" : "; to do: ",
            one.advice
        );
}

std::string shown(const std::filesystem::path& file)
{
    return file.empty() ? std::string("the environment alone") : file.string();
}

void examine(const Environment& environment, const Options& options)
{
    log::configure(log::Level::error, false);
    Findings findings;
    app::Config config;
    try {
        config = environment.config();
    } catch (const app::ConfigError& error) {
        findings.push_back(
            {"configuration", State::wrong, error.what(), "mend that line; `rounds config example` shows every setting"}
        );
        print(findings, environment.json);
        throw Exit(wrong_config);
    }
    findings.push_back({"configuration", State::good, shown(environment.config_file) + " is understood"});
    doctor::Subject subject{
        config,
        environment.config_file,
        config.federation.peers,
        options.least_free_mb,
        std::chrono::hours(options.backup_hours)
    };
    subject.peers.insert(subject.peers.end(), options.peers.begin(), options.peers.end());
    doctor::check_settings(subject, findings);
    doctor::check_permissions(subject, findings);
    doctor::check_disk(subject, findings);
    doctor::check_port(subject, findings);
    doctor::check_name(subject, findings);
    const auto database_time = doctor::check_database(subject, findings);
    doctor::check_mail(subject, findings);
    doctor::check_sign_on(subject, findings);
    doctor::check_peers(subject, database_time, findings);
    print(findings, environment.json);
    if (any_wrong(findings)) throw Exit(something_wrong);
}

} // namespace

void add_doctor(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand(
        "doctor", "Look for what keeps the configured instance from working, and say in a line each what to do"
    );
    command->footer(about_exit_codes);
    auto options = std::make_shared<Options>();
    command->add_option("--peer", options->peers, "Another server to try besides federation.peers: host[:port]");
    command->add_option("--least-free-mb", options->least_free_mb, "Less free space than that is wrong")
        ->capture_default_str()
        ->check(CLI::Range(1, 1'000'000'000));
    command->add_option("--backup-hours", options->backup_hours, "A backup that is older is wrong")
        ->capture_default_str()
        ->check(CLI::Range(1, 24 * 366));
    command->callback([&environment, options] { examine(environment, *options); });
}

} // namespace rounds::cli
