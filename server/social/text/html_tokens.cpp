#include "server/social/text/html_tokens.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <array>

namespace rounds::text {

namespace {

constexpr std::size_t attribute_limit = 32;

bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_space(char c) noexcept
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

bool hides_content(std::string_view name) noexcept
{
    constexpr std::array<std::string_view, 21> names{"applet",   "audio",  "canvas",    "embed",    "frameset",
                                                     "head",     "iframe", "math",      "noembed",  "noframes",
                                                     "noscript", "object", "plaintext", "script",   "select",
                                                     "style",    "svg",    "template",  "textarea", "title",
                                                     "xmp"};
    return std::ranges::find(names, name) != names.end();
}

} // namespace

bool HtmlTokenizer::next(HtmlToken& token)
{
    while (at_ < html_.size()) {
        if (html_[at_] == '<') {
            const auto before = at_;
            if (read_markup(token)) return true;
            if (at_ != before) continue; // something was skipped
        }
        const auto begin = at_++;
        at_ = std::min(html_.find('<', at_), html_.size());
        token.kind = HtmlToken::Kind::text;
        token.text = html_.substr(begin, at_ - begin);
        return true;
    }
    return false;
}

/// True when a tag was read. When nothing was consumed, the "<" is text.
bool HtmlTokenizer::read_markup(HtmlToken& token)
{
    const auto rest = html_.substr(at_);
    if (rest.starts_with("<!--")) {
        at_ += 2; // "<!-->" ends where it begins
        skip_past("-->");
        return false;
    }
    if (rest.size() > 1 &&
        (rest[1] == '!' || rest[1] == '?' || (rest[1] == '/' && rest.size() > 2 && !is_letter(rest[2])))) {
        skip_past(">");
        return false;
    }
    const bool close = rest.size() > 1 && rest[1] == '/';
    const std::size_t name = close ? 2 : 1;
    if (rest.size() <= name || !is_letter(rest[name])) return false;
    at_ += name;
    const auto begin = at_;
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>' && html_[at_] != '/') ++at_;
    token.name = to_lower(html_.substr(begin, std::min<std::size_t>(at_ - begin, 64)));
    token.attributes.clear();
    token.text = {};
    token.kind = close ? HtmlToken::Kind::close : HtmlToken::Kind::open;
    read_attributes(token);
    if (at_ == html_.size() && html_.back() != '>') return false; // cut off inside a tag: HTML drops it
    if (!close && hides_content(token.name)) {
        skip_content(token.name);
        return false;
    }
    return true;
}

void HtmlTokenizer::read_attributes(HtmlToken& token)
{
    while (at_ < html_.size()) {
        while (at_ < html_.size() && (is_space(html_[at_]) || html_[at_] == '/')) ++at_;
        if (at_ == html_.size()) return;
        if (html_[at_] == '>') {
            ++at_;
            return;
        }
        const auto begin = at_++; // a name may begin with "="
        while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '/' && html_[at_] != '>' &&
               html_[at_] != '=')
            ++at_;
        const auto name = html_.substr(begin, at_ - begin);
        while (at_ < html_.size() && is_space(html_[at_])) ++at_;
        std::string_view value;
        if (at_ < html_.size() && html_[at_] == '=') {
            ++at_;
            value = read_attribute_value();
        }
        if (token.attributes.size() < attribute_limit && name.size() <= 64)
            token.attributes.emplace_back(to_lower(name), decode_html(value));
    }
}

std::string_view HtmlTokenizer::read_attribute_value()
{
    while (at_ < html_.size() && is_space(html_[at_])) ++at_;
    if (at_ == html_.size()) return {};
    const char quote = html_[at_];
    if (quote == '"' || quote == '\'') {
        const auto begin = ++at_;
        const auto end = std::min(html_.find(quote, begin), html_.size());
        at_ = std::min(end + 1, html_.size());
        return html_.substr(begin, end - begin);
    }
    const auto begin = at_;
    while (at_ < html_.size() && !is_space(html_[at_]) && html_[at_] != '>') ++at_;
    return html_.substr(begin, at_ - begin);
}

void HtmlTokenizer::skip_past(std::string_view mark)
{
    const auto found = html_.find(mark, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + mark.size();
}

/// To behind the end tag, or to the end: what is inside is never shown, so the first end tag of that name will do.
void HtmlTokenizer::skip_content(std::string_view name)
{
    while (true) {
        const auto found = html_.find("</", at_);
        if (found == std::string_view::npos) {
            at_ = html_.size();
            return;
        }
        at_ = found + 2;
        if (!iequals(html_.substr(at_, name.size()), name)) continue;
        const auto after = at_ + name.size();
        if (after < html_.size() && !is_space(html_[after]) && html_[after] != '>' && html_[after] != '/') continue;
        skip_past(">");
        return;
    }
}

} // namespace rounds::text
