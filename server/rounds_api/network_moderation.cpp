#include "server/knowledge/network_moderation.hpp"

#include "server/app/guarded.hpp"
#include "server/rounds_api/describe.hpp"
#include "server/rounds_api/network_moderation.hpp"
#include "storage/statuses.hpp"

#include <algorithm>

/// What stewards decide about people and posts of their network.
namespace rounds::rounds_api {
namespace {

namespace acts = storage::network_acts;
using knowledge::Act;
using knowledge::Decider;
using storage::Account;

constexpr int most_listed = 80;

json::value by_json(Transaction& tx, const Act& act)
{
    return act.by ? account_json(tx, *act.by) : json::value(nullptr);
}

/// Of the people or posts that a kind of decision stands about.
result<json::value> listed(Transaction& tx, const Account& by, NetworkId network, std::string_view kind)
{
    const auto found = knowledge::decisions(tx, by, network, kind, most_listed);
    if (!found) return found.error();
    json::array all;
    for (const auto& act : *found) all.push_back(decision_json(tx, act));
    return all;
}

Answer list(Context& ctx, std::string_view kind)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto body = [&](Transaction& tx) -> result<json::value> {
        const auto by = storage::accounts::find(tx, ctx.account_id());
        if (!by) return by.error();
        return listed(tx, *by, *id, kind);
    };
    co_return co_await show(ctx, body);
}

/// The reason is read by whom it concerns, and by other servers: it names no patient.
asio::awaitable<std::optional<Response>> wrong_reason(Context& ctx, const std::string& reason)
{
    if (!knowledge::is_reason(reason)) co_return invalid("reason");
    privacy::Submission submission;
    submission.for_organisation = true;
    submission.pieces = {{"prompt", reason}};
    co_return co_await app::refuse_identifiers(ctx, std::move(submission));
}

using PostVerb =
    result<Act> (*)(Transaction&, const social::Urls&, const Decider&, NetworkId, StatusId, std::string_view, Time);
using PostUndo = result<Act> (*)(Transaction&, const social::Urls&, const Decider&, NetworkId, StatusId, Time);

Answer decide_post(Context& ctx, PostVerb verb)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto status = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!status) co_return invalid("status_id");
    const auto reason = ctx.params().text_or("reason", "");
    auto wrong = co_await wrong_reason(ctx, reason);
    if (wrong) co_return std::move(*wrong);
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const Decider decider{.account = by, .via = "api"};
        const auto act = verb(tx, ctx.app().urls, decider, *id, *status, reason, now);
        if (!act) return act.error();
        return decision_json(tx, *act);
    };
    co_return co_await act(ctx, body, "status_id");
}

/// Answers with what still stands of the kind.
Answer undo_post(Context& ctx, PostUndo verb, std::string_view kind)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto status = parse_id<StatusId>(ctx.params().text_or("status_id", ""));
    if (!status) co_return invalid("status_id");
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto done = verb(tx, ctx.app().urls, {.account = by, .via = "api"}, *id, *status, now);
        if (!done) return done.error();
        return listed(tx, by, *id, kind);
    };
    co_return co_await act(ctx, body, "status_id");
}

} // namespace

json::object decision_json(Transaction& tx, const Act& act)
{
    json::object out;
    if (act.account) {
        out["account"] = account_json(tx, *act.account);
        out["until"] = time_or_null(act.until);
        out["remove_posts"] = act.with_posts;
    } else if (act.status) {
        const auto status = storage::statuses::find(tx, *act.status);
        out["status_id"] = to_string(*act.status);
        out["url"] = status ? json::value(status->url.value_or(status->uri)) : json::value(nullptr);
        out["account"] = status ? account_json(tx, status->account) : json::value(nullptr);
    }
    out["reason"] = act.reason;
    out["by"] = by_json(tx, act);
    out["created_at"] = to_iso8601(act.created_at);
    return out;
}

/// GET /networks/:id/bans: whom the network keeps out.
Answer list_bans(Context& ctx)
{
    co_return co_await list(ctx, acts::ban);
}

/// POST /networks/:id/bans {account_id, reason, days, remove_posts}
Answer bar_from_network(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto& params = ctx.params();
    const auto now = ctx.app().clock.now();
    knowledge::BanForm form;
    form.account = parse_id<AccountId>(params.text_or("account_id", "")).value_or(AccountId{});
    form.reason = params.text_or("reason", "");
    form.with_posts = params.flag("remove_posts").value_or(false);
    constexpr long long too_long = knowledge::longest_ban.count() + 1;
    if (!params.text_or("days", "").empty() || params.integer("days"))
        form.until = now + std::chrono::days(std::clamp(params.integer("days").value_or(0), 0LL, too_long));
    if (const auto wrong = knowledge::wrong_field(form, now); !wrong.empty()) co_return invalid(wrong);
    auto refused = co_await wrong_reason(ctx, form.reason);
    if (refused) co_return std::move(*refused);
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const Decider decider{.account = by, .via = "api"};
        const auto act = knowledge::bar(tx, ctx.app().urls, decider, *id, form, now);
        if (!act) return act.error();
        return decision_json(tx, *act);
    };
    co_return co_await act(ctx, body, "account_id");
}

/// DELETE /networks/:id/bans {account_id}: answers with whom it still keeps out.
Answer unbar_from_network(Context& ctx)
{
    const auto id = ctx.path_id<NetworkId>("id");
    if (!id) co_return app::problem(id.error());
    const auto account = parse_id<AccountId>(ctx.params().text_or("account_id", ""));
    if (!account) co_return invalid("account_id");
    const auto now = ctx.app().clock.now();
    const auto body = [&](Transaction& tx, const Account& by) -> result<json::value> {
        const auto done = knowledge::unbar(tx, ctx.app().urls, {.account = by, .via = "api"}, *id, *account, now);
        if (!done) return done.error();
        return listed(tx, by, *id, acts::ban);
    };
    co_return co_await act(ctx, body, "account_id");
}

/// GET /networks/:id/removed_posts
Answer list_removed_posts(Context& ctx)
{
    co_return co_await list(ctx, acts::removal);
}

/// POST /networks/:id/removed_posts {status_id, reason}
Answer remove_network_post(Context& ctx)
{
    co_return co_await decide_post(ctx, knowledge::take_post_out);
}

/// DELETE /networks/:id/removed_posts {status_id}: puts it back.
Answer restore_network_post(Context& ctx)
{
    co_return co_await undo_post(ctx, knowledge::put_post_back, acts::removal);
}

/// GET /networks/:id/locks: threads that take no more answers.
Answer list_locks(Context& ctx)
{
    co_return co_await list(ctx, acts::lock);
}

/// POST /networks/:id/locks {status_id, reason}
Answer lock_network_thread(Context& ctx)
{
    co_return co_await decide_post(ctx, knowledge::lock_thread);
}

/// DELETE /networks/:id/locks {status_id}
Answer unlock_network_thread(Context& ctx)
{
    co_return co_await undo_post(ctx, knowledge::unlock_thread, acts::lock);
}

} // namespace rounds::rounds_api
