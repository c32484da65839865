#include "storage/push.hpp"
#include "federation/fetch/policy.hpp"
#include "server/api/handlers.hpp"
#include "server/api/state.hpp"
#include "server/app/push_hosts.hpp"
#include "server/entities/push_subscription.hpp"
#include "server/push/keys.hpp"

#include <algorithm>
#include <array>

namespace rounds::api {
namespace {

using storage::push::Subscription;

constexpr std::array<std::string_view, 4> policies{"all", "followed", "follower", "none"};
constexpr std::size_t secret_bytes = 16;

/// `data[alerts][...]`: kinds that are not known are no error.
std::vector<std::string> alerts_of(const http::Params& data)
{
    const auto given = data.object("alerts");
    std::vector<std::string> wanted;
    for (const auto kind : entities::alert_kinds())
        if (given.flag(kind).value_or(false)) wanted.emplace_back(kind);
    return wanted;
}

/// `data[policy]`, or `policy` beside it.
result<std::string> policy_of(const http::Params& params)
{
    auto policy = params.object("data").text("policy");
    if (!policy) policy = params.text("policy");
    if (!policy) return std::string("all");
    if (std::ranges::find(policies, *policy) == policies.end()) return invalid::push_policy;
    return *policy;
}

/// What the person's app asks for. `invalid` says what is wrong: the address must be one that we would connect to.
result<Subscription> subscription_from(const Context& ctx)
{
    const auto asked = ctx.params().object("subscription");
    const auto keys = asked.object("keys");
    Subscription subscription;
    subscription.endpoint = asked.text_or("endpoint", "");
    const auto url = fetch::permitted_url(subscription.endpoint, ctx.app().fetch.settings(), fetch::Place::anywhere);
    if (!url || !app::may_push_to(url->host, ctx.app().config)) return invalid::push_endpoint;
    const auto point = crypto::from_base64(keys.text_or("p256dh", ""));
    const auto secret = crypto::from_base64(keys.text_or("auth", ""));
    if (!point || !push::is_point(*point) || !secret || secret->size() != secret_bytes) return invalid::push_keys;
    subscription.public_key = *point;
    subscription.auth_secret = *secret;
    subscription.standard = asked.flag("standard").value_or(false);
    subscription.alerts = alerts_of(ctx.params().object("data"));
    auto policy = policy_of(ctx.params());
    if (!policy) return policy.error();
    subscription.policy = std::move(*policy);
    return subscription;
}

Response described(const Context& ctx, const Subscription& subscription)
{
    return http::json_response(entities::push_subscription(subscription, ctx.app().api->vapid_public_key()));
}

} // namespace

/// POST /api/v1/push/subscription: replaces the one that this token has.
Answer create_push_subscription(Context& ctx)
{
    auto subscription = subscription_from(ctx);
    if (!subscription) co_return fail(subscription.error());
    subscription->token = *ctx.viewer()->token;
    subscription->account = ctx.account_id();
    const auto context = storage::push::access_token_context(subscription->token);
    subscription->access_token_sealed = ctx.app().secrets.seal(app::bearer_token(ctx.request()), context);
    subscription->id =
        co_await ctx.app().db.transact([&](Transaction& tx) { return storage::push::save(tx, *subscription); });
    co_return described(ctx, *subscription);
}

/// GET /api/v1/push/subscription: 404 when this token has none.
Answer show_push_subscription(Context& ctx)
{
    const auto token = *ctx.viewer()->token;
    const auto found = co_await ctx.app().db.transact([&](Transaction& tx) { return storage::push::find(tx, token); });
    if (!found) co_return fail(found.error());
    co_return described(ctx, *found);
}

/// PUT and PATCH /api/v1/push/subscription: its alerts and policy.
Answer change_push_subscription(Context& ctx)
{
    const auto token = *ctx.viewer()->token;
    const auto alerts = alerts_of(ctx.params().object("data"));
    const auto policy = policy_of(ctx.params());
    if (!policy) co_return fail(policy.error());
    const auto changed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<Subscription> {
        const auto done = storage::push::change(tx, token, alerts, *policy);
        if (!done) return done.error();
        return storage::push::find(tx, token);
    });
    if (!changed) co_return fail(changed.error());
    co_return described(ctx, *changed);
}

/// DELETE /api/v1/push/subscription. Twice is no error.
Answer delete_push_subscription(Context& ctx)
{
    const auto token = *ctx.viewer()->token;
    co_await ctx.app().db.transact([&](Transaction& tx) { storage::push::remove(tx, token); });
    co_return empty_answer();
}

} // namespace rounds::api
