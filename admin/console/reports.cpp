#include "storage/reports.hpp"

#include "admin/console/acts.hpp"
#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"

#include <map>

namespace rounds::console {
namespace {

using storage::Transaction;
using storage::reports::Report;

constexpr int most_listed = 100;
constexpr std::size_t excerpt_characters = 160;

using People = std::map<AccountId, storage::Account>;

People people_of(Transaction& tx, const std::vector<Report>& reports)
{
    std::vector<AccountId> ids;
    for (const auto& one : reports) {
        ids.push_back(one.account);
        ids.push_back(one.target);
    }
    People people;
    for (auto& view : storage::accounts::views(tx, ids)) people.emplace(view.account.id, std::move(view.account));
    return people;
}

json::value person(const Visit& visit, const People& people, AccountId id)
{
    const auto found = people.find(id);
    if (found == people.end()) return nullptr;
    auto values = web::account_values(visit.app().urls, found->second);
    values["account_id"] = to_string(id);
    return values;
}

json::object report_values(const Visit& visit, const People& people, const Report& report)
{
    json::object values;
    values["id"] = to_string(report.id);
    values["when"] = when(report.created_at);
    values["category"] = visit.words("category_" + report.category);
    values["comment"] = report.comment;
    values["excerpt"] = web::excerpt(report.comment, excerpt_characters);
    values["posts"] = std::to_string(report.statuses.size());
    values["target"] = person(visit, people, report.target);
    values["reporter"] = person(visit, people, report.account);
    values["handled"] = when(report.handled_at);
    values["forwarded"] = report.forwarded;
    return values;
}

constexpr int most_strikes = 10;

/// What was decided about them before, the newest first.
json::array history(const Visit& visit, Transaction& tx, AccountId target)
{
    json::array list;
    for (const auto& one : storage::moderation::strikes_of(tx, target, most_strikes))
        list.push_back({
            {"when", when(one.created_at)},
            {"action", what_was_done(visit, one.action)},
            {"overruled", one.overruled_at.has_value()},
        });
    return list;
}

awaitable<http::Response> show(Visit& visit, ReportId id, Act chosen, std::string_view problem)
{
    json::object values;
    const auto found = co_await visit.app().tokens.operator_db().read([&](Transaction& tx) -> result<void> {
        const auto one = storage::reports::find(tx, id);
        if (!one) return one.error();
        values = report_values(visit, people_of(tx, {*one}), *one);
        auto cards =
            web::post_cards(tx, visit.app().urls, visit.words.language(), one->statuses, visit.ctx.account_id());
        values["unseen"] = cards.size() < one->statuses.size();
        values["has_posts"] = !one->statuses.empty();
        values["cards"] = std::move(cards);
        values["history"] = history(visit, tx, one->target);
        values["act_fields"] = act_fields(visit, tx, chosen, Nothing::offered, problem);
        return {};
    });
    if (!found) co_return web::error_page(visit.ctx, 404);
    values["has_history"] = !values["history"].as_array().empty();
    co_return page(visit, {.name = "report", .title = "report", .values = std::move(values), .problem = problem});
}

} // namespace

awaitable<http::Response> reports(Visit& visit)
{
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        const auto open = storage::reports::list_open(tx, most_listed);
        const auto people = people_of(tx, open);
        for (const auto& one : open) rows.push_back(report_values(visit, people, one));
    });
    json::object values;
    values["none"] = rows.empty();
    values["reports"] = std::move(rows);
    co_return page(visit, {.name = "reports", .title = "reports", .values = std::move(values)});
}

awaitable<http::Response> report(Visit& visit)
{
    const auto id = visit.ctx.path_id<ReportId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    Act nothing;
    co_return co_await show(visit, *id, std::move(nothing), "");
}

namespace {

/// As the admin API does it: with a strike, words to the holder, and the report settled. It writes its own audit entry.
awaitable<http::Response> act(Visit& visit, ReportId id, Act chosen)
{
    const auto staff = staff_of(visit);
    AccountId target{};
    const auto outcome = co_await visit.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        const auto one = storage::reports::find(tx, id);
        if (!one || one->handled_at) return errc::not_found;
        target = one->target;
        auto order = order_of(tx, target, chosen);
        if (!order) return order.error();
        order->report = id;
        const auto strike = moderation::act(tx, visit.app(), staff, *order);
        if (!strike) return strike.error();
        return {};
    });
    if (!outcome && outcome.error() == errc::not_found) co_return web::error_page(visit.ctx, 404);
    if (!outcome) co_return co_await show(visit, id, std::move(chosen), why_not(outcome.error()));
    moderation::settled(visit.app(), target);
    co_return http::redirect("/console/reports");
}

} // namespace

awaitable<http::Response> handle_report(Visit& visit)
{
    const auto id = visit.ctx.path_id<ReportId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    auto chosen = act_in(visit.ctx.params());
    if (!chosen.action.empty()) co_return co_await act(visit, *id, std::move(chosen));
    const auto outcome = co_await perform(visit, "report.handle", to_string(*id), [&](Transaction& tx) {
        return storage::reports::handle(tx, *id);
    });
    co_return done(visit, outcome, "/console/reports");
}

} // namespace rounds::console
