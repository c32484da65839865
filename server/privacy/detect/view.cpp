#include "server/privacy/detect/view.hpp"

#include "server/privacy/detect/pattern.hpp"

#include <array>
#include <optional>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace rounds::privacy {
namespace {

struct Plain
{
    UChar32 from;
    std::string_view to;
};

// Letters that NFKD leaves whole although readers take them for these.
constexpr std::array letters{
    Plain{0x00DF, "ss"},
    Plain{0x00E6, "ae"},
    Plain{0x00C6, "AE"},
    Plain{0x00F8, "o"},
    Plain{0x00D8, "O"},
    Plain{0x0153, "oe"},
    Plain{0x0142, "l"},
    Plain{0x0141, "L"},
    Plain{0x0111, "d"},
    Plain{0x0110, "D"},
    Plain{0x0131, "i"},
    Plain{0x00F0, "d"},
    Plain{0x00FE, "th"},
};

// UTS 39 confusables that are met inside Latin words.
constexpr std::array look_alikes{
    Plain{0x0430, "a"}, Plain{0x0435, "e"}, Plain{0x043E, "o"}, Plain{0x0440, "p"}, Plain{0x0441, "c"},
    Plain{0x0443, "y"}, Plain{0x0445, "x"}, Plain{0x0456, "i"}, Plain{0x0458, "j"}, Plain{0x0455, "s"},
    Plain{0x0410, "A"}, Plain{0x0412, "B"}, Plain{0x0415, "E"}, Plain{0x041A, "K"}, Plain{0x041C, "M"},
    Plain{0x041D, "H"}, Plain{0x041E, "O"}, Plain{0x0420, "P"}, Plain{0x0421, "C"}, Plain{0x0422, "T"},
    Plain{0x0425, "X"}, Plain{0x0406, "I"}, Plain{0x0408, "J"}, Plain{0x0405, "S"}, Plain{0x043D, "h"},
    Plain{0x0442, "t"}, Plain{0x043C, "m"}, Plain{0x043A, "k"}, Plain{0x03BF, "o"}, Plain{0x03B1, "a"},
    Plain{0x03BD, "v"}, Plain{0x03C1, "p"}, Plain{0x03B9, "i"}, Plain{0x0391, "A"}, Plain{0x0392, "B"},
    Plain{0x0395, "E"}, Plain{0x0396, "Z"}, Plain{0x0397, "H"}, Plain{0x0399, "I"}, Plain{0x039A, "K"},
    Plain{0x039C, "M"}, Plain{0x039D, "N"}, Plain{0x039F, "O"}, Plain{0x03A1, "P"}, Plain{0x03A4, "T"},
    Plain{0x03A5, "Y"}, Plain{0x03A7, "X"},
};

template <std::size_t N> std::optional<std::string_view> look_up(const std::array<Plain, N>& table, UChar32 c)
{
    for (const auto& row : table)
        if (row.from == c) return row.to;
    return std::nullopt;
}

bool invisible(UChar32 c)
{
    const auto kind = u_charType(c);
    return kind == U_NON_SPACING_MARK || kind == U_ENCLOSING_MARK || kind == U_FORMAT_CHAR || c == 0xFE0F;
}

std::string utf8(UChar32 c)
{
    std::string out;
    icu::UnicodeString(c).toUTF8String(out);
    return out;
}

/// One code point without its compatibility form: what rules see of it.
std::string plain(UChar32 c)
{
    if (c < 0x80) return {static_cast<char>(c)};
    if (const auto digit = u_charDigitValue(c); digit >= 0) return {static_cast<char>('0' + digit)};
    if (const auto letter = look_up(letters, c)) return std::string(*letter);
    switch (u_charType(c)) {
    case U_DASH_PUNCTUATION:
        return "-";
    case U_SPACE_SEPARATOR:
        return " ";
    case U_LINE_SEPARATOR:
    case U_PARAGRAPH_SEPARATOR:
        return "\n";
    default:
        break;
    }
    if (c == 0x2212) return "-";
    if ((c >= 0x2190 && c <= 0x21FF) || (c >= 0x2794 && c <= 0x27BE)) return ">";
    if (c == 0x2018 || c == 0x2019 || c == 0x00B4 || c == 0x02BC || c == 0x2032) return "'";
    if (c == 0x201C || c == 0x201D || c == 0x201E || c == 0x00AB || c == 0x00BB) return "\"";
    if (c == 0x00B7 || c == 0x2022 || c == 0x2024 || c == 0x30FB) return ".";
    return utf8(c);
}

bool latin(UChar32 c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct Letter
{
    UChar32 c;
    std::uint32_t start;
    std::uint32_t end;
};

/// Writes a word; one that mixes Latin letters with look-alikes is read as Latin.
void flush(View& view, std::vector<Letter>& word)
{
    bool mixed = false;
    for (const auto& letter : word) mixed = mixed || latin(letter.c) || u_isdigit(letter.c);
    for (const auto& letter : word) {
        const auto twin = mixed && letter.c >= 0x370 ? look_up(look_alikes, letter.c) : std::nullopt;
        view.add(twin ? std::string(*twin) : plain(letter.c), letter.start, letter.end);
    }
    word.clear();
}

class Normaliser
{
public:
    void take(UChar32 c, std::uint32_t index)
    {
        if (c < 0x80) return put(c, index);
        icu::UnicodeString parts;
        if (!forms_->getDecomposition(c, parts)) return put(c, index);
        for (std::int32_t i = 0; i < parts.length(); i = parts.moveIndex32(i, 1)) put(parts.char32At(i), index);
    }

    View finish()
    {
        flush(view_, word_);
        return std::move(view_);
    }

private:
    void put(UChar32 c, std::uint32_t index)
    {
        if (c >= 0x80 && invisible(c)) {
            // A mark belongs to the letter before it.
            if (!word_.empty())
                word_.back().end = index + 1;
            else if (!view_.ends.empty())
                view_.ends.back() = index + 1;
            return;
        }
        // "n\xC2\xB0 12" is French for a number.
        if (c == 0xB0 && word_.size() == 1 && (word_[0].c == 'n' || word_[0].c == 'N')) c = 'o';
        word_.push_back({c, index, index + 1});
        if (c < 0x80 ? !(latin(c) || (c >= '0' && c <= '9')) : !u_isalnum(c)) flush(view_, word_);
    }

    UErrorCode status_ = U_ZERO_ERROR;
    const icu::Normalizer2* forms_ = icu::Normalizer2::getNFKDInstance(status_);
    View view_;
    std::vector<Letter> word_;
};

} // namespace

void View::add(std::string_view bytes, std::uint32_t start, std::uint32_t end)
{
    text += bytes;
    starts.insert(starts.end(), bytes.size(), start);
    ends.insert(ends.end(), bytes.size(), end);
}

void View::copy(const View& from, Place place)
{
    text.append(from.text, place.begin, place.size());
    const auto begin = static_cast<std::ptrdiff_t>(place.begin);
    const auto end = static_cast<std::ptrdiff_t>(place.end);
    starts.insert(starts.end(), from.starts.begin() + begin, from.starts.begin() + end);
    ends.insert(ends.end(), from.ends.begin() + begin, from.ends.begin() + end);
}

void View::replace(const View& from, Place place, std::string_view bytes)
{
    const auto span = from.span(place);
    add(bytes, span.start, span.end);
}

Span View::span(Place place) const noexcept
{
    if (place.begin >= place.end || place.end > text.size()) return {};
    return {starts[place.begin], ends[place.end - 1]};
}

View normalise(std::string_view text)
{
    Normaliser normaliser;
    std::uint32_t index = 0;
    const auto size = static_cast<std::int32_t>(text.size());
    for (std::int32_t i = 0; i < size; ++index) {
        UChar32 c = 0;
        U8_NEXT_OR_FFFD(text.data(), i, size, c);
        normaliser.take(c, index);
    }
    return normaliser.finish();
}

View drop_ports(const View& view)
{
    static const RE2 handle(R"(@[\w.-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(:\d{1,5})\b)", pattern_options());
    View out;
    const re2::StringPiece all(view.text.data(), view.text.size());
    std::size_t at = 0;
    std::array<re2::StringPiece, 2> parts;
    while (handle.Match(all, at, all.size(), RE2::UNANCHORED, parts.data(), static_cast<int>(parts.size()))) {
        const auto port = static_cast<std::size_t>(parts[1].data() - all.data());
        out.copy(view, {at, port});
        at = port + parts[1].size();
    }
    out.copy(view, {at, view.text.size()});
    return out;
}

} // namespace rounds::privacy
