#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

struct GumboInternalNode; // gumbo's, so that gumbo.h stays out of headers

namespace rounds::text {

/// What is read of one piece of HTML: the rest is cut off. Posts have some kilobytes, long articles a hundred.
inline constexpr std::size_t longest_html = 128 * 1024;
/// Start and end tags that are read; what follows is cut off. Some steps of HTML's rules look through all open
/// elements, so the time that nested tags take grows with the square of this number.
inline constexpr std::size_t most_tags = 4'000;
/// Memory of one tree. HTML that wants more - it makes the parser open its formatting elements again in each of many
/// paragraphs - is read as far as this suffices.
inline constexpr std::size_t largest_tree = 16 * 1024 * 1024;

/// A start tag as the parser understood it.
class HtmlElement
{
public:
    explicit HtmlElement(const GumboInternalNode& node) : node_(&node) {}
    /// Lower case; empty for a name that HTML does not know.
    [[nodiscard]] std::string_view name() const noexcept;
    /// Decoded; nothing when it is not there. `name` in lower case.
    [[nodiscard]] std::optional<std::string_view> attribute(const char* name) const noexcept;

private:
    const GumboInternalNode* node_;
};

/// Is told what a tree holds, in the order of the document.
class HtmlReader
{
public:
    virtual ~HtmlReader() = default;
    virtual void text(std::string_view decoded) = 0;
    virtual void enter(const HtmlElement& element) = 0;
    /// Once for each enter, innermost first.
    virtual void leave(std::string_view name) = 0;
};

enum class Keep {
    prose, ///< without scripts, styles, titles, foreign content and the like
    all    ///< whatever the document holds
};

/// Parses a fragment of HTML as browsers do (the HTML standard's tree construction, by gumbo) and tells `reader` what
/// is in it. Comments and, to keep prose, elements that are none (script, style, template, svg, math, textarea ...) are
/// left out with all they hold. Within the bounds above, whatever arrives; never fails.
void read_html(std::string_view html, HtmlReader& reader, Keep keep = Keep::prose);

} // namespace rounds::text
