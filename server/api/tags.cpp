#include "server/api/handlers.hpp"
#include "server/api/state.hpp"
#include "server/api/tag_name.hpp"
#include "server/api/wake.hpp"
#include "server/entities/tag.hpp"
#include "server/knowledge/condition_follows.hpp"
#include "server/social/text/scan.hpp"
#include "storage/base/text.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::api {

result<std::string> tag_name(std::string_view written)
{
    if (written.starts_with('#')) written.remove_prefix(1);
    if (!text::is_utf8(written)) return invalid::tag;
    const auto places = text::find_tags("#" + std::string{written});
    if (places.size() != 1 || places.front().name != written) return invalid::tag;
    return std::string{written};
}

namespace {

template <class Act> Answer about_tag(Context& ctx, Act act)
{
    const auto name = tag_name(ctx.path_text("name"));
    if (!name) co_return fail(ctx.request().method == http::Method::get ? errc::not_found : name.error());
    const auto view = co_await ctx.app().db.transact([&](Transaction& tx) {
        act(tx, *name);
        return storage::tags::view(tx, text::to_lower(*name), ctx.viewer_id(), ctx.app().clock.now());
    });
    if (ctx.request().method == http::Method::post) {
        ctx.app().api->homes.changed(ctx.account_id());
        wake_workers(ctx);
    }
    co_return http::json_response(entities::tag(view, ctx.viewer_id().has_value(), *ctx.app().api->site()));
}

} // namespace

/// GET /api/v1/tags/:name. A tag that nobody has used is no error.
Answer show_tag(Context& ctx)
{
    return about_tag(ctx, [](Transaction&, const std::string&) {});
}

/// POST /api/v1/tags/:name/follow
Answer follow_tag(Context& ctx)
{
    return about_tag(ctx, [&ctx](Transaction& tx, const std::string& name) {
        storage::tags::follow(tx, ctx.account_id(), name);
        knowledge::tag_followed(tx, ctx.account_id(), name);
    });
}

/// POST /api/v1/tags/:name/unfollow
Answer unfollow_tag(Context& ctx)
{
    return about_tag(ctx, [&ctx](Transaction& tx, const std::string& name) {
        storage::tags::unfollow(tx, ctx.account_id(), text::to_lower(name));
        knowledge::tag_given_up(tx, ctx.account_id(), name);
    });
}

/// GET /api/v1/followed_tags
Answer list_followed_tags(Context& ctx)
{
    const auto page = page_of(ctx.params(), 100, 200);
    const auto site = ctx.app().api->site();
    const auto views = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::tags::followed(tx, ctx.account_id(), page, ctx.app().clock.now());
    });
    json::array list;
    for (const auto& view : views) list.push_back(entities::tag(view, true, *site));
    Edges edges;
    if (!views.empty()) edges = {.newest = views.front().cursor, .oldest = views.back().cursor, .rows = views.size()};
    auto response = paged(ctx, json::serialize(list), edges, page, "since_id");
    co_return response;
}

} // namespace rounds::api
