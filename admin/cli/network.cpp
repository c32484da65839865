#include "server/knowledge/sensitive.hpp"

#include "admin/cli/knowledge.hpp"
#include "admin/cli/network_desk.hpp"
#include "server/rounds_api/describe.hpp"
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
    knowledge::NetworkForm form;
    std::string as;
    std::string name;
    std::string account;
    std::string role;
    bool remove = false;
};

void open(const Environment& environment, const Options& options)
{
    demand_fields(knowledge::wrong_field(options.form));
    const auto opened = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto network = demand(
            knowledge::open_network(tx, app.urls, app.keyring, by, options.form), "network " + options.form.username
        );
        return rounds_api::network_json(tx, network, by.id);
    });
    print(
        environment,
        opened,
        fmt::format("Opened the network {} (id {}).", options.form.username, opened.at("id").as_string().c_str())
    );
}

void list(const Environment& environment)
{
    const auto runtime = environment.runtime();
    json::array rows;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        rows.clear();
        text.clear();
        for (const auto& network : storage::networks::list(tx, most_listed)) {
            rows.push_back(rounds_api::network_json(tx, network, std::nullopt));
            const auto group = demand(storage::accounts::find(tx, network.account), "network");
            text += fmt::format("{} @{} {}\n", to_string(network.id), group.username, network.title);
        }
    });
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No networks." : text);
}

std::string described(Transaction& tx, const Network& network)
{
    std::string text = fmt::format(
        "{} (#{}), id {}\njoin: {}, post: {}{}{}",
        network.title,
        network.hashtag,
        to_string(network.id),
        network.join_policy,
        network.posting_policy,
        network.sensitive ? "\nsensitive" : "",
        network.local_only ? "\nstays on this instance" : ""
    );
    for (const auto& id : network.conditions)
        if (const auto* condition = knowledge::conditions().find(id))
            text += fmt::format("\ncondition: {} {}", condition->id, condition->name);
    for (const auto& [account, role] : storage::networks::roles(tx, network.id))
        if (const auto found = storage::accounts::find(tx, account))
            text += fmt::format("\n{}: @{}", role, found->acct());
    return text;
}

void show(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    json::object shown;
    std::string text;
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        const auto network = network_named(tx, options.name);
        shown = rounds_api::network_json(tx, network, network.created_by);
        text = described(tx, network);
    });
    print(environment, shown, text);
}

void switch_sensitive(const Environment& environment, const Options& options)
{
    const bool on = options.role == "on";
    std::string text;
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto network = network_named(tx, options.name);
        const auto changed =
            demand(knowledge::set_sensitive(tx, app.urls, by, network.id, on), "network " + options.name);
        text = described(tx, changed);
        return rounds_api::network_json(tx, changed, by.id);
    });
    print(environment, shown, text);
}

void change_role(const Environment& environment, const Options& options)
{
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App&, const Account& by) {
        const auto network = network_named(tx, options.name);
        const auto account = local_account(tx, options.account);
        const auto verb = options.remove ? knowledge::take_role : knowledge::give_role;
        demand(verb(tx, by, network.id, account.id, options.role), options.role + " of " + options.name);
        return rounds_api::network_json(tx, network, by.id);
    });
    print(
        environment,
        shown,
        fmt::format(
            "{} is {} {} of {}.", options.account, options.remove ? "no longer" : "now", options.role, options.name
        )
    );
}

void add_open(CLI::App& command, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto& form = options->form;
    auto* sub = command.add_subcommand("open", "Open a network: a group that people follow and post to");
    sub->add_option("username", form.username, "Of the group: breastcancer")->required();
    sub->add_option("--as", options->as, "Moderator or administrator who opens it and is its first steward")
        ->required();
    sub->add_option("--title", form.title, "\"Breast cancer\"")->required();
    sub->add_option("--condition", form.conditions, "DOID:1612; may be repeated")->required();
    sub->add_option("--description", form.description, "Markdown");
    sub->add_option("--guidelines", form.guidelines, "Markdown");
    sub->add_option("--hashtag", form.hashtag, "Default: the registry's tag of the first condition");
    sub->add_option("--join", form.join_policy, "open, approval or invitation");
    sub->add_option("--post", form.posting_policy, "everyone, followers or stewards");
    sub->add_flag("--sensitive", form.sensitive, "The sensitive preset (see network sensitive)");
    sub->callback([&environment, options] { open(environment, *options); });
}

