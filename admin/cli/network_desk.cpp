#include "admin/cli/network_desk.hpp"

#include "admin/cli/knowledge.hpp"
#include "server/knowledge/references.hpp"
#include "server/knowledge/stewardship.hpp"
#include "server/rounds_api/describe.hpp"
#include "storage/chats.hpp"
#include "storage/network_doors.hpp"
#include "storage/networks.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Network;
using storage::Transaction;

constexpr int most_listed = 1000;

struct Options
{
    std::string as;
    std::string network;
    std::string account;
    std::string id;
    knowledge::ResourceForm resource;
    bool undo = false;
};

json::object resource_json(const storage::Resource& resource)
{
    json::object out;
    out["id"] = to_string(resource.id);
    out["title"] = resource.title;
    out["note"] = resource.note;
    out["url"] = knowledge::canonical_url({resource.kind, resource.value});
    out["pinned"] = resource.pinned;
    return out;
}

void list_requests(const Environment& environment, const Options& options)
{
    std::string text;
    const auto shown = act_as(
        environment,
        options.as,
        [&](Transaction& tx, app::App&, const Account& by) {
            const auto network = network_named(tx, options.network);
            json::array rows;
            text.clear();
            for (const auto& one : demand(knowledge::join_requests(tx, by, network.id, most_listed), options.network)) {
                rows.push_back(rounds_api::account_json(tx, one.id));
                text += fmt::format("{} @{}\n", to_string(one.id), one.acct());
            }
            return rows;
        },
        Record::by_body
    );
    if (!text.empty()) text.pop_back();
    print(environment, shown, text.empty() ? "Nobody waits." : text);
}

/// The account of this name that waits: people of other servers ask, too.
AccountId asking(Transaction& tx, const Account& by, const Network& network, const std::string& name)
{
    for (const auto& one : demand(knowledge::join_requests(tx, by, network.id, most_listed), network.title))
        if (one.acct() == name || "@" + one.acct() == name || to_string(one.id) == name) return one.id;
    throw UsageError(name + " has not asked to come in");
}

void decide(const Environment& environment, const Options& options)
{
    const auto done = act_as(environment, options.as, [&](Transaction& tx, app::App&, const Account& by) {
        const auto network = network_named(tx, options.network);
        const auto who = asking(tx, by, network, options.account);
        demand(knowledge::decide_request(tx, by, network.id, who, !options.undo), options.account);
        return rounds_api::account_json(tx, who);
    });
    print(environment, done, fmt::format("{} is {}.", options.account, options.undo ? "refused" : "let in"));
}

void list_library(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    json::array rows;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        rows.clear();
        text.clear();
        const auto network = network_named(tx, options.network);
        for (const auto& one : storage::network_resources::list(tx, network.id, most_listed)) {
            rows.push_back(resource_json(one));
            text += fmt::format(
                "{}{} {} {}\n",
                to_string(one.id),
                one.pinned ? " pinned" : "",
                one.title,
                knowledge::canonical_url({one.kind, one.value})
            );
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "The library is empty." : text);
}

void recommend(const Environment& environment, const Options& options)
{
    demand_fields(knowledge::wrong_field(options.resource));
    const auto added = act_as(environment, options.as, [&](Transaction& tx, app::App&, const Account& by) {
        const auto network = network_named(tx, options.network);
        return resource_json(
            demand(knowledge::add_resource(tx, by, network.id, options.resource), options.resource.address)
        );
    });
    print(environment, added, fmt::format("{} is in the library of {}.", options.resource.title, options.network));
}

void pin(const Environment& environment, const Options& options)
{
    const auto id = demand_id<ResourceId>(options.id);
    const auto changed = act_as(environment, options.as, [&](Transaction& tx, app::App&, const Account& by) {
        return resource_json(demand(knowledge::pin_resource(tx, by, id, !options.undo), "resource " + options.id));
    });
    print(environment, changed, options.undo ? "It stands among the others." : "It comes first.");
}

void remove(const Environment& environment, const Options& options)
{
    const auto id = demand_id<ResourceId>(options.id);
    const auto done = act_as(environment, options.as, [&](Transaction& tx, app::App&, const Account& by) {
        demand(knowledge::remove_resource(tx, by, id), "resource " + options.id);
        return json::object{{"id", options.id}};
    });
    print(environment, done, "It is out of the library.");
}

