#include "server/social/text/format.hpp"
#include "server/social/text/markdown.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/base/text.hpp"
#include "tests/fuzz/fuzz.hpp"

#include <algorithm>

using namespace rounds;

/// Markdown and the linkifier of plain posts make only what the sanitiser leaves alone.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto text = fuzz::text_of(data, size);
    if (!text::is_utf8(text)) return 0;
    const auto html = text::markdown_to_html(text);
    fuzz::demand(html.find("<script") == std::string::npos, "no script");
    const auto post = text::format_post(text, {}, "https://mercy.example", "mercy.example");
    fuzz::demand(post.find("<script") == std::string::npos, "no script");
    fuzz::demand(
        post.find("javascript:") == std::string::npos || text.find("javascript:") != std::string_view::npos,
        "no scheme that was not there"
    );
    // HTML itself changes control characters.
    const bool plain =
        std::ranges::none_of(text, [](char c) { return (c >= 0 && c < 0x20 && c != '\n') || c == 0x7f; });
    const auto clean = text::sanitize_html(post);
    if (plain)
        fuzz::demand(text::to_plain_text(clean) == text::to_plain_text(post), "the sanitiser leaves its text alone");
    return 0;
}
