#include "admin/console/acts.hpp"
#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "storage/accounts.hpp"
#include "storage/channels.hpp"

namespace rounds::console {
namespace {

using storage::Transaction;

constexpr int most_listed = 100;

} // namespace

awaitable<http::Response> appeals(Visit& visit)
{
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        for (const auto& one : storage::moderation::open_appeals(tx, most_listed)) {
            const auto strike = storage::moderation::find_strike(tx, one.strike);
            const auto person = storage::accounts::find(tx, one.account);
            if (!strike || !person) continue;
            rows.push_back({
                {"id", to_string(one.id)},
                {"when", when(one.created_at)},
                {"text", one.text},
                {"person", web::account_values(visit.app().urls, *person)},
                {"person_id", to_string(one.account)},
                {"decided", when(strike->created_at)},
                {"action", what_was_done(visit, strike->action)},
                {"told", strike->text},
            });
        }
    });
    json::object values;
    values["none"] = rows.empty();
    values["appeals"] = std::move(rows);
    co_return page(visit, {.name = "appeals", .title = "appeals", .values = std::move(values)});
}

/// As the admin API does it; it writes its own audit entry.
awaitable<http::Response> decide_appeal(Visit& visit)
{
    const auto id = visit.ctx.path_id<AppealId>("id");
    const auto decision = visit.ctx.params().text_or("decision", "");
    if (!id) co_return web::error_page(visit.ctx, 404);
    if (decision != "approve" && decision != "reject") co_return web::error_page(visit.ctx, 400);
    const auto staff = staff_of(visit);
    auto& app = visit.app();
    const auto decided = co_await app.tokens.operator_db().transact([&](Transaction& tx) {
        return moderation::decide_appeal(tx, app, staff, *id, decision == "approve");
    });
    if (!decided) co_return web::error_page(visit.ctx, decided.error() == errc::forbidden ? 403 : 404);
    moderation::settled(app, decided->account);
    app.notifier.notify(storage::channels::jobs);
    co_return http::redirect("/console/appeals");
}

} // namespace rounds::console
