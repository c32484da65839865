#include "server/app/rosters.hpp"

#include "admin/cli/knowledge.hpp"
#include "federation/peers/look_alike.hpp"
#include "federation/peers/roster.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/channels.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

namespace rosters = storage::rosters;
using rosters::Change;
using rosters::Member;
using rosters::Roster;
using storage::Transaction;

struct Options
{
    std::string roster; ///< name of an own one, address of another
    std::string title;
    std::string key;
    std::string change;
    bool at_once = false;
    bool alike = false;
    Member member{.domain = {}, .name = {}, .kind = "hospital", .region = {}, .medium = "rounds", .key = {}};
};

/// One transaction; then running servers look at once.
template <class F> auto change_rosters(const Environment& environment, F body)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    auto done = app.db.transact_blocking([&](Transaction& tx) {
        auto changed = body(tx, app);
        if constexpr (std::is_same_v<decltype(changed), Roster>)
            note_run(tx, environment, "roster", to_int(changed.id));
        else if constexpr (std::is_same_v<decltype(changed), Change>)
            note_run(tx, environment, "roster", to_int(changed.roster));
        else
            note_run(tx, environment, "roster");
        return changed;
    });
    wake_servers(app);
    app.notifier.notify(storage::channels::policies);
    return done;
}

Roster named(Transaction& tx, const app::App& app, const std::string& name)
{
    const bool address = name.find("://") != std::string::npos;
    return demand(
        rosters::find_by_uri(tx, address ? name : fmt::format("{}/rosters/{}", app.urls.base(), name)), "roster " + name
    );
}

json::object roster_json(const Roster& roster)
{
    json::object object;
    object["address"] = roster.uri;
    object["title"] = roster.title;
    object["own"] = roster.own;
    object["at_once"] = roster.at_once;
    object["sequence"] = roster.sequence;
    object["key"] = roster.steward_key;
    object["checked_at"] = roster.checked_at ? json::value(to_iso8601(*roster.checked_at)) : json::value(nullptr);
    object["failure"] = roster.failure;
    return object;
}

json::object change_json(const Change& change)
{
    auto object = rosters::to_json(change.member);
    object["id"] = to_string(change.id);
    object["change"] = change.what;
    object["looks_like"] = change.looks_like;
    object["refused"] = change.refused_at.has_value();
    return object;
}

std::string change_line(const Change& change)
{
    auto line =
        fmt::format("{} {} {} ({})", to_string(change.id), change.what, change.member.domain, change.member.name);
    const auto shown = peers::to_display_domain(change.member.domain);
    if (shown != change.member.domain) line += fmt::format(", shown as {}", shown);
    if (!change.looks_like.empty()) line += fmt::format(", LOOKS LIKE {}", change.looks_like);
    return line;
}

void publish(const Environment& environment, const Options& options)
{
    const auto roster = change_rosters(environment, [&](Transaction& tx, app::App& app) {
        Roster own;
        own.name = options.roster;
        own.uri = fmt::format("{}/rosters/{}", app.urls.base(), options.roster);
        own.title = options.title;
        own.own = true;
        auto added = demand(rosters::add(tx, own), "roster " + options.roster);
        added.sequence = 1;
        added.updated_at = app.clock.now();
        rosters::save(tx, added);
        app::read_soon(tx, added.id, true);
        return added;
    });
    print(environment, roster_json(roster), fmt::format("{} is published.", roster.uri));
}

void add_member(const Environment& environment, Options& options)
{
    auto& member = options.member;
    member.domain = peers::to_ascii_domain(member.domain).value_or(member.domain);
    demand_fields(peers::wrong_field(member));
    const auto roster = change_rosters(environment, [&](Transaction& tx, app::App& app) {
        auto found = named(tx, app, options.roster);
        if (!found.own) throw UsageError("only rosters published here can be changed");
        const auto alike = app::look_alike_of(tx, app, member.domain);
        if (!alike.empty() && !options.alike)
            throw UsageError(fmt::format("{} could be taken for {}; --even-if-alike adds it", member.domain, alike));
        app::publish_member(tx, app, found, member);
        return found;
    });
    print(environment, roster_json(roster), fmt::format("{} is on {}.", member.domain, roster.uri));
}

