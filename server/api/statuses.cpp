#include "server/api/async_refresh.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/shown.hpp"
#include "server/api/wake.hpp"
#include "server/entities/status.hpp"
#include "server/social/thread_refresh.hpp"
#include "server/social/visibility.hpp"
#include "storage/timelines.hpp"

namespace rounds::api {

/// GET /api/v1/statuses/:id
Answer show_status(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    Shown shown{ctx};
    const std::vector<StatusId> ids{*id};
    co_await ctx.app().db.read([&](Transaction& tx) { shown.load(tx, ids); });
    if (!shown.has(*id)) co_return fail(errc::not_found);
    co_return http::json_text(shown.json(*id));
}

/// GET /api/v1/statuses?id[]=1&id[]=2
Answer list_statuses(Context& ctx)
{
    constexpr std::size_t most = 40;
    const auto ids = ids_of<StatusId>(ctx.params(), "id", most);
    Shown shown{ctx};
    co_await ctx.app().db.read([&](Transaction& tx) { shown.load(tx, ids); });
    co_return http::json_text(shown.list(ids));
}

namespace {

/// Replies that this server was not sent are asked for where the post is at home; the app is told that more may come.
asio::awaitable<void> ask_for_replies(Context& ctx, const storage::Status& status, Response& response)
{
    const auto now = ctx.app().clock.now();
    const auto refresh =
        co_await ctx.app().db.transact([&](Transaction& tx) { return social::refresh_thread(tx, status, now); });
    if (!refresh) co_return;
    announce_refresh(response, *refresh);
    wake_workers(ctx);
}

} // namespace

/// GET /api/v1/statuses/:id/context: the chain above, root first, and the tree below in thread order.
Answer show_context(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    const bool known = ctx.viewer_id().has_value();
    const int most_above = known ? 200 : 40;
    const int most_below = known ? 1000 : 60;
    const int deepest = known ? 100 : 20;
    Shown shown{ctx};
    std::vector<StatusId> above;
    std::vector<StatusId> below;
    std::optional<storage::Status> elsewhere;
    const auto found = co_await ctx.app().db.read([&](Transaction& tx) -> result<void> {
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (!status) return status.error();
        if (known && !status->local) elsewhere = *status;
        above = storage::timelines::ancestors(tx, *id, most_above);
        below = storage::timelines::descendants(tx, *id, most_below, deepest);
        auto all = above;
        all.insert(all.end(), below.begin(), below.end());
        if (ctx.viewer_id()) all = storage::timelines::without_hidden(tx, *ctx.viewer_id(), all);
        shown.load(tx, all);
        return {};
    });
    if (!found) co_return fail(found.error());
    auto response = http::json_text(
        R"({"ancestors":)" + shown.list(above, "thread") + R"(,"descendants":)" + shown.list(below, "thread") + '}'
    );
    if (elsewhere) co_await ask_for_replies(ctx, *elsewhere, response);
    co_return response;
}

/// GET /api/v1/statuses/:id/history: oldest wording first.
Answer list_history(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    const auto site = ctx.app().api->site();
    const auto body = co_await ctx.app().db.read([&](Transaction& tx) -> result<json::array> {
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (!status) return status.error();
        const auto views = storage::statuses::views(tx, {*id});
        if (views.empty()) return errc::not_found;
        json::array list;
        for (const auto& edit : storage::statuses::history(tx, *id))
            list.push_back(entities::status_edit(edit, views.front(), *site));
        return list;
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// GET /api/v1/statuses/:id/source, for its author.
Answer show_source(Context& ctx)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    const auto status = co_await ctx.app().db.read([&](Transaction& tx) -> result<storage::Status> {
        auto found = social::find_visible(tx, *id, ctx.viewer_id());
        if (!found) return found.error();
        if (found->account != ctx.account_id()) return errc::not_found;
        return found;
    });
    if (!status) co_return fail(status.error());
    co_return http::json_response(entities::status_source(*status));
}

namespace {

/// `who_may` decides whether the list is told; hidden lists are empty, like those of nobody.
template <class List, class May> Answer people_of_status(Context& ctx, List list, May who_may)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    const auto page = page_of(ctx.params(), 40, 80);
    const auto site = ctx.app().api->site();
    const auto found = co_await ctx.app().db.read([&](Transaction& tx) -> result<AccountPage> {
        const auto status = social::find_visible(tx, *id, ctx.viewer_id());
        if (!status) return status.error();
        if (!who_may(*status)) return AccountPage{.body = "[]", .edges = {}};
        return account_page(tx, list(tx, *id, page), *site);
    });
    if (!found) co_return fail(found.error());
    co_return paged(ctx, found->body, found->edges, page, "since_id");
}

} // namespace

/// GET /api/v1/statuses/:id/favourited_by. Likes are told to the author alone (health.md 2.6).
Answer list_favourited_by(Context& ctx)
{
    return people_of_status(ctx, storage::timelines::favourited_by, [&ctx](const storage::Status& status) {
        return ctx.viewer_id() == status.account;
    });
}

/// GET /api/v1/statuses/:id/reblogged_by. Public boosts stand on the boosters' profiles anyway.
Answer list_reblogged_by(Context& ctx)
{
    const auto viewer = ctx.viewer_id();
    const auto list = [viewer](Transaction& tx, StatusId id, const auto& page) {
        return storage::timelines::reblogged_by(tx, id, viewer, page);
    };
    return people_of_status(ctx, list, [viewer](const storage::Status&) { return viewer.has_value(); });
}

} // namespace rounds::api
