#include "server/oauth/scopes.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <array>

namespace rounds::oauth {
namespace {

constexpr std::array<std::string_view, 47> known{
    "admin:read",
    "admin:read:accounts",
    "admin:read:canonical_email_blocks",
    "admin:read:domain_allows",
    "admin:read:domain_blocks",
    "admin:read:email_domain_blocks",
    "admin:read:ip_blocks",
    "admin:read:reports",
    "admin:write",
    "admin:write:accounts",
    "admin:write:canonical_email_blocks",
    "admin:write:domain_allows",
    "admin:write:domain_blocks",
    "admin:write:email_domain_blocks",
    "admin:write:ip_blocks",
    "admin:write:reports",
    "follow",
    "profile",
    "push",
    "read",
    "read:accounts",
    "read:blocks",
    "read:bookmarks",
    "read:collections",
    "read:favourites",
    "read:filters",
    "read:follows",
    "read:lists",
    "read:mutes",
    "read:notifications",
    "read:search",
    "read:statuses",
    "write",
    "write:accounts",
    "write:blocks",
    "write:bookmarks",
    "write:collections",
    "write:conversations",
    "write:favourites",
    "write:filters",
    "write:follows",
    "write:lists",
    "write:media",
    "write:mutes",
    "write:notifications",
    "write:reports",
    "write:statuses",
};
static_assert(std::ranges::is_sorted(known));

constexpr std::size_t longest_list = 2000;

bool covers(std::string_view held, std::string_view wanted) noexcept
{
    return held == wanted || (wanted.starts_with(held) && wanted[held.size()] == ':');
}

/// The part after the last colon, in words.
std::string_view subject(std::string_view scope) noexcept
{
    const auto part = scope.substr(scope.rfind(':') + 1);
    if (part == "accounts") return "your profile";
    if (part == "statuses") return "posts";
    if (part == "ip_blocks") return "blocked addresses";
    if (part == "media") return "pictures and other media";
    if (part == "search") return "search results";
    return part;
}

std::string sentence(std::string_view scope)
{
    if (scope == "read") return "Read everything in your account, private messages included";
    if (scope == "write") return "Post for you and change everything in your account";
    if (scope == "follow") return "See and change whom you follow, mute and block";
    if (scope == "push") return "Send you notifications";
    if (scope == "profile") return "Know who you are: your name and picture";
    if (scope == "admin:read") return "Read everything that staff of this server may read";
    if (scope == "admin:write") return "Do everything that staff of this server may do";
    const bool writes = scope.find("write") != std::string_view::npos;
    std::string words = writes ? "Change " : "Read ";
    if (scope.starts_with("admin:")) words = writes ? "As staff, change " : "As staff, read ";
    auto what = std::string(subject(scope));
    if (scope.starts_with("admin:") && what == "your profile") what = "accounts of others";
    std::ranges::replace(what, '_', ' ');
    return words + what;
}

} // namespace

std::span<const std::string_view> known_scopes() noexcept
{
    return known;
}

result<std::string> parse_scopes(std::string_view text)
{
    if (text.size() > longest_list) return errc::invalid_argument;
    std::vector<std::string> scopes;
    for (const auto scope : text::split(text, ' ')) {
        if (scope.empty()) continue;
        if (!std::ranges::binary_search(known, scope)) return errc::invalid_argument;
        if (std::ranges::find(scopes, scope) == scopes.end()) scopes.emplace_back(scope);
    }
    if (scopes.empty()) return std::string("read");
    return text::join(scopes, " ");
}

bool within(std::string_view wanted, std::string_view held) noexcept
{
    const auto scopes = text::split(held, ' ');
    return std::ranges::all_of(text::split(wanted, ' '), [&](std::string_view scope) {
        return std::ranges::any_of(scopes, [&](std::string_view one) { return covers(one, scope); });
    });
}

std::vector<std::string> describe(std::string_view scopes)
{
    std::vector<std::string> sentences;
    for (const auto scope : text::split(scopes, ' ')) sentences.push_back(sentence(scope));
    return sentences;
}

} // namespace rounds::oauth
