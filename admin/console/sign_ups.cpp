#include "storage/sign_ups.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/sign_up.hpp"
#include "server/app/tokens.hpp"
#include "server/web/page.hpp"
#include "storage/channels.hpp"

namespace rounds::console {
namespace {

using storage::Transaction;

constexpr int most_listed = 100;

} // namespace

awaitable<http::Response> sign_ups(Visit& visit)
{
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        for (const auto& one : storage::sign_ups::to_approve(tx, most_listed))
            rows.push_back(
                {{"id", to_string(one.id)},
                 {"username", one.username},
                 {"display_name", one.display_name},
                 {"email", one.email},
                 {"reason", one.reason},
                 {"when", when(one.created_at)}}
            );
    });
    json::object values;
    values["none"] = rows.empty();
    values["sign_ups"] = std::move(rows);
    co_return page(visit, {.name = "sign_ups", .title = "sign_ups", .values = std::move(values)});
}

awaitable<http::Response> approve_sign_up(Visit& visit)
{
    const auto id = visit.ctx.path_id<SignUpId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto outcome =
        co_await perform(visit, "sign_up.approve", to_string(*id), [&](Transaction& tx) -> result<void> {
            const auto admitted = app::approve_sign_up(tx, visit.app(), *id);
            if (!admitted) return admitted.error();
            return {};
        });
    visit.app().notifier.notify(storage::channels::jobs);
    co_return done(visit, outcome, "/console/sign_ups");
}

awaitable<http::Response> reject_sign_up(Visit& visit)
{
    const auto id = visit.ctx.path_id<SignUpId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    const auto outcome = co_await perform(visit, "sign_up.reject", to_string(*id), [&](Transaction& tx) {
        return app::reject_sign_up(tx, visit.app(), *id);
    });
    visit.app().notifier.notify(storage::channels::jobs);
    co_return done(visit, outcome, "/console/sign_ups");
}

} // namespace rounds::console
