#include "storage/base/url.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

namespace rounds {
namespace {

constexpr std::size_t longest_url = 2048;

bool acceptable_characters(std::string_view text) noexcept
{
    return std::ranges::none_of(text, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte >= 0x7f || c == '\\';
    });
}

bool acceptable_host(std::string_view host) noexcept
{
    // RFC 3986 lets a name hold more (";", ",", "'", "*" ...), no DNS name does, and origins stand in headers.
    const bool plain = std::ranges::all_of(host, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_' || c == ':';
    });
    return plain && !host.empty() && host.back() != '.' && host.find("..") == std::string_view::npos;
}

} // namespace

std::string Url::authority() const
{
    const auto shown = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
    return default_port() ? shown : fmt::format("{}:{}", shown, port);
}

std::string Url::origin() const
{
    return scheme + "://" + authority();
}

result<Url> parse_url(std::string_view text)
{
    if (text.size() > longest_url || !acceptable_characters(text)) return errc::invalid_argument;
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed) return errc::invalid_argument;
    const auto& url = *parsed;
    Url out;
    out.scheme = text::to_lower(url.scheme());
    if ((out.scheme != "https" && out.scheme != "http") || !url.has_authority() || url.has_userinfo())
        return errc::invalid_argument;
    out.host = text::to_lower(std::string_view{url.encoded_host_address().data(), url.encoded_host_address().size()});
    if (!acceptable_host(out.host)) return errc::invalid_argument;
    out.port = out.scheme == "https" ? 443 : 80;
    if (url.has_port() && !url.port().empty()) {
        if (url.port_number() == 0) return errc::invalid_argument;
        out.port = url.port_number();
    }
    const auto target = url.encoded_target();
    out.target = std::string{target.data(), target.size()};
    if (out.target.empty() || out.target.front() != '/') out.target.insert(0, 1, '/');
    out.fragment = std::string{url.encoded_fragment().data(), url.encoded_fragment().size()};
    return out;
}

bool same_origin(std::string_view a, std::string_view b)
{
    const auto first = parse_url(a);
    const auto second = parse_url(b);
    return first && second && first->origin() == second->origin();
}

std::string percent_encode(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            out += c;
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

result<std::string> percent_decode(std::string_view text, bool plus_is_space)
{
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            out += ' ';
        } else if (text[i] == '%') {
            if (i + 2 >= text.size()) return errc::invalid_argument;
            const auto byte = crypto::from_hex(text.substr(i + 1, 2));
            if (!byte) return errc::invalid_argument;
            out += *byte;
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

} // namespace rounds
