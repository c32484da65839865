#include "admin/cli/account.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/app/letters.hpp"
#include "server/social/access.hpp"
#include "server/social/create_account.hpp"
#include "server/social/passwords.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/base/json.hpp"
#include "storage/base/text.hpp"
#include "storage/logins.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>
#include <iostream>
#include <unistd.h>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Transaction;

struct Options
{
    social::NewPerson person;
    std::string password;
    bool password_stdin = false;
    std::string name;
    std::string role;
    std::string stakeholder;
};

void note(Transaction& tx, std::string_view action, AccountId account, std::string_view rule = {})
{
    storage::audit::add_about(tx, std::nullopt, "command", action, account, rule);
}

/// From --password-stdin, --password, a prompt, or made up and shown.
std::string chosen_password(const Options& options, bool& made_up)
{
    std::string password = options.password;
    if (options.password_stdin && !std::getline(std::cin, password)) throw UsageError("no password on standard input");
    if (!password.empty()) return password;
    made_up = true;
    constexpr std::size_t signs = 20; // 120 bits
    return crypto::random_token().substr(0, signs);
}

std::string hashed(const std::string& password)
{
    if (text::count_code_points(password) < social::shortest_password)
        throw UsageError(fmt::format("a password has at least {} characters", social::shortest_password));
    const auto hash = social::hash_password(password);
    if (!hash) throw UsageError(fmt::format("a password has at most {} bytes", social::longest_password));
    return *hash;
}

void create(const Environment& environment, Options& options)
{
    bool made_up = false;
    const auto password = chosen_password(options, made_up);
    options.person.password_hash = hashed(password);
    if (options.person.display_name.empty()) options.person.display_name = options.person.username;
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto account = app.db.transact_blocking([&](Transaction& tx) {
        auto made = social::create_person(tx, app.urls, app.keyring, options.person);
        if (made) note(tx, "account.create", made->id, options.person.role);
        return made;
    });
    if (account.has_error() && account.error() == errc::already_exists)
        throw UsageError(fmt::format("\"{}\" or its e-mail address is taken, or was once", options.person.username));
    if (!account)
        throw UsageError(fmt::format(
            "\"{}\" is no user name (1 to 30 of a-z A-Z 0-9 _, none reserved), or the e-mail address is none",
            options.person.username
        ));
    if (environment.json) {
        json::object out{{"id", to_string(account->id)}, {"username", account->username}, {"uri", account->uri}};
        if (made_up) out["password"] = password;
        fmt::print("{}\n", json::serialize(out));
        return;
    }
    fmt::print("Made @{}@{} ({}).\n", account->username, app.config.instance.domain, account->url);
    if (made_up) fmt::print("Password: {}\n", password);
}

void set_password(const Environment& environment, const Options& options)
{
    bool made_up = false;
    const auto password = chosen_password(options, made_up);
    const auto hash = hashed(password);
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        const auto id = local_account(tx, options.name).id;
        storage::accounts::set_password(tx, id, hash);
        social::end_access(tx, id, app.clock.now());
        note(tx, "account.password", id);
        json::object words{{"when", app::letter_time(app.clock.now())}};
        app::send_letter(tx, app, {.kind = "password_changed", .account = id, .words = std::move(words)});
    });
    json::object shown{{"username", options.name}};
    if (made_up) shown["password"] = password;
    print(environment, shown, made_up ? "Password: " + password : "The password is set; all log-ins have ended.");
}

/// For who has lost device and recovery codes, and has shown you in another way who they are.
void remove_second_factor(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        const auto id = local_account(tx, options.name).id;
        const auto user = storage::accounts::find_user(tx, id);
        if (!user || !user->second_factor_at)
            throw UsageError(fmt::format("the log-in of \"{}\" has no second factor", options.name));
        storage::logins::remove_second_factor(tx, id);
        note(tx, "account.remove_second_factor", id);
        social::end_access(tx, id, app.clock.now());
        json::object words{{"when", app::letter_time(app.clock.now())}, {"all_off", true}};
        app::send_letter(tx, app, {.kind = "second_factor_changed", .account = id, .words = std::move(words)});
    });
    print(environment, json::object{{"username", options.name}}, options.name + " logs in by password alone.");
}

