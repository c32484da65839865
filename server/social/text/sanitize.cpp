#include "server/social/text/sanitize.hpp"

#include "server/social/text/html_tokens.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <fmt/core.h>

// Why no tree: HTML's rules for misnested tags rebuild open elements (a parser that follows them needs the square of
// the input for <b x=1><b x=2>...<p><p>..., and gumbo frees its tree by recursion). Nothing of the input's markup is
// copied: tags are written anew and text is escaped, so a token misread here can only become text.

namespace rounds::text {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t longest_href = 2048;

enum class Group { none, inline_, paragraph, block, list, item, line, heading, rule, table, row, cell };

struct Element
{
    std::string_view name;
    Group group;
    bool document = false; ///< only Allow::document
};

constexpr std::array elements{
    Element{"p", Group::paragraph},      Element{"br", Group::line},         Element{"span", Group::inline_},
    Element{"a", Group::inline_},        Element{"del", Group::inline_},     Element{"pre", Group::block},
    Element{"blockquote", Group::block}, Element{"code", Group::inline_},    Element{"b", Group::inline_},
    Element{"strong", Group::inline_},   Element{"i", Group::inline_},       Element{"em", Group::inline_},
    Element{"u", Group::inline_},        Element{"ul", Group::list},         Element{"ol", Group::list},
    Element{"li", Group::item},          Element{"h1", Group::heading},      Element{"h2", Group::heading},
    Element{"h3", Group::heading},       Element{"h4", Group::heading},      Element{"h5", Group::heading},
    Element{"h6", Group::heading},       Element{"hr", Group::rule, true},   Element{"table", Group::table, true},
    Element{"thead", Group::row, true},  Element{"tbody", Group::row, true}, Element{"tr", Group::row, true},
    Element{"th", Group::cell, true},    Element{"td", Group::cell, true},
};

/// Boxes that we drop but that end a line of text.
constexpr std::array<std::string_view, 18> boxes{
    "address",
    "article",
    "aside",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "header",
    "main",
    "nav",
    "section",
    "tr",
    "table"
};

const Element* find_element(std::string_view name, Allow allow)
{
    const auto found = std::ranges::find(elements, name, &Element::name);
    if (found == elements.end() || (found->document && allow != Allow::document)) return nullptr;
    return &*found;
}

bool allowed_class(std::string_view name)
{
    for (const std::string_view known : {"mention", "hashtag", "ellipsis", "invisible"})
        if (name == known) return true;
    for (const std::string_view prefix : {"h-", "p-", "u-", "dt-", "e-"})
        if (name.starts_with(prefix) && name.size() > prefix.size() && name.size() <= 40)
            return std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
    return false;
}

std::string class_attribute(std::string_view value)
{
    std::string kept;
    std::string spaced(value.substr(0, 1024));
    std::ranges::replace_if(spaced, [](char c) { return c == '\t' || c == '\n' || c == '\f' || c == '\r'; }, ' ');
    for (const auto name : split(spaced, ' ')) {
        if (!allowed_class(name)) continue;
        if (!kept.empty()) kept += ' ';
        kept += name;
    }
    return kept.empty() ? kept : fmt::format(R"( class="{}")", kept);
}

std::string_view attribute(const HtmlToken& token, std::string_view name)
{
    const auto found =
        std::ranges::find(token.attributes, name, [](const auto& a) -> const std::string& { return a.first; });
    return found == token.attributes.end() ? std::string_view{} : std::string_view(found->second);
}

bool has_attribute(const HtmlToken& token, std::string_view name)
{
    return std::ranges::any_of(token.attributes, [&](const auto& a) { return a.first == name; });
}

/// An absolute http or https URL without control characters, or nothing.
std::string_view safe_href(std::string_view value)
{
    const auto url = trim(value);
    const std::size_t scheme = iequals(url.substr(0, 8), "https://") ? 8 : iequals(url.substr(0, 7), "http://") ? 7 : 0;
    if (scheme == 0 || url.size() > longest_href || url.size() == scheme) return {};
    const auto bad = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '\\'; };
    if (std::ranges::any_of(url, bad)) return {};
    const auto authority = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
    if (authority.empty() || authority.contains('@')) return {};
    return url;
}

