#include "server/social/quotes.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/shown.hpp"
#include "server/api/wake.hpp"
#include "server/social/visibility.hpp"
#include "storage/timelines.hpp"

namespace rounds::api {

/// GET /api/v1/statuses/:id/quotes: posts that show it with its author's consent, those that the viewer may see.
Answer list_quotes(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    const auto page = page_of(ctx.params());
    Shown shown{ctx};
    const auto found = co_await ctx.app().db.read([&](Transaction& tx) -> result<std::vector<StatusId>> {
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (!status) return status.error();
        auto ids = storage::quotes::quoting(tx, *id, ctx.viewer_id(), page);
        shown.load(tx, storage::timelines::without_hidden(tx, ctx.account_id(), ids));
        return ids;
    });
    if (!found) co_return fail(found.error());
    co_return status_page(ctx, shown, *found, page, "public");
}

/// POST /api/v1/statuses/:id/quotes/:quoting_status_id/revoke, by the author of the quoted post. Answers the other
/// post.
Answer revoke_quote(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    const auto quoting = ctx.path_id<StatusId>("quoting_status_id");
    if (!id || !quoting) co_return fail(errc::not_found);
    Shown shown{ctx};
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto me = find_account(tx, ctx.account_id());
        if (!me) return me.error();
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (!status) return status.error();
        if (status->account == me->id && !social::find_visible(tx, *quoting, ctx.viewer_id())) return errc::not_found;
        const auto revoked = social::revoke_quote(tx, *me, *status, *quoting);
        if (!revoked) return revoked.error();
        shown.load(tx, {*quoting}, Shown::Freshness::fresh);
        return {};
    });
    if (!done) co_return fail(done.error());
    shown.forget_kept();
    ctx.app().api->statuses.drop(*id); // its counter
    wake_workers(ctx);
    co_return http::json_text(shown.json(*quoting));
}

/// PUT /api/v1/statuses/:id/interaction_policy: who may quote it from now on. Quotes that were accepted stay.
Answer change_interaction_policy(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    const auto wanted = social::quote_policy_from(ctx.params().text_or("quote_approval_policy", ""));
    if (!wanted) co_return fail(invalid::quote_policy);
    Shown shown{ctx};
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto me = find_account(tx, ctx.account_id());
        if (!me) return me.error();
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (!status) return status.error();
        const auto changed = social::change_quote_policy(tx, *me, *status, *wanted);
        if (!changed) return changed.error();
        shown.load(tx, {*id}, Shown::Freshness::fresh);
        return {};
    });
    if (!done) co_return fail(done.error());
    shown.forget_kept();
    wake_workers(ctx);
    co_return http::json_text(shown.json(*id));
}

} // namespace rounds::api
