#include "server/http/cookies.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

namespace rounds::http {
namespace {

bool cookie_octet(char c) noexcept
{
    return c > 0x20 && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\';
}

std::string clean(std::string_view value)
{
    std::string out;
    for (const char c : value) {
        if (cookie_octet(c) && c != '%')
            out += c;
        else
            out += percent_encode({&c, 1});
    }
    return out;
}

} // namespace

std::string cookie_name(std::string_view name, bool secure)
{
    return (secure ? "__Host-" : "") + std::string{name};
}

std::optional<std::string> find_cookie(const Request& request, std::string_view name)
{
    const auto wanted = cookie_name(name, request.secure);
    std::optional<std::string_view> found;
    for (const auto& [key, value] : request.headers.entries()) {
        if (!text::iequals(key, "Cookie")) continue;
        for (const auto piece : text::split(value, ';')) {
            const auto pair = text::trim(piece);
            const auto equals = pair.find('=');
            if (equals == std::string_view::npos || pair.substr(0, equals) != wanted) continue;
            auto content = pair.substr(equals + 1);
            if (content.size() >= 2 && content.starts_with('"') && content.ends_with('"'))
                content = content.substr(1, content.size() - 2);
            if (found && *found != content) return std::nullopt;
            found = content;
        }
    }
    if (!found) return std::nullopt;
    auto decoded = percent_decode(*found);
    if (!decoded) return std::nullopt;
    return std::move(*decoded);
}

std::string set_cookie(
    std::string_view name,
    std::string_view value,
    bool secure,
    std::optional<std::chrono::seconds> max_age,
    SameSite same_site
)
{
    auto cookie = cookie_name(name, secure) + "=" + clean(value) + "; Path=/; HttpOnly";
    if (secure) cookie += "; Secure";
    cookie += same_site == SameSite::strict ? "; SameSite=Strict" : "; SameSite=Lax";
    if (max_age) cookie += "; Max-Age=" + std::to_string(max_age->count());
    return cookie;
}

std::string clear_cookie(std::string_view name, bool secure)
{
    return set_cookie(name, "", secure, std::chrono::seconds{0});
}

} // namespace rounds::http
