#include "server/app/app.hpp"
#include "server/social/security_keys.hpp"
#include "server/web/forms.hpp"
#include "server/web/key_form.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "server/web/reauthenticate.hpp"
#include "server/web/sign_on.hpp"
#include "server/web/sign_on_attempt.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/external_logins.hpp"

namespace rounds::web {
namespace {

using boost::asio::awaitable;
using storage::Transaction;
namespace external_logins = storage::external_logins;

awaitable<http::Response> overview(app::Context& ctx, std::string_view problem)
{
    const auto account = ctx.account_id();
    const auto& config = ctx.app().config.sign_on;
    FormPage page{.name = "settings_sign_on", .title = "sign_on", .problem = problem};
    std::vector<storage::security_keys::SecurityKey> keys;
    co_await ctx.app().db.read([&](Transaction& tx) {
        json::array links;
        for (const auto& one : external_logins::list(tx, account)) {
            json::object row;
            row["link_id"] = to_string(one.id);
            row["issuer"] = one.issuer;
            row["since"] = to_iso_date(one.created_at);
            row["used"] = one.last_used_at ? to_iso_date(*one.last_used_at) : std::string{};
            links.push_back(std::move(row));
        }
        const auto user = storage::accounts::find_user(tx, account).value();
        page.values["linked"] = !links.empty();
        page.values["links"] = std::move(links);
        page.values["password"] = !user.password_hash.empty();
        page.values["second_factor"] = user.second_factor_at.has_value();
        keys = storage::security_keys::list(tx, account);
    });
    page.values["provider"] = config.name;
    page.values["key_fields"] = key_fields(ctx, language_of(ctx), social::KeyUse::confirm, account, keys);
    if (!keys.empty()) page.script = key_script;
    co_return form_page(ctx, std::move(page));
}

} // namespace

awaitable<http::Response> sign_on_page(app::Context& ctx)
{
    if (ctx.app().sign_on == nullptr) co_return error_page(ctx, 404);
    co_return co_await overview(ctx, "");
}

awaitable<http::Response> link_sign_on(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    if (ctx.app().sign_on == nullptr) co_return error_page(ctx, 404);
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return co_await overview(ctx, proof.problem_key);
    co_return co_await go_to_provider(ctx, SignOnAttempt::Purpose::link, "/settings/sign_on");
}

awaitable<http::Response> unlink_sign_on(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<ExternalLoginId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return co_await overview(ctx, proof.problem_key);
    if (proof.user->password_hash.empty()) co_return co_await overview(ctx, "sign_on_only_way");
    const auto account = ctx.account_id();
    const auto removed = co_await ctx.app().db.transact([&](Transaction& tx) -> result<void> {
        auto gone = external_logins::remove(tx, account, *id);
        if (gone) storage::audit::add_about(tx, account, "page", "sign_on.unlink", account);
        return gone;
    });
    if (!removed) co_return error_page(ctx, 404);
    co_return co_await overview(ctx, "");
}

} // namespace rounds::web