std::string number_attribute(const HtmlToken& token, std::string_view name)
{
    const auto number = parse_int(attribute(token, name));
    return number && *number < 1'000'000 ? fmt::format(R"( {}="{}")", name, *number) : std::string{};
}

class Sanitizer
{
public:
    explicit Sanitizer(Allow allow) : allow_(allow) {}

    std::string run(std::string_view html)
    {
        out_.reserve(html.size() + html.size() / 8);
        HtmlTokenizer tokens(html);
        HtmlToken token;
        while (tokens.next(token)) {
            switch (token.kind) {
            case HtmlToken::Kind::text:
                write_text(token.text);
                break;
            case HtmlToken::Kind::open:
                open(token);
                break;
            case HtmlToken::Kind::close:
                close(token.name);
                break;
            }
        }
        while (!open_.empty()) pop();
        return std::move(out_);
    }

private:
    struct Open
    {
        std::string name;
        Group group;
        std::string_view end; ///< what closes it
    };

    void write_text(std::string_view text)
    {
        const bool blank = trim(text).empty();
        if (!blank || inside("pre")) end_line();
        if (!blank) line_begun_ = true;
        for (const char c : normalise_html_text(text)) {
            const bool control = static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t';
            if (!control && c != 0x7F) out_ += c;
        }
    }

    /// Writes the line break that a dropped box left behind, once there is more text.
    void end_line()
    {
        if (!line_due_) return;
        line_due_ = false;
        if (line_begun_) out_ += "<br>";
    }

    void begin_line()
    {
        line_due_ = false;
        line_begun_ = false;
    }

    void open(const HtmlToken& token)
    {
        const auto* element = find_element(token.name, allow_);
        if (!element) {
            line_due_ = line_due_ || std::ranges::find(boxes, token.name) != boxes.end();
            return;
        }
        switch (element->group) {
        case Group::line:
            end_line();
            out_ += "<br>";
            line_begun_ = false;
            return;
        case Group::inline_:
            open_inline(token);
            return;
        case Group::rule:
            close_paragraphs();
            out_ += "<hr>";
            begin_line();
            return;
        default:
            open_block(token, *element);
        }
    }

    void open_inline(const HtmlToken& token)
    {
        std::string tag = "<" + token.name;
        if (token.name == "a") {
            close("a"); // links do not nest
            const auto href = safe_href(attribute(token, "href"));
            if (href.empty()) return;
            const bool is_tag = attribute(token, "rel").contains("tag");
            tag += fmt::format(R"( href="{}"{})", escape_html(href), class_attribute(attribute(token, "class")));
            tag += fmt::format(R"( rel="{}nofollow noopener noreferrer" target="_blank")", is_tag ? "tag " : "");
        } else if (token.name == "span") {
            tag += class_attribute(attribute(token, "class"));
        }
        if (open_.size() >= deepest) return;
        end_line();
        line_begun_ = line_begun_ || token.name == "a";
        out_ += tag + '>';
        push(token.name, Group::inline_);
    }

    void open_block(const HtmlToken& token, const Element& element)
    {
        if (element.group == Group::item) {
            if (!close_item()) return; // an item belongs into a list
        } else if (element.group == Group::row || element.group == Group::cell) {
            if (!close_in_table(token.name, element.group)) return;
        } else {
            close_paragraphs();
        }
        if (open_.size() + 1 >= deepest) return;
        begin_line();
        if (element.group == Group::heading && (allow_ == Allow::post || in_group(Group::heading))) {
            out_ += "<p><strong>";
            push(token.name, Group::heading, "</strong></p>");
            return;
        }
        const auto name = token.name == "h1" ? std::string("h2") : token.name;
        out_ += '<' + name;
        if (name == "p") out_ += class_attribute(attribute(token, "class"));
        if (name == "ol") out_ += number_attribute(token, "start");
        if (name == "ol" && has_attribute(token, "reversed")) out_ += R"( reversed="")";
        if (name == "li") out_ += number_attribute(token, "value");
        out_ += '>';
        push(name, element.group);
    }

