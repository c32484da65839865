#include "admin/cli/moderate.hpp"

#include "admin/cli/knowledge.hpp"
#include "storage/base/text.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Transaction;

constexpr int most_listed = 200;

struct Options
{
    std::string action;
    std::string name;
    std::string text;
    std::string report;
    std::string preset;
    std::string as;
    bool no_mail = false;
    bool dry_run = false;
};

void act(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    moderation::Order order;
    order.action = options.action;
    order.text = options.text;
    order.mail = !options.no_mail;
    if (!options.preset.empty()) order.preset = demand_id<WarningPresetId>(options.preset);
    if (!options.report.empty()) order.report = demand_id<ReportId>(options.report);
    // A dry run does it all and rolls back: what would be refused is.
    std::optional<moderation::Strike> strike;
    std::string acct;
    (void)app.db.transact_blocking([&](Transaction& tx) -> result<void> {
        const auto target = any_account(tx, app, options.name);
        acct = target.acct();
        order.target = target.id;
        strike = demand(moderation::act(tx, app, staff_from(tx, options.as), order), options.name);
        if (options.dry_run) return errc::unavailable;
        return {};
    });
    if (!options.dry_run) wake_servers(app);
    const json::object shown{
        {"account_id", to_string(strike->target)},
        {"action", strike->action},
        {"strike_id", options.dry_run ? json::value(nullptr) : json::value(to_string(strike->id))},
        {"dry_run", options.dry_run},
    };
    print(
        environment,
        shown,
        options.dry_run ? fmt::format("Would do to @{}: {}.", acct, strike->action)
                        : fmt::format("Done to @{}: {} (strike {}).", acct, strike->action, to_string(strike->id))
    );
}

void lift(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    std::string acct;
    app.db.transact_blocking([&](Transaction& tx) {
        const auto target = any_account(tx, app, options.name);
        acct = target.acct();
        demand(moderation::lift(tx, staff_from(tx, options.as), target.id, options.action), options.name);
    });
    wake_servers(app);
    print(environment, json::object{{"lifted", options.action}}, fmt::format("Taken back from @{}.", acct));
}

void show_strikes(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto strikes = app.db.transact_blocking([&](Transaction& tx) {
        return storage::moderation::strikes_of(tx, any_account(tx, app, options.name).id, most_listed);
    });
    json::array rows;
    std::string text;
    for (const auto& one : strikes) {
        rows.push_back(json::object{
            {"id", to_string(one.id)},
            {"created_at", to_iso8601(one.created_at)},
            {"action", one.action},
            {"text", one.text},
            {"overruled", one.overruled_at.has_value()},
        });
        text += fmt::format(
            "{} {} {}{}\n",
            to_string(one.id),
            to_iso8601(one.created_at),
            one.action,
            one.overruled_at ? " (overruled)" : ""
        );
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No strikes." : text);
}

void show_log(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    const auto entries = app.db.transact_blocking([&](Transaction& tx) {
        return storage::moderation::log_of(tx, any_account(tx, app, options.name).id, most_listed);
    });
    json::array rows;
    std::string text;
    for (const auto& one : entries) {
        const auto by = one.by ? to_string(*one.by) : std::string("the operator");
        rows.push_back(json::object{
            {"created_at", to_iso8601(one.created_at)},
            {"by", one.by ? json::value(to_string(*one.by)) : json::value(nullptr)},
            {"action", one.action},
            {"note", one.note},
        });
        text += fmt::format("{} {} by {} {}\n", to_iso8601(one.created_at), one.action, by, one.note);
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "Nothing." : text);
}

void show_appeals(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto appeals = runtime->app().db.transact_blocking([](Transaction& tx) {
        return storage::moderation::open_appeals(tx, most_listed);
    });
    json::array rows;
    std::string text;
    for (const auto& one : appeals) {
        rows.push_back(json::object{
            {"id", to_string(one.id)},
            {"account_id", to_string(one.account)},
            {"strike_id", to_string(one.strike)},
            {"created_at", to_iso8601(one.created_at)},
            {"text", one.text},
        });
        text += fmt::format("{} {} {}\n", to_string(one.id), to_iso8601(one.created_at), one.text);
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No appeals." : text);
}

void decide(const Environment& environment, const Options& options, bool approved)
{
    const auto id = demand_id<AppealId>(options.name);
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        const auto staff = staff_from(tx, options.as);
        (void)demand(moderation::decide_appeal(tx, app, staff, id, approved), "appeal " + options.name);
    });
    wake_servers(app);
    const auto* word = approved ? "approved" : "rejected";
    print(
        environment,
        json::object{{"id", options.name}, {"state", word}},
        fmt::format("Appeal {} {}.", options.name, word)
    );
}

