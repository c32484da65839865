#include "server/admin_api/entities.hpp"
#include "server/admin_api/handlers.hpp"
#include "server/api/state.hpp"
#include "server/app/sign_up.hpp"
#include "server/app/tokens.hpp"
#include "storage/base/text.hpp"

#include <boost/json/serialize.hpp>

namespace rounds::admin_api {
namespace {

namespace admin_accounts = storage::admin_accounts;

constexpr int usual = 100;
constexpr int most = 200;

std::string stated(const http::Params& params)
{
    for (const auto* status : {"active", "disabled", "silenced", "suspended", "sensitized", "pending"})
        if (params.flag(status).value_or(false)) return status;
    return {};
}

admin_accounts::Query common(const http::Params& params)
{
    admin_accounts::Query query;
    query.username = params.text_or("username", "");
    query.display_name = params.text_or("display_name", "");
    query.email = params.text_or("email", "");
    query.domain = params.text_or("by_domain", "");
    return query;
}

/// The ids of roles are those of entities::role.
std::string role_name(std::string_view id)
{
    if (id == "3") return "admin";
    return id == "1" ? "moderator" : id == "-99" ? "member" : "nobody";
}

Answer list_waiting(Context& ctx, admin_accounts::Query query)
{
    const auto page = api::page_of(ctx.params(), usual, most);
    const auto site = ctx.app().api->site();
    std::vector<std::string> pieces;
    api::Edges edges;
    co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        pieces.clear();
        const auto ids = admin_accounts::waiting(tx, query, page);
        if (!ids.empty()) edges = {.newest = to_int(ids.front()), .oldest = to_int(ids.back()), .rows = ids.size()};
        for (const auto id : ids) {
            const auto row = storage::sign_ups::find(tx, id);
            if (row) pieces.push_back(json::serialize(waiting_account(*row, *site)));
        }
    });
    co_return api::paged(ctx, api::json_list(pieces), edges, page);
}

Answer list(Context& ctx, admin_accounts::Query query)
{
    const auto page = api::page_of(ctx.params(), usual, most);
    const auto site = ctx.app().api->site();
    std::vector<std::string> pieces;
    api::Edges edges;
    co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) {
        pieces.clear();
        const auto ids = admin_accounts::list(tx, query, page);
        if (!ids.empty()) edges = {.newest = to_int(ids.front()), .oldest = to_int(ids.back()), .rows = ids.size()};
        for (const auto& one : admin_accounts::views(tx, ids))
            pieces.push_back(json::serialize(admin_account(one, *site)));
    });
    co_return api::paged(ctx, api::json_list(pieces), edges, page);
}

} // namespace

moderation::Staff staff_of(const Context& ctx)
{
    return {.account = ctx.account_id(), .role = ctx.viewer()->role, .via = "api"};
}

/// GET /api/v1/admin/accounts with local, remote, active, pending, disabled, silenced, suspended, sensitized, staff,
/// username, display_name, email, by_domain.
Answer list_accounts(Context& ctx)
{
    const auto& params = ctx.params();
    auto query = common(params);
    if (params.flag("local").value_or(false)) query.local = true;
    if (params.flag("remote").value_or(false)) query.local = false;
    query.staff = params.flag("staff").value_or(false);
    query.status = stated(params);
    if (query.status == "pending") return list_waiting(ctx, query);
    return list(ctx, query);
}

/// GET /api/v2/admin/accounts with origin, status, permissions, role_ids[], username, display_name, email, by_domain.
Answer list_v2_accounts(Context& ctx)
{
    const auto& params = ctx.params();
    auto query = common(params);
    const auto origin = params.text_or("origin", "");
    if (!origin.empty()) query.local = origin == "local";
    query.staff = params.text_or("permissions", "") == "staff";
    query.status = params.text_or("status", "");
    for (const auto& id : params.texts("role_ids")) query.roles.push_back(role_name(id));
    if (query.status == "pending") return list_waiting(ctx, query);
    return list(ctx, query);
}

/// GET /api/v1/admin/accounts/:id, also of a request for an account.
Answer show_account(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    const auto site = ctx.app().api->site();
    const auto body = co_await ctx.app().tokens.operator_db().transact([&](Transaction& tx) -> result<json::object> {
        if (const auto one = admin_accounts::view(tx, *id)) return admin_account(*one, *site);
        const auto row = storage::sign_ups::find(tx, SignUpId{to_int(*id)});
        if (!row) return row.error();
        return waiting_account(*row, *site);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// POST /api/v1/admin/accounts/:id/approve: of a request for an account.
Answer approve_account(Context& ctx)
{
    const auto id = ctx.path_id<SignUpId>("id");
    if (!id) co_return fail(id.error());
    auto& app = ctx.app();
    const auto site = app.api->site();
    const auto body = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<json::object> {
        const auto row = storage::sign_ups::lock(tx, *id);
        if (!row) return row.error();
        if (!row->unapproved()) return errc::forbidden;
        const auto admitted = app::approve_sign_up(tx, app, *id);
        if (!admitted) return admitted.error();
        moderation::note(tx, staff_of(ctx), "sign_up.approve", "sign_up", to_int(*id));
        if (!admitted->account) return waiting_account(admitted->sign_up, *site);
        const auto one = admin_accounts::view(tx, admitted->account->id);
        if (!one) return one.error();
        return admin_account(*one, *site);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// POST /api/v1/admin/accounts/:id/reject: the request is forgotten.
Answer reject_account(Context& ctx)
{
    const auto id = ctx.path_id<SignUpId>("id");
    if (!id) co_return fail(id.error());
    auto& app = ctx.app();
    const auto site = app.api->site();
    const auto body = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<json::object> {
        const auto row = storage::sign_ups::lock(tx, *id);
        if (!row) return row.error();
        if (const auto rejected = app::reject_sign_up(tx, app, *id); !rejected) return rejected.error();
        moderation::note(tx, staff_of(ctx), "sign_up.reject", "sign_up", to_int(*id));
        return waiting_account(*row, *site);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

} // namespace rounds::admin_api
