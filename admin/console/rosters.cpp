#include "server/app/rosters.hpp"

#include "admin/console/pages.hpp"
#include "federation/peers/look_alike.hpp"
#include "server/app/app.hpp"
#include "server/app/tokens.hpp"
#include "server/web/page.hpp"
#include "storage/channels.hpp"

namespace rounds::console {
namespace {

namespace lists = storage::rosters;
using storage::Transaction;

json::object change_values(const Visit& visit, const lists::Change& change)
{
    const auto shown = peers::to_display_domain(change.member.domain);
    return {
        {"id", to_string(change.id)},
        {"what", visit.words("roster_" + change.what)},
        {"domain", change.member.domain},
        {"shown", shown == change.member.domain ? std::string{} : shown},
        {"name", change.member.name},
        {"looks_like", change.looks_like},
        {"refused", when(change.refused_at)},
    };
}

json::object roster_values(const Visit& visit, Transaction& tx, const lists::Roster& roster)
{
    json::array changes;
    for (const auto& one : lists::changes(tx, roster.id, true)) changes.push_back(change_values(visit, one));
    json::array members;
    for (const auto& one : lists::members(tx, roster.id))
        members.push_back(
            {{"domain", one.member.domain},
             {"name", one.member.name},
             {"proven", when(one.proven_at)},
             {"failure", one.failure}}
        );
    json::object values;
    values["id"] = to_string(roster.id);
    values["title"] = roster.title.empty() ? roster.uri : roster.title;
    values["uri"] = roster.uri;
    values["kind"] = visit.words(roster.own ? "roster_own" : roster.at_once ? "roster_at_once" : "roster_drafts");
    values["version"] = std::to_string(roster.sequence);
    values["checked"] = when(roster.checked_at);
    values["failure"] = roster.failure;
    values["has_changes"] = !changes.empty();
    values["changes"] = std::move(changes);
    values["has_members"] = !members.empty();
    values["members"] = std::move(members);
    return values;
}

} // namespace

awaitable<http::Response> rosters(Visit& visit)
{
    json::array rows;
    co_await visit.app().tokens.operator_db().read([&](Transaction& tx) {
        rows.clear();
        for (const auto& one : lists::list(tx)) rows.push_back(roster_values(visit, tx, one));
    });
    json::object values;
    values["none"] = rows.empty();
    values["rosters"] = std::move(rows);
    co_return page(visit, {.name = "rosters", .title = "rosters", .values = std::move(values)});
}

awaitable<http::Response> decide_roster_change(Visit& visit)
{
    const auto id = visit.ctx.path_id<lists::ChangeId>("id");
    const auto decision = visit.ctx.params().text_or("decision", "");
    if (!id) co_return web::error_page(visit.ctx, 404);
    if (decision != "accept" && decision != "refuse") co_return web::error_page(visit.ctx, 400);
    auto& app = visit.app();
    const auto outcome =
        co_await perform(visit, "roster." + decision, to_string(*id), [&](Transaction& tx) -> result<void> {
            const auto change = lists::find_change(tx, *id);
            if (!change) return change.error();
            if (decision == "accept") {
                app::apply_change(tx, app, *change);
                app::read_soon(tx, change->roster, false);
            } else {
                lists::refuse(tx, *id, app.clock.now());
            }
            app.trust.reload(tx);
            return {};
        });
    app.notifier.notify(storage::channels::jobs);
    app.notifier.notify(storage::channels::policies);
    co_return done(visit, outcome, "/console/rosters");
}

} // namespace rounds::console
