// Character references (HTML Living Standard 13.5): the common names; the rest of the list of 2,231 stays as written,
// which a browser understands.

#include "server/social/text/html_tokens.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace rounds::text {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 47> names{{
    {"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},    {"apos", "'"},     {"nbsp", "\u00A0"},
    {"copy", "©"},   {"reg", "®"},    {"trade", "™"},  {"hellip", "…"},   {"mdash", "—"},    {"ndash", "–"},
    {"lsquo", "‘"},  {"rsquo", "’"},  {"sbquo", "‚"},  {"ldquo", "“"},    {"rdquo", "”"},    {"bdquo", "„"},
    {"laquo", "«"},  {"raquo", "»"},  {"bull", "•"},   {"middot", "·"},   {"deg", "°"},      {"plusmn", "±"},
    {"micro", "µ"},  {"para", "¶"},   {"sect", "§"},   {"times", "×"},    {"divide", "÷"},   {"euro", "€"},
    {"pound", "£"},  {"yen", "¥"},    {"cent", "¢"},   {"auml", "ä"},     {"ouml", "ö"},     {"uuml", "ü"},
    {"Auml", "Ä"},   {"Ouml", "Ö"},   {"Uuml", "Ü"},   {"szlig", "ß"},    {"eacute", "é"},   {"egrave", "è"},
    {"agrave", "à"}, {"ccedil", "ç"}, {"ntilde", "ñ"}, {"shy", "\u00AD"}, {"zwj", "\u200D"},
}};

struct Reference
{
    std::size_t size = 0; ///< with "&" and ";"
    std::string decoded;  ///< empty: a well-formed name that is not in the list
    bool valid = false;
};

std::string to_utf8(std::uint32_t c)
{
    std::string out;
    if (c < 0x80) {
        out += static_cast<char>(c);
    } else if (c < 0x800) {
        out += static_cast<char>(0xC0 | (c >> 6));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        out += static_cast<char>(0xE0 | (c >> 12));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (c >> 18));
        out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (c & 0x3F));
    }
    return out;
}

/// Controls (but tab and line feed), surrogates and what lies beyond Unicode are no text.
bool printable(std::uint32_t c) noexcept
{
    if (c < 0x20) return c == '\t' || c == '\n';
    return c != 0x7F && (c < 0x80 || c > 0x9F) && (c < 0xD800 || c > 0xDFFF) && c <= 0x10FFFF;
}

Reference read_numeric(std::string_view body, std::size_t size)
{
    const bool hex = body.size() > 1 && (body[1] == 'x' || body[1] == 'X');
    const auto digits = body.substr(hex ? 2 : 1);
    std::uint32_t code = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return {};
    return {size, printable(code) ? to_utf8(code) : "\uFFFD", true};
}

/// The reference at the "&" that `text` begins with.
Reference read_reference(std::string_view text)
{
    const auto semicolon = text.substr(0, 34).find(';');
    if (semicolon == std::string_view::npos || semicolon < 2) return {};
    const auto body = text.substr(1, semicolon - 1);
    if (body.front() == '#') return read_numeric(body, semicolon + 1);
    const auto found = std::ranges::find(names, body, [](const auto& entry) { return entry.first; });
    if (found != names.end()) return {semicolon + 1, std::string(found->second), true};
    const bool name = std::ranges::all_of(body, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
    return {semicolon + 1, {}, name && !(body.front() >= '0' && body.front() <= '9')};
}

template <class F> std::string with_references(std::string_view text, F write)
{
    std::string out;
    out.reserve(text.size());
    std::size_t at = 0;
    while (at < text.size()) {
        const auto found = std::min(text.find('&', at), text.size());
        write(out, text.substr(at, found - at), nullptr);
        if (found == text.size()) break;
        const auto reference = read_reference(text.substr(found));
        const auto size = reference.valid ? reference.size : 1;
        write(out, text.substr(found, size), reference.valid ? &reference : nullptr);
        at = found + size;
    }
    return out;
}

} // namespace

std::string decode_html(std::string_view text)
{
    return with_references(text, [](std::string& out, std::string_view piece, const Reference* reference) {
        out += reference && !reference->decoded.empty() ? std::string_view(reference->decoded) : piece;
    });
}

std::string normalise_html_text(std::string_view text)
{
    return with_references(text, [](std::string& out, std::string_view piece, const Reference* reference) {
        if (!reference)
            out += escape_html(piece);
        else if (reference->decoded.empty())
            out += piece; // a name that browsers know
        else
            out += escape_html(reference->decoded);
    });
}

} // namespace rounds::text
