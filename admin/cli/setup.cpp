#include "admin/cli/command.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"

#include <CLI/CLI.hpp>
#include <array>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <fstream>
#include <iostream>
#include <sys/stat.h>
#include <unistd.h>

namespace rounds::cli {
namespace {

namespace fs = std::filesystem;

/// One answer: the setting it becomes, and how it is asked for.
struct Question
{
    std::string_view key;
    const char* flag;
    const char* words;
    bool needed = false;             ///< there is no going on without it
    std::string_view only_with = {}; ///< asked for only when that setting got an answer
    bool asked = true;               ///< otherwise by its flag alone
};

constexpr std::array questions{
    Question{
        .key = "instance.domain",
        .flag = "--domain",
        .words = "Domain, for good (rounds.hospital.example)",
        .needed = true
    },
    Question{
        .key = "instance.organisation",
        .flag = "--organisation",
        .words = "Organisation that answers for it",
        .needed = true
    },
    Question{.key = "instance.title", .flag = "--title", .words = "Name shown to people"},
    Question{.key = "instance.kind", .flag = "--kind", .words = "Kind of organisation: hospital or society"},
    Question{
        .key = "instance.contact_email",
        .flag = "--contact-email",
        .words = "Where people can write to (e-mail)",
        .needed = true
    },
    Question{
        .key = "instance.languages", .flag = "--languages", .words = "Languages, ISO 639-1 codes, the main one first"
    },
    Question{
        .key = "database.url", .flag = "--database-url", .words = "PostgreSQL connection string (empty: a private one)"
    },
    Question{
        .key = "mail.server", .flag = "--mail-server", .words = "Mail server as host:port (empty: no mail is sent)"
    },
    Question{
        .key = "mail.security",
        .flag = "--mail-security",
        .words = "Its security: starttls, tls or none",
        .only_with = "mail.server"
    },
    Question{
        .key = "mail.user", .flag = "--mail-user", .words = "User there (empty: no log-in)", .only_with = "mail.server"
    },
    Question{
        .key = "mail.password_file",
        .flag = "--mail-password-file",
        .words = "File with that user's password",
        .only_with = "mail.user"
    },
    Question{
        .key = "accounts.sign_up",
        .flag = "--sign-up",
        .words = "Who may make an account: closed, invitation, approval or open"
    },
    Question{.key = "federation.mode", .flag = "--federation", .words = "Federation: consortium, open or closed"},
    Question{.key = "federation.peers", .flag = "--peers", .words = "Servers of the consortium, separated by commas"},
    Question{.key = "paths.data", .flag = "--data", .words = "Folder for keys and data", .asked = false},
    Question{.key = "http.address", .flag = "--listen", .words = "Address to listen on", .asked = false},
    Question{.key = "http.port", .flag = "--port", .words = "Port to listen on", .asked = false},
    Question{
        .key = "http.certificate_file",
        .flag = "--tls-certificate",
        .words = "PEM chain, when no proxy ends TLS",
        .asked = false
    },
    Question{.key = "http.key_file", .flag = "--tls-key", .words = "PEM key of that certificate", .asked = false},
    Question{
        .key = "http.trusted_proxies",
        .flag = "--proxy",
        .words = "Addresses of the proxy that ends TLS",
        .asked = false
    },
    Question{.key = "mail.from", .flag = "--mail-from", .words = "Sender of mails", .asked = false},
    Question{
        .key = "mail.ca_file", .flag = "--mail-ca", .words = "PEM file of the mail server's authority", .asked = false
    },
};

struct Options
{
    std::array<std::string, questions.size()> answers;
    bool yes = false;
    bool force = false;
    bool dry_run = false;
};

const app::Option& option_of(std::string_view key)
{
    for (const auto& option : app::config_table())
        if (option.key == key) return option;
    throw std::logic_error(fmt::format("{}: there is no such setting", key));
}

/// An answer has no type of its own: the first reading that the setting takes counts.
bool take(app::Config& config, const app::Option& option, const std::string& answer)
{
    if (option.set(config, app::ConfigValue{answer})) return true;
    if (const auto number = text::parse_int(answer))
        if (option.set(config, app::ConfigValue{std::int64_t{*number}})) return true;
    std::vector<std::string> items;
    for (const auto piece : text::split(answer, ',')) items.emplace_back(text::trim(piece));
    return option.set(config, app::ConfigValue{items});
}

bool answered(const Options& options, std::string_view key)
{
    for (std::size_t i = 0; i < questions.size(); ++i)
        if (questions[i].key == key) return !options.answers[i].empty();
    return false;
}

/// Until the setting takes it; an empty line leaves the default.
std::string ask(const Question& question)
{
    const auto& option = option_of(question.key);
    for (app::Config fallback, tried;;) {
        const auto before = option.as_toml(fallback);
        const bool none = before == "\"\"" || before == "[]";
        fmt::print(stderr, "{}{}: ", question.words, none ? "" : fmt::format(" [{}]", before));
        std::string line;
        if (!std::getline(std::cin, line)) {
            fmt::print(stderr, "\n");
            return {};
        }
        std::string answer(text::trim(line));
        if (answer.empty() && !question.needed) return {};
        if (!answer.empty() && take(tried, option, answer)) return answer;
        fmt::print(stderr, "It takes {}.\n", option.allowed);
    }
}

void gather(Options& options)
{
    std::string missing;
    for (std::size_t i = 0; i < questions.size(); ++i) {
        const auto& question = questions[i];
        auto& answer = options.answers[i];
        const bool applies = question.only_with.empty() || answered(options, question.only_with);
        if (answer.empty() && question.asked && applies && !options.yes) answer = ask(question);
        if (answer.empty() && question.needed) missing += fmt::format(" {}", question.flag);
    }
    if (!missing.empty()) throw UsageError(fmt::format("still needed:{}", missing));
}

app::Config config_of(const Options& options)
{
    app::Config config;
    // Whoever terminates TLS in front of us is on this machine, unless something else is said.
    config.http.trusted_proxies = {"127.0.0.1", "::1"};
    for (std::size_t i = 0; i < questions.size(); ++i) {
        if (options.answers[i].empty()) continue;
        const auto& option = option_of(questions[i].key);
        if (!take(config, option, options.answers[i]))
            throw UsageError(fmt::format(
                "{} \"{}\" is not allowed; it takes {}", questions[i].flag, options.answers[i], option.allowed
            ));
    }
    config.instance.domain = text::to_lower(config.instance.domain);
    if (config.instance.title == app::Config{}.instance.title) config.instance.title = config.instance.organisation;
    if (!config.http.certificate_file.empty()) config.http.trusted_proxies.clear();
    config.accounts.staff_second_factor = true;
    return config;
}

/// What differs from the defaults, in the order of the sample file.
std::string as_file(const app::Config& config)
{
    const app::Config defaults;
    std::string out = "# Written by `rounds setup`. Every setting and its meaning: `rounds config example`.\n";
    std::string_view section;
    for (const auto& option : app::config_table()) {
        const auto value = option.as_toml(config);
        if (value == option.as_toml(defaults)) continue;
        const auto dot = option.key.find('.');
        if (option.key.substr(0, dot) != section) {
            section = option.key.substr(0, dot);
            out += fmt::format("\n[{}]\n", section);
        }
        out += fmt::format("{} = {}\n", option.key.substr(dot + 1), value);
    }
    return out;
}

/// Readable by the service's group: a connection string may hold a password. Written beside, read back, then moved, so
/// that there is never half a file, nor one that the server would refuse.
void put(const fs::path& file, const std::string& content)
{
    if (file.has_parent_path()) fs::create_directories(file.parent_path());
    const fs::path fresh = file.string() + ".new";
    const auto mask = umask(S_IWGRP | S_IRWXO);
    std::ofstream out(fresh, std::ios::trunc);
    umask(mask);
    out << content << std::flush;
    if (!out) throw std::runtime_error(fmt::format("{}: cannot be written", fresh.string()));
    out.close();
    try {
        static_cast<void>(app::load_config(fresh));
    } catch (const app::ConfigError&) {
        fs::remove(fresh);
        throw;
    }
    fs::rename(fresh, file);
}

void set_up(const Environment& environment, Options options)
{
    const auto file = environment.config_file.empty() ? fs::path("/etc/rounds/rounds.toml") : environment.config_file;
    if (!options.dry_run && !options.force && fs::exists(file))
        throw UsageError(fmt::format("{} exists; --force writes it anew and keeps the old one beside it", file.string())
        );
    gather(options);
    const auto config = config_of(options);
    const auto content = as_file(config);
    if (options.dry_run) {
        fmt::print("{}", content);
        return;
    }
    if (fs::exists(file)) fs::copy_file(file, file.string() + ".old", fs::copy_options::overwrite_existing);
    put(file, content);
    if (environment.json)
        fmt::print("{}\n", json::serialize(json::object{{"file", file.string()}, {"domain", config.instance.domain}}));
    else
        fmt::print(
            "Wrote {0}. Next:\n"
            "  rounds --config {0} doctor\n"
            "  rounds --config {0} account create NAME --email ADDRESS --role admin\n"
            "  rounds --config {0} serve\n",
            file.string()
        );
}

} // namespace

void add_setup(CLI::App& program, Environment& environment)
{
    auto* command =
        program.add_subcommand("setup", "Ask what a new instance needs to know, and write its configuration");
    command->footer("It writes the file of --config (default: /etc/rounds/rounds.toml). What no flag says is asked for."
    );
    auto options = std::make_shared<Options>();
    for (std::size_t i = 0; i < questions.size(); ++i)
        command->add_option(questions[i].flag, options->answers[i], questions[i].words);
    command->add_flag("--yes", options->yes, "No questions: what is missing keeps its default, or is an error");
    command->add_flag("--force", options->force, "Write over a configuration that exists; it is kept as FILE.old");
    command->add_flag("--dry-run", options->dry_run, "Print the configuration and write nothing");
    command->callback([&environment, options] { set_up(environment, *options); });
}

} // namespace rounds::cli
