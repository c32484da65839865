#include "admin/cli/guard.hpp"
#include "admin/cli/knowledge.hpp"
#include "server/moderation/adverse_events.hpp"
#include "storage/base/text.hpp"
#include "storage/guard.hpp"

#include <CLI/CLI.hpp>

namespace rounds::cli {
namespace {

using storage::Account;
using storage::Transaction;

constexpr int most_listed = 100;

void list_crises(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto now = runtime->app().clock.now();
    storage::guard::CrisisFigures figures;
    const auto open = runtime->app().db.transact_blocking([&](Transaction& tx) {
        figures = storage::guard::crisis_figures(tx, now);
        return storage::guard::list_crises(tx, most_listed);
    });
    json::array rows;
    std::string text;
    for (const auto& one : open) {
        const bool overdue = !one.taken_at && one.due_at < now;
        rows.push_back(json::object{
            {"id", std::to_string(one.id)},
            {"danger", one.danger},
            {"status_id", one.status ? json::value(to_string(*one.status)) : json::value(nullptr)},
            {"created_at", to_iso8601(one.created_at)},
            {"due_at", to_iso8601(one.due_at)},
            {"overdue", overdue},
            {"taken", one.taken_at.has_value()},
        });
        text += fmt::format(
            "{} {} due {}{}{}\n",
            one.id,
            one.danger,
            to_iso8601(one.due_at),
            overdue ? " OVERDUE" : "",
            one.taken_at ? " taken" : ""
        );
    }
    text += fmt::format(
        "waiting {}, overdue {}, median time to a person {} s",
        figures.waiting,
        figures.overdue,
        figures.median_seconds_to_human
    );
    const json::object shown{
        {"cases", rows},
        {"waiting", figures.waiting},
        {"overdue", figures.overdue},
        {"median_seconds_to_human", figures.median_seconds_to_human},
    };
    print(environment, shown, text);
}

std::int64_t demand_case(const std::string& id)
{
    const auto number = text::parse_int(id);
    if (!number) throw UsageError(fmt::format("\"{}\" is no id", id));
    return *number;
}

void take(const Environment& environment, const std::string& id, const std::string& as)
{
    const auto number = demand_case(id);
    act_as(
        environment,
        as,
        [&](Transaction& tx, app::App& app, const Account& by) {
            demand(storage::guard::take_crisis(tx, number, by.id, app.clock.now()), "crisis case " + id);
            note_command(tx, "crisis.take", "crisis", number, by.id);
            return true;
        },
        Record::by_body
    );
    print(environment, json::object{{"id", id}}, fmt::format("{} looks after case {}.", as, id));
}

void close(const Environment& environment, const std::string& id, const std::string& outcome)
{
    const auto number = demand_case(id);
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        demand(storage::guard::close_crisis(tx, number, outcome, app.clock.now()), "crisis case " + id);
        note_command(tx, "crisis.close", "crisis", number);
    });
    print(environment, json::object{{"id", id}, {"outcome", outcome}}, fmt::format("Case {} is closed.", id));
}

void take_event(const Environment& environment, const std::string& id, const std::string& as, const std::string& from)
{
    const auto number = demand_case(id);
    act_as(
        environment,
        as,
        [&](Transaction& tx, app::App& app, const Account& by) {
            if (!storage::guard::is_on_call(tx, app.config.guard.safety_contacts, by.id))
                throw UsageError(as + " is no safety contact (guard.safety_contacts)");
            const auto relieved = from.empty() ? std::nullopt : std::optional(local_account(tx, from).id);
            demand(
                storage::guard::take_adverse_event(tx, number, by.id, app.clock.now(), relieved), "adverse event " + id
            );
            note_command(tx, "adverse_event.take", "adverse_event", number, by.id);
            return true;
        },
        Record::by_body
    );
    print(environment, json::object{{"id", id}}, fmt::format("{} looks after adverse event {}.", as, id));
}

