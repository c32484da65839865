#include "server/admin_api/entities.hpp"
#include "server/admin_api/handlers.hpp"
#include "server/api/state.hpp"
#include "server/app/tokens.hpp"
#include "storage/base/text.hpp"

namespace rounds::admin_api {
namespace {

constexpr std::size_t longest_text = 5000;

result<moderation::Order> order_from(const Context& ctx, AccountId target)
{
    const auto& params = ctx.params();
    moderation::Order order;
    order.target = target;
    order.action = params.text_or("type", "none");
    order.text = params.text_or("text", "");
    if (text::count_code_points(order.text) > longest_text) return errc::invalid_argument;
    if (const auto preset = params.text("warning_preset_id"); preset && !preset->empty()) {
        const auto id = parse_id<WarningPresetId>(*preset);
        if (!id) return errc::not_found;
        order.preset = *id;
    }
    order.mail = params.flag("send_email_notification").value_or(true);
    if (const auto report = params.text("report_id"); report && !report->empty()) {
        const auto id = parse_id<ReportId>(*report);
        if (!id) return errc::not_found;
        order.report = *id;
    }
    return order;
}

/// Does `act(tx)` to the account and answers how it is then.
template <class Act> Answer change(Context& ctx, Act act)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    auto& app = ctx.app();
    const auto site = app.api->site();
    const auto body = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<json::object> {
        const auto done = act(tx, *id);
        if (!done) return done.error();
        const auto one = storage::admin_accounts::view(tx, *id);
        if (!one) return one.error();
        return admin_account(*one, *site);
    });
    if (!body) co_return fail(body.error());
    moderation::settled(app, *id);
    co_return http::json_response(*body);
}

Answer lift(Context& ctx, std::string_view action)
{
    const auto act = [&ctx, action](Transaction& tx, AccountId id) {
        return moderation::lift(tx, staff_of(ctx), id, action);
    };
    co_return co_await change(ctx, act);
}

} // namespace

/// POST /api/v1/admin/accounts/:id/action with type (none, sensitive, disable, silence, suspend; and pseudonym),
/// report_id, warning_preset_id, text, send_email_notification.
Answer act_on_account(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    const auto order = order_from(ctx, *id);
    if (!order) co_return fail(order.error());
    auto& app = ctx.app();
    const auto strike = co_await app.tokens.operator_db().transact([&](Transaction& tx) {
        return moderation::act(tx, app, staff_of(ctx), *order);
    });
    if (!strike) co_return fail(strike.error());
    moderation::settled(app, *id);
    co_return api::empty_answer();
}

/// POST /api/v1/admin/accounts/:id/enable
Answer enable_account(Context& ctx)
{
    return lift(ctx, "disable");
}

/// POST /api/v1/admin/accounts/:id/unsensitive
Answer unsensitive_account(Context& ctx)
{
    return lift(ctx, "sensitive");
}

/// POST /api/v1/admin/accounts/:id/unsilence
Answer unsilence_account(Context& ctx)
{
    return lift(ctx, "silence");
}

/// POST /api/v1/admin/accounts/:id/unsuspend
Answer unsuspend_account(Context& ctx)
{
    return lift(ctx, "suspend");
}

/// DELETE /api/v1/admin/accounts/:id: of a suspended account, for good.
Answer delete_account(Context& ctx)
{
    const auto id = ctx.path_id<AccountId>("id");
    if (!id) co_return fail(id.error());
    auto& app = ctx.app();
    const auto site = app.api->site();
    const auto body = co_await app.tokens.operator_db().transact([&](Transaction& tx) -> result<json::object> {
        const auto before = storage::admin_accounts::view(tx, *id);
        if (!before) return before.error();
        const auto erased = moderation::erase(tx, app, staff_of(ctx), *id);
        if (!erased) return erased.error();
        return admin_account(*before, *site);
    });
    if (!body) co_return fail(body.error());
    moderation::settled(app, *id);
    co_return http::json_response(*body);
}

} // namespace rounds::admin_api