void set_quotes(const Environment& environment, const Options& options)
{
    const auto done = act_as(
        environment,
        options.as,
        [&](Transaction& tx, app::App& app, const Account& by) {
            const auto network = network_named(tx, options.network);
            storage::chats::set_quote_consent(tx, network.id, by.id, !options.undo, app.clock.now());
            note_command(tx, options.undo ? "consent.withdraw" : "consent.give", "network", to_int(network.id), by.id);
            return json::object{{"network_id", to_string(network.id)}, {"granted", !options.undo}};
        },
        Record::by_body
    );
    print(
        environment,
        done,
        fmt::format("{} may {}quote {}.", options.network, options.undo ? "no longer " : "", options.as)
    );
}

void list_consents(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    json::array rows;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        rows.clear();
        text.clear();
        const auto account = local_account(tx, options.account);
        for (const auto& one : storage::networks::consents_of(tx, account.id, most_listed)) {
            json::object row;
            row["kind"] = one.kind;
            row["network_title"] = one.title;
            row["granted_at"] = to_iso8601(one.granted_at);
            row["withdrawn_at"] = one.withdrawn_at ? json::value(to_iso8601(*one.withdrawn_at)) : json::value();
            rows.push_back(std::move(row));
            const auto until = one.withdrawn_at ? ", taken back " + to_iso_date(*one.withdrawn_at) : std::string{};
            text += fmt::format("{} {} since {}{}\n", one.kind, one.title, to_iso_date(one.granted_at), until);
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "They have agreed to nothing." : text);
}

using Work = void (*)(const Environment&, const Options&);

/// A subcommand on a network, by `as`.
CLI::App*
add(CLI::App& command,
    const Environment& environment,
    const char* name,
    const char* help,
    Work work,
    const std::shared_ptr<Options>& options)
{
    auto* sub = command.add_subcommand(name, help);
    sub->callback([&environment, options, work] { work(environment, *options); });
    return sub;
}

void add_people(CLI::App& command, const Environment& environment, const std::shared_ptr<Options>& options)
{
    auto* requests = add(command, environment, "requests", "Who waits to be let in", list_requests, options);
    requests->add_option("username", options->network, "Of the network")->required();
    requests->add_option("--as", options->as, "Steward")->required();
    auto* let_in = add(command, environment, "let-in", "Let somebody in who has asked, or not", decide, options);
    let_in->add_option("username", options->network, "Of the network")->required();
    let_in->add_option("account", options->account, "name, name@domain, or the id that `requests` shows")->required();
    let_in->add_flag("--refuse", options->undo, "Do not");
    let_in->add_option("--as", options->as, "Steward")->required();
    auto* quotes =
        add(command, environment, "quotes", "Let a network quote oneself in its summaries", set_quotes, options);
    quotes->add_option("username", options->network, "Of the network")->required();
    quotes->add_flag("--withdraw", options->undo, "Take it back, for the past as well");
    quotes->add_option("--as", options->as, "Whose words they are")->required();
    auto* consents =
        add(command, environment, "consents", "What somebody agreed to in networks", list_consents, options);
    consents->add_option("account", options->account)->required();
}

void add_library(CLI::App& command, const Environment& environment, const std::shared_ptr<Options>& options)
{
    auto* library = add(command, environment, "library", "What a network recommends to read", list_library, options);
    library->add_option("username", options->network, "Of the network")->required();
    auto* added = add(command, environment, "recommend", "Put something into its library", recommend, options);
    added->add_option("username", options->network, "Of the network")->required();
    added->add_option("address", options->resource.address, "DOI, PMID, PMCID, trial number, ISBN or address")
        ->required();
    added->add_option("--title", options->resource.title)->required();
    added->add_option("--note", options->resource.note, "Why it is worth reading");
    added->add_flag("--pinned", options->resource.pinned, "Shown first");
    added->add_option("--as", options->as, "Steward, host or clinician mentor")->required();
    auto* pinned = add(command, environment, "pin-resource", "Show something of a library first, or not", pin, options);
    pinned->add_option("id", options->id, "Of `library`")->required();
    pinned->add_flag("--undo", options->undo);
    pinned->add_option("--as", options->as, "Steward, host or clinician mentor")->required();
    auto* gone = add(command, environment, "remove-resource", "Take something out of a library", remove, options);
    gone->add_option("id", options->id, "Of `library`")->required();
    gone->add_option("--as", options->as, "Steward, host or clinician mentor")->required();
}

} // namespace

void add_network_desk(CLI::App& network, Environment& environment)
{
    const auto options = std::make_shared<Options>();
    add_people(network, environment, options);
    add_library(network, environment, options);
}

} // namespace rounds::cli
