#include "storage/lists.hpp"

#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/wake.hpp"
#include "server/entities/list.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>

namespace rounds::api {
namespace {

using storage::lists::List;

/// What is absent stays as it was.
struct ListForm
{
    std::optional<std::string> title;
    std::optional<std::string> replies_policy;
    std::optional<bool> exclusive;

    static result<ListForm> from(const http::Params& params)
    {
        constexpr std::array<std::string_view, 3> policies{"followed", "list", "none"};
        constexpr std::size_t longest = 256;
        ListForm form;
        form.title = params.text("title");
        if (form.title && text::trim(*form.title).empty()) return invalid::title_blank;
        if (form.title && text::count_code_points(*form.title) > longest) return invalid::title_too_long;
        form.replies_policy = params.text("replies_policy");
        if (form.replies_policy && std::ranges::find(policies, *form.replies_policy) == policies.end())
            return invalid::replies_policy;
        form.exclusive = params.flag("exclusive");
        return form;
    }
    void put_into(List& list) const
    {
        list.title = title.value_or(list.title);
        list.replies_policy = replies_policy.value_or(list.replies_policy);
        list.exclusive = exclusive.value_or(list.exclusive);
    }
};

Response all(const std::vector<List>& lists)
{
    json::array body;
    for (const auto& list : lists) body.push_back(entities::list(list));
    return http::json_response(body);
}

void home_changed(Context& ctx)
{
    ctx.app().api->homes.changed(ctx.account_id());
    wake_workers(ctx);
}

} // namespace

/// GET /api/v1/lists
Answer list_lists(Context& ctx)
{
    co_return all(co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::lists::list(tx, ctx.account_id());
    }));
}

/// GET /api/v1/accounts/:id/lists: one's own lists that hold the account.
Answer lists_with_account(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    co_return all(co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::lists::holding(tx, ctx.account_id(), *id);
    }));
}

/// POST /api/v1/lists
Answer create_list(Context& ctx)
{
    const auto form = ListForm::from(ctx.params());
    if (!form) co_return fail(form.error());
    if (!form->title) co_return fail(invalid::title_blank);
    List wanted;
    form->put_into(wanted);
    const auto made = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::lists::create(tx, ctx.account_id(), wanted);
    });
    if (!made) co_return fail(made.error() == errc::too_many ? make_error_code(invalid::list_limit) : made.error());
    co_return http::json_response(entities::list(*made));
}

/// GET /api/v1/lists/:id
Answer show_list(Context& ctx)
{
    const auto id = ctx.path_id<ListId>("id");
    if (!id) co_return fail(id.error());
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::lists::find(tx, ctx.account_id(), *id);
    });
    if (!found) co_return fail(found.error());
    co_return http::json_response(entities::list(*found));
}

/// PUT /api/v1/lists/:id
Answer update_list(Context& ctx)
{
    const auto id = ctx.path_id<ListId>("id");
    if (!id) co_return fail(id.error());
    const auto form = ListForm::from(ctx.params());
    if (!form) co_return fail(form.error());
    const auto changed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<List> {
        auto list = storage::lists::find(tx, ctx.account_id(), *id);
        if (!list) return list.error();
        form->put_into(*list);
        return storage::lists::update(tx, ctx.account_id(), *list);
    });
    if (!changed) co_return fail(changed.error());
    home_changed(ctx);
    co_return http::json_response(entities::list(*changed));
}

/// DELETE /api/v1/lists/:id
Answer delete_list(Context& ctx)
{
    const auto id = ctx.path_id<ListId>("id");
    if (!id) co_return fail(id.error());
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) {
        return storage::lists::remove(tx, ctx.account_id(), *id);
    });
    if (!done) co_return fail(done.error());
    home_changed(ctx);
    co_return empty_answer();
}

/// GET /api/v1/lists/:id/accounts. limit=0 gives all.
Answer list_members(Context& ctx)
{
    const auto id = ctx.path_id<ListId>("id");
    if (!id) co_return fail(id.error());
    auto page = page_of(ctx.params(), 40, 80);
    if (ctx.params().integer("limit") == 0) page.limit = storage::lists::max_members;
    const auto site = ctx.app().api->site();
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) -> result<AccountPage> {
        const auto list = storage::lists::find(tx, ctx.account_id(), *id);
        if (!list) return list.error();
        return account_page(tx, storage::lists::members(tx, *id, page), *site);
    });
    if (!found) co_return fail(found.error());
    co_return paged(ctx, found->body, found->edges, page, "since_id");
}

namespace {

template <class Act> Answer change_members(Context& ctx, Act act)
{
    const auto id = ctx.path_id<ListId>("id");
    if (!id) co_return fail(id.error());
    const auto ids = ids_of<AccountId>(ctx.params(), "account_ids", storage::lists::max_members);
    const auto done = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        const auto list = storage::lists::find(tx, ctx.account_id(), *id);
        if (!list) return list.error();
        return act(tx, *id, ids);
    });
    if (!done && done.error() == errc::already_exists) co_return fail(invalid::list_member_twice);
    if (!done && done.error() == errc::too_many) co_return fail(invalid::list_limit);
    if (!done) co_return fail(done.error());
    home_changed(ctx);
    co_return empty_answer();
}

} // namespace

/// POST /api/v1/lists/:id/accounts: followed accounts only.
Answer add_members(Context& ctx)
{
    return change_members(ctx, [&ctx](Transaction& tx, ListId id, const std::vector<AccountId>& who) {
        return storage::lists::add_members(tx, ctx.account_id(), id, who);
    });
}

/// DELETE /api/v1/lists/:id/accounts
Answer remove_members(Context& ctx)
{
    return change_members(ctx, [](Transaction& tx, ListId id, const std::vector<AccountId>& who) -> result<void> {
        storage::lists::remove_members(tx, id, who);
        return {};
    });
}

} // namespace rounds::api
