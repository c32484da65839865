#include "server/web/forms.hpp"

#include "server/app/app.hpp"
#include "server/http/cookies.hpp"
#include "storage/base/crypto.hpp"

#include <algorithm>

namespace rounds::web {
namespace {

constexpr std::string_view stranger_cookie = "rounds_form";
constexpr std::size_t longest_cookie = 100;
constexpr std::size_t longest_path = 8000;

std::string token_of(std::string_view secret)
{
    return crypto::to_base64url(crypto::hmac_sha256(secret, "form"));
}

bool from_elsewhere(const app::Context& ctx)
{
    const auto& headers = ctx.request().headers;
    if (const auto origin = headers.get("Origin"); !origin.empty()) return origin != ctx.app().urls.base();
    const auto site = headers.get("Sec-Fetch-Site");
    return !site.empty() && site != "same-origin" && site != "none";
}

result<void> compare(const app::Context& ctx, std::string_view wanted)
{
    if (!crypto::equal_in_constant_time(ctx.params().text_or("form_token", ""), wanted)) return errc::forbidden;
    return {};
}

} // namespace

std::string session_form_token(const app::Viewer& viewer)
{
    return token_of(viewer.session_secret);
}

StrangerToken stranger_form_token(const http::Request& request)
{
    if (const auto kept = http::find_cookie(request, stranger_cookie);
        kept && !kept->empty() && kept->size() <= longest_cookie)
        return {token_of(*kept), {}};
    const auto secret = crypto::random_token();
    return {token_of(secret), http::set_cookie(stranger_cookie, secret, request.secure)};
}

result<void> check_form(const app::Context& ctx)
{
    if (from_elsewhere(ctx) || !ctx.viewer()) return errc::forbidden;
    return compare(ctx, session_form_token(*ctx.viewer()));
}

result<void> check_stranger_form(const app::Context& ctx)
{
    const auto kept = http::find_cookie(ctx.request(), stranger_cookie);
    if (from_elsewhere(ctx) || !kept || kept->empty()) return errc::forbidden;
    return compare(ctx, token_of(*kept));
}

std::string local_path(std::string_view path)
{
    const bool control = std::ranges::any_of(path, [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
    if (path.empty() || path.size() > longest_path || path[0] != '/' || control) return "/";
    if (path.size() > 1 && (path[1] == '/' || path[1] == '\\')) return "/";
    return std::string(path);
}

} // namespace rounds::web
