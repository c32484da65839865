#include "server/web/settings_delete.hpp"

#include "server/app/app.hpp"
#include "server/app/letters.hpp"
#include "server/http/cookies.hpp"
#include "server/social/delete_account.hpp"
#include "server/web/forms.hpp"
#include "server/web/key_form.hpp"
#include "server/web/notice.hpp"
#include "server/web/page.hpp"
#include "server/web/reauthenticate.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/channels.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;

struct Leaving
{
    storage::Account account;
    storage::User user;
    std::vector<storage::security_keys::SecurityKey> keys;
};

boost::asio::awaitable<Leaving> load(app::Context& ctx)
{
    const auto id = ctx.account_id();
    Leaving leaving;
    co_await ctx.app().db.transact([&](Transaction& tx) {
        leaving.account = storage::accounts::find(tx, id).value();
        leaving.user = storage::accounts::find_user(tx, id).value();
        leaving.keys = storage::security_keys::list(tx, id);
    });
    co_return leaving;
}

http::Response page(const app::Context& ctx, const Leaving& leaving, std::string_view problem)
{
    json::object values;
    values["account"] = leaving.account.username;
    values["domain"] = ctx.app().urls.domain();
    values["no_password"] = leaving.user.password_hash.empty();
    values["mails"] = app::sends_mail(ctx.app().config);
    values["second_factor"] = leaving.user.second_factor_at.has_value();
    values["key_fields"] = key_fields(ctx, language_of(ctx), social::KeyUse::confirm, leaving.account.id, leaving.keys);
    return settings_page(ctx, "settings_delete", "delete_account", std::move(values), problem);
}

void tell_deleted(Transaction& tx, const app::App& app, const Leaving& leaving)
{
    json::object words;
    words["username"] = leaving.account.username;
    words["when"] = app::letter_time(app.clock.now());
    app::send_letter(
        tx,
        app,
        {.kind = "account_deleted", .to = leaving.user.email, .locale = leaving.user.locale, .words = std::move(words)}
    );
}

/// Deliveries of the Delete are tried for four days: after a week it is known who confirmed and who never will.
constexpr std::chrono::days receipt_after{7};

/// The letter is written then, of what is so then; only the address waits, sealed.
void promise_receipt(Transaction& tx, const app::App& app, const Leaving& leaving)
{
    json::object words;
    words["username"] = leaving.account.username;
    words["account_id"] = to_string(leaving.account.id);
    app::send_letter(
        tx,
        app,
        {.kind = "erasure_receipt",
         .to = leaving.user.email,
         .locale = leaving.user.locale,
         .words = std::move(words),
         .not_before = app.clock.now() + receipt_after}
    );
}

} // namespace

boost::asio::awaitable<http::Response> delete_form(app::Context& ctx)
{
    const auto leaving = co_await load(ctx);
    co_return page(ctx, leaving, "");
}

boost::asio::awaitable<http::Response> delete_account(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto& app = ctx.app();
    const auto leaving = co_await load(ctx);
    if (!ctx.params().flag("sure").value_or(false)) co_return page(ctx, leaving, say(ctx, "say_sure"));
    const bool receipt = ctx.params().flag("receipt").value_or(false);
    const auto proof = co_await reauthenticate(ctx);
    if (proof.status != 0) co_return error_page(ctx, proof.status);
    if (!proof.user) co_return page(ctx, leaving, say(ctx, proof.problem_key));
    const auto gone = co_await app.db.transact([&](Transaction& tx) {
        tell_deleted(tx, app, leaving);
        if (receipt) promise_receipt(tx, app, leaving);
        storage::audit::add_about(tx, leaving.account.id, "page", "account.leave", leaving.account.id);
        return social::delete_account(tx, app.urls, leaving.account, app.clock.now());
    });
    if (!gone) co_return error_page(ctx, 403);
    forget_access(ctx);
    app.notifier.notify(storage::channels::jobs);
    const Notice notice{.heading = "account_deleted", .text = "account_deleted_how"};
    auto response = notice_page(ctx, notice);
    response.headers.add("Set-Cookie", http::clear_cookie(app::session_cookie, ctx.request().secure));
    co_return response;
}

} // namespace rounds::web
