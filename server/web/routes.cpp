#include "server/web/routes.hpp"

#include "server/web/assets.hpp"
#include "server/web/sign_in.hpp"

namespace rounds::web {
namespace {

using app::Auth;
using app::Rate;
using enum http::Method;

/// Large enough that a password beyond its limit is refused by name (400), not by size.
constexpr std::size_t form_bytes = 2U << 20;

constexpr app::Route table[] = {
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
