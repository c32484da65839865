#include "storage/notifications.hpp"
#include "server/api/handlers.hpp"
#include "server/api/notification_query.hpp"
#include "server/api/told.hpp"

namespace rounds::api {

storage::notifications::Query notification_query(const http::Params& params)
{
    storage::notifications::Query query;
    query.types = params.texts("types");
    query.exclude_types = params.texts("exclude_types");
    if (const auto account = params.text("account_id")) query.from = parse_id<AccountId>(*account);
    query.include_filtered = params.flag("include_filtered").value_or(false) || query.from.has_value();
    return query;
}

std::optional<std::vector<std::string>> supported_types(const http::Params& params)
{
    if (!params.has("supported_types")) return std::nullopt;
    return params.texts("supported_types");
}

namespace {

/// For words of ours in the answer.
void speak_as(Transaction& tx, const Context& ctx, Told& told)
{
    if (!ctx.params().has("supported_types")) return;
    if (const auto user = storage::accounts::find_user(tx, ctx.account_id())) told.speak(user->locale);
}

} // namespace

/// GET /api/v1/notifications with types[], exclude_types[], account_id, include_filtered, supported_types[]. Unknown
/// types are no error.
Answer list_notifications(Context& ctx)
{
    const auto page = page_of(ctx.params(), 40, 80);
    const auto query = notification_query(ctx.params());
    Told told{ctx};
    const auto all = co_await ctx.app().db.read([&](Transaction& tx) {
        auto found = storage::notifications::list(tx, ctx.account_id(), query, page);
        told.load(tx, found);
        speak_as(tx, ctx, told);
        return found;
    });
    const auto supported = supported_types(ctx.params());
    std::vector<std::string> pieces;
    for (const auto& one : all)
        if (told.can_tell(one)) pieces.push_back(told.json(one, supported));
    Edges edges;
    if (!all.empty()) edges = {.newest = to_int(all.front().id), .oldest = to_int(all.back().id), .rows = all.size()};
    co_return paged(ctx, json_list(pieces), edges, page);
}

/// GET /api/v1/notifications/:id
Answer show_notification(Context& ctx)
{
    const auto id = ctx.path_id<NotificationId>("id");
    if (!id) co_return fail(id.error());
    Told told{ctx};
    const auto one = co_await ctx.app().db.read([&](Transaction& tx) {
        auto found = storage::notifications::find(tx, ctx.account_id(), *id);
        if (found) told.load(tx, {*found});
        speak_as(tx, ctx, told);
        return found;
    });
    if (!one) co_return fail(one.error());
    if (!told.can_tell(*one)) co_return fail(errc::not_found);
    co_return http::json_text(told.json(*one, supported_types(ctx.params())));
}

/// POST /api/v1/notifications/clear, POST /api/v2/notifications/clear
Answer clear_notifications(Context& ctx)
{
    co_await ctx.app().db.transact([&](Transaction& tx) { storage::notifications::clear(tx, ctx.account_id()); });
    co_return empty_answer();
}

/// POST /api/v1/notifications/:id/dismiss, DELETE /api/v1/notifications/:id
Answer dismiss_notification(Context& ctx)
{
    const auto id = ctx.path_id<NotificationId>("id");
    if (!id) co_return fail(id.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::notifications::dismiss(tx, ctx.account_id(), *id);
    });
    if (!done) co_return fail(done.error());
    co_return empty_answer();
}

/// DELETE /api/v1/notifications/destroy_multiple?ids[]=1&ids[]=2. Those that are no one's or someone else's are no
/// error.
Answer dismiss_notifications(Context& ctx)
{
    const auto ids = ids_of<NotificationId>(ctx.params(), "ids");
    co_await ctx.app().db.transact([&](Transaction& tx) { storage::notifications::dismiss(tx, ctx.account_id(), ids); }
    );
    co_return empty_answer();
}

/// GET /api/v1/notifications/unread_count: newer than the marker, counted up to `limit` (100, at most 1000).
Answer count_unread(Context& ctx)
{
    const auto query = notification_query(ctx.params());
    const auto limit = limit_of(ctx.params(), 100, 1000);
    json::object o;
    o["count"] = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::notifications::unread_count(tx, ctx.account_id(), query, limit);
    });
    co_return http::json_response(o);
}

} // namespace rounds::api
