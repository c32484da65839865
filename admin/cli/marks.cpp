#include "server/rounds_api/marks.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/knowledge/credentials.hpp"
#include "server/rounds_api/describe.hpp"
#include "storage/affiliations.hpp"
#include "storage/audit.hpp"
#include "storage/base/text.hpp"
#include "storage/credentials.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

namespace affiliations = storage::affiliations;
using storage::Transaction;

constexpr int most_listed = 5000;

struct Options
{
    std::string name;
    std::string title;
};

void list(const Environment& environment)
{
    const auto runtime = environment.runtime();
    json::array rows;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        rows.clear();
        text.clear();
        for (const auto& one : storage::credentials::list_valid(tx, runtime->app().clock.now(), most_listed)) {
            rows.push_back(rounds_api::credential_json(one));
            const auto account = demand(storage::accounts::find(tx, one.account), "account");
            text += fmt::format(
                "{} {} {} until {}\n", to_string(one.id), account.acct(), one.role, to_iso_date(one.valid_until)
            );
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "Nobody is vouched for." : text);
}

void revoke(const Environment& environment, const Options& options)
{
    const auto id = demand_id<CredentialId>(options.name);
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto revoked = app.db.transact_blocking([&](Transaction& tx) {
        demand(knowledge::revoke_credential(tx, id, app.clock.now()), "credential " + options.name);
        const auto credential = demand(storage::credentials::find(tx, id), "credential " + options.name);
        storage::audit::add_about(tx, std::nullopt, "command", "credential.revoke", credential.account);
        return rounds_api::credential_json(credential);
    });
    wake_servers(app);
    print(environment, revoked, "Revoked: it answers 410, and other servers drop its mark within a day.");
}

/// Of "name" here or "name@domain".
void marks(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto at = options.name.find('@');
    const auto domain = at == std::string::npos ? std::nullopt : std::optional{options.name.substr(at + 1)};
    const auto shown = runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto account = demand(
            storage::accounts::find_by_handle(tx, options.name.substr(0, at), domain), "account " + options.name
        );
        return rounds_api::marks_json(tx, account.id, runtime->app().clock.now());
    });
    std::string text;
    for (const auto& mark : shown) {
        const auto& by = mark.at("vouched_by");
        text += fmt::format(
            "{}: {}, vouched for by {}{}\n",
            std::string_view(mark.at("state").as_string()),
            std::string_view(mark.at("role").as_string()),
            by.is_null() ? std::string_view("nobody") : std::string_view(by.at("acct").as_string()),
            mark.at("reason").is_null() ? std::string{} : " (" + std::string(mark.at("reason").as_string()) + ")"
        );
    }
    if (!text.empty()) text.pop_back();
    print(environment, shown, text.empty() ? "No marks." : text);
}

json::object to_json(const affiliations::Root& root)
{
    return {{"domain", root.domain}, {"title", root.title}};
}

void roots(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto found = runtime->app().db.transact_blocking([](Transaction& tx) { return affiliations::roots(tx); });
    json::array rows;
    std::string text;
    for (const auto& root : found) {
        rows.push_back(to_json(root));
        text += fmt::format("{} {}\n", root.domain, root.title);
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "Only proven members of rosters are believed." : text);
}

/// Whoever was judged by the old list is judged again.
template <class F>
void change_roots(const Environment& environment, const affiliations::Root& root, std::string_view action, F change)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        storage::audit::Entry entry;
        entry.via = "command";
        entry.action = action;
        entry.target_kind = "credential_root";
        entry.target = change(tx);
        storage::audit::add(tx, entry);
        affiliations::check_all(tx);
    });
    wake_servers(app);
    print(environment, to_json(root), fmt::format("{}: marks are being checked again.", root.domain));
}

void believe(const Environment& environment, const Options& options)
{
    const affiliations::Root root{text::to_lower(options.name), options.title};
    change_roots(environment, root, "credential.believe", [&](Transaction& tx) {
        return affiliations::add_root(tx, root);
    });
}

void disbelieve(const Environment& environment, const Options& options)
{
    const affiliations::Root root{text::to_lower(options.name), ""};
    change_roots(environment, root, "credential.disbelieve", [&](Transaction& tx) {
        return demand(affiliations::remove_root(tx, root.domain), root.domain);
    });
}

} // namespace

void add_credential(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand(
        "credential", "Who is vouched for, here and elsewhere, and whose word is believed (issue: account verify)"
    );
    command->require_subcommand(1);
    auto options = std::make_shared<Options>();
    command->add_subcommand("list", "Credentials in force that this instance issued, soonest to end first")
        ->callback([&environment] { list(environment); });
    auto* taken = command->add_subcommand("revoke", "Take a credential back for good");
    taken->add_option("id", options->name)->required();
    taken->callback([&environment, options] { revoke(environment, *options); });
    auto* shown = command->add_subcommand("marks", "Who vouches for an account, and which marks it lost and why");
    shown->add_option("account", options->name, "name, or name@domain")->required();
    shown->callback([&environment, options] { marks(environment, *options); });
    command->add_subcommand("roots", "Servers whose word is believed, beside proven members of rosters")
        ->callback([&environment] { roots(environment); });
    auto* pinned = command->add_subcommand("believe", "Believe what a server says of its people and of organisations");
    pinned->add_option("domain", options->name)->required();
    pinned->add_option("--title", options->title, "Shown beside marks: \"Oncology Society\"")->required();
    pinned->callback([&environment, options] { believe(environment, *options); });
    auto* dropped = command->add_subcommand("disbelieve", "Take that back");
    dropped->add_option("domain", options->name)->required();
    dropped->callback([&environment, options] { disbelieve(environment, *options); });
}

} // namespace rounds::cli
