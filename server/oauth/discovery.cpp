#include "server/oauth/discovery.hpp"

#include "server/app/app.hpp"
#include "server/oauth/scopes.hpp"
#include "storage/accounts.hpp"

namespace rounds::oauth {

boost::asio::awaitable<http::Response> server_metadata(app::Context& ctx)
{
    const auto& base = ctx.app().urls.base();
    json::object body;
    body["issuer"] = base;
    body["authorization_endpoint"] = base + "/oauth/authorize";
    body["token_endpoint"] = base + "/oauth/token";
    body["app_registration_endpoint"] = base + "/api/v1/apps";
    body["revocation_endpoint"] = base + "/oauth/revoke";
    body["userinfo_endpoint"] = base + "/oauth/userinfo";
    json::array scopes;
    for (const auto scope : known_scopes()) scopes.emplace_back(scope);
    body["scopes_supported"] = std::move(scopes);
    body["response_types_supported"] = json::array{"code"};
    body["response_modes_supported"] = json::array{"query"};
    body["grant_types_supported"] = json::array{"authorization_code", "client_credentials"};
    body["token_endpoint_auth_methods_supported"] = json::array{"client_secret_basic", "client_secret_post"};
    body["code_challenge_methods_supported"] = json::array{"S256"};
    body["authorization_response_iss_parameter_supported"] = true;
    co_return http::json_response(body);
}

boost::asio::awaitable<http::Response> userinfo(app::Context& ctx)
{
    const auto account = co_await ctx.app().db.transact([&](storage::Transaction& tx) {
        return storage::accounts::find(tx, ctx.account_id());
    });
    if (!account) co_return app::problem(account.error());
    const auto& urls = ctx.app().urls;
    json::object body;
    body["iss"] = urls.base();
    body["sub"] = account->uri;
    body["name"] = account->display_name.empty() ? account->username : account->display_name;
    body["preferred_username"] = account->username;
    body["profile"] = account->url;
    body["picture"] = urls.shown(*account, social::Picture::avatar);
    co_return http::json_response(body);
}

} // namespace rounds::oauth