/// Fields that are not given stay as they are.
void change(const Environment& environment, const Options& options, const CLI::App& given)
{
    const auto shown = act_as(environment, options.as, [&](Transaction& tx, app::App& app, const Account& by) {
        const auto network = network_named(tx, options.name);
        auto form = knowledge::form_of(network);
        const auto take = [&](const char* option, std::string& into, const std::string& value) {
            if (given.count(option) > 0) into = value;
        };
        take("--title", form.title, options.form.title);
        take("--description", form.description, options.form.description);
        take("--guidelines", form.guidelines, options.form.guidelines);
        take("--hashtag", form.hashtag, options.form.hashtag);
        take("--join", form.join_policy, options.form.join_policy);
        take("--post", form.posting_policy, options.form.posting_policy);
        if (given.count("--condition") > 0) form.conditions = options.form.conditions;
        demand_fields(knowledge::wrong_field(form));
        const auto changed =
            demand(knowledge::change_network(tx, app.urls, by, network.id, form), "network " + options.name);
        return rounds_api::network_json(tx, changed, by.id);
    });
    print(environment, shown, fmt::format("Changed the network {}.", options.name));
}

void add_change(CLI::App& command, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto& form = options->form;
    auto* sub = command.add_subcommand("change", "Change what a network says of itself, and who comes in");
    sub->add_option("username", options->name, "Of the network")->required();
    sub->add_option("--as", options->as, "Steward")->required();
    sub->add_option("--title", form.title);
    sub->add_option("--condition", form.conditions, "DOID:1612; may be repeated; in place of those there are");
    sub->add_option("--description", form.description, "Markdown");
    sub->add_option("--guidelines", form.guidelines, "Markdown");
    sub->add_option("--hashtag", form.hashtag);
    sub->add_option("--join", form.join_policy, "open, approval or invitation");
    sub->add_option("--post", form.posting_policy, "everyone, followers or stewards");
    sub->callback([&environment, options, sub] { change(environment, *options, *sub); });
}

} // namespace

void add_network(CLI::App& program, Environment& environment)
{
    auto* command =
        program.add_subcommand("network", "Networks on conditions: open, change, list, show, their people and library");
    command->require_subcommand(1);
    add_open(*command, environment);
    add_change(*command, environment);
    add_network_desk(*command, environment);
    add_network_moderation(*command, environment);
    command->add_subcommand("list", "All networks of this instance")->callback([&environment] { list(environment); });

    auto options = std::make_shared<Options>();
    auto* shown = command->add_subcommand("show", "One network with its roles");
    shown->add_option("username", options->name)->required();
    shown->callback([&environment, options] { show(environment, *options); });

    auto* sensitive = command->add_subcommand(
        "sensitive", "The sensitive preset: local only, by approval, pseudonyms, recorded consent, nothing indexed"
    );
    sensitive->add_option("username", options->name)->required();
    sensitive->add_option("switch", options->role, "on or off")->required()->check(CLI::IsMember({"on", "off"}));
    sensitive->add_option("--as", options->as, "Steward of the network, or administrator")->required();
    sensitive->callback([&environment, options] { switch_sensitive(environment, *options); });

    auto* role = command->add_subcommand("role", "Give somebody a role in a network, or take it back");
    role->add_option("username", options->name, "Of the network")->required();
    role->add_option("account", options->account, "Who gets it")->required();
    role->add_option("role", options->role)
        ->required()
        ->check(CLI::IsMember({"steward", "host", "clinician_mentor", "patient_champion", "guest_pass"}));
    role->add_option("--as", options->as, "Steward who decides it")->required();
    role->add_flag("--remove", options->remove, "Take it back");
    role->callback([&environment, options] { change_role(environment, *options); });
}

} // namespace rounds::cli
