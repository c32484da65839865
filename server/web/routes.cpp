#include "server/web/routes.hpp"

#include "server/web/assets.hpp"
#include "server/web/front.hpp"
#include "server/web/profile.hpp"
#include "server/web/settings.hpp"
#include "server/web/sign_in.hpp"
#include "server/web/summary.hpp"
#include "server/web/thread.hpp"

namespace rounds::web {
namespace {

using app::Auth;
using app::Rate;
using enum http::Method;

/// Large enough that a password beyond its limit is refused by name (400), not by size.
constexpr std::size_t form_bytes = 2U << 20;

constexpr app::Route table[] = {
    {get, "/", Auth::page, "", front, Rate::page},
    {get, "/about", Auth::page, "", about, Rate::page},
    {get, "/privacy", Auth::page, "", privacy, Rate::page},
    {get, "/@:name", Auth::page, "", profile, Rate::page},
    {get, "/@:name/:id", Auth::page, "", thread, Rate::page},
    {get, "/tags/:name", Auth::page, "", tag, Rate::page},
    {get, "/s/:id", Auth::page, "", summary, Rate::page},
    {get, "/s/:id/versions", Auth::page, "", summary_versions, Rate::page},
    {get, "/s/:id/versions/:version", Auth::page, "", summary_version, Rate::page},
    {get, "/settings", Auth::session, "", settings, Rate::page},
    {post, "/settings/apps/:id/revoke", Auth::session, "", revoke_app, Rate::page},
    {post, "/settings/sessions/end", Auth::session, "", end_sessions, Rate::page},
    {get, "/assets/:name", Auth::open, "", asset, Rate::none},
    {get, "/auth/sign_in", Auth::page, "", sign_in_form, Rate::page},
    {post, "/auth/sign_in", Auth::page, "", sign_in, Rate::login, form_bytes},
    {post, "/auth/sign_out", Auth::session, "", sign_out, Rate::page},
};

} // namespace

std::span<const app::Route> routes()
{
    return table;
}

} // namespace rounds::web
