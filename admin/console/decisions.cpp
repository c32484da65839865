#include "server/knowledge/network_moderation.hpp"

#include "admin/console/pages.hpp"
#include "server/app/app.hpp"
#include "server/web/cards.hpp"
#include "server/web/concerned.hpp"
#include "server/web/page.hpp"
#include "storage/networks.hpp"

/// What stewards decided in the networks of this instance, for who decides on appeals.
namespace rounds::console {
namespace {

namespace acts = storage::network_acts;
using knowledge::Act;
using storage::Transaction;

constexpr int most_networks = 200;
constexpr int most_listed = 500;

std::string_view label_of(const Act& act)
{
    if (act.kind == acts::ban) return "decided_ban";
    return act.kind == acts::removal ? "decided_removal" : "decided_lock";
}

json::object act_row(const Visit& visit, const Act& act, const web::Concerned& concerned)
{
    json::object row;
    if (act.status) {
        const auto* post = concerned.post(act);
        row["post_address"] = post != nullptr ? post->url.value_or(post->uri) : std::string{};
        row["status_id"] = to_string(*act.status);
    }
    if (const auto* account = concerned.whom(act))
        for (auto& [key, value] : web::account_values(visit.app().urls, *account)) row[key] = std::move(value);
    row["account_id"] = act.account ? to_string(*act.account) : std::string{};
    const auto* by = concerned.by(act);
    row["by"] = by != nullptr ? "@" + by->acct() : std::string{};
    row["kind"] = act.kind;
    row["decided"] = visit.words(label_of(act));
    row["why"] = act.reason;
    row["since"] = when(act.created_at);
    row["until"] = when(act.until);
    return row;
}

json::array network_rows(const Visit& visit, Transaction& tx)
{
    const auto all = acts::standing(tx, most_listed);
    const web::Concerned concerned(tx, all);
    json::array rows;
    for (const auto& network : storage::networks::list(tx, most_networks)) {
        json::array decided;
        for (const auto& act : all)
            if (act.group == network.account) decided.push_back(act_row(visit, act, concerned));
        if (decided.empty()) continue;
        rows.push_back(
            json::object{{"id", to_string(network.id)}, {"network", network.title}, {"decided", std::move(decided)}}
        );
    }
    return rows;
}

result<void> undo(Transaction& tx, const Visit& visit, const knowledge::Decider& by, NetworkId network)
{
    const auto& params = visit.ctx.params();
    const auto& app = visit.app();
    const auto now = app.clock.now();
    const auto kind = params.text_or("kind", "");
    if (kind == acts::ban) {
        const auto account = parse_id<AccountId>(params.text_or("account_id", ""));
        if (!account) return errc::not_found;
        const auto done = knowledge::unbar(tx, app.urls, by, network, *account, now);
        return done ? result<void>() : result<void>(done.error());
    }
    const auto status = parse_id<StatusId>(params.text_or("status_id", ""));
    if (!status || (kind != acts::removal && kind != acts::lock)) return errc::not_found;
    const auto verb = kind == acts::removal ? knowledge::put_post_back : knowledge::unlock_thread;
    const auto done = verb(tx, app.urls, by, network, *status, now);
    return done ? result<void>() : result<void>(done.error());
}

} // namespace

awaitable<http::Response> network_decisions(Visit& visit)
{
    json::object values;
    co_await visit.app().db.read([&](Transaction& tx) { values["networks"] = network_rows(visit, tx); });
    values["none"] = values["networks"].as_array().empty();
    co_return page(visit, {.name = "decisions", .title = "decisions", .values = std::move(values)});
}

awaitable<http::Response> undo_network_decision(Visit& visit)
{
    const auto id = visit.ctx.path_id<NetworkId>("id");
    if (!id) co_return web::error_page(visit.ctx, 404);
    // The verbs write the entry of the audit log themselves, whoever calls them.
    const auto outcome = co_await visit.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto by = storage::accounts::find(tx, visit.ctx.account_id());
        if (!by) return by.error();
        return undo(tx, visit, {.account = *by, .via = "page"}, *id);
    });
    co_return done(visit, outcome, "/console/decisions");
}

} // namespace rounds::console