void retract(const Environment& environment, const Options& options)
{
    const auto roster = change_rosters(environment, [&](Transaction& tx, app::App& app) {
        auto found = named(tx, app, options.roster);
        if (!found.own) throw UsageError("only rosters published here can be changed");
        const auto domain = peers::to_ascii_domain(options.member.domain).value_or(options.member.domain);
        demand(app::retract_member(tx, app, found, domain), domain);
        return found;
    });
    print(environment, roster_json(roster), fmt::format("{} is off {}.", options.member.domain, roster.uri));
}

void subscribe(const Environment& environment, const Options& options)
{
    if (!options.key.empty() && !signatures::PublicKey::from_multikey(options.key)) throw UsageError("--key is no key");
    if (!parse_url(options.roster)) throw UsageError("a roster is named by its address");
    const auto roster = change_rosters(environment, [&](Transaction& tx, app::App&) {
        Roster other;
        other.uri = options.roster;
        other.steward_key = options.key;
        other.at_once = options.at_once;
        const auto added = demand(rosters::add(tx, other), "roster " + options.roster);
        app::read_soon(tx, added.id, true);
        return added;
    });
    print(
        environment,
        roster_json(roster),
        fmt::format("{} is read now; \"rounds roster show\" tells what came of it.", roster.uri)
    );
}

void unsubscribe(const Environment& environment, const Options& options)
{
    change_rosters(environment, [&](Transaction& tx, app::App& app) {
        app::leave_roster(tx, app, named(tx, app, options.roster));
        return true;
    });
    print(environment, json::object{{"address", options.roster}}, options.roster + " is not followed any more.");
}

void refresh(const Environment& environment, const Options& options)
{
    const auto roster = change_rosters(environment, [&](Transaction& tx, app::App& app) {
        auto found = named(tx, app, options.roster);
        app::read_soon(tx, found.id, false);
        return found;
    });
    print(environment, roster_json(roster), fmt::format("{} is read again.", roster.uri));
}

void list(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto all = runtime->app().db.transact_blocking([](Transaction& tx) { return rosters::list(tx); });
    json::array rows;
    std::vector<std::string> lines;
    for (const auto& roster : all) {
        rows.push_back(roster_json(roster));
        lines.push_back(fmt::format(
            "{} {}, version {}{}",
            roster.own ? "published" : (roster.at_once ? "at once  " : "drafts   "),
            roster.uri,
            roster.sequence,
            roster.failure.empty() ? "" : ", FAILED: " + roster.failure
        ));
    }
    print(environment, rows, lines.empty() ? "No rosters." : text::join(lines, "\n"));
}

void show(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    json::object shown;
    std::vector<std::string> lines;
    app.db.transact_blocking([&](Transaction& tx) {
        const auto roster = named(tx, app, options.roster);
        shown = roster_json(roster);
        lines = {fmt::format("{} ({}), version {}", roster.uri, roster.title, roster.sequence)};
        if (!roster.failure.empty()) lines.push_back("failed: " + roster.failure);
        json::array members;
        for (const auto& entry : rosters::members(tx, roster.id)) {
            auto row = rosters::to_json(entry.member);
            row["proven_at"] = entry.proven_at ? json::value(to_iso8601(*entry.proven_at)) : json::value(nullptr);
            row["failure"] = entry.failure;
            lines.push_back(fmt::format(
                "member {} ({}, {} {}){}",
                entry.member.domain,
                entry.member.name,
                entry.member.kind,
                entry.member.region,
                entry.proven_at ? "" : ", not proven: " + entry.failure
            ));
            members.push_back(std::move(row));
        }
        json::array waiting;
        for (const auto& change : rosters::changes(tx, roster.id, true)) {
            waiting.push_back(change_json(change));
            lines.push_back((change.refused_at ? "refused " : "draft ") + change_line(change));
        }
        shown["members"] = std::move(members);
        shown["changes"] = std::move(waiting);
    });
    print(environment, shown, text::join(lines, "\n"));
}

void decide(const Environment& environment, const Options& options, bool accept)
{
    const auto change = change_rosters(environment, [&](Transaction& tx, app::App& app) {
        const auto id = demand_id<rosters::ChangeId>(options.change);
        auto found = demand(rosters::find_change(tx, id), "draft " + options.change);
        if (accept) {
            app::apply_change(tx, app, found);
            app::read_soon(tx, found.roster, false);
        } else {
            rosters::refuse(tx, id, app.clock.now());
        }
        return found;
    });
    print(
        environment,
        change_json(change),
        fmt::format("{}: {} {}", change.member.domain, change.what, accept ? "accepted" : "refused")
    );
}

