#include "server/oauth/apps.hpp"

#include "server/app/app.hpp"
#include "server/oauth/redirects.hpp"
#include "server/oauth/scopes.hpp"
#include "storage/apps.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>

namespace rounds::oauth {
namespace {

constexpr std::size_t longest_name = 200;
constexpr std::size_t longest_website = 2000;
constexpr std::size_t most_redirects = 20;

http::Response refused(std::string_view message)
{
    return http::json_error(422, message);
}

struct AppForm
{
    std::string name;
    std::optional<std::string> website;
    std::vector<std::string> redirect_uris;
    std::string scopes;

    /// The error is what to tell the client.
    static std::optional<std::string> read(const http::Params& params, AppForm& form);
};

std::vector<std::string> redirects_in(const http::Params& params)
{
    std::vector<std::string> uris;
    for (const auto& entry : params.texts("redirect_uris")) {
        for (const auto line : text::split(entry, '\n')) {
            const auto uri = text::trim(line);
            if (uri.empty() || std::ranges::find(uris, uri) != uris.end()) continue;
            uris.emplace_back(uri);
        }
    }
    return uris;
}

std::optional<std::string> AppForm::read(const http::Params& params, AppForm& form)
{
    form.name = text::trim(params.text_or("client_name", ""));
    if (form.name.empty()) return "Validation failed: Application name can't be blank";
    if (text::count_code_points(form.name) > longest_name) return "Validation failed: Application name is too long";

    form.redirect_uris = redirects_in(params);
    if (form.redirect_uris.empty()) return "Validation failed: Redirect URI can't be blank";
    if (form.redirect_uris.size() > most_redirects) return "Validation failed: There are too many redirect URIs";
    if (!std::ranges::all_of(form.redirect_uris, is_acceptable_redirect))
        return "Validation failed: Redirect URI must be an absolute http, https or application-specific URI";

    auto scopes = parse_scopes(params.text_or("scopes", ""));
    if (!scopes) return "Validation failed: Scopes doesn't match configured on the server.";
    form.scopes = std::move(*scopes);

    const auto website = std::string(text::trim(params.text_or("website", "")));
    if (website.empty()) return std::nullopt;
    if (website.size() > longest_website || !parse_url(website)) return "Validation failed: Website is not a valid URL";
    form.website = website;
    return std::nullopt;
}

/// Application as Mastodon documents it; the secret is there only when it was just made.
json::object to_json(const storage::OAuthApp& app, std::string_view push_key)
{
    json::object out;
    out["id"] = to_string(app.id);
    out["name"] = app.name;
    out["website"] = nullptr;
    if (app.website) out["website"] = *app.website;
    json::array scopes;
    for (const auto scope : text::split(app.scopes, ' ')) scopes.emplace_back(scope);
    out["scopes"] = std::move(scopes);
    out["redirect_uris"] = json::array(app.redirect_uris.begin(), app.redirect_uris.end());
    out["redirect_uri"] = text::join(app.redirect_uris, "\n");
    out["vapid_key"] = crypto::to_base64url(push_key); // clients of today read it from the instance
    return out;
}

} // namespace

boost::asio::awaitable<http::Response> register_app(app::Context& ctx)
{
    AppForm form;
    if (const auto problem = AppForm::read(ctx.params(), form)) co_return refused(*problem);

    const auto secret = crypto::random_token();
    storage::OAuthApp app;
    app.name = form.name;
    app.website = form.website;
    app.redirect_uris = form.redirect_uris;
    app.scopes = form.scopes;
    app.client_id = crypto::random_token();
    app.secret_hash = crypto::sha256(secret);
    std::string push_key;
    const auto created = co_await ctx.app().db.transact([&](storage::Transaction& tx) {
        push_key = storage::apps::push_key(tx);
        return storage::apps::create(tx, app);
    });

    auto body = to_json(created, push_key);
    body["client_id"] = created.client_id;
    body["client_secret"] = secret;
    body["client_secret_expires_at"] = 0;
    co_return http::json_response(body);
}

boost::asio::awaitable<http::Response> verify_app(app::Context& ctx)
{
    const auto id = ctx.viewer()->app;
    if (!id) co_return app::problem(errc::unauthorized);
    std::string push_key;
    const auto app = co_await ctx.app().db.transact([&](storage::Transaction& tx) {
        push_key = storage::apps::push_key(tx);
        return storage::apps::find(tx, *id);
    });
    if (!app) co_return app::problem(app.error());
    co_return http::json_response(to_json(*app, push_key));
}

} // namespace rounds::oauth
