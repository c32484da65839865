#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/rounds_api/guard_cards.hpp"
#include "server/web/page.hpp"
#include "storage/base/text.hpp"
#include "storage/guard.hpp"

#include <array>

namespace rounds::console {
namespace {

using storage::Transaction;
using storage::guard::AdverseEvent;

constexpr int most_listed = 100;
constexpr std::size_t longest_outcome = 500;
/// Of a valid report (EMA GVP module VI).
constexpr std::array<std::string_view, 4> criteria{"reporter", "patient", "product", "event"};

/// The four boxes; the words only when their author sent them.
json::array boxes(const Visit& visit, const json::object& card)
{
    const auto& met = card.at("criteria").as_object();
    const auto* sent = card.at("report").if_object();
    json::array list;
    for (const auto name : criteria)
        list.push_back(
            {{"label", visit.words("criterion_" + std::string(name))},
             {"met", sent != nullptr || met.at(name).as_bool()},
             {"words", sent != nullptr ? string_at(*sent, name) : std::string{}}}
        );
    return list;
}

json::object card_values(const Visit& visit, const AdverseEvent& card, Time now)
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
    values["boxes"] = boxes(visit, rounds_api::queue_json(visit.app().secrets, card, now));
    return values;
}

awaitable<http::Response> show(Visit& visit, std::string_view problem)
{
    json::array rows;
    co_await visit.app().db.read([&](Transaction& tx) {
        rows.clear();
        for (const auto& card : storage::guard::adverse_event_queue(tx, most_listed))
            rows.push_back(card_values(visit, card, visit.app().clock.now()));
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

awaitable<http::Response> finish_adverse_event(Visit& visit)
{
    const auto id = text::parse_int(visit.ctx.path_text("id"));
    if (!id) co_return web::error_page(visit.ctx, 404);
    const std::string words(text::trim(visit.ctx.params().text_or("outcome", "")));
    if (words.empty() || text::count_code_points(words) > longest_outcome)
        co_return co_await show(visit, "outcome_missing");
    const auto now = visit.app().clock.now();
    const auto outcome = co_await perform(visit, "adverse_event.done", std::to_string(*id), [&](Transaction& tx) {
        return storage::guard::finish_adverse_event(tx, *id, words, now);
    });
    co_return done(visit, outcome, "/console/adverse_events");
}

} // namespace rounds::console