void list_presets(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto all = runtime->app().db.transact_blocking([](Transaction& tx) {
        return storage::warning_presets::list(tx, most_listed);
    });
    json::array rows;
    std::string text;
    for (const auto& one : all) {
        rows.push_back({{"id", to_string(one.id)}, {"title", one.title}, {"body", one.body}});
        text += fmt::format("{} {}\n", to_string(one.id), one.title);
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No words are prepared." : text);
}

void add_preset(const Environment& environment, const Options& options)
{
    const auto runtime = environment.runtime();
    const auto made = runtime->app().db.transact_blocking([&](Transaction& tx) {
        auto added = demand(storage::warning_presets::add(tx, options.name, options.text), options.name);
        note_command(tx, "warning_preset.create", "warning_preset", to_int(added.id));
        return added;
    });
    print(environment, json::object{{"id", to_string(made.id)}, {"title", made.title}}, made.title + " is prepared.");
}

void remove_preset(const Environment& environment, const Options& options)
{
    const auto id = demand_id<WarningPresetId>(options.name);
    const auto runtime = environment.runtime();
    runtime->app().db.transact_blocking([&](Transaction& tx) {
        demand(storage::warning_presets::remove(tx, id), "words " + options.name);
        note_command(tx, "warning_preset.delete", "warning_preset", to_int(id));
    });
    print(environment, json::object{{"id", options.name}}, "Gone.");
}

void add_presets(CLI::App& command, Environment& environment)
{
    auto options = std::make_shared<Options>();
    command.add_subcommand("presets", "Words prepared for people who are warned or limited")->callback([&environment] {
        list_presets(environment);
    });
    auto* added = command.add_subcommand("add-preset", "Prepare words");
    added->add_option("title", options->name, "For moderators, at most 100 characters")->required();
    added->add_option("body", options->text, "What the person reads, at most 2000 characters")->required();
    added->callback([&environment, options] { add_preset(environment, *options); });
    auto* removed = command.add_subcommand("remove-preset", "Forget them");
    removed->add_option("id", options->name)->required();
    removed->callback([&environment, options] { remove_preset(environment, *options); });
}

void add_acts(CLI::App& command, Environment& environment)
{
    auto options = std::make_shared<Options>();
    auto* act_command = command.add_subcommand("act", "Warn an account, or limit it; its holder is told");
    act_command->add_option("action", options->action)
        ->required()
        ->check(CLI::IsMember({"none", "sensitive", "disable", "silence", "suspend", "pseudonym"}));
    act_command->add_option("account", options->name, "ann, or ann@mercy.example")->required();
    act_command->add_option("--text", options->text, "To its holder");
    act_command->add_option("--preset", options->preset, "Id of prepared words, said before the text");
    act_command->add_option("--report", options->report, "Id of the report that it settles");
    act_command->add_option("--as", options->as, "Moderator in whose name");
    act_command->add_flag("--no-mail", options->no_mail, "Only a notification");
    act_command->add_flag("--dry-run", options->dry_run, "Check everything, change nothing");
    act_command->callback([&environment, options] { act(environment, *options); });

    auto* lift_command = command.add_subcommand("lift", "Take it back");
    lift_command->add_option("action", options->action)
        ->required()
        ->check(CLI::IsMember({"sensitive", "disable", "silence", "suspend", "pseudonym"}));
    lift_command->add_option("account", options->name)->required();
    lift_command->add_option("--as", options->as, "Moderator in whose name");
    lift_command->callback([&environment, options] { lift(environment, *options); });
}

} // namespace

storage::Account any_account(Transaction& tx, const app::App& app, const std::string& name)
{
    const auto handle = name.starts_with('@') ? name.substr(1) : name;
    const auto at = handle.find('@');
    std::optional<std::string> domain;
    if (at != std::string::npos && handle.substr(at + 1) != app.urls.domain()) domain = handle.substr(at + 1);
    auto account = storage::accounts::find_by_handle(tx, handle.substr(0, at), domain);
    if (!account) throw UsageError(fmt::format("no account \"{}\" is known here", name));
    return *account;
}

moderation::Staff staff_from(Transaction& tx, const std::string& as)
{
    moderation::Staff staff;
    staff.via = "command";
    if (as.empty()) return staff;
    const auto account = local_account(tx, as);
    const auto user = storage::accounts::find_user(tx, account.id);
    staff.account = account.id;
    staff.role = user ? user->role : "member";
    return staff;
}

void add_moderate(CLI::App& program, Environment& environment)
{
    auto* command = program.add_subcommand("moderate", "Reports, warnings and limits of accounts, appeals");
    command->require_subcommand(1);
    add_moderate_reports(*command, environment);
    add_presets(*command, environment);
    add_acts(*command, environment);
    auto options = std::make_shared<Options>();
    auto* strikes = command->add_subcommand("strikes", "What was decided about an account");
    strikes->add_option("account", options->name)->required();
    strikes->callback([&environment, options] { show_strikes(environment, *options); });
    auto* history = command->add_subcommand("log", "What moderators did to an account, with their words");
    history->add_option("account", options->name)->required();
    history->callback([&environment, options] { show_log(environment, *options); });
    command->add_subcommand("appeals", "Appeals that wait for an answer")->callback([&environment] {
        show_appeals(environment);
    });
    for (const bool approved : {true, false}) {
        auto* sub = command->add_subcommand(
            approved ? "approve-appeal" : "reject-appeal",
            approved ? "Grant an appeal: what was decided is taken back" : "Let what was decided stand"
        );
        sub->add_option("id", options->name)->required();
        sub->add_option("--as", options->as, "Moderator in whose name");
        sub->callback([&environment, options, approved] { decide(environment, *options, approved); });
    }
}

} // namespace rounds::cli
