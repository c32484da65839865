#include "server/admin_api/entities.hpp"
#include "server/admin_api/handlers.hpp"
#include "server/api/shown.hpp"
#include "server/app/tokens.hpp"
#include "server/entities/trending_link.hpp"
#include "storage/base/text.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::admin_api {
namespace {

namespace discovery = storage::discovery;
namespace reviews = storage::trend_reviews;

constexpr int usual = 100;
constexpr int most = 200;

std::vector<std::string> tag_pieces(Transaction& tx, const Context& ctx, const std::vector<TagId>& ids)
{
    const auto site = ctx.app().api->site();
    const auto all = reviews::tags(tx, ids);
    std::vector<std::string> names;
    for (const auto& one : all) names.push_back(one.name);
    const auto views = storage::tags::views(tx, names, std::nullopt, ctx.app().clock.now());
    std::vector<std::string> pieces;
    for (std::size_t i = 0; i < std::min(all.size(), views.size()); ++i)
        pieces.push_back(json::serialize(admin_tag(views[i], all[i], *site)));
    return pieces;
}

result<std::string> tag_json(Transaction& tx, const Context& ctx, TagId id)
{
    auto pieces = tag_pieces(tx, ctx, {id});
    if (pieces.empty()) return errc::not_found;
    return std::move(pieces.front());
}

/// All that would be a trend, also what was rejected.
discovery::TrendQuery trends_of(const Context& ctx)
{
    discovery::TrendQuery query;
    query.since = ctx.app().clock.now() - std::chrono::days{3};
    query.limit = api::limit_of(ctx.params(), 20, 40);
    query.offset = static_cast<int>(std::clamp<long long>(ctx.params().integer("offset").value_or(0), 0, 1000));
    query.rejected_too = true;
    return query;
}

Answer review_tag(Context& ctx, bool trendable)
{
    const auto id = ctx.path_id<TagId>("id");
    if (!id) co_return fail(id.error());
    const auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<std::string> {
        auto known = reviews::tags(tx, {*id});
        if (known.empty()) return errc::not_found;
        known.front().trendable = trendable;
        const auto changed = reviews::change_tag(tx, known.front(), "", ctx.app().clock.now());
        if (!changed) return changed.error();
        moderation::note(tx, staff_of(ctx), trendable ? "tag.approve" : "tag.reject", "tag", to_int(*id));
        return tag_json(tx, ctx, *id);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_text(*body);
}

Answer review_status(Context& ctx, bool trendable)
{
    const auto id = ctx.path_id<StatusId>("id");
    if (!id) co_return fail(id.error());
    api::Shown shown{ctx};
    const auto done = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<void> {
        shown.load(tx, {*id});
        if (!shown.has(*id)) return errc::not_found;
        const auto reviewed = reviews::review_status(tx, *id, trendable);
        if (!reviewed) return reviewed;
        moderation::note(
            tx, staff_of(ctx), trendable ? "trend_status.approve" : "trend_status.reject", "status", to_int(*id)
        );
        return {};
    });
    if (!done) co_return fail(done.error());
    co_return http::json_text(shown.json(*id));
}

json::object link_json(const discovery::TrendingLink& link)
{
    auto o = entities::trending_link(link);
    o["id"] = std::to_string(link.id);
    o["requires_review"] = !link.trendable.has_value();
    return o;
}

/// A page that was linked; a trend or not any more.
Answer review_link(Context& ctx, bool trendable)
{
    const auto id = text::parse_int(ctx.path_text("id"));
    if (!id) co_return fail(errc::not_found);
    const auto now = ctx.app().clock.now();
    const auto link =
        co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<discovery::TrendingLink> {
            const auto reviewed = reviews::review_link(tx, *id, trendable);
            if (!reviewed) return reviewed.error();
            moderation::note(tx, staff_of(ctx), trendable ? "trend_link.approve" : "trend_link.reject", "card", *id);
            return discovery::find_link(tx, *id, now);
        });
    if (!link) co_return fail(link.error());
    co_return http::json_response(link_json(*link));
}

Answer review_publisher(Context& ctx, bool trendable)
{
    const auto id = text::parse_int(ctx.path_text("id"));
    if (!id) co_return fail(errc::not_found);
    const auto one = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        auto reviewed = reviews::review_publisher(tx, *id, trendable, ctx.app().clock.now());
        if (reviewed)
            moderation::note(tx, staff_of(ctx), trendable ? "publisher.approve" : "publisher.reject", "publisher", *id);
        return reviewed;
    });
    if (!one) co_return fail(one.error());
    co_return http::json_response(publisher(*one));
}

} // namespace

