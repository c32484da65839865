#pragma once

#include <string>
#include <string_view>

namespace rounds::text {

enum class Allow {
    post,    ///< what a post of another server may hold
    document ///< besides, headings (h2 to h6), rules and tables: for what networks here write in Markdown
};

/// HTML of others made harmless, written anew from an allow-list: p br span a del pre blockquote code b strong i em u
/// ul ol(start, reversed) li(value); h1 to h6 become paragraphs in bold. Links lead to http and https only and get
/// rel="nofollow noopener noreferrer"; classes are h-* p-* u-* dt-* e-* mention hashtag ellipsis invisible
/// quote-inline. Everything else loses its tags and keeps its text; scripts, styles, foreign content lose both. The
/// result is balanced, at most 64 elements deep, and sanitising it again changes nothing. Reads as much as
/// html_tree.hpp bounds; never fails.
[[nodiscard]] std::string sanitize_html(std::string_view html, Allow allow = Allow::post);

struct HtmlAndText
{
    std::string html;
    std::string text;
};
/// Both of one reading: sanitize_html() and to_plain_text().
[[nodiscard]] HtmlAndText sanitize_with_text(std::string_view html, Allow allow = Allow::post);

/// The text of HTML: paragraphs divided by a blank line, <br> as line end, references decoded.
[[nodiscard]] std::string to_plain_text(std::string_view html);

} // namespace rounds::text
