#pragma once

#include "server/app/route.hpp"
#include "server/http/params.hpp"
#include "server/http/router.hpp"
#include "storage/base/ids.hpp"
#include "storage/model/account.hpp"
#include "storage/model/sign_up.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::app {

struct App;

/// Name of the cookie of a browser session (sent as __Host-rounds_session over TLS).
inline constexpr std::string_view session_cookie = "rounds_session";

/// Of "Authorization: Bearer ..."; empty when there is none.
[[nodiscard]] std::string_view bearer_token(const http::Request& request) noexcept;

/// Whom a token or session stands for.
struct Viewer
{
    std::optional<AccountId> account; ///< nothing: the app itself (client_credentials)
    std::optional<TokenId> token;     ///< nothing: a browser session
    std::optional<AppId> app;
    std::string scopes;         ///< space separated; a session holds all
    std::string role;           ///< member, moderator, admin
    std::string session_secret; ///< to derive the CSRF token of pages
    /// Asked for an account and has none yet: the token is that of an app until then.
    std::optional<storage::SignUpStanding> waiting;

    [[nodiscard]] bool allows(std::string_view scope) const noexcept;
};

/// One request on its way through a handler.
class Context
{
public:
    Context(
        App& app, const http::Request& request, http::PathParams path, http::Params params, std::optional<Viewer> viewer
    );

    [[nodiscard]] App& app() const noexcept { return *app_; }
    [[nodiscard]] const http::Request& request() const noexcept { return *request_; }
    [[nodiscard]] const http::Params& params() const noexcept { return params_; }
    [[nodiscard]] const std::optional<Viewer>& viewer() const noexcept { return viewer_; }
    /// The account that asks; only behind Auth::user, admin and session, where there always is one.
    [[nodiscard]] AccountId account_id() const;
    [[nodiscard]] std::optional<AccountId> viewer_id() const noexcept;

    [[nodiscard]] std::string_view path_text(std::string_view name) const noexcept;
    /// not_found when it is no id.
    template <Id T> [[nodiscard]] result<T> path_id(std::string_view name) const
    {
        const auto id = parse_id<T>(path_text(name));
        if (!id) return errc::not_found;
        return *id;
    }

private:
    App* app_;
    const http::Request* request_;
    http::PathParams path_;
    http::Params params_;
    std::optional<Viewer> viewer_;
};

/// THE mapping from outcomes to what clients may read (STYLE.md section 4): 404 "Record not found", 403, 410, 422, 429,
/// 503.
[[nodiscard]] http::Response problem(const boost::system::error_code& error);

} // namespace rounds::app
