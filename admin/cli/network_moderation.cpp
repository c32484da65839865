#include "server/knowledge/network_moderation.hpp"

#include "admin/cli/knowledge.hpp"
#include "admin/cli/network_desk.hpp"
#include "server/rounds_api/network_moderation.hpp"
#include "server/social/barred.hpp"
#include "storage/networks.hpp"

#include <CLI/CLI.hpp>

/// `rounds network bar`, `remove-post`, `lock` and what undoes and lists them.
namespace rounds::cli {
namespace {

namespace acts = storage::network_acts;
using knowledge::Act;
using knowledge::Decider;
using storage::Account;
using storage::Network;
using storage::Transaction;

constexpr int most_listed = 1000;

struct Options
{
    std::string as;
    std::string network;
    std::string what; ///< account or id of a post
    std::string reason;
    int days = 0;
    bool with_posts = false;
    bool dry_run = false;
};
using Shared = std::shared_ptr<Options>;

/// Of this server or, as name@domain, of another one that is known here.
AccountId account_named(Transaction& tx, std::string name)
{
    if (name.starts_with('@')) name.erase(0, 1);
    const auto at = name.find('@');
    const auto domain = at == std::string::npos ? std::nullopt : std::optional{name.substr(at + 1)};
    return demand(storage::accounts::find_by_handle(tx, name.substr(0, at), domain), name).id;
}

/// Decides; with --dry-run nothing of it stays, and only what would be is said.
template <class F> void decide(const Environment& environment, const Options& options, const std::string& said, F body)
{
    json::value shown;
    const auto act = [&](Transaction& tx, app::App& app, const Account& by) -> result<void> {
        const auto network = network_named(tx, options.network);
        const Decider decider{.account = by, .via = "command"};
        shown = rounds_api::decision_json(tx, demand(body(tx, app, decider, network), options.what));
        return options.dry_run ? result<void>(errc::gone) : result<void>(); // an error undoes it all
    };
    (void)act_as(environment, options.as, act, Record::by_body);
    print(environment, shown, options.dry_run ? "Nothing was changed. It would say: " + said : said);
}

void bar(const Environment& environment, const Options& options)
{
    const auto said = fmt::format("{} is kept out of {}.", options.what, options.network);
    decide(environment, options, said, [&](Transaction& tx, app::App& app, const Decider& by, const Network& network) {
        const auto now = app.clock.now();
        knowledge::BanForm form;
        form.account = account_named(tx, options.what);
        form.reason = options.reason;
        form.with_posts = options.with_posts;
        if (options.days != 0) form.until = now + std::chrono::days(options.days);
        demand_fields(knowledge::wrong_field(form, now));
        return knowledge::bar(tx, app.urls, by, network.id, form, now);
    });
}

void unbar(const Environment& environment, const Options& options)
{
    const auto said = fmt::format("{} can come into {} again.", options.what, options.network);
    decide(environment, options, said, [&](Transaction& tx, app::App& app, const Decider& by, const Network& network) {
        return knowledge::unbar(tx, app.urls, by, network.id, account_named(tx, options.what), app.clock.now());
    });
}

using Verb =
    result<Act> (*)(Transaction&, const social::Urls&, const Decider&, NetworkId, StatusId, std::string_view, Time);
using Undo = result<Act> (*)(Transaction&, const social::Urls&, const Decider&, NetworkId, StatusId, Time);

void on_post(const Environment& environment, const Options& options, Verb verb, std::string_view done)
{
    const auto id = demand_id<StatusId>(options.what);
    if (!knowledge::is_reason(options.reason)) demand_fields("reason");
    const auto said = fmt::format("{} {}.", options.what, done);
    decide(environment, options, said, [&](Transaction& tx, app::App& app, const Decider& by, const Network& network) {
        return verb(tx, app.urls, by, network.id, id, options.reason, app.clock.now());
    });
}

void undo_on_post(const Environment& environment, const Options& options, Undo verb, std::string_view done)
{
    const auto id = demand_id<StatusId>(options.what);
    const auto said = fmt::format("{} {}.", options.what, done);
    decide(environment, options, said, [&](Transaction& tx, app::App& app, const Decider& by, const Network& network) {
        return verb(tx, app.urls, by, network.id, id, app.clock.now());
    });
}

std::string line_of(Transaction& tx, const Act& act)
{
    const auto until = act.until ? ", until " + to_iso_date(*act.until) : std::string{};
    if (!act.account) return fmt::format("{}: {}\n", to_string(*act.status), act.reason);
    const auto account = storage::accounts::find(tx, *act.account);
    return fmt::format("@{}: {}{}\n", account ? account->acct() : to_string(*act.account), act.reason, until);
}

void list(const Environment& environment, const Options& options, std::string_view kind)
{
    std::string text;
    const auto shown = act_as(
        environment,
        options.as,
        [&](Transaction& tx, app::App&, const Account& by) {
            const auto network = network_named(tx, options.network);
            json::array rows;
            text.clear();
            for (const auto& act :
                 demand(knowledge::decisions(tx, by, network.id, kind, most_listed), options.network)) {
                rows.push_back(rounds_api::decision_json(tx, act));
                text += line_of(tx, act);
            }
            return rows;
        },
        Record::by_body
    );
    if (!text.empty()) text.pop_back();
    print(environment, shown, text.empty() ? "None." : text);
}

CLI::App* add(CLI::App& network, const char* name, const char* help, const Shared& options)
{
    auto* sub = network.add_subcommand(name, help);
    sub->add_option("username", options->network, "Of the network")->required();
    sub->add_option("--as", options->as, "Steward who decides it; to undo and to list, also a moderator")->required();
    return sub;
}

/// A decision about `what`, which can be tried.
CLI::App* add_decision(CLI::App& network, const char* name, const char* help, const char* what, const Shared& options)
{
    auto* sub = add(network, name, help, options);
    sub->add_option(what, options->what, what == std::string("post") ? "Id of the post" : "name, or name@domain")
        ->required();
    sub->add_flag("--dry-run", options->dry_run, "Say what would be done, and do nothing");
    return sub;
}

void with_reason(CLI::App& sub, const Shared& options)
{
    sub.add_option("--reason", options->reason, "Whom it concerns reads it")->required();
}

} // namespace

void add_network_moderation(CLI::App& network, Environment& environment)
{
    const auto options = std::make_shared<Options>();
    auto* barred = add_decision(network, "bar", "Keep somebody out of a network", "account", options);
    with_reason(*barred, options);
    barred->add_option("--days", options->days, "For so long; without: until it is lifted")->check(CLI::Range(1, 3653));
    barred->add_flag("--remove-posts", options->with_posts, "Take their posts out of it too");
    barred->callback([&environment, options] { bar(environment, *options); });
    add_decision(network, "unbar", "Let somebody in again", "account", options)->callback([&environment, options] {
        unbar(environment, *options);
    });
    auto* removed = add_decision(network, "remove-post", "Take a post out of a network", "post", options);
    with_reason(*removed, options);
    removed->callback([&environment, options] {
        on_post(environment, *options, knowledge::take_post_out, "is out of the network");
    });
    add_decision(network, "restore-post", "Put a post back into a network", "post", options)
        ->callback([&environment, options] {
            undo_on_post(environment, *options, knowledge::put_post_back, "is in the network again");
        });
    auto* locked = add_decision(network, "lock", "Let nobody answer in a thread any more", "post", options);
    with_reason(*locked, options);
    locked->callback([&environment, options] {
        on_post(environment, *options, knowledge::lock_thread, "takes no more answers");
    });
    add_decision(network, "unlock", "Let people answer in a thread again", "post", options)
        ->callback([&environment, options] {
            undo_on_post(environment, *options, knowledge::unlock_thread, "takes answers again");
        });
    add(network, "barred", "Whom a network keeps out", options)->callback([&environment, options] {
        list(environment, *options, acts::ban);
    });
    add(network, "removed", "Posts that were taken out of a network", options)->callback([&environment, options] {
        list(environment, *options, acts::removal);
    });
    add(network, "locked", "Threads that take no more answers", options)->callback([&environment, options] {
        list(environment, *options, acts::lock);
    });
}

} // namespace rounds::cli
