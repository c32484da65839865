#include "server/social/text/sanitize.hpp"

#include "server/social/text/html_elements.hpp"
#include "server/social/text/html_tree.hpp"
#include "server/social/text/plain_text.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <fmt/core.h>
#include <vector>

// Nothing of the input's markup is copied: tags are written anew and text is escaped. What is written is nested as
// HTML's own rules nest it - no block in a paragraph, no link in a link, nothing in a table but cells - so a browser
// reads the tree that is meant here, and sanitising again changes nothing.

namespace rounds::text {

namespace {

constexpr std::size_t deepest = 64;
constexpr std::size_t longest_href = 2048;
/// The output stays within what read_html() takes, whatever attributes are added, so that it can be sanitised again.
constexpr std::size_t longest_output = longest_html - deepest * std::string_view("</blockquote>").size();

bool allowed_class(std::string_view name)
{
    for (const std::string_view known : {"mention", "hashtag", "ellipsis", "invisible", "quote-inline"})
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

/// An absolute http or https URL without control characters, or nothing.
std::string_view safe_href(std::string_view value)
{
    const auto url = trim(value);
    const std::size_t scheme = iequals(url.substr(0, 8), "https://") ? 8 : iequals(url.substr(0, 7), "http://") ? 7 : 0;
    if (!guards::hold("href", scheme != 0) || url.size() > longest_href || url.size() == scheme) return {};
    const auto bad = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '\\'; };
    if (std::ranges::any_of(url, bad)) return {};
    const auto authority = url.substr(scheme, url.find_first_of("/?#", scheme) - scheme);
    if (authority.empty() || authority.contains('@')) return {};
    return url;
}

std::string number_attribute(const HtmlElement& element, const char* name)
{
    const auto number = parse_int(element.attribute(name).value_or(""));
    return number && *number < 1'000'000 ? fmt::format(R"( {}="{}")", name, *number) : std::string{};
}

class Sanitizer final : public HtmlReader
{
public:
    explicit Sanitizer(Allow allow) : allow_(allow) {}

    void expect(std::size_t bytes) { out_.reserve(std::min(bytes + bytes / 8, longest_html)); }
    [[nodiscard]] std::string take() { return std::move(out_); }

    void text(std::string_view decoded) override
    {
        std::string plain;
        for (const char c : decoded) {
            const bool control = static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\t';
            if (!control && c != 0x7F) plain += c;
        }
        const bool blank = text::trim(plain).empty();
        if (between_cells() && !blank) return; // a browser would move it to the front of the table
        if (!blank || inside("pre")) end_line();
        if (!blank) line_begun_ = true;
        // The first line end in <pre> is not part of its text.
        if (plain.starts_with('\n') && out_.ends_with("<pre>")) plain.insert(0, 1, '\n');
        constexpr std::size_t piece = 1024; // so that of a text that does not fit the beginning stays
        for (std::string_view rest = plain; !rest.empty();) {
            const auto next = truncate(rest, piece);
            write(escape_html(next), 0);
            rest.remove_prefix(next.size());
        }
    }

    void enter(const HtmlElement& element) override
    {
        entered_.push_back({open_.size(), opened_});
        const auto* known = find_element(element.name(), allow_);
        if (!known) return note_box(element.name());
        if (between_cells() && known->group != Group::row && known->group != Group::cell) return;
        switch (known->group) {
        case Group::line:
            end_line();
            write("<br>", 1);
            line_begun_ = false;
            return;
        case Group::inline_:
            return open_inline(element);
        case Group::rule:
            close_paragraphs();
            write("<hr>", 1);
            return begin_line();
        default:
            open_block(element, *known);
        }
    }

    void leave(std::string_view name) override
    {
        const auto [size, serial] = entered_.back();
        entered_.pop_back();
        if (size < open_.size() && open_[size].serial > serial) close_down_to(size);
        note_box(name);
    }

private:
    struct Open
    {
        std::string_view name;
        Group group;
        std::size_t serial; ///< counts what is opened
    };
    /// How things stood when an element of the input began.
    struct Entered
    {
        std::size_t size;
        std::size_t serial;
    };

    /// False when the output is full. `tags`: how many it will hold for this piece.
    bool write(std::string_view piece, std::size_t tags)
    {
        full_ = full_ || out_.size() + piece.size() > longest_output || tags_ + tags > most_tags;
        if (full_) return false;
        out_ += piece;
        tags_ += tags;
        return true;
    }

    void note_box(std::string_view name)
    {
        if (!find_element(name, allow_)) line_due_ = line_due_ || is_box(name);
    }

    /// Writes the line break that a dropped box left behind, once there is more text.
    void end_line()
    {
        if (!line_due_ || between_cells()) return;
        line_due_ = false;
        if (line_begun_) write("<br>", 1);
    }

    void begin_line()
    {
        line_due_ = false;
        line_begun_ = false;
    }

