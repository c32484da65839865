#include "storage/discovery.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/shown.hpp"
#include "server/app/config.hpp"
#include "server/entities/account.hpp"
#include "server/entities/tag.hpp"
#include "server/entities/trending_link.hpp"
#include "server/knowledge/conditions.hpp"
#include "storage/tags.hpp"
#include "storage/timelines.hpp"

#include <boost/json/serialize.hpp>
#include <unordered_map>

namespace rounds::api {
namespace {

namespace discovery = storage::discovery;
using discovery::Suggestion;
using discovery::Why;

std::optional<AccountId> staff_pick(Transaction& tx, const social::Urls& urls, std::string_view handle)
{
    if (handle.starts_with('@')) handle.remove_prefix(1);
    const auto at = handle.find('@');
    std::optional<std::string> domain;
    if (at != std::string_view::npos && handle.substr(at + 1) != urls.domain()) domain = handle.substr(at + 1);
    const auto account = storage::accounts::find_by_handle(tx, handle.substr(0, at), domain);
    if (!account) return std::nullopt;
    return account->id;
}

std::vector<Suggestion> suggestions_for(Transaction& tx, const Context& ctx, int limit)
{
    discovery::Reasons reasons;
    for (const auto& handle : ctx.app().config.discovery.staff_picks)
        if (const auto account = staff_pick(tx, ctx.app().urls, handle)) reasons.staff_picks.push_back(*account);
    reasons.tags = discovery::followed_tags(tx, ctx.account_id());
    for (const auto& tag : reasons.tags)
        for (const auto id : knowledge::conditions().with_hashtag(tag)) reasons.conditions.emplace_back(id);
    return discovery::suggestions(tx, ctx.account_id(), reasons, limit);
}

struct Told
{
    std::string_view source; ///< of old clients
    std::string_view reason;
};
Told told(Why why) noexcept
{
    if (why == Why::staff) return {.source = "staff", .reason = "featured"};
    if (why == Why::network) return {.source = "past_interactions", .reason = "similar_to_recently_followed"};
    return {.source = "past_interactions", .reason = "friends_of_friends"};
}

std::string suggestion_json(const Suggestion& one, const storage::AccountView& view, const entities::Site& site)
{
    json::object o;
    const auto words = told(one.why);
    o["source"] = words.source;
    o["sources"] = json::array{json::value(words.reason)};
    o["account"] = entities::account(view, site);
    return json::serialize(o);
}

} // namespace

/// GET /api/v2/suggestions
Answer list_suggestions(Context& ctx)
{
    const auto limit = limit_of(ctx.params(), 40, 80);
    const auto site = ctx.app().api->site();
    auto body = co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto found = suggestions_for(tx, ctx, limit);
        std::vector<AccountId> ids;
        for (const auto& one : found) ids.push_back(one.account);
        std::unordered_map<AccountId, Suggestion> why;
        for (const auto& one : found) why.emplace(one.account, one);
        std::vector<std::string> pieces;
        for (const auto& view : storage::accounts::views(tx, ids))
            pieces.push_back(suggestion_json(why.at(view.account.id), view, *site));
        return json_list(pieces);
    });
    co_return http::json_text(std::move(body));
}

/// GET /api/v1/suggestions
Answer list_v1_suggestions(Context& ctx)
{
    const auto limit = limit_of(ctx.params(), 40, 80);
    const auto site = ctx.app().api->site();
    auto body = co_await ctx.app().db.transact([&](Transaction& tx) {
        std::vector<AccountId> ids;
        for (const auto& one : suggestions_for(tx, ctx, limit)) ids.push_back(one.account);
        return accounts_json(tx, ids, *site);
    });
    co_return http::json_text(std::move(body));
}

/// DELETE /api/v1/suggestions/:id
Answer dismiss_suggestion(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    co_await ctx.app().db.transact([&](Transaction& tx) { discovery::dismiss(tx, ctx.account_id(), *id); });
    co_return empty_answer();
}

/// GET /api/v1/directory with order (active, new), local, limit, offset: those who chose to be found. 404 when the
/// instance keeps none.
Answer list_directory(Context& ctx)
{
    if (!ctx.app().config.discovery.directory) co_return fail(errc::not_found);
    constexpr long long deepest = 10'000;
    const auto& params = ctx.params();
    discovery::DirectoryQuery query;
    query.local = params.flag("local").value_or(false);
    query.newest = params.text_or("order", "active") == "new";
    query.viewer = ctx.account_id();
    query.limit = limit_of(params, 40, 80);
    query.offset = static_cast<int>(std::clamp<long long>(params.integer("offset").value_or(0), 0, deepest));
    const auto site = ctx.app().api->site();
    auto body = co_await ctx.app().db.transact([&](Transaction& tx) {
        return accounts_json(tx, discovery::directory(tx, query), *site);
    });
    co_return http::json_text(std::move(body));
}

namespace {

/// Nothing when the instance shows no trends.
std::optional<discovery::TrendQuery> trends_of(const Context& ctx, int usual, int most)
{
    if (!ctx.app().config.discovery.trends) return std::nullopt;
    constexpr long long deepest = 1000;
    discovery::TrendQuery query;
    query.since = ctx.app().clock.now() - std::chrono::days{3};
    query.limit = limit_of(ctx.params(), usual, most);
    query.offset = static_cast<int>(std::clamp<long long>(ctx.params().integer("offset").value_or(0), 0, deepest));
    return query;
}

} // namespace

/// GET /api/v1/trends/tags (and /api/v1/trends)
Answer list_trending_tags(Context& ctx)
{
    const auto query = trends_of(ctx, 10, 20);
    json::array list;
    if (!query) co_return http::json_response(list);
    const auto site = ctx.app().api->site();
    const auto views = co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto names = discovery::trending_tags(tx, *query);
        return storage::tags::views(tx, names, ctx.viewer_id(), ctx.app().clock.now());
    });
    for (const auto& view : views) list.push_back(entities::tag(view, ctx.viewer_id().has_value(), *site));
    co_return http::json_response(list);
}

/// GET /api/v1/trends/statuses
Answer list_trending_statuses(Context& ctx)
{
    const auto query = trends_of(ctx, 20, 40);
    if (!query) co_return http::json_text("[]");
    Shown shown{ctx};
    const auto ids = co_await ctx.app().db.transact([&](Transaction& tx) {
        auto found = discovery::trending_statuses(tx, *query);
        if (ctx.viewer_id()) found = storage::timelines::without_hidden(tx, *ctx.viewer_id(), found);
        shown.load(tx, found);
        return found;
    });
    co_return http::json_text(shown.list(ids, "public"));
}

/// GET /api/v1/trends/links
Answer list_trending_links(Context& ctx)
{
    const auto query = trends_of(ctx, 10, 20);
    json::array list;
    if (!query) co_return http::json_response(list);
    const auto links = co_await ctx.app().db.transact([&](Transaction& tx) {
        return discovery::trending_links(tx, *query, ctx.app().clock.now());
    });
    for (const auto& link : links) list.push_back(entities::trending_link(link));
    co_return http::json_response(list);
}

} // namespace rounds::api
