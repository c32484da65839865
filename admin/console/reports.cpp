#include "storage/reports.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/moderation/moderation.hpp"
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

/// In the order of the form: the mildest first. Empty: nothing is done to the account.
constexpr std::string_view actions[] = {"", "none", "sensitive", "silence", "disable", "suspend"};
constexpr int most_strikes = 10;

json::array choices(const Visit& visit, std::string_view chosen)
{
    json::array list;
    for (const auto action : actions) {
        const auto key = action.empty() ? std::string("act_nothing") : "act_" + std::string(action);
        list.push_back({{"value", action}, {"label", visit.words(key)}, {"chosen", action == chosen}});
    }
    return list;
}

/// What was decided about them before, the newest first.
json::array history(const Visit& visit, Transaction& tx, AccountId target)
{
    json::array list;
    for (const auto& one : storage::moderation::strikes_of(tx, target, most_strikes))
        list.push_back({
            {"when", when(one.created_at)},
            {"action", visit.words("act_" + one.action)},
            {"overruled", one.overruled_at.has_value()},
        });
    return list;
}

constexpr int most_presets = 100;

/// Words that are ready for the holder; the first choice is none.
json::array presets(const Visit& visit, Transaction& tx, std::string_view chosen)
{
    json::array list;
    list.push_back({{"value", ""}, {"label", visit.words("preset_none")}, {"chosen", chosen.empty()}});
    for (const auto& one : storage::warning_presets::list(tx, most_presets)) {
        const auto id = to_string(one.id);
        list.push_back({{"value", id}, {"label", one.title}, {"chosen", id == chosen}});
    }
    return list;
}

struct Shelf
{
    std::string_view problem{};
    std::string_view action{};
    std::string preset{};
    std::string text{};
};

awaitable<http::Response> show(Visit& visit, ReportId id, Shelf kept)
{
    json::object values;
    const auto found = co_await visit.app().db.read([&](Transaction& tx) -> result<void> {
        const auto one = storage::reports::find(tx, id);
        if (!one) return one.error();
        values = report_values(visit, people_of(tx, {*one}), *one);
        auto cards =
            web::post_cards(tx, visit.app().urls, visit.words.language(), one->statuses, visit.ctx.account_id());
        values["unseen"] = cards.size() < one->statuses.size();
        values["has_posts"] = !one->statuses.empty();
        values["cards"] = std::move(cards);
        values["history"] = history(visit, tx, one->target);
        values["presets"] = presets(visit, tx, kept.preset);
        return {};
    });
    if (!found) co_return web::error_page(visit.ctx, 404);
    values["has_history"] = !values["history"].as_array().empty();
    values["has_presets"] = values["presets"].as_array().size() > 1;
    values["actions"] = choices(visit, kept.action);
    values["text"] = kept.text;
    co_return page(visit, {.name = "report", .title = "report", .values = std::move(values), .problem = kept.problem});
}

std::string_view why_not(const boost::system::error_code& error)
{
    return error == errc::forbidden ? "act_not_yours" : "act_not_possible";
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
    Shelf nothing;
    co_return co_await show(visit, *id, std::move(nothing));
}

namespace {

/// As the admin API does it: with a strike, words to the holder, and the report settled. It writes its own audit entry.
awaitable<http::Response> act(Visit& visit, ReportId id, std::string action, std::string text)
{
    auto preset = visit.ctx.params().text_or("preset", "");
    moderation::Staff staff;
    staff.account = visit.ctx.account_id();
    staff.role = visit.admin ? "admin" : "moderator";
    staff.via = "page";
    moderation::Order order;
    order.action = action;
    order.text = text;
    order.report = id;
    if (!preset.empty()) order.preset = parse_id<WarningPresetId>(preset).value_or(WarningPresetId{});
    const auto outcome = co_await visit.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto one = storage::reports::find(tx, id);
        if (!one || one->handled_at) return errc::not_found;
        order.target = one->target;
        const auto strike = moderation::act(tx, visit.app(), staff, order);
        if (!strike) return strike.error();
        return {};
    });
    if (!outcome && outcome.error() == errc::not_found) co_return web::error_page(visit.ctx, 404);
    if (!outcome) {
        Shelf kept;
        kept.problem = why_not(outcome.error());
        kept.action = order.action;
        kept.preset = std::move(preset);
        kept.text = std::move(text);
        co_return co_await show(visit, id, std::move(kept));
    }
    moderation::settled(visit.app(), order.target);
    co_return http::redirect("/console/reports");
}

} // namespace

awaitable<http::Response> handle_report(Visit& visit)
{
    const auto id = visit.ctx.path_id<ReportId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto action = visit.ctx.params().text_or("action", "");
    auto words = visit.ctx.params().text_or("text", "");
    if (!action.empty()) co_return co_await act(visit, *id, action, std::move(words));
    const auto outcome = co_await perform(visit, "report.handle", to_string(*id), [&](Transaction& tx) {
        return storage::reports::handle(tx, *id);
    });
    co_return done(visit, outcome, "/console/reports");
}

} // namespace rounds::console
