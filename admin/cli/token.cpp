#include "admin/cli/knowledge.hpp"
#include "storage/apps.hpp"
#include "storage/base/json.hpp"
#include "storage/channels.hpp"
#include "storage/tokens.hpp"

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/core.h>

namespace rounds::cli {
namespace {

using storage::Transaction;

struct Options
{
    std::string name;
    std::string scopes = "read write follow push profile";
    std::string app = "Command line";
};

/// A token as an app would get it by OAuth, for scripts and checks.
void create(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto secret = crypto::random_token();
    app.db.transact_blocking([&](Transaction& tx) {
        storage::OAuthApp client;
        client.name = options.app;
        client.redirect_uris = {"urn:ietf:wg:oauth:2.0:oob"};
        client.scopes = options.scopes;
        client.client_id = crypto::random_token();
        client.created_at = app.clock.now();
        client.secret_hash = crypto::sha256(crypto::random_token());
        storage::AccessToken token;
        token.app = storage::apps::create(tx, client).id;
        token.account = local_account(tx, options.name).id;
        token.scopes = options.scopes;
        token.created_at = app.clock.now();
        token.token_hash = crypto::sha256(secret);
        static_cast<void>(storage::tokens::add(tx, token));
        note_run(tx, environment, "account", to_int(*token.account));
    });
    if (environment.json)
        fmt::print("{}\n", json::serialize(json::object{{"access_token", secret}, {"scope", options.scopes}}));
    else
        fmt::print("{}\n", secret);
}

void revoke(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        const auto account = local_account(tx, options.name).id;
        storage::tokens::revoke_of(tx, account, std::nullopt, app.clock.now());
        note_run(tx, environment, "account", to_int(account));
    });
    app.notifier.notify(storage::channels::events); // open streams end now
    print(
        environment,
        json::object{{"username", options.name}},
        fmt::format("All apps of {} are signed out within a second.", options.name)
    );
}

} // namespace

void add_token(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("token", "Access tokens: make one for a script, revoke all of a person");
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    auto* make = command->add_subcommand("create", "Make a token and print it; it is shown only now");
    make->add_option("username", options->name)->required();
    make->add_option("--scopes", options->scopes, "Space separated (default: read write follow push profile)");
    make->add_option("--app", options->app, "Name under which the person sees it in their settings");
    make->callback([&environment, options] { create(environment, *options); });
    auto* revoke_command = command->add_subcommand("revoke", "Sign out all apps of a person");
    revoke_command->add_option("username", options->name)->required();
    revoke_command->callback([&environment, options] { revoke(environment, *options); });
}

} // namespace rounds::cli
