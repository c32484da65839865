#include "server/oauth/redirects.hpp"

#include "storage/base/text.hpp"
#include "storage/base/url.hpp"

#include <algorithm>

namespace rounds::oauth {
namespace {

constexpr std::size_t longest_redirect = 2000;
constexpr std::string_view refused_schemes[] = {
    "javascript", "data", "vbscript", "file", "blob", "about", "view-source", "filesystem", "mailto", "ws", "wss", "ftp"
};

bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// RFC 3986 section 3.1; empty when there is none.
std::string_view scheme_of(std::string_view uri) noexcept
{
    const auto colon = uri.find(':');
    if (colon == std::string_view::npos || colon == 0 || !is_letter(uri[0])) return {};
    const auto scheme = uri.substr(0, colon);
    const bool valid = std::ranges::all_of(scheme, [](char c) {
        return is_letter(c) || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
    });
    return valid ? scheme : std::string_view{};
}

} // namespace

bool is_acceptable_redirect(std::string_view uri) noexcept
{
    if (uri == out_of_band) return true;
    if (uri.size() > longest_redirect) return false;
    // Quotes, commas and semicolons outside a query would break out of a header that names the address.
    const bool clean = std::ranges::all_of(uri, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte > 0x20 && byte < 0x7f && c != '#' && c != '"' && c != '<' && c != '>' && c != '\\';
    });
    const auto scheme = text::to_lower(scheme_of(uri));
    if (!clean || scheme.empty() || uri.size() == scheme.size() + 1) return false;
    if (std::ranges::find(refused_schemes, scheme) != std::end(refused_schemes)) return false;
    if (scheme == "http" || scheme == "https") return parse_url(uri).has_value();
    return true;
}

std::string
with_query(std::string_view uri, const std::vector<std::pair<std::string_view, std::string_view>>& parameters)
{
    std::string out(uri);
    char separator = uri.find('?') == std::string_view::npos ? '?' : '&';
    for (const auto& [name, value] : parameters) {
        out.append(1, separator).append(name).append("=").append(percent_encode(value));
        separator = '&';
    }
    return out;
}

std::string form_action_source(std::string_view uri)
{
    if (uri == out_of_band) return {};
    if (const auto url = parse_url(uri)) return url->origin();
    return text::to_lower(scheme_of(uri)) + ":";
}

} // namespace rounds::oauth
