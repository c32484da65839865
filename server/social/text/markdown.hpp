#pragma once

#include <string>
#include <string_view>

namespace rounds::text {

/// HTML of Markdown (CommonMark with strikethrough and tables) that networks write about themselves, in guidelines and
/// in summaries. Raw HTML in it is left out, URLs in the text become links, and the result goes through sanitize_html
/// with Allow::document. At most 100,000 code points are read.
[[nodiscard]] std::string markdown_to_html(std::string_view markdown);

} // namespace rounds::text