void key(const Environment& environment)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto found =
        demand(app.db.transact_blocking([&](Transaction& tx) { return app::roster_key(tx, app); }), "key");
    print(environment, json::object{{"domain", app.urls.domain()}, {"key", found}}, found);
}

using Action = void (*)(const Environment&, Options&);

CLI::App* add_action(
    CLI::App& command,
    Environment& environment,
    const std::shared_ptr<Options>& options,
    const char* name,
    const char* help,
    Action action
)
{
    auto* sub = command.add_subcommand(name, help);
    sub->callback([&environment, options, action] { action(environment, *options); });
    return sub;
}

void add_publishing(CLI::App& command, Environment& environment, const std::shared_ptr<Options>& options)
{
    auto* open = add_action(
        command,
        environment,
        options,
        "publish",
        "Publish a signed list of members",
        [](const Environment& e, Options& o) { publish(e, o); }
    );
    open->add_option("name", options->roster, "Last part of its address")->required();
    open->add_option("--title", options->title)->required();
    auto* add = add_action(command, environment, options, "add", "Put a member on a list published here", add_member);
    add->add_option("name", options->roster)->required();
    add->add_option("domain", options->member.domain, "host[:port]")->required();
    add->add_option("--title", options->member.name, "Name of the hospital or society")->required();
    add->add_option("--kind", options->member.kind)->check(CLI::IsMember({"hospital", "society"}));
    add->add_option("--region", options->member.region, "US-CA");
    add->add_option("--medium", options->member.medium, "Where it can be met: rounds, fediverse, blog ...");
    add->add_option("--key", options->member.key, "What \"rounds roster key\" says there")->required();
    add->add_flag("--even-if-alike", options->alike, "Although its domain could be taken for another");
    auto* off =
        add_action(command, environment, options, "retract", "Take a member off", [](const Environment& e, Options& o) {
            retract(e, o);
        });
    off->add_option("name", options->roster)->required();
    off->add_option("domain", options->member.domain)->required();
    add_action(
        command,
        environment,
        options,
        "key",
        "The key of this server, for the list's steward",
        [](const Environment& e, Options&) { key(e); }
    );
}

void add_subscribing(CLI::App& command, Environment& environment, const std::shared_ptr<Options>& options)
{
    auto* join = add_action(
        command,
        environment,
        options,
        "subscribe",
        "Federate with whom a list names",
        [](const Environment& e, Options& o) { subscribe(e, o); }
    );
    join->add_option("address", options->roster)->required();
    join->add_option("--key", options->key, "Of its steward; else that of the first reading counts from then on");
    join->add_flag("--at-once", options->at_once, "Changes take effect unasked, look-alikes excepted");
    auto* leave = add_action(
        command,
        environment,
        options,
        "unsubscribe",
        "Its members are not let in any more",
        [](const Environment& e, Options& o) { unsubscribe(e, o); }
    );
    leave->add_option("address", options->roster)->required();
    auto* again = add_action(
        command,
        environment,
        options,
        "refresh",
        "Read a list and its members' entries now",
        [](const Environment& e, Options& o) { refresh(e, o); }
    );
    again->add_option("roster", options->roster, "Name or address")->required();
    auto* accept = add_action(
        command,
        environment,
        options,
        "accept",
        "Give a draft its effect",
        [](const Environment& e, Options& o) { decide(e, o, true); }
    );
    accept->add_option("draft", options->change)->required();
    auto* refuse = add_action(
        command,
        environment,
        options,
        "refuse",
        "Leave a draft without effect",
        [](const Environment& e, Options& o) { decide(e, o, false); }
    );
    refuse->add_option("draft", options->change)->required();
}

} // namespace

void add_roster(CLI::App& program, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto* command = program.add_subcommand("roster", "Signed lists of a consortium's members");
    command->require_subcommand(1);
    add_action(
        *command,
        environment,
        options,
        "list",
        "All lists, and how their last reading went",
        [](const Environment& e, Options&) { list(e); }
    );
    auto* shown =
        add_action(*command, environment, options, "show", "Members and drafts", [](const Environment& e, Options& o) {
            show(e, o);
        });
    shown->add_option("roster", options->roster, "Name or address")->required();
    add_publishing(*command, environment, options);
    add_subscribing(*command, environment, options);
}

} // namespace rounds::cli
