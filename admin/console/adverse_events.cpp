#include "server/moderation/adverse_events.hpp"
#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/guard.hpp"

namespace rounds::console {
namespace {

using storage::Transaction;
using storage::guard::AdverseEvent;

constexpr int most_listed = 100;

std::string name_of(const Visit& visit, Transaction& tx, AccountId id)
{
    const auto account = storage::accounts::find(tx, id);
    return account ? "@" + account->acct() : visit.words("somebody_gone");
}

/// The four boxes; the words only when their author sent them.
json::array boxes(const Visit& visit, const AdverseEvent& card)
{
    const auto met = moderation::criteria_met(card);
    const auto sent = moderation::sent_report(visit.app().secrets, card);
    json::array list;
    for (const auto name : moderation::report_criteria)
        list.push_back(
            {{"label", visit.words("criterion_" + std::string(name))},
             {"met", !sent.empty() || met.at(name).as_bool()},
             {"words", string_at(sent, name)}}
        );
    return list;
}

json::object card_values(const Visit& visit, Transaction& tx, const AdverseEvent& card, Time now)
{
    const auto days = std::chrono::floor<std::chrono::days>(card.due_at - now).count();
    json::object values;
    values["id"] = std::to_string(card.id);
    values["state"] = visit.words("event_" + card.state);
    values["serious"] = card.serious;
    values["aware"] = when(card.aware_at);
    values["due"] = when(card.due_at);
    values["overdue"] = card.due_at < now;
    values["days_left"] = card.due_at < now ? std::string{} : std::to_string(days);
    values["sent"] = when(card.sent_at);
    values["boxes"] = boxes(visit, card);
    values["taken"] = when(card.taken_at);
    values["mine"] = card.taken_by && *card.taken_by == visit.ctx.account_id();
    values["taker"] = card.taken_by ? name_of(visit, tx, *card.taken_by) : std::string{};
    values["taker_id"] = card.taken_by ? to_string(*card.taken_by) : std::string{};
    return values;
}

awaitable<http::Response> show(Visit& visit, std::string_view problem)
{
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        rows.clear();
        for (const auto& card : storage::guard::adverse_event_queue(tx, most_listed))
            rows.push_back(card_values(visit, tx, card, visit.app().clock.now()));
    });
    json::object values;
    values["none"] = rows.empty();
    values["cards"] = std::move(rows);
    co_return page(
        visit, {.name = "adverse_events", .title = "adverse_events", .values = std::move(values), .problem = problem}
    );
}

} // namespace

awaitable<http::Response> adverse_events(Visit& visit)
{
    return show(visit, "");
}

awaitable<http::Response> take_adverse_event(Visit& visit)
{
    const auto id = text::parse_int(visit.ctx.path_text("id"));
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto from = parse_id<AccountId>(visit.ctx.params().text_or("from", ""));
    const auto by = visit.ctx.account_id();
    const auto now = visit.app().clock.now();
    const auto outcome = co_await perform(visit, "adverse_event.take", std::to_string(*id), [&](Transaction& tx) {
        return storage::guard::take_adverse_event(tx, *id, by, now, from);
    });
    if (!outcome) co_return co_await show(visit, "event_taken_by_another");
    co_return http::redirect("/console/adverse_events");
}

awaitable<http::Response> finish_adverse_event(Visit& visit)
{
    const auto id = text::parse_int(visit.ctx.path_text("id"));
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto words = moderation::outcome_of(visit.ctx.params().text_or("outcome", ""));
    if (words.empty()) co_return co_await show(visit, "outcome_missing");
    const auto now = visit.app().clock.now();
    const auto outcome = co_await perform(visit, "adverse_event.done", std::to_string(*id), [&](Transaction& tx) {
        return storage::guard::finish_adverse_event(tx, *id, words, now);
    });
    co_return done(visit, outcome, "/console/adverse_events");
}

} // namespace rounds::console
