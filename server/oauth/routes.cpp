#include "server/oauth/routes.hpp"

#include "server/oauth/apps.hpp"
#include "server/oauth/authorize.hpp"
#include "server/oauth/discovery.hpp"
#include "server/oauth/token.hpp"

namespace rounds::oauth {
namespace {

using app::Auth;
using app::Rate;
using enum http::Method;

constexpr app::Route table[] = {
    {post, "/api/v1/apps", Auth::open, "", register_app, Rate::apps},
    {get, "/api/v1/apps/verify_credentials", Auth::app, "", verify_app},
    {get, "/oauth/authorize", Auth::page, "", ask_consent, Rate::page},
    {post, "/oauth/authorize", Auth::page, "", decide, Rate::page},
    {get, "/oauth/authorize/native", Auth::session, "", show_code, Rate::page},
    {post, "/oauth/token", Auth::open, "", issue_token},
    {post, "/oauth/revoke", Auth::open, "", revoke_token},
    {get, "/oauth/userinfo", Auth::user, "profile", userinfo},
    {post, "/oauth/userinfo", Auth::user, "profile", userinfo},
    {get, "/.well-known/oauth-authorization-server", Auth::open, "", server_metadata},
};

} // namespace

std::span<const app::Route> routes()
{
    return table;
}

} // namespace rounds::oauth
