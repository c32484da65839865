#include "server/api/async_refresh.hpp"
#include "server/api/handlers.hpp"
#include "server/social/visibility.hpp"

namespace rounds::api {

namespace refreshes = storage::thread_refreshes;

void announce_refresh(Response& response, const refreshes::Refresh& refresh)
{
    constexpr std::string_view ask_again_s = "3";
    response.headers.set(
        "Mastodon-Async-Refresh",
        "id=\"" + to_string(refresh.id) + "\", retry=" + std::string(ask_again_s) +
            ", result_count=" + std::to_string(refresh.found)
    );
}

/// GET /api/v1_alpha/async_refreshes/:id: for whoever may see the post that was asked about.
Answer show_async_refresh(Context& ctx)
{
    const auto id = ctx.path_id<ThreadRefreshId>("id");
    if (!id) co_return fail(id.error());
    const auto found = co_await ctx.app().db.read([&](Transaction& tx) -> result<refreshes::Refresh> {
        const auto refresh = refreshes::find(tx, *id);
        if (!refresh) return refresh;
        const auto status = social::find_visible(tx, refresh->status, ctx.viewer_id());
        if (!status) return status.error();
        return refresh;
    });
    if (!found) co_return fail(found.error());
    json::object refresh;
    refresh["id"] = to_string(found->id);
    refresh["status"] = found->finished ? "finished" : "running";
    refresh["result_count"] = found->found;
    json::object body;
    body["async_refresh"] = std::move(refresh);
    co_return http::json_response(body);
}

} // namespace rounds::api
