#include "storage/notification_policies.hpp"
#include "server/api/handlers.hpp"
#include "server/api/people.hpp"
#include "server/api/shown.hpp"
#include "server/entities/account.hpp"
#include "server/entities/notification.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <unordered_map>

namespace rounds::api {
namespace {

namespace policies = storage::notification_policies;
using policies::Policy;
using policies::Treatment;

result<Treatment> treatment_of(std::string_view name)
{
    for (const auto one : {Treatment::accept, Treatment::filter, Treatment::drop})
        if (entities::treatment_name(one) == name) return one;
    return invalid::notification_policy;
}

struct Field
{
    std::string_view name;
    std::string_view v1_name; ///< empty: the first version does not have it
    Treatment Policy::* member;
};
constexpr std::array<Field, 5> fields{{
    {"for_not_following", "filter_not_following", &Policy::not_following},
    {"for_not_followers", "filter_not_followers", &Policy::not_followers},
    {"for_new_accounts", "filter_new_accounts", &Policy::new_accounts},
    {"for_private_mentions", "filter_private_mentions", &Policy::private_mentions},
    {"for_limited_accounts", "", &Policy::limited_accounts},
}};

/// What is not named stays as it is.
result<void> change_policy(Policy& policy, const http::Params& params)
{
    for (const auto& field : fields) {
        const auto name = params.text(field.name);
        if (!name) continue;
        const auto treatment = treatment_of(*name);
        if (!treatment) return treatment.error();
        policy.*field.member = *treatment;
    }
    return {};
}

result<void> change_v1_policy(Policy& policy, const http::Params& params)
{
    for (const auto& field : fields)
        if (const auto filter = field.v1_name.empty() ? std::nullopt : params.flag(field.v1_name))
            policy.*field.member = *filter ? Treatment::filter : Treatment::accept;
    return {};
}

using Describe = json::object (*)(const Policy&, const policies::Pending&);
using Change = result<void> (*)(Policy&, const http::Params&);

Answer policy_answer(Context& ctx, Describe describe, Change change)
{
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<json::object> {
        auto policy = policies::find(tx, ctx.account_id());
        if (change != nullptr) {
            const auto changed = change(policy, ctx.params());
            if (!changed) return changed.error();
            policies::save(tx, ctx.account_id(), policy);
        }
        return describe(policy, policies::pending(tx, ctx.account_id()));
    });
    if (!body) co_return fail(body.error());
    co_return http::json_response(*body);
}

/// A page of requests: two queries for the accounts, the posts as Shown loads them.
std::string requests_json(Transaction& tx, Shown& shown, const std::vector<policies::Request>& requests, bool single)
{
    std::vector<AccountId> people;
    std::vector<StatusId> posts;
    for (const auto& request : requests) {
        people.push_back(request.from);
        if (request.last_status) posts.push_back(*request.last_status);
    }
    std::unordered_map<AccountId, std::string> accounts;
    for (const auto& view : storage::accounts::views(tx, people))
        accounts[view.account.id] = json::serialize(entities::account(view, shown.site()));
    shown.load(tx, posts);
    std::vector<std::string> pieces;
    for (const auto& request : requests) {
        auto text = json::serialize(entities::notification_request(request));
        text.pop_back();
        text += R"(,"account":)" + accounts.at(request.from) + R"(,"last_status":)";
        text += request.last_status && shown.has(*request.last_status) ? shown.json(*request.last_status) : "null";
        text += '}';
        pieces.push_back(std::move(text));
    }
    return single ? pieces.front() : json_list(pieces);
}

using Settle = std::size_t (*)(Transaction&, AccountId, const std::vector<NotificationRequestId>&);

/// One by its path: not_found when it is no request of theirs.
Answer settle_one(Context& ctx, Settle settle)
{
    const auto id = ctx.path_id<NotificationRequestId>("id");
    if (!id) co_return fail(id.error());
    const std::vector<NotificationRequestId> ids{*id};
    const auto settled =
        co_await ctx.app().db.transact([&](Transaction& tx) { return settle(tx, ctx.account_id(), ids); });
    if (settled == 0) co_return fail(errc::not_found);
    co_return empty_answer();
}

/// Several by id[]; what is none of theirs is no error.
Answer settle_several(Context& ctx, Settle settle)
{
    const auto ids = ids_of<NotificationRequestId>(ctx.params(), "id");
    co_await ctx.app().db.transact([&](Transaction& tx) { (void)settle(tx, ctx.account_id(), ids); });
    co_return empty_answer();
}

} // namespace

/// GET /api/v2/notifications/policy
Answer show_notification_policy(Context& ctx)
{
    return policy_answer(ctx, entities::notification_policy, nullptr);
}

/// PATCH and PUT /api/v2/notifications/policy
Answer change_notification_policy(Context& ctx)
{
    return policy_answer(ctx, entities::notification_policy, change_policy);
}

/// GET /api/v1/notifications/policy
Answer show_v1_notification_policy(Context& ctx)
{
    return policy_answer(ctx, entities::v1_notification_policy, nullptr);
}

/// PUT and PATCH /api/v1/notifications/policy
Answer change_v1_notification_policy(Context& ctx)
{
    return policy_answer(ctx, entities::v1_notification_policy, change_v1_policy);
}

/// GET /api/v1/notifications/requests
Answer list_notification_requests(Context& ctx)
{
    const auto page = page_of(ctx.params(), 40, 80);
    Shown shown{ctx};
    std::string body;
    Edges edges;
    co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto found = policies::list(tx, ctx.account_id(), page);
        body = requests_json(tx, shown, found, false);
        if (!found.empty())
            edges = {.newest = to_int(found.front().id), .oldest = to_int(found.back().id), .rows = found.size()};
    });
    co_return paged(ctx, std::move(body), edges, page);
}

/// GET /api/v1/notifications/requests/:id
Answer show_notification_request(Context& ctx)
{
    const auto id = ctx.path_id<NotificationRequestId>("id");
    if (!id) co_return fail(id.error());
    Shown shown{ctx};
    const auto body = co_await ctx.app().db.transact([&](Transaction& tx) -> result<std::string> {
        const auto request = policies::find_request(tx, ctx.account_id(), *id);
        if (!request) return request.error();
        return requests_json(tx, shown, {*request}, true);
    });
    if (!body) co_return fail(body.error());
    co_return http::json_text(*body);
}

/// POST /api/v1/notifications/requests/:id/accept
Answer accept_notification_request(Context& ctx)
{
    return settle_one(ctx, policies::accept);
}

/// POST /api/v1/notifications/requests/:id/dismiss
Answer dismiss_notification_request(Context& ctx)
{
    return settle_one(ctx, policies::dismiss);
}

/// POST /api/v1/notifications/requests/accept
Answer accept_notification_requests(Context& ctx)
{
    return settle_several(ctx, policies::accept);
}

/// POST /api/v1/notifications/requests/dismiss
Answer dismiss_notification_requests(Context& ctx)
{
    return settle_several(ctx, policies::dismiss);
}

/// GET /api/v1/notifications/requests/merged: nothing of an accepted sender is held back any more.
Answer show_notification_requests_merged(Context& ctx)
{
    json::object o;
    o["merged"] =
        co_await ctx.app().db.transact([&](Transaction& tx) { return policies::merged(tx, ctx.account_id()); });
    co_return http::json_response(o);
}

} // namespace rounds::api
