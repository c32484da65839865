#pragma once

#include <string>
#include <string_view>

namespace rounds::storage {
struct SummaryVersion;
namespace summaries {
struct Source;
}
} // namespace rounds::storage

namespace rounds::knowledge {

/// What may be quoted of a post: its text in one line, without the handles it is addressed to and the hashtags it ends
/// with, at most 500 characters.
[[nodiscard]] std::string excerpt_of(std::string_view html);

/// Plain text as Markdown that shows it letter by letter.
[[nodiscard]] std::string escape_markdown(std::string_view text);

/// The wording repeats the post's text, or links to it as the source of a quotation.
[[nodiscard]] bool quotes(const storage::SummaryVersion& wording, const storage::summaries::Source& source);

} // namespace rounds::knowledge
