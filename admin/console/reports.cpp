#include "storage/reports.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
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
    return web::account_values(visit.app().urls, found->second);
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

} // namespace

awaitable<http::Response> reports(Visit& visit)
{
    json::array rows;
    co_await visit.app().db.read([&](Transaction& tx) {
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
    json::object values;
    const auto found = co_await visit.app().db.read([&](Transaction& tx) -> result<void> {
        const auto one = storage::reports::find(tx, *id);
        if (!one) return one.error();
        values = report_values(visit, people_of(tx, {*one}), *one);
        auto cards = web::post_cards(tx, visit.app().urls, one->statuses, visit.ctx.account_id());
        values["unseen"] = cards.size() < one->statuses.size();
        values["cards"] = std::move(cards);
        return {};
    });
    if (!found) co_return web::error_page(visit.ctx, 404);
    co_return page(visit, {.name = "report", .title = "report", .values = std::move(values)});
}

awaitable<http::Response> handle_report(Visit& visit)
{
    const auto id = visit.ctx.path_id<ReportId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto outcome = co_await perform(visit, "report.handle", to_string(*id), [&](Transaction& tx) {
        return storage::reports::handle(tx, *id);
    });
    co_return done(visit, outcome, "/console/reports");
}

} // namespace rounds::console
