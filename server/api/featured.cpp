#include "storage/featured.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/state.hpp"
#include "server/api/tag_name.hpp"
#include "server/app/config.hpp"
#include "server/entities/featured_tag.hpp"
#include "server/entities/tag.hpp"
#include "storage/base/text.hpp"
#include "storage/tags.hpp"

namespace rounds::api {
namespace {

result<json::array> featured_by(Transaction& tx, AccountId id, const entities::Site& site)
{
    const auto owner = find_account(tx, id);
    if (!owner) return owner.error();
    json::array list;
    for (const auto& tag : storage::featured::tags(tx, id)) list.push_back(entities::featured_tag(tag, *owner, site));
    return list;
}

Answer list_of(Context& ctx, AccountId id)
{
    const auto site = ctx.app().api->site();
    const auto list = co_await ctx.app().db.transact([&](Transaction& tx) { return featured_by(tx, id, *site); });
    if (!list) co_return fail(list.error());
    co_return http::json_response(*list);
}

result<storage::featured::FeaturedTag> feature(Transaction& tx, const Context& ctx, const std::string& name)
{
    const auto most = static_cast<std::int64_t>(ctx.app().config.limits.featured_tags);
    auto tag = storage::featured::feature_tag(tx, ctx.account_id(), name, most);
    if (!tag && tag.error() == errc::too_many) return invalid::featured_limit;
    return tag;
}

template <class Act> Answer about_tag(Context& ctx, Act act)
{
    const auto name = tag_name(ctx.path_text("name"));
    if (!name) co_return fail(name.error());
    const auto view = co_await ctx.app().db.transact([&](Transaction& tx) -> result<storage::tags::TagView> {
        const result<void> done = act(tx, *name);
        if (!done) return done.error();
        return storage::tags::view(tx, text::to_lower(*name), ctx.viewer_id(), ctx.app().clock.now());
    });
    if (!view) co_return fail(view.error());
    co_return http::json_response(entities::tag(*view, true, *ctx.app().api->site()));
}

} // namespace

/// GET /api/v1/featured_tags
Answer list_featured_tags(Context& ctx)
{
    return list_of(ctx, ctx.account_id());
}

/// GET /api/v1/accounts/:id/featured_tags
Answer list_featured_tags_of(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    co_return co_await list_of(ctx, *id);
}

/// POST /api/v1/featured_tags with name.
Answer create_featured_tag(Context& ctx)
{
    const auto name = tag_name(ctx.params().text_or("name", ""));
    if (!name) co_return fail(name.error());
    const auto site = ctx.app().api->site();
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        const auto me = find_account(tx, ctx.account_id());
        if (!me) return me.error();
        const auto tag = feature(tx, ctx, *name);
        if (!tag) return tag.error();
        return entities::featured_tag(*tag, *me, *site);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// DELETE /api/v1/featured_tags/:id
Answer delete_featured_tag(Context& ctx)
{
    const auto id = ctx.path_id<FeaturedTagId>("id");
    if (!id) co_return fail(id.error());
    const bool gone = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::featured::unfeature_tag(tx, ctx.account_id(), *id);
    });
    if (!gone) co_return fail(errc::not_found);
    co_return empty_answer();
}

/// GET /api/v1/featured_tags/suggestions: one's own tags of late, most used first.
Answer suggest_featured_tags(Context& ctx)
{
    constexpr int most = 10;
    const auto site = ctx.app().api->site();
    const auto views = co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto names = storage::featured::tags_to_feature(tx, ctx.account_id(), most);
        return storage::tags::views(tx, names, ctx.viewer_id(), ctx.app().clock.now());
    });
    json::array list;
    for (const auto& view : views) list.push_back(entities::tag(view, true, *site));
    co_return http::json_response(list);
}

/// POST /api/v1/tags/:name/feature
Answer feature_tag(Context& ctx)
{
    return about_tag(ctx, [&ctx](Transaction& tx, const std::string& name) -> result<void> {
        const auto tag = feature(tx, ctx, name);
        if (!tag) return tag.error();
        return {};
    });
}

/// POST /api/v1/tags/:name/unfeature
Answer unfeature_tag(Context& ctx)
{
    return about_tag(ctx, [&ctx](Transaction& tx, const std::string& name) -> result<void> {
        storage::featured::unfeature_tag(tx, ctx.account_id(), name);
        return {};
    });
}

/// GET /api/v1/accounts/:id/identity_proofs: none, as in Mastodon since 3.5; old apps ask.
Answer list_identity_proofs(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    co_return http::json_text("[]");
}

namespace {

Answer endorsements_of(Context& ctx, AccountId id)
{
    const auto page = page_of(ctx.params(), 40, 80);
    const auto site = ctx.app().api->site();
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<AccountPage> {
        const auto account = find_account(tx, id);
        if (!account) return account.error();
        return account_page(tx, storage::featured::endorsements(tx, id, page), *site);
    });
    if (!found) co_return fail(found.error());
    co_return paged(ctx, found->body, found->edges, page, "since_id");
}

} // namespace

/// GET /api/v1/endorsements
Answer list_endorsements(Context& ctx)
{
    return endorsements_of(ctx, ctx.account_id());
}

/// GET /api/v1/accounts/:id/endorsements: whom the account itself put on its profile.
Answer list_endorsements_of(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    co_return co_await endorsements_of(ctx, *id);
}

} // namespace rounds::api
