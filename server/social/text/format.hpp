#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace rounds::text {

/// Somebody who is linked where the text names them.
struct MentionLink
{
    std::string username;
    std::string domain; ///< host[:port]; of this instance for its own people
    std::string url;    ///< page for people
};

/// HTML of what a local person typed, as Mastodon's clients and servers expect it: paragraphs at blank lines, <br> at
/// line ends, links with their scheme and long tails hidden, mentions with an h-card, tags linked to {base}/tags/{tag}.
/// Everything else is escaped: nothing typed becomes markup. `own_domain` completes handles written without one;
/// handles that are not in `mentions` stay text.
[[nodiscard]] std::string format_post(
    std::string_view text, std::span<const MentionLink> mentions, std::string_view base_url, std::string_view own_domain
);

/// <a> of a URL as format_post writes it: for profile fields. `rel` is added to nofollow noopener noreferrer.
[[nodiscard]] std::string format_link(std::string_view url, std::string_view rel = {});

/// A title as the paragraph above its text; empty without a title, and where the text begins with it already (as what
/// articles and events of other servers are shown as does).
[[nodiscard]] std::string heading_above(std::string_view title, std::string_view content);

} // namespace rounds::text
