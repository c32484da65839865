#include "server/oauth/authorization.hpp"

#include "server/app/app.hpp"
#include "server/oauth/pkce.hpp"
#include "server/oauth/redirects.hpp"
#include "server/oauth/scopes.hpp"
#include "server/web/page.hpp"

#include <algorithm>

namespace rounds::oauth {
namespace {

constexpr std::size_t longest_client_id = 200;
constexpr std::size_t longest_state = 2000;

/// An error that the app hears of; out of band there is nobody to tell but the person.
http::Response tell_app(const app::Context& ctx, const Authorization& request, std::string_view error)
{
    if (request.redirect_uri == out_of_band) return web::error_page(ctx, 400, web::say(ctx, "app_asked_wrong"));
    return http::redirect(answer_address(ctx, request, "error", error));
}

} // namespace

std::string
answer_address(const app::Context& ctx, const Authorization& request, std::string_view name, std::string_view value)
{
    std::vector<std::pair<std::string_view, std::string_view>> parameters{{name, value}};
    if (!request.state.empty()) parameters.emplace_back("state", request.state);
    parameters.emplace_back("iss", ctx.app().urls.base());
    return with_query(request.redirect_uri, parameters);
}

boost::asio::awaitable<std::variant<Authorization, http::Response>> check_authorization(const app::Context& ctx)
{
    const auto& params = ctx.params();
    const auto client_id = params.text_or("client_id", "");
    Authorization request;
    request.redirect_uri = params.text_or("redirect_uri", "");
    request.state = params.text_or("state", "");
    request.challenge = params.text_or("code_challenge", "");

    if (client_id.empty() || client_id.size() > longest_client_id)
        co_return web::error_page(ctx, 400, web::say(ctx, "app_unknown"));
    auto app = co_await ctx.app().db.transact([&](storage::Transaction& tx) {
        return storage::apps::find_by_client_id(tx, client_id);
    });
    if (!app) co_return web::error_page(ctx, 400, web::say(ctx, "app_unknown"));
    request.app = std::move(*app);
    const auto& registered = request.app.redirect_uris;
    if (std::ranges::find(registered, request.redirect_uri) == registered.end())
        co_return web::error_page(ctx, 400, web::say(ctx, "app_foreign_address"));

    // From here on the address is known to be the app's.
    if (request.state.size() > longest_state) co_return tell_app(ctx, request, "invalid_request");
    if (params.text_or("response_type", "") != "code") co_return tell_app(ctx, request, "unsupported_response_type");
    const auto scopes = parse_scopes(params.text_or("scope", ""));
    if (!scopes || !within(*scopes, request.app.scopes)) co_return tell_app(ctx, request, "invalid_scope");
    request.scopes = *scopes;
    const auto method = params.text_or("code_challenge_method", "");
    const bool pkce = !request.challenge.empty() || !method.empty();
    if (pkce && (method != "S256" || !is_challenge(request.challenge)))
        co_return tell_app(ctx, request, "invalid_request");
    co_return request;
}

} // namespace rounds::oauth