void set_role(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto account = local_account(tx, options.name);
        const auto user = storage::accounts::find_user(tx, account.id);
        if (!user) throw UsageError(fmt::format("\"{}\" has no log-in", options.name));
        note(tx, "account.role", account.id, options.role.empty() ? options.stakeholder : options.role);
        storage::accounts::set_role(
            tx,
            account.id,
            options.role.empty() ? user->role : options.role,
            options.stakeholder.empty() ? user->stakeholder : options.stakeholder
        );
    });
    print(environment, json::object{{"username", options.name}}, "Done.");
}

void set_suspended(const Environment& environment, const Options& options, bool suspended)
{
    const auto runtime = environment.runtime();
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto id = local_account(tx, options.name).id;
        storage::accounts::set_suspended(tx, id, suspended);
        if (suspended)
            note(tx, "account.suspend", id);
        else
            note(tx, "account.lift", id, "suspend");
    });
    print(
        environment,
        json::object{{"username", options.name}, {"suspended", suspended}},
        options.name + (suspended ? " is suspended." : " is not suspended any more.")
    );
}

void add_create(CLI::App& command, Environment& environment)
{
    auto* create_command = command.add_subcommand("create", "Make a person's account");
    auto options = std::make_shared<Options>();
    create_command->add_option("username", options->person.username, "1 to 30 of a-z A-Z 0-9 _")->required();
    create_command->add_option("--email", options->person.email, "E-mail address")->required();
    create_command->add_option(
        "--password", options->password, "Password (seen by others on this machine: rather use --password-stdin)"
    );
    create_command->add_flag("--password-stdin", options->password_stdin, "Read the password from standard input");
    create_command->add_option("--display-name", options->person.display_name, "Name shown");
    create_command->add_option("--note", options->person.note, "A few words about them");
    create_command->add_option("--role", options->person.role, "member, moderator or admin")
        ->check(CLI::IsMember({"member", "moderator", "admin"}));
    create_command->add_option("--stakeholder", options->person.stakeholder, "patient, carer, doctor, hcp, ...");
    create_command->add_option("--locale", options->person.locale, "Language of messages, ISO 639-1");
    create_command->callback([&environment, options] { create(environment, *options); });
}

} // namespace

Account local_account(Transaction& tx, const std::string& name)
{
    auto account = storage::accounts::find_by_handle(tx, name.starts_with('@') ? name.substr(1) : name, std::nullopt);
    if (!account) throw UsageError(fmt::format("there is no account \"{}\" here", name));
    return *account;
}

void add_account(CLI::App& program, Environment& environment)
{
    auto* command =
        program.add_subcommand("account", "People's accounts: create, verify, approve, password, role, suspend");
    command->require_subcommand(1);
    add_create(*command, environment);
    add_verify(*command, environment);
    add_sign_ups(*command, environment);

    auto options = std::make_shared<Options>();
    auto* password = command->add_subcommand("password", "Set a password; all log-ins and apps of the person end");
    password->add_option("username", options->name)->required();
    password->add_option("--password", options->password, "Password (rather use --password-stdin)");
    password->add_flag("--password-stdin", options->password_stdin, "Read the password from standard input");
    password->callback([&environment, options] { set_password(environment, *options); });

    auto* factor = command->add_subcommand(
        "remove-second-factor", "Let somebody log in by password alone who has lost device and recovery codes"
    );
    factor->add_option("username", options->name)->required();
    factor->callback([&environment, options] { remove_second_factor(environment, *options); });

    auto* role = command->add_subcommand("role", "Set what a person may do on this instance, and what they are");
    role->add_option("username", options->name)->required();
    role->add_option("--role", options->role, "member, moderator or admin")
        ->check(CLI::IsMember({"member", "moderator", "admin"}));
    role->add_option("--stakeholder", options->stakeholder, "patient, carer, doctor, hcp, ...");
    role->callback([&environment, options] { set_role(environment, *options); });

    auto* suspend = command->add_subcommand("suspend", "Take an account out of use; it can be undone");
    suspend->add_option("username", options->name)->required();
    suspend->callback([&environment, options] { set_suspended(environment, *options, true); });
    auto* unsuspend = command->add_subcommand("unsuspend", "Give a suspended account back");
    unsuspend->add_option("username", options->name)->required();
    unsuspend->callback([&environment, options] { set_suspended(environment, *options, false); });
}

} // namespace rounds::cli