/// GET /api/v1/admin/tags
Answer list_tags(Context& ctx)
{
    const auto page = api::page_of(ctx.params(), usual, most);
    api::Edges edges;
    auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        const auto ids = reviews::list_tags(tx, page);
        if (!ids.empty()) edges = {.newest = to_int(ids.front()), .oldest = to_int(ids.back()), .rows = ids.size()};
        return api::json_list(tag_pieces(tx, ctx, ids));
    });
    co_return api::paged(ctx, std::move(body), edges, page);
}

/// GET /api/v1/admin/tags/:id
Answer show_tag(Context& ctx)
{
    const auto id = ctx.path_id<TagId>("id");
    if (!id) co_return fail(id.error());
    const auto body =
        co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) { return tag_json(tx, ctx, *id); });
    if (!body) co_return fail(body.error());
    co_return http::json_text(*body);
}

/// PUT /api/v1/admin/tags/:id with display_name (the same letters), usable, listable, trendable.
Answer update_tag(Context& ctx)
{
    const auto id = ctx.path_id<TagId>("id");
    if (!id) co_return fail(id.error());
    const auto& params = ctx.params();
    const auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<std::string> {
        auto known = reviews::tags(tx, {*id});
        if (known.empty()) return errc::not_found;
        auto& tag = known.front();
        tag.usable = params.flag("usable").value_or(tag.usable);
        tag.listable = params.flag("listable").value_or(tag.listable);
        if (const auto trendable = params.flag("trendable")) tag.trendable = *trendable;
        const auto changed = reviews::change_tag(tx, tag, params.text_or("display_name", ""), ctx.app().clock.now());
        if (!changed) return changed.error();
        moderation::note(tx, staff_of(ctx), "tag.update", "tag", to_int(*id));
        return tag_json(tx, ctx, *id);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_text(*body);
}

/// GET /api/v1/admin/trends/tags
Answer list_trending_tags(Context& ctx)
{
    const auto query = trends_of(ctx);
    auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        const auto ids = reviews::ids_of(tx, discovery::trending_tags(tx, query));
        return api::json_list(tag_pieces(tx, ctx, ids));
    });
    co_return http::json_text(std::move(body));
}

/// POST /api/v1/admin/trends/tags/:id/approve
Answer approve_tag(Context& ctx)
{
    return review_tag(ctx, true);
}

/// POST /api/v1/admin/trends/tags/:id/reject
Answer reject_tag(Context& ctx)
{
    return review_tag(ctx, false);
}

/// GET /api/v1/admin/trends/statuses
Answer list_trending_statuses(Context& ctx)
{
    const auto query = trends_of(ctx);
    api::Shown shown{ctx};
    const auto ids = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        auto found = discovery::trending_statuses(tx, query);
        shown.load(tx, found);
        return found;
    });
    co_return http::json_text(shown.list(ids));
}

/// POST /api/v1/admin/trends/statuses/:id/approve
Answer approve_status(Context& ctx)
{
    return review_status(ctx, true);
}

/// POST /api/v1/admin/trends/statuses/:id/reject
Answer reject_status(Context& ctx)
{
    return review_status(ctx, false);
}

/// GET /api/v1/admin/trends/links
Answer list_trending_links(Context& ctx)
{
    const auto query = trends_of(ctx);
    const auto links = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return discovery::trending_links(tx, query, ctx.app().clock.now());
    });
    json::array list;
    for (const auto& link : links) list.push_back(link_json(link));
    co_return http::json_response(list);
}

/// POST /api/v1/admin/trends/links/:id/approve
Answer approve_link(Context& ctx)
{
    return review_link(ctx, true);
}

/// POST /api/v1/admin/trends/links/:id/reject
Answer reject_link(Context& ctx)
{
    return review_link(ctx, false);
}

/// GET /api/v1/admin/trends/links/publishers
Answer list_publishers(Context& ctx)
{
    const auto page = api::page_of(ctx.params(), usual, most);
    const auto all = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        return reviews::publishers(tx, page);
    });
    std::vector<std::string> pieces;
    for (const auto& one : all) pieces.push_back(json::serialize(publisher(one)));
    api::Edges edges;
    if (!all.empty()) edges = {.newest = all.front().id, .oldest = all.back().id, .rows = all.size()};
    co_return api::paged(ctx, api::json_list(pieces), edges, page);
}

/// POST /api/v1/admin/trends/links/publishers/:id/approve
Answer approve_publisher(Context& ctx)
{
    return review_publisher(ctx, true);
}

/// POST /api/v1/admin/trends/links/publishers/:id/reject
Answer reject_publisher(Context& ctx)
{
    return review_publisher(ctx, false);
}

} // namespace rounds::admin_api
