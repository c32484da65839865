#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/config.hpp"
#include "server/app/tokens.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/base/text.hpp"
#include "storage/guard.hpp"
#include "storage/statuses.hpp"

#include <fmt/format.h>

namespace rounds::console {
namespace {

using storage::Transaction;
using storage::guard::CrisisCase;

constexpr int most_listed = 100;
constexpr std::size_t longest_outcome = 500; // as of the API

std::string name_of(const Visit& visit, Transaction& tx, AccountId id)
{
    const auto account = storage::accounts::find(tx, id);
    return account ? "@" + account->acct() : visit.words("somebody_gone");
}

/// "2 h 5 min": how long somebody has been waiting.
std::string span_of(Time from, Time to)
{
    const auto minutes = std::max<long long>(0, std::chrono::floor<std::chrono::minutes>(to - from).count());
    constexpr long long hour = 60;
    return minutes < hour ? fmt::format("{} min", minutes) : fmt::format("{} h {} min", minutes / hour, minutes % hour);
}

/// What was written, if it was not to a closed circle that the reader is no part of.
void show_post(const Visit& visit, Transaction& tx, StatusId id, json::object& values)
{
    const auto status = storage::statuses::find(tx, id);
    values["gone"] = !status;
    if (!status) return;
    values["post_address"] = status->url.value_or(status->uri);
    auto cards = web::post_cards(tx, visit.app().urls, visit.words.language(), {id}, visit.ctx.account_id());
    values["closed_circle"] = cards.empty();
    values["cards"] = std::move(cards);
}

json::object case_values(const Visit& visit, Transaction& tx, const CrisisCase& one)
{
    const auto now = visit.app().clock.now();
    json::object values;
    values["id"] = std::to_string(one.id);
    values["danger"] = visit.words("danger_" + one.danger);
    values["since"] = when(one.created_at);
    values["waited"] = span_of(one.created_at, one.taken_at.value_or(now));
    values["due"] = when(one.due_at);
    values["overdue"] = !one.taken_at && one.due_at < now;
    values["author"] = one.account ? name_of(visit, tx, *one.account) : std::string{};
    values["author_id"] = one.account ? to_string(*one.account) : std::string{};
    values["taken"] = when(one.taken_at);
    values["mine"] = one.taken_by && *one.taken_by == visit.ctx.account_id();
    values["taker"] = one.taken_by ? name_of(visit, tx, *one.taken_by) : std::string{};
    values["taker_id"] = one.taken_by ? to_string(*one.taken_by) : std::string{};
    values["gone"] = !one.status;
    if (one.status) show_post(visit, tx, *one.status, values);
    return values;
}

/// Whom the alarm reaches.
std::string on_call(const Visit& visit, Transaction& tx)
{
    std::vector<std::string> names;
    for (const auto id : storage::guard::staff_on_call(tx, visit.app().config.guard.on_call))
        names.push_back(name_of(visit, tx, id));
    return text::join(names, ", ");
}

awaitable<http::Response> show(Visit& visit, std::string_view problem)
{
    json::object values;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        const auto now = visit.app().clock.now();
        const auto figures = storage::guard::crisis_figures(tx, now);
        json::array rows;
        for (const auto& one : storage::guard::list_crises(tx, most_listed))
            rows.push_back(case_values(visit, tx, one));
        values["none"] = rows.empty();
        values["cases"] = std::move(rows);
        values["on_call"] = on_call(visit, tx);
        values["waiting"] = std::to_string(figures.waiting);
        values["overdue_count"] = std::to_string(figures.overdue);
        values["median"] = span_of(now - std::chrono::seconds{figures.median_seconds_to_human}, now);
    });
    co_return page(visit, {.name = "crises", .title = "crises", .values = std::move(values), .problem = problem});
}

/// Numbers of cases are no ids of a kind of their own.
std::optional<std::int64_t> case_in(const Visit& visit)
{
    return text::parse_int(visit.ctx.path_text("id"));
}

} // namespace

awaitable<http::Response> crises(Visit& visit)
{
    return show(visit, "");
}

awaitable<http::Response> take_crisis(Visit& visit)
{
    const auto id = case_in(visit);
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto from = parse_id<AccountId>(visit.ctx.params().text_or("from", ""));
    const auto by = visit.ctx.account_id();
    const auto now = visit.app().clock.now();
    const auto outcome = co_await perform(visit, "crisis.take", std::to_string(*id), [&](Transaction& tx) {
        return storage::guard::take_crisis(tx, *id, by, now, from ? std::optional<AccountId>{*from} : std::nullopt);
    });
    if (!outcome) co_return co_await show(visit, "crisis_taken_by_another");
    co_return http::redirect("/console/crises");
}

awaitable<http::Response> close_crisis(Visit& visit)
{
    const auto id = case_in(visit);
    if (!id) co_return web::error_page(visit.ctx, 404);
    const std::string words(text::trim(visit.ctx.params().text_or("outcome", "")));
    if (words.empty() || text::count_code_points(words) > longest_outcome)
        co_return co_await show(visit, "outcome_missing");
    const auto now = visit.app().clock.now();
    const auto outcome = co_await perform(visit, "crisis.close", std::to_string(*id), [&](Transaction& tx) {
        return storage::guard::close_crisis(tx, *id, words, now);
    });
    co_return done(visit, outcome, "/console/crises");
}

} // namespace rounds::console
