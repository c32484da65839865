#include "storage/notifications.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/shown.hpp"
#include "server/entities/account.hpp"
#include "server/entities/notification.hpp"

#include <boost/json/serialize.hpp>
#include <unordered_map>

namespace rounds::api {
namespace {

using storage::notifications::Notification;
using storage::notifications::Query;

Query query_of(const http::Params& params)
{
    Query query;
    query.types = params.texts("types");
    query.exclude_types = params.texts("exclude_types");
    if (const auto account = params.text("account_id")) query.from = parse_id<AccountId>(*account);
    return query;
}

/// What a page of notifications needs: the accounts in two queries, the posts as Shown loads them.
class Told
{
public:
    explicit Told(const Context& ctx) : shown_(ctx) {}

    void load(Transaction& tx, const std::vector<Notification>& all)
    {
        std::vector<AccountId> people;
        std::vector<StatusId> posts;
        for (const auto& one : all) {
            people.push_back(one.from);
            if (one.status) posts.push_back(*one.status);
        }
        for (const auto& view : storage::accounts::views(tx, people))
            accounts_[view.account.id] = json::serialize(entities::account(view, shown_.site()));
        shown_.load(tx, posts);
    }

    /// Nothing when its post or account is no longer to be seen, or a filter hides it.
    [[nodiscard]] std::optional<std::string> json(const Notification& one) const
    {
        const auto account = accounts_.find(one.from);
        if (account == accounts_.end()) return std::nullopt;
        if (one.status && (!shown_.has(*one.status) || shown_.hidden(*one.status, "notifications")))
            return std::nullopt;
        auto out = json::serialize(entities::notification(one));
        out.pop_back();
        out += R"(,"account":)" + account->second;
        if (one.status) out += R"(,"status":)" + shown_.json(*one.status);
        out += '}';
        return out;
    }

private:
    Shown shown_;
    std::unordered_map<AccountId, std::string> accounts_;
};

} // namespace

/// GET /api/v1/notifications with types[], exclude_types[], account_id. Unknown types are no error.
Answer list_notifications(Context& ctx)
{
    const auto page = page_of(ctx.params(), 40, 80);
    const auto query = query_of(ctx.params());
    Told told{ctx};
    const auto all = co_await ctx.app().db.read([&](Transaction& tx) {
        auto found = storage::notifications::list(tx, ctx.account_id(), query, page);
        told.load(tx, found);
        return found;
    });
    std::vector<std::string> pieces;
    for (const auto& one : all)
        if (auto piece = told.json(one)) pieces.push_back(std::move(*piece));
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
        return found;
    });
    if (!one) co_return fail(one.error());
    auto body = told.json(*one);
    if (!body) co_return fail(errc::not_found);
    co_return http::json_text(std::move(*body));
}

/// POST /api/v1/notifications/clear
Answer clear_notifications(Context& ctx)
{
    co_await ctx.app().db.transact([&](Transaction& tx) { storage::notifications::clear(tx, ctx.account_id()); });
    co_return empty_answer();
}

/// POST /api/v1/notifications/:id/dismiss
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

/// GET /api/v1/notifications/unread_count: newer than the marker, counted up to `limit` (100, at most 1000).
Answer count_unread(Context& ctx)
{
    const auto query = query_of(ctx.params());
    const auto limit = limit_of(ctx.params(), 100, 1000);
    json::object o;
    o["count"] = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::notifications::unread_count(tx, ctx.account_id(), query, limit);
    });
    co_return http::json_response(o);
}

} // namespace rounds::api
