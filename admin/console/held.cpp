#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/cards.hpp"
#include "server/web/page.hpp"
#include "storage/base/text.hpp"
#include "storage/guard.hpp"

namespace rounds::console {
namespace {

using storage::Transaction;

constexpr int most_listed = 50;

} // namespace

awaitable<http::Response> held_posts(Visit& visit)
{
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        for (const auto& hold : storage::guard::list_held(tx, most_listed)) {
            json::object row;
            row["id"] = to_string(hold.status);
            row["uri"] = hold.uri;
            row["rules"] = text::join(hold.rules, ", ");
            row["when"] = when(hold.created_at);
            row["cards"] =
                web::post_cards(tx, visit.app().urls, visit.words.language(), {hold.status}, visit.ctx.account_id());
            rows.push_back(std::move(row));
        }
    });
    json::object values;
    values["none"] = rows.empty();
    values["held"] = std::move(rows);
    co_return page(visit, {.name = "held", .title = "held", .values = std::move(values)});
}

awaitable<http::Response> decide_held(Visit& visit)
{
    const auto id = visit.ctx.path_id<StatusId>("id");
    const auto decision = visit.ctx.params().text_or("decision", "");
    if (!id) co_return web::error_page(visit.ctx, 404);
    if (decision != "release" && decision != "keep") co_return web::error_page(visit.ctx, 400);
    const auto by = visit.ctx.account_id();
    const auto outcome =
        co_await perform(visit, "held." + decision, to_string(*id), [&](Transaction& tx) -> result<void> {
            const auto decided = storage::guard::decide_hold(tx, *id, decision == "release" ? "released" : "kept", by);
            if (!decided) return decided;
            storage::guard::Decision row;
            row.by = by;
            row.status = *id;
            row.place = "arrived";
            row.action = decision;
            storage::guard::add_decision(tx, row);
            return {};
        });
    co_return done(visit, outcome, "/console/held");
}

} // namespace rounds::console