    void open_inline(const HtmlElement& element)
    {
        std::string tag = fmt::format("<{}", element.name());
        if (element.name() == "a") {
            close_link();
            const auto href = safe_href(element.attribute("href").value_or(""));
            if (href.empty()) return;
            const bool is_tag = element.attribute("rel").value_or("").contains("tag");
            const auto classes = class_attribute(element.attribute("class").value_or(""));
            tag += fmt::format(R"( href="{}"{})", escape_html(href), classes);
            tag += fmt::format(R"( rel="{}nofollow noopener noreferrer" target="_blank")", is_tag ? "tag " : "");
        } else if (element.name() == "span") {
            tag += class_attribute(element.attribute("class").value_or(""));
        }
        if (open_.size() >= deepest) return;
        end_line();
        line_begun_ = line_begun_ || element.name() == "a";
        push(tag + '>', element.name(), Group::inline_);
    }

    void open_block(const HtmlElement& element, const Element& known)
    {
        if (known.group == Group::item) {
            if (!close_item()) return; // an item belongs into a list
        } else if (known.group == Group::row || known.group == Group::cell) {
            if (!fits_table(known)) return;
        } else {
            close_paragraphs();
        }
        // A table without room for its cells would lose their text.
        const std::size_t needed = known.group == Group::table ? 4 : 2;
        if (open_.size() + needed > deepest && known.group != Group::row && known.group != Group::cell) return;
        begin_line();
        if (known.group == Group::heading && allow_ == Allow::post) {
            push("<p>", "p", Group::paragraph);
            return push("<strong>", "strong", Group::inline_);
        }
        std::string tag = fmt::format("<{}", known.written);
        if (known.name == "p") tag += class_attribute(element.attribute("class").value_or(""));
        if (known.name == "ol") tag += number_attribute(element, "start");
        if (known.name == "ol" && element.attribute("reversed")) tag += R"( reversed="")";
        if (known.name == "li") tag += number_attribute(element, "value");
        push(tag + '>', known.written, known.group);
    }

    void close_down_to(std::size_t size)
    {
        while (open_.size() > size) pop();
    }

    /// Links do not nest.
    void close_link()
    {
        const auto link = std::ranges::find(open_, "a", &Open::name);
        if (link != open_.end()) close_down_to(static_cast<std::size_t>(link - open_.begin()));
    }

    /// Ends the paragraph, heading and inline elements that are open in the innermost block.
    void close_paragraphs()
    {
        std::size_t size = open_.size();
        while (size > 0) {
            const auto& [name, group, serial] = open_[size - 1];
            if (group != Group::inline_ && group != Group::paragraph && group != Group::heading && name != "pre") break;
            --size;
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

    /// A cell belongs into a row, a row into a group of rows, a group into a table: so the parser has put them.
    bool fits_table(const Element& known) const
    {
        if (open_.empty()) return false;
        const auto& parent = open_.back();
        if (known.group == Group::cell) return parent.name == "tr";
        if (known.name == "tr") return parent.name == "thead" || parent.name == "tbody";
        return parent.group == Group::table;
    }

    bool between_cells() const
    {
        return !open_.empty() && (open_.back().group == Group::table || open_.back().group == Group::row);
    }
    bool inside(std::string_view name) const
    {
        return std::ranges::any_of(open_, [&](const Open& one) { return one.name == name; });
    }

    void push(std::string_view tag, std::string_view name, Group group)
    {
        if (write(tag, 2)) open_.push_back({name, group, ++opened_});
    }

    void pop()
    {
        const auto last = open_.back();
        out_ += fmt::format("</{}>", last.name);
        if (last.group != Group::inline_) begin_line();
        open_.pop_back();
    }

    Allow allow_;
    std::string out_;
    std::vector<Open> open_;
    std::vector<Entered> entered_;
    std::size_t opened_ = 0;
    std::size_t tags_ = 0;
    bool full_ = false;
    bool line_due_ = false;   ///< a dropped box ended a line
    bool line_begun_ = false; ///< there is text on the present line
};

/// Tells two readers the same.
class Both final : public HtmlReader
{
public:
    Both(HtmlReader& first, HtmlReader& second) : first_(first), second_(second) {}

    void text(std::string_view decoded) override
    {
        first_.text(decoded);
        second_.text(decoded);
    }
    void enter(const HtmlElement& element) override
    {
        first_.enter(element);
        second_.enter(element);
    }
    void leave(std::string_view name) override
    {
        first_.leave(name);
        second_.leave(name);
    }

private:
    HtmlReader& first_;
    HtmlReader& second_;
};

} // namespace

std::string sanitize_html(std::string_view html, Allow allow)
{
    Sanitizer sanitizer(allow);
    sanitizer.expect(html.size());
    read_html(html, sanitizer);
    return sanitizer.take();
}

HtmlAndText sanitize_with_text(std::string_view html, Allow allow)
{
    Sanitizer sanitizer(allow);
    sanitizer.expect(html.size());
    PlainText plain;
    Both both(sanitizer, plain);
    read_html(html, both);
    return {.html = sanitizer.take(), .text = plain.result()};
}

} // namespace rounds::text
