#include "storage/timelines.hpp"
#include "server/api/handlers.hpp"
#include "server/api/shown.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/lists.hpp"

namespace rounds::api {
namespace {

using storage::timelines::Origin;

Origin origin_of(const http::Params& params)
{
    if (params.flag("local").value_or(false)) return Origin::local;
    if (params.flag("remote").value_or(false)) return Origin::remote;
    return Origin::any;
}

/// Tags of a parameter in lower case, without #.
std::vector<std::string> tags_of(const http::Params& params, std::string_view key)
{
    constexpr std::size_t most = 4;
    std::vector<std::string> tags;
    for (const auto& one : params.texts(key)) {
        if (tags.size() == most) break;
        const std::string_view name{one};
        tags.push_back(text::to_lower(name.starts_with('#') ? name.substr(1) : name));
    }
    return tags;
}

} // namespace

/// GET /api/v1/timelines/home
Answer home_timeline(Context& ctx)
{
    const auto page = page_of(ctx.params());
    Shown shown{ctx};
    if (const auto known = ctx.app().api->homes.known(ctx.account_id(), page); known && shown.load_known(*known))
        co_return status_page(ctx, shown, *known, page, "home");
    const auto ids = co_await ctx.app().db.read([&](Transaction& tx) {
        auto found = ctx.app().api->homes.page(tx, ctx.account_id(), page);
        shown.load(tx, found);
        return found;
    });
    co_return status_page(ctx, shown, ids, page, "home");
}

/// GET /api/v1/timelines/public with local, remote, only_media
Answer public_timeline(Context& ctx)
{
    const auto page = page_of(ctx.params());
    const auto origin = origin_of(ctx.params());
    const bool media = ctx.params().flag("only_media").value_or(false);
    Shown shown{ctx};
    const auto ids = co_await ctx.app().db.read([&](Transaction& tx) {
        auto found = storage::timelines::public_timeline(tx, origin, media, ctx.viewer_id(), page);
        shown.load(tx, found);
        return found;
    });
    co_return status_page(ctx, shown, ids, page, "public");
}

/// GET /api/v1/timelines/tag/:hashtag with any[], all[], none[], local, remote, only_media
Answer tag_timeline(Context& ctx)
{
    const auto page = page_of(ctx.params());
    storage::timelines::TagQuery query;
    query.any = tags_of(ctx.params(), "any");
    query.any.push_back(text::to_lower(ctx.path_text("hashtag")));
    query.all = tags_of(ctx.params(), "all");
    query.none = tags_of(ctx.params(), "none");
    query.origin = origin_of(ctx.params());
    query.only_media = ctx.params().flag("only_media").value_or(false);
    Shown shown{ctx};
    const auto ids = co_await ctx.app().db.read([&](Transaction& tx) {
        auto found = storage::timelines::tag_timeline(tx, query, ctx.viewer_id(), page);
        shown.load(tx, found);
        return found;
    });
    co_return status_page(ctx, shown, ids, page, "public");
}

/// GET /api/v1/timelines/link?url=: public posts about a page.
Answer link_timeline(Context& ctx)
{
    const auto page = page_of(ctx.params());
    const auto url = parse_url(ctx.params().text_or("url", ""));
    if (!url) co_return fail(errc::not_found);
    Shown shown{ctx};
    const auto ids = co_await ctx.app().db.transact([&](Transaction& tx) {
        auto found = storage::timelines::link_timeline(tx, url->str(), ctx.viewer_id(), page);
        shown.load(tx, found);
        return found;
    });
    co_return status_page(ctx, shown, ids, page, "public");
}

/// GET /api/v1/timelines/list/:id
Answer list_timeline(Context& ctx)
{
    const auto id = ctx.path_id<ListId>("id");
    if (!id) co_return fail(id.error());
    const auto page = page_of(ctx.params());
    Shown shown{ctx};
    const auto ids = co_await ctx.app().db.read([&](Transaction& tx) -> result<std::vector<StatusId>> {
        const auto list = storage::lists::find(tx, ctx.account_id(), *id);
        if (!list) return list.error();
        auto found = storage::timelines::list_timeline(tx, *id, ctx.account_id(), page);
        shown.load(tx, found);
        return found;
    });
    if (!ids) co_return fail(ids.error());
    co_return status_page(ctx, shown, *ids, page, "home");
}

namespace {

/// Paged by the ids of the marks: only the Link header continues the list.
template <class List> Answer marked_page(Context& ctx, List list)
{
    const auto page = page_of(ctx.params());
    Shown shown{ctx};
    std::vector<StatusId> ids;
    const auto edges = co_await ctx.app().db.read([&](Transaction& tx) {
        const auto marks = list(tx, ctx.account_id(), page);
        ids.clear();
        for (const auto& mark : marks) ids.push_back(mark.status);
        shown.load(tx, ids);
        Edges found;
        if (!marks.empty())
            found = {.newest = marks.front().cursor, .oldest = marks.back().cursor, .rows = marks.size()};
        return found;
    });
    co_return paged(ctx, shown.list(ids), edges, page);
}

} // namespace

/// GET /api/v1/favourites
Answer list_favourites(Context& ctx)
{
    return marked_page(ctx, storage::timelines::favourites);
}

/// GET /api/v1/bookmarks
Answer list_bookmarks(Context& ctx)
{
    return marked_page(ctx, storage::timelines::bookmarks);
}

} // namespace rounds::api
