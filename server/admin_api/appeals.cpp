#include "server/admin_api/handlers.hpp"
#include "server/app/tokens.hpp"

namespace rounds::admin_api {
namespace {

constexpr int most = 200;

json::object appeal_json(const storage::moderation::Appeal& one)
{
    json::object o;
    o["id"] = to_string(one.id);
    o["account_id"] = to_string(one.account);
    o["strike_id"] = to_string(one.strike);
    o["text"] = one.text;
    o["state"] = one.state();
    o["created_at"] = to_iso8601(one.created_at);
    return o;
}

Answer decide(Context& ctx, bool approved)
{
    const auto id = ctx.path_id<AppealId>("id");
    if (!id) co_return fail(id.error());
    auto& app = ctx.app();
    const auto decided = co_await app.tokens.operator_db().transact([&](Transaction& tx) {
        return moderation::decide_appeal(tx, app, staff_of(ctx), *id, approved);
    });
    if (!decided) co_return fail(decided.error());
    moderation::settled(app, decided->account);
    co_return http::json_response(appeal_json(*decided));
}

} // namespace

/// GET /api/v1/admin/appeals: those that nobody has decided, the oldest first. Mastodon has no API for them.
Answer list_appeals(Context& ctx)
{
    const auto all = co_await ctx.app().tokens.operator_db().transact([](Transaction& tx) {
        return storage::moderation::open_appeals(tx, most);
    });
    json::array list;
    for (const auto& one : all) list.push_back(appeal_json(one));
    co_return http::json_response(list);
}

/// POST /api/v1/admin/appeals/:id/approve
Answer approve_appeal(Context& ctx)
{
    return decide(ctx, true);
}

/// POST /api/v1/admin/appeals/:id/reject
Answer reject_appeal(Context& ctx)
{
    return decide(ctx, false);
}

} // namespace rounds::admin_api
