#include "server/web/settings.hpp"

#include "server/app/app.hpp"
#include "server/app/config.hpp"
#include "server/app/tokens.hpp"
#include "server/http/cookies.hpp"
#include "server/web/browser_name.hpp"
#include "server/web/cards.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "storage/accounts.hpp"
#include "storage/audit.hpp"
#include "storage/channels.hpp"
#include "storage/guard.hpp"
#include "storage/sessions.hpp"
#include "storage/tokens.hpp"

namespace rounds::web {
namespace {

using storage::Transaction;

json::object app_values(const storage::tokens::Authorization& one, Language language)
{
    json::object values;
    values["app_id"] = to_string(one.app);
    values["app_name"] = one.name;
    values["website"] = one.website.value_or("");
    values["scopes"] = one.scopes;
    values["since"] = long_date(one.first_granted_at, language);
    values["used"] = one.last_used_at ? long_date(*one.last_used_at, language) : std::string{};
    return values;
}

json::object session_values(const storage::sessions::Entry& one, Language language)
{
    json::object values;
    values["session_id"] = to_string(one.id);
    values["browser"] =
        one.user_agent.empty() ? std::string(word(language, "a_browser")) : browser_name(one.user_agent);
    values["since"] = long_date(one.created_at, language);
    values["used"] = long_date(one.last_used_at, language);
    values["present"] = one.present;
    return values;
}

} // namespace

boost::asio::awaitable<http::Response> settings(app::Context& ctx)
{
    const auto id = ctx.account_id();
    const auto language = language_of(ctx);
    json::object values;
    values["t"] = code_of(language);
    co_await ctx.app().db.transact([&](Transaction& tx) {
        json::array apps;
        for (const auto& one : storage::tokens::list_authorizations(tx, id)) apps.push_back(app_values(one, language));
        values["has_apps"] = !apps.empty();
        values["apps"] = std::move(apps);
        json::array sessions;
        const auto present = crypto::sha256(ctx.viewer()->session_secret);
        for (const auto& one : storage::sessions::list(tx, id, present, ctx.app().clock.now()))
            sessions.push_back(session_values(one, language));
        values["sessions"] = std::move(sessions);
        values["safety_contact"] = storage::guard::is_on_call(tx, ctx.app().config.guard.safety_contacts, id);
        const auto user = storage::accounts::find_user(tx, id);
        values["second_factor"] = user && user->second_factor_at;
        const auto account = storage::accounts::find(tx, id);
        values["account"] = account ? account->username : std::string{};
    });
    values["sign_on"] = ctx.app().sign_on != nullptr ? ctx.app().config.sign_on.name : std::string{};
    values["domain"] = ctx.app().urls.domain();
    values["form_token"] = session_form_token(*ctx.viewer());
    Page page;
    page.title = word(language, "settings");
    page.body = render("settings", values);
    page.hidden = true;
    co_return respond(ctx, page);
}

boost::asio::awaitable<http::Response> revoke_app(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto app = ctx.path_id<AppId>("id");
    if (!app) co_return error_page(ctx, 404);
    const auto account = ctx.account_id();
    const auto now = ctx.app().clock.now();
    co_await ctx.app().db.transact([&](Transaction& tx) {
        storage::tokens::revoke_of(tx, account, *app, now);
        storage::audit::add_about(tx, account, "page", "app.revoke", account);
    });
    ctx.app().tokens.forget(account);
    ctx.app().notifier.notify(storage::channels::events);
    co_return http::redirect("/settings");
}

boost::asio::awaitable<http::Response> end_session(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto id = ctx.path_id<SessionId>("id");
    if (!id) co_return error_page(ctx, 404);
    const auto account = ctx.account_id();
    const auto ended = co_await ctx.app().db.transact([&](Transaction& tx) {
        const auto removed = storage::sessions::remove(tx, account, *id);
        if (removed) storage::audit::add_about(tx, account, "page", "session.end", account);
        return removed;
    });
    if (!ended) co_return error_page(ctx, 404);
    ctx.app().tokens.forget(account);
    co_return http::redirect("/settings");
}

boost::asio::awaitable<http::Response> end_sessions(app::Context& ctx)
{
    if (!check_form(ctx)) co_return error_page(ctx, 403);
    const auto account = ctx.account_id();
    co_await ctx.app().db.transact([&](Transaction& tx) {
        storage::sessions::remove_of(tx, account);
        storage::audit::add_about(tx, account, "page", "session.end_all", account);
    });
    ctx.app().tokens.forget(account);
    auto response = http::redirect("/auth/sign_in");
    response.headers.add("Set-Cookie", http::clear_cookie(app::session_cookie, ctx.request().secure));
    co_return response;
}

} // namespace rounds::web
