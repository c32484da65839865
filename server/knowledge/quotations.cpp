#include "server/knowledge/quotations.hpp"

#include "server/knowledge/summaries.hpp"
#include "server/social/text/sanitize.hpp"
#include "storage/base/text.hpp"
#include "storage/summaries.hpp"

#include <algorithm>

namespace rounds::knowledge {
namespace {

constexpr std::size_t longest_excerpt = 500;

std::string one_line(std::string_view text)
{
    std::string line;
    for (const char c : text) {
        const bool blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
        if (!blank)
            line += c;
        else if (!line.empty() && line.back() != ' ')
            line += ' ';
    }
    return std::string(text::trim(line));
}

} // namespace

std::string excerpt_of(std::string_view html)
{
    const auto line = one_line(text::to_plain_text(html));
    std::string_view rest = line;
    while (rest.starts_with('@')) {
        const auto end = rest.find(' ');
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    for (auto last = rest.rfind(' '); last != std::string_view::npos && rest.substr(last + 1).starts_with('#');
         last = rest.rfind(' '))
        rest = rest.substr(0, last);
    if (text::count_code_points(rest) <= longest_excerpt) return std::string(rest);
    return std::string(text::truncate(rest, longest_excerpt - 1)) + "…";
}

std::string escape_markdown(std::string_view text)
{
    // CommonMark 2.4: any ASCII punctuation may be escaped with a backslash. These can begin markup.
    constexpr std::string_view special = "\\`*_{}[]()<>#+-.!|~&=:";
    std::string escaped;
    for (const char c : text) {
        if (special.contains(c)) escaped += '\\';
        escaped += c;
    }
    return escaped;
}

bool quotes(const storage::SummaryVersion& wording, const storage::summaries::Source& source)
{
    const auto excerpt = excerpt_of(source.content);
    const auto escaped = escape_markdown(excerpt);
    const auto repeats = [&](std::string_view text) {
        if (text.contains(source.url) || text.contains(source.uri)) return true;
        return !excerpt.empty() && (text.contains(excerpt) || text.contains(escaped));
    };
    return std::ranges::any_of(texts_of(wording), repeats);
}

} // namespace rounds::knowledge
