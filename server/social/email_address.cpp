#include "server/social/email_address.hpp"

#include <algorithm>

namespace rounds::social {
namespace {

constexpr std::size_t longest = 254; // RFC 5321 section 4.5.3.1, as RFC 3696 erratum 1690 reads it
constexpr std::size_t longest_local = 64;
constexpr std::size_t longest_label = 63;

bool letter_or_digit(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool local_character(char c) noexcept
{
    return letter_or_digit(c) || std::string_view(".!#$&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
}

bool is_label(std::string_view label) noexcept
{
    return !label.empty() && label.size() <= longest_label && label.front() != '-' && label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return letter_or_digit(c) || c == '-'; });
}

bool is_host(std::string_view host) noexcept
{
    if (host.find('.') == std::string_view::npos) return false;
    for (;;) {
        const auto dot = host.find('.');
        if (!is_label(host.substr(0, dot))) return false;
        if (dot == std::string_view::npos) return true;
        host.remove_prefix(dot + 1);
    }
}

} // namespace

bool is_email_address(std::string_view text) noexcept
{
    if (text.size() > longest) return false;
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || at > longest_local) return false;
    const auto local = text.substr(0, at);
    const bool dots = local.front() == '.' || local.back() == '.' || local.find("..") != std::string_view::npos;
    return !dots && std::ranges::all_of(local, local_character) && is_host(text.substr(at + 1));
}

} // namespace rounds::social