void finish_event(const Environment& environment, const std::string& id, const std::string& said)
{
    const auto number = demand_case(id);
    const auto outcome = moderation::outcome_of(said);
    if (outcome.empty())
        throw UsageError(fmt::format("an outcome has 1 to {} characters", moderation::longest_outcome));
    const auto runtime = environment.runtime();
    auto& app = runtime->app();
    app.db.transact_blocking([&](Transaction& tx) {
        demand(storage::guard::finish_adverse_event(tx, number, outcome, app.clock.now()), "adverse event " + id);
        note_command(tx, "adverse_event.done", "adverse_event", number);
    });
    print(environment, json::object{{"id", id}, {"outcome", outcome}}, fmt::format("Adverse event {} is done.", id));
}

void list_adverse_events(const Environment& environment)
{
    const auto runtime = environment.runtime();
    const auto now = runtime->app().clock.now();
    const auto cards = runtime->app().db.transact_blocking([](Transaction& tx) {
        return storage::guard::adverse_event_queue(tx, most_listed);
    });
    json::array rows;
    std::string text;
    for (const auto& card : cards) {
        const bool overdue = card.due_at < now;
        rows.push_back(json::object{
            {"id", std::to_string(card.id)},
            {"state", card.state},
            {"serious", card.serious},
            {"aware_at", to_iso8601(card.aware_at)},
            {"due_at", to_iso8601(card.due_at)},
            {"overdue", overdue},
            {"taken_by", card.taken_by ? json::value(to_string(*card.taken_by)) : json::value(nullptr)},
        });
        text += fmt::format(
            "{} {}{} known {} due {}{}{}\n",
            card.id,
            card.state,
            card.serious ? " serious" : "",
            to_iso8601(card.aware_at),
            to_iso8601(card.due_at),
            overdue ? " OVERDUE" : "",
            card.taken_by ? " taken" : ""
        );
    }
    if (!text.empty()) text.pop_back();
    print(environment, rows, text.empty() ? "No adverse events." : text);
}

} // namespace

void add_guard_crisis(CLI::App& guard, Environment& environment)
{
    struct Options
    {
        std::string id;
        std::string as;
        std::string from;
        std::string outcome;
    };
    auto options = std::make_shared<Options>();
    auto* command = guard.add_subcommand("crisis", "People who may be in danger: who waits, who looks after whom");
    command->require_subcommand(1);
    command->add_subcommand("list", "Open cases, those due first, and how long people wait")->callback([&environment] {
        list_crises(environment);
    });
    auto* taken = command->add_subcommand("take", "Look after a case: the clock stops");
    taken->add_option("id", options->id)->required();
    taken->add_option("--as", options->as, "Who looks after it")->required();
    taken->callback([&environment, options] { take(environment, options->id, options->as); });
    auto* closed = command->add_subcommand("close", "Close a case");
    closed->add_option("id", options->id)->required();
    closed->add_option("--outcome", options->outcome, "In a few words, without names")->required();
    closed->callback([&environment, options] { close(environment, options->id, options->outcome); });
    auto* events = guard.add_subcommand("adverse-events", "Cards that were offered or sent, for safety contacts");
    events->require_subcommand(1);
    events->add_subcommand("list", "Those that wait: state and clock, never the words")->callback([&environment] {
        list_adverse_events(environment);
    });
    auto* looked_after = events->add_subcommand("take", "Look after one, or relieve who does");
    looked_after->add_option("id", options->id)->required();
    looked_after->add_option("--as", options->as, "Safety contact who looks after it")->required();
    looked_after->add_option("--from", options->from, "Who is relieved");
    looked_after->callback([&environment, options] { take_event(environment, options->id, options->as, options->from); }
    );
    auto* done = events->add_subcommand("done", "It was reported, or need not be");
    done->add_option("id", options->id)->required();
    done->add_option("--outcome", options->outcome, "In a few words, without names")->required();
    done->callback([&environment, options] { finish_event(environment, options->id, options->outcome); });
}

} // namespace rounds::cli
