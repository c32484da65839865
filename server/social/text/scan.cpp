#include "server/social/text/scan.hpp"

#include "storage/base/text.hpp"

#include <cstdint>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace rounds::text {

namespace {

constexpr std::size_t longest_link = 2048;
constexpr std::size_t longest_tag = 100;
constexpr std::size_t most_places = 1000; // of a kind; no post that is read by people has more

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool is_name(char c) noexcept
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

struct CodePoint
{
    UChar32 value;
    std::size_t end;
};

CodePoint decode(std::string_view text, std::size_t at) noexcept
{
    // U8_NEXT wants 32 bits; a text is far shorter (the largest request is some megabytes).
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    auto i = static_cast<std::int32_t>(at);
    UChar32 c = 0;
    U8_NEXT(bytes, i, static_cast<std::int32_t>(text.size()), c);
    return {c, static_cast<std::size_t>(i)};
}

bool is_word(UChar32 c) noexcept
{
    if (c == '_') return true;
    constexpr auto parts = U_GC_L_MASK | U_GC_M_MASK | U_GC_ND_MASK | U_GC_NL_MASK;
    return c >= 0 && (U_MASK(u_charType(c)) & parts) != 0;
}

/// Letters that join words in tags: middle dot, zero-width non-joiner, katakana middle dot.
bool is_tag_part(UChar32 c) noexcept
{
    return is_word(c) || c == 0xB7 || c == 0x200C || c == 0x30FB;
}

class Scanner
{
public:
    explicit Scanner(std::string_view text) : text_(text) {}

    Places run()
    {
        UChar32 before = ' ';
        std::size_t at = 0;
        while (at < text_.size()) {
            const auto [c, next] = decode(text_, at);
            std::size_t end = next;
            UChar32 last = c;
            if (c == '@')
                end = mention(at, next, before);
            else if (c == '#' || c == 0xFF03)
                end = tag(at, next, before);
            else if ((c == 'h' || c == 'H') && !is_word(before))
                end = link(at, next);
            if (end != next) last = 'a'; // whatever was taken ends like a word
            before = last;
            at = end;
        }
        return std::move(places_);
    }

private:
    /// "ann", "a.nn-b": separators only between name characters. Returns the end, `at` when there is no name.
    std::size_t name_end(std::size_t at, bool unicode) const
    {
        std::size_t end = at;
        std::size_t i = at;
        while (i < text_.size()) {
            const auto [c, next] = decode(text_, i);
            const bool part = c < 0x80 ? is_name(static_cast<char>(c)) : unicode && is_word(c);
            if (part)
                end = next;
            else if ((c != '.' && c != '-') || end == at)
                break;
            i = next;
        }
        return end;
    }

    std::size_t mention(std::size_t begin, std::size_t at, UChar32 before)
    {
        if (before == '/' || before == '=' || is_word(before)) return at;
        const auto name = name_end(at, false);
        if (name == at) return at;
        if (places_.mentions.size() == most_places) return name;
        MentionPlace place{begin, name, std::string(text_.substr(at, name - at)), {}};
        if (name < text_.size() && text_[name] == '@') {
            const auto host = name_end(name + 1, true);
            if (host != name + 1) {
                place.end = port_end(host);
                place.domain = std::string(text_.substr(name + 1, place.end - name - 1));
            }
        }
        const auto end = place.end;
        places_.mentions.push_back(std::move(place));
        return end;
    }

    std::size_t port_end(std::size_t at) const
    {
        if (at >= text_.size() || text_[at] != ':') return at;
        std::size_t end = at + 1;
        while (end < text_.size() && is_digit(text_[end]) && end - at <= 5) ++end;
        const bool longer = end < text_.size() && is_digit(text_[end]);
        return end == at + 1 || longer ? at : end;
    }

    std::size_t tag(std::size_t begin, std::size_t at, UChar32 before)
    {
        if (before == '/' || before == '=' || before == '&' || before == '#' || is_word(before)) return at;
        std::size_t end = at;
        std::size_t word = at; // without joiners at the end: those are punctuation
        std::size_t length = 0;
        bool letter = false;
        while (end < text_.size()) {
            const auto [c, next] = decode(text_, end);
            if (!is_tag_part(c)) break;
            letter = letter || u_isalpha(c);
            ++length;
            end = next;
            if (is_word(c)) word = next;
        }
        if (!letter || length > longest_tag || places_.tags.size() == most_places) return end;
        places_.tags.push_back({begin, word, std::string(text_.substr(at, word - at))});
        return end;
    }

    std::size_t link(std::size_t begin, std::size_t after_h)
    {
        const auto rest = text_.substr(begin, 8);
        const std::size_t scheme = iequals(rest, "https://") ? 8 : iequals(rest.substr(0, 7), "http://") ? 7 : 0;
        if (scheme == 0) return after_h;
        const auto stop = token_end(begin + scheme);
        const auto end = without_punctuation(begin + scheme, stop);
        const auto url = text_.substr(begin, end - begin);
        // What is no link is skipped as a whole: looking into it again would cost the square of its length.
        if (url.size() > longest_link || places_.links.size() == most_places) return stop;
        if (!good_authority(url.substr(scheme))) return stop;
        places_.links.push_back({begin, end, std::string(url)});
        return end;
    }

    std::size_t token_end(std::size_t at) const
    {
        while (at < text_.size()) {
            const auto [c, next] = decode(text_, at);
            if (c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '"' || c == '`') break;
            if (c >= 0x80 && (u_isUWhiteSpace(c) || u_iscntrl(c) || c == 0x200B || c == 0x3002 || c == 0xFF0C)) break;
            at = next;
        }
        return at;
    }

    /// A sentence's punctuation does not belong to the link; a closing bracket does when it was opened in it.
    std::size_t without_punctuation(std::size_t from, std::size_t end) const
    {
        int round = 0;
        int square = 0;
        for (std::size_t i = from; i < end; ++i) {
            round += text_[i] == '(' ? 1 : text_[i] == ')' ? -1 : 0;
            square += text_[i] == '[' ? 1 : text_[i] == ']' ? -1 : 0;
        }
        constexpr std::string_view marks = ".,;:!?'";
        while (end > from) {
            const char c = text_[end - 1];
            if (c == ')' && round < 0)
                ++round;
            else if (c == ']' && square < 0)
                ++square;
            else if (!marks.contains(c))
                break;
            --end;
        }
        return end;
    }

    /// host[:port] without user information: "https://bank.example@evil.example" stays text.
    static bool good_authority(std::string_view rest)
    {
        const auto authority = rest.substr(0, rest.find_first_of("/?#"));
        if (authority.empty() || authority.contains('@') || authority.contains('%') || authority.contains('\\'))
            return false;
        const auto first = static_cast<unsigned char>(authority.front());
        return first >= 0x80 || is_name(authority.front()) || authority.front() == '[';
    }

    std::string_view text_;
    Places places_;
};

} // namespace

Places find_places(std::string_view text)
{
    return Scanner(text).run();
}

std::vector<MentionPlace> find_mentions(std::string_view text)
{
    return find_places(text).mentions;
}

std::vector<TagPlace> find_tags(std::string_view text)
{
    return find_places(text).tags;
}

std::vector<LinkPlace> find_links(std::string_view text)
{
    return find_places(text).links;
}

} // namespace rounds::text