    void close(std::string_view name)
    {
        if (name == "h1" && allow_ == Allow::document) name = "h2";
        const auto* element = find_element(name, allow_);
        if (!element) {
            line_due_ = line_due_ || std::ranges::find(boxes, name) != boxes.end();
            return;
        }
        for (auto i = open_.size(); i-- > 0;) {
            if (open_[i].name == name) return close_down_to(i);
            const bool wall = open_[i].group != Group::inline_ && open_[i].group != Group::paragraph;
            // The end tag of an inline element does not reach through a block, that of a block not out of its cell.
            if (element->group == Group::inline_ && open_[i].group != Group::inline_) return;
            if (wall && element->group == Group::paragraph) return;
            if (open_[i].group == Group::cell && element->group != Group::table && element->group != Group::row &&
                element->group != Group::cell)
                return;
        }
    }

    void close_down_to(std::size_t size)
    {
        while (open_.size() > size) pop();
    }

    /// Ends the paragraph, heading and inline elements that are open in the innermost block.
    void close_paragraphs()
    {
        std::size_t size = open_.size();
        for (auto i = open_.size(); i-- > 0;) {
            const auto group = open_[i].group;
            if (group != Group::inline_ && group != Group::paragraph && group != Group::heading &&
                open_[i].name != "pre")
                break;
            size = i;
        }
        close_down_to(size);
    }

    bool close_item()
    {
        for (auto i = open_.size(); i-- > 0;) {
            if (open_[i].group == Group::list) {
                close_down_to(i + 1);
                return true;
            }
            if (open_[i].group == Group::block || open_[i].group == Group::cell) return false;
        }
        return false;
    }

    /// A row or cell belongs into a table, a cell into a row.
    bool close_in_table(std::string_view name, Group group)
    {
        for (auto i = open_.size(); i-- > 0;) {
            const auto& one = open_[i];
            const bool parent = group == Group::cell ? one.name == "tr"
                                : name == "tr" ? one.group == Group::table || one.name == "thead" || one.name == "tbody"
                                               : one.group == Group::table;
            if (parent) {
                close_down_to(i + 1);
                return true;
            }
            if (one.group == Group::table) return false;
        }
        return false;
    }

    bool inside(std::string_view name) const
    {
        return std::ranges::any_of(open_, [&](const Open& one) { return one.name == name; });
    }
    bool in_group(Group group) const
    {
        return std::ranges::any_of(open_, [&](const Open& one) { return one.group == group; });
    }

    void push(std::string name, Group group, std::string_view end = {})
    {
        open_.push_back({std::move(name), group, end});
    }

    void pop()
    {
        const auto& last = open_.back();
        if (last.end.empty())
            out_ += "</" + last.name + '>';
        else
            out_ += last.end;
        if (last.group != Group::inline_) begin_line();
        open_.pop_back();
    }

    Allow allow_;
    std::string out_;
    std::vector<Open> open_;
    bool line_due_ = false;   ///< a dropped box ended a line
    bool line_begun_ = false; ///< there is text on the present line
};

} // namespace

std::string sanitize_html(std::string_view html, Allow allow)
{
    return Sanitizer(allow).run(html);
}

std::string to_plain_text(std::string_view html)
{
    std::string out;
    HtmlTokenizer tokens(html);
    HtmlToken token;
    const auto end_line = [&](std::string_view mark) {
        while (!out.empty() && out.back() == ' ') out.pop_back();
        if (!out.empty() && !out.ends_with(mark)) out += mark.substr(out.back() == '\n' ? 1 : 0);
    };
    while (tokens.next(token)) {
        if (token.kind == HtmlToken::Kind::text) {
            out += decode_html(token.text);
        } else if (token.name == "br") {
            out += '\n';
        } else {
            const auto* element = find_element(token.name, Allow::document);
            const auto group = element ? element->group : Group::none;
            if (group == Group::paragraph || group == Group::block || group == Group::heading || group == Group::list)
                end_line("\n\n");
            else if (group == Group::item || group == Group::row || std::ranges::find(boxes, token.name) != boxes.end())
                end_line("\n");
        }
    }
    return std::string(trim(out));
}

} // namespace rounds::text
