#include "server/oauth/authorize.hpp"

#include "server/app/app.hpp"
#include "server/oauth/authorization.hpp"
#include "server/oauth/redirects.hpp"
#include "server/oauth/scopes.hpp"
#include "server/web/forms.hpp"
#include "server/web/page.hpp"
#include "server/web/render.hpp"
#include "storage/accounts.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"
#include "storage/tokens.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::oauth {
namespace {

constexpr std::string_view request_fields[] = {
    "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method"
};

/// The address of this request without force_login, which is done with once the person has logged in again.
std::string come_back(const app::Context& ctx)
{
    std::vector<std::pair<std::string_view, std::string_view>> parameters;
    std::vector<std::string> values;
    values.reserve(std::size(request_fields));
    for (const auto field : request_fields) {
        if (auto value = ctx.params().text(field)) {
            values.push_back(std::move(*value));
            parameters.emplace_back(field, values.back());
        }
    }
    return with_query("/oauth/authorize", parameters);
}

http::Response to_log_in(const app::Context& ctx)
{
    return http::redirect("/auth/sign_in?again=1&next=" + percent_encode(come_back(ctx)));
}

std::string redirect_host(std::string_view uri)
{
    const auto url = parse_url(uri);
    return url ? url->authority() : std::string{};
}

http::Response consent_page(const app::Context& ctx, const Authorization& request, const storage::Account& account)
{
    json::object values;
    values["app_name"] = request.app.name;
    values["website"] = request.app.website.value_or("");
    values["redirect_host"] = redirect_host(request.redirect_uri);
    values["account"] = account.username;
    values["domain"] = ctx.app().urls.domain();
    json::array permissions;
    const auto language = web::language_of(ctx);
    for (const auto& sentence : describe(request.scopes, web::code_of(language))) permissions.emplace_back(sentence);
    values["permissions"] = std::move(permissions);
    values["form_token"] = web::session_form_token(*ctx.viewer());
    json::array fields;
    for (const auto field : request_fields)
        if (const auto value = ctx.params().text(field))
            fields.push_back(json::object{{"name", field}, {"value", *value}});
    values["fields"] = std::move(fields);

    web::Page page;
    page.title = fmt::format("{} {}", web::say(ctx, "consent_title"), request.app.name);
    values["t"] = web::code_of(language);
    page.body = web::render("consent", values);
    page.form_target = form_action_source(request.redirect_uri);
    page.hidden = true;
    return web::respond(ctx, page);
}

/// A fresh code, kept as its hash.
storage::AuthorizationCode make_code(const app::Context& ctx, const Authorization& request, std::string_view code)
{
    storage::AuthorizationCode row;
    row.code_hash = crypto::sha256(code);
    row.app = request.app.id;
    row.account = ctx.account_id();
    row.redirect_uri = request.redirect_uri;
    row.scopes = request.scopes;
    if (!request.challenge.empty()) row.challenge = request.challenge;
    row.created_at = ctx.app().clock.now();
    return row;
}

} // namespace

boost::asio::awaitable<http::Response> ask_consent(app::Context& ctx)
{
    auto checked = co_await check_authorization(ctx);
    if (auto* refusal = std::get_if<http::Response>(&checked)) co_return std::move(*refusal);
    const auto& request = std::get<Authorization>(checked);
    if (!ctx.viewer() || ctx.params().flag("force_login").value_or(false)) co_return to_log_in(ctx);

    const auto account = co_await ctx.app().db.transact([&](storage::Transaction& tx) {
        return storage::accounts::find(tx, ctx.account_id());
    });
    if (!account) co_return to_log_in(ctx);
    co_return consent_page(ctx, request, *account);
}

boost::asio::awaitable<http::Response> decide(app::Context& ctx)
{
    if (!web::check_form(ctx)) co_return web::error_page(ctx, 403);
    auto checked = co_await check_authorization(ctx);
    if (auto* refusal = std::get_if<http::Response>(&checked)) co_return std::move(*refusal);
    const auto& request = std::get<Authorization>(checked);
    const bool in_browser = request.redirect_uri != out_of_band;

    const auto decision = ctx.params().text_or("decision", "");
    if (decision == "deny") {
        if (!in_browser) co_return web::error_page(ctx, 200, web::say(ctx, "app_denied"));
        co_return http::redirect(answer_address(ctx, request, "error", "access_denied"));
    }
    if (decision != "allow") co_return web::error_page(ctx, 400);

    const auto code = crypto::random_token();
    const auto row = make_code(ctx, request, code);
    co_await ctx.app().db.transact([&](storage::Transaction& tx) { storage::tokens::add_code(tx, row); });
    if (!in_browser) co_return http::redirect("/oauth/authorize/native?code=" + code);
    co_return http::redirect(answer_address(ctx, request, "code", code));
}

boost::asio::awaitable<http::Response> show_code(app::Context& ctx)
{
    const auto code = ctx.params().text_or("code", "");
    const auto decoded = crypto::from_base64(code);
    // Only what can be a code is shown: no words of others under our name.
    if (!decoded || decoded->size() != 32 || code.size() != 43) co_return web::error_page(ctx, 400);
    json::object values;
    values["code"] = code;
    web::Page page;
    page.title = web::say(ctx, "code_title");
    values["t"] = web::code_of(web::language_of(ctx));
    page.body = web::render("code", values);
    page.hidden = true;
    co_return web::respond(ctx, page);
}

} // namespace rounds::oauth
