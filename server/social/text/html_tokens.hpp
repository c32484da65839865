#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rounds::text {

/// A piece of HTML.
struct HtmlToken
{
    enum class Kind { text, open, close };
    Kind kind = Kind::text;
    std::string_view text{};                                       ///< as written, character references included
    std::string name{};                                            ///< of a tag, lower case
    std::vector<std::pair<std::string, std::string>> attributes{}; ///< names in lower case, values decoded
};

/// Cuts HTML into tokens, from left to right and without a tree: linear in time and flat in memory whatever arrives.
/// Comments, declarations, processing instructions and the content of elements that are not prose (script, style,
/// template, svg, math, textarea ...) are skipped. A "<" that begins no tag is text.
class HtmlTokenizer
{
public:
    explicit HtmlTokenizer(std::string_view html) : html_(html) {}
    /// False at the end. The text of a token is valid as long as the HTML.
    bool next(HtmlToken& token);

private:
    bool read_markup(HtmlToken& token);
    bool read_open(HtmlToken& token);
    void read_attributes(HtmlToken& token);
    std::string_view read_attribute_value();
    void skip_past(std::string_view mark);
    void skip_content(std::string_view name);

    std::string_view html_;
    std::size_t at_ = 0;
};

/// Character references decoded: numeric ones and the common names; others stay as they are.
[[nodiscard]] std::string decode_html(std::string_view text);
/// Text of HTML made safe again: "<", ">", quotes and stray "&" are escaped; well-formed character references stay.
[[nodiscard]] std::string normalise_html_text(std::string_view text);

} // namespace rounds::text
