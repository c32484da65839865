#include "server/social/text/html_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <csetjmp>
#include <cstdint>
#include <gumbo.h>
#include <limits>
#include <memory>
#include <re2/re2.h>
#include <vector>

namespace rounds::text {

namespace {

/// Memory of one parse, given back as a whole: gumbo frees its tree by recursion, as deep as the HTML is nested, and
/// knows no limit. When the budget is used up the parse is left by longjmp: gumbo takes no answer "no memory". The
/// frames left behind are gumbo's, in C, and the two static functions below, which hold nothing to destroy.
class Arena
{
public:
    static void* allocate(void* arena, std::size_t size) { return static_cast<Arena*>(arena)->take(size); }
    static void release(void*, void*) {}

    std::jmp_buf exhausted;

private:
    static constexpr std::size_t block_size = 64 * 1024;

    void* take(std::size_t size) noexcept
    {
        constexpr std::size_t alignment = alignof(std::max_align_t);
        size = (size + alignment - 1) / alignment * alignment;
        if (size > largest_tree - used_) std::longjmp(exhausted, 1);
        if (size > left_) {
            const auto block = std::max(size, block_size);
            blocks_.push_back(std::make_unique_for_overwrite<std::byte[]>(block));
            next_ = blocks_.back().get();
            left_ = block;
        }
        auto* const taken = next_;
        next_ += size;
        left_ -= size;
        used_ += size;
        return taken;
    }

    std::vector<std::unique_ptr<std::byte[]>> blocks_;
    std::byte* next_ = nullptr;
    std::size_t left_ = 0;
    std::size_t used_ = 0;
};

/// The tree, valid as long as the arena and the HTML. Null when it does not fit.
const GumboNode* parse(std::string_view html, Arena& arena)
{
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = &Arena::allocate;
    options.deallocator = &Arena::release;
    options.userdata = &arena;
    options.max_errors = 0;
    options.fragment_context = GUMBO_TAG_BODY;
    if (setjmp(arena.exhausted) != 0) return nullptr;
    return gumbo_parse_with_options(&options, html.data(), html.size())->root;
}

/// As much of the HTML as is read, cut before a tag or between characters.
std::string_view within_bounds(std::string_view html)
{
    if (html.size() > longest_html) {
        auto end = longest_html;
        while (end > 0 && (static_cast<unsigned char>(html[end]) & 0xC0U) == 0x80U) --end;
        html = html.substr(0, end);
    }
    std::size_t tags = 0;
    for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1))
        if (++tags > most_tags) return html.substr(0, at);
    return html;
}

/// The parser reads these as themselves where they are referred to, and as replacement characters where they stand in
/// the text, so that a second reading would find something else; and it counts references in an int, which run over.
bool is_replaced(std::uint32_t point) noexcept
{
    constexpr std::array<std::uint32_t, 5> controls{0x81, 0x8D, 0x8F, 0x90, 0x9D}; // the others are Windows-1252's
    return point > 0x10FFFF || (point & 0xFFFEU) == 0xFFFE || (point >= 0xFDD0 && point <= 0xFDEF) ||
           std::ranges::find(controls, point) != controls.end();
}

std::uint32_t number_of(re2::StringPiece digits, int base) noexcept
{
    std::uint32_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    return read.ec == std::errc{} ? value : std::numeric_limits<std::uint32_t>::max();
}

std::string with_sound_references(std::string_view html)
{
    static const RE2 reference(R"((&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?))", RE2::Latin1);
    std::string sound;
    std::size_t done = 0;
    re2::StringPiece rest(html.data(), html.size());
    re2::StringPiece whole;
    re2::StringPiece hex;
    re2::StringPiece decimal;
    while (RE2::FindAndConsume(&rest, reference, &whole, &hex, &decimal)) {
        if (!is_replaced(hex.empty() ? number_of(decimal, 10) : number_of(hex, 16))) continue;
        const auto at = static_cast<std::size_t>(whole.data() - html.data());
        sound += html.substr(done, at - done);
        sound += "&#xFFFD;";
        done = at + whole.size();
    }
    sound += html.substr(done);
    return sound;
}

bool hides_content(const GumboElement& element) noexcept
{
    constexpr std::array hiding{
        GUMBO_TAG_APPLET,
        GUMBO_TAG_AUDIO,
        GUMBO_TAG_CANVAS,
        GUMBO_TAG_EMBED,
        GUMBO_TAG_FRAMESET,
        GUMBO_TAG_HEAD,
        GUMBO_TAG_IFRAME,
        GUMBO_TAG_NOEMBED,
        GUMBO_TAG_NOFRAMES,
        GUMBO_TAG_NOSCRIPT,
        GUMBO_TAG_OBJECT,
        GUMBO_TAG_PLAINTEXT,
        GUMBO_TAG_SCRIPT,
        GUMBO_TAG_SELECT,
        GUMBO_TAG_STYLE,
        GUMBO_TAG_TEMPLATE,
        GUMBO_TAG_TEXTAREA,
        GUMBO_TAG_TITLE,
        GUMBO_TAG_XMP
    };
    return element.tag_namespace != GUMBO_NAMESPACE_HTML || std::ranges::find(hiding, element.tag) != hiding.end();
}

/// In the order of the document and without recursion.
void walk(const GumboNode& root, HtmlReader& reader, Keep keep)
{
    struct Place
    {
        const GumboNode* node;
        unsigned next;
    };
    std::vector<Place> path{{&root, 0}};
    while (!path.empty()) {
        auto& [node, next] = path.back();
        const auto& children = node->v.element.children;
        if (next == children.length) {
            if (path.size() > 1) reader.leave(HtmlElement(*node).name());
            path.pop_back();
            continue;
        }
        const auto& child = *static_cast<const GumboNode*>(children.data[next++]);
        const bool data = child.type == GUMBO_NODE_CDATA && keep == Keep::all;
        if (child.type == GUMBO_NODE_TEXT || child.type == GUMBO_NODE_WHITESPACE || data) {
            reader.text(child.v.text.text);
        } else if (child.type == GUMBO_NODE_ELEMENT && (keep == Keep::all || !hides_content(child.v.element))) {
            reader.enter(HtmlElement(child));
            path.push_back({&child, 0});
        }
    }
}

} // namespace

std::string_view HtmlElement::name() const noexcept
{
    return gumbo_normalized_tagname(node_->v.element.tag);
}

std::optional<std::string_view> HtmlElement::attribute(const char* name) const noexcept
{
    const auto* found = gumbo_get_attribute(&node_->v.element.attributes, name);
    if (found == nullptr) return std::nullopt;
    return found->value;
}

void read_html(std::string_view html, HtmlReader& reader, Keep keep)
{
    html = within_bounds(html);
    std::string sound;
    if (html.find("&#") != std::string_view::npos) html = sound = with_sound_references(html);
    while (!html.empty()) {
        Arena arena;
        if (const auto* root = parse(html, arena)) return walk(*root, reader, keep);
        const auto half = html.substr(0, html.size() / 2);
        html = half.substr(0, std::min(half.rfind('<'), half.size()));
    }
}

} // namespace rounds::text
