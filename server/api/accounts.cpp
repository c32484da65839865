#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/shown.hpp"
#include "server/entities/account.hpp"
#include "storage/base/text.hpp"
#include "storage/timelines.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>

namespace rounds::api {

/// GET /api/v1/accounts/:id
Answer show_account(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    const auto site = ctx.app().api->site();
    const auto body = co_await ctx.app().db.read([&](Transaction& tx) -> result<json::object> {
        const auto view = storage::accounts::view(tx, *id);
        if (!view) return view.error();
        return whole_account(tx, *view, *site);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// GET /api/v1/accounts?id[]=1&id[]=2
Answer list_accounts(Context& ctx)
{
    constexpr std::size_t most = 40;
    const auto ids = ids_of<AccountId>(ctx.params(), "id", most);
    const auto site = ctx.app().api->site();
    auto body = co_await ctx.app().db.read([&](Transaction& tx) { return accounts_json(tx, ids, *site); });
    co_return http::json_text(std::move(body));
}

/// GET /api/v1/accounts/lookup?acct=ann or ann@mercy.example. Asks no other server.
Answer lookup_account(Context& ctx)
{
    const auto acct = ctx.params().text_or("acct", "");
    std::string_view name{acct};
    if (name.starts_with('@')) name.remove_prefix(1);
    std::optional<std::string> domain;
    if (const auto at = name.find('@'); at != std::string_view::npos) {
        domain = text::to_lower(name.substr(at + 1));
        name = name.substr(0, at);
        if (domain == ctx.app().urls.domain()) domain.reset();
    }
    const auto site = ctx.app().api->site();
    const auto body = co_await ctx.app().db.read([&](Transaction& tx) -> result<json::object> {
        const auto account = storage::accounts::find_by_handle(tx, name, domain);
        if (!account || !account->usable()) return errc::not_found;
        const auto view = storage::accounts::view(tx, account->id);
        if (!view) return view.error();
        return whole_account(tx, *view, *site);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// GET /api/v1/accounts/:id/statuses. Empty for those whom the account blocks.
Answer list_account_statuses(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    const auto& params = ctx.params();
    const auto page = page_of(params);
    storage::timelines::ProfileQuery query;
    query.account = *id;
    query.exclude_replies = params.flag("exclude_replies").value_or(false);
    query.exclude_reblogs = params.flag("exclude_reblogs").value_or(false);
    query.only_media = params.flag("only_media").value_or(false);
    query.pinned = params.flag("pinned").value_or(false);
    query.tagged = text::to_lower(params.text_or("tagged", ""));
    Shown shown{ctx};
    const auto ids = co_await ctx.app().db.read([&](Transaction& tx) -> result<std::vector<StatusId>> {
        const auto account = find_account(tx, *id);
        if (!account) return account.error();
        auto found = storage::timelines::profile(tx, query, ctx.viewer_id(), page);
        shown.load(tx, found);
        return found;
    });
    if (!ids) co_return fail(ids.error());
    co_return status_page(ctx, shown, *ids, page, "account");
}

namespace {

/// Who follows whom is told to nobody but the person it is about (health.md 2.6): a follow of a network is a diagnosis.
template <class List> Answer own_page(Context& ctx, List list)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    const auto page = page_of(ctx.params(), 40, 80);
    const auto site = ctx.app().api->site();
    const auto found = co_await ctx.app().db.read([&](Transaction& tx) -> result<AccountPage> {
        const auto account = find_account(tx, *id);
        if (!account) return account.error();
        if (ctx.viewer_id() != *id) return AccountPage{.body = "[]", .edges = {}};
        return account_page(tx, list(tx, *id, page), *site);
    });
    if (!found) co_return fail(found.error());
    co_return paged(ctx, found->body, found->edges, page, "since_id");
}

json::object familiar(AccountId id, std::string_view accounts)
{
    json::object o;
    o["id"] = to_string(id);
    o["accounts"] = json::parse(accounts);
    return o;
}

} // namespace

/// GET /api/v1/accounts/familiar_followers?id[]=1: those the viewer follows who follow the account. That is told of the
/// viewer alone, whose follows and followers both are theirs to know; of anybody else, and of every network, it would
/// say who follows whom.
Answer list_familiar_followers(Context& ctx)
{
    constexpr std::size_t most = 40;
    constexpr int most_followers = 80;
    const auto ids = ids_of<AccountId>(ctx.params(), "id", most);
    const auto me = ctx.account_id();
    const auto site = ctx.app().api->site();
    const auto list = co_await ctx.app().db.transact([&](Transaction& tx) {
        std::string own = "[]";
        if (std::ranges::find(ids, me) != ids.end())
            own = accounts_json(tx, storage::graph::mutuals(tx, me, most_followers), *site);
        json::array found;
        for (const auto& view : storage::accounts::views(tx, ids))
            if (view.account.usable())
                found.push_back(familiar(view.account.id, view.account.id == me ? own : std::string("[]")));
        return found;
    });
    co_return http::json_response(list);
}

/// GET /api/v1/accounts/:id/followers
Answer list_followers(Context& ctx)
{
    return own_page(ctx, storage::graph::followers);
}

/// GET /api/v1/accounts/:id/following
Answer list_following(Context& ctx)
{
    return own_page(ctx, storage::graph::following);
}

} // namespace rounds::api
