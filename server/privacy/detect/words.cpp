#include "server/privacy/detect/words.hpp"

#include <cctype>

namespace rounds::privacy {
namespace {

bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// A double name is known by its parts: "Smith-Jones", "O'Brien", "Jean-Luc".
WordClass classify_parts(std::string_view word)
{
    auto whole = classify(word);
    const auto cut = word.find_first_of("-'");
    if (cut == std::string_view::npos || whole.given || whole.surname || whole.common || whole.never) return whole;
    const auto first = classify(word.substr(0, cut));
    const auto second = classify(word.substr(cut + 1));
    whole.given = first.given && second.given;
    whole.surname = second.surname && cut + 1 < word.size();
    whole.common = first.common && (second.common || cut + 1 == word.size());
    whole.never = first.never || second.never;
    return whole;
}

bool starts_sentence(std::string_view text, std::size_t at)
{
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '"' || text[at - 1] == '\'' || text[at - 1] == '(')) --at;
    return at == 0 || std::string_view(".!?\n:*>").find(text[at - 1]) != std::string_view::npos;
}

Word word_at(const Scan& scan, Place place)
{
    const auto text = scan.text();
    Word word;
    auto lower = scan.lower(place);
    if (lower.size() > 2 && lower.ends_with("'s")) {
        word.possessive = true;
        place.end -= 2;
    } else if (lower.size() > 2 && lower.ends_with("s'")) {
        word.possessive = true;
        place.end -= 1;
    }
    while (place.size() > 1 && !letter(text[place.end - 1])) --place.end;
    lower = scan.lower(place);
    word.place = place;
    word.is = classify_parts(lower);
    const auto written = scan.text(place);
    std::size_t uppers = 0;
    std::size_t letters = 0;
    for (const char c : written) {
        uppers += upper(c) ? 1 : 0;
        letters += letter(c) ? 1 : 0;
    }
    word.capital = upper(written[0]);
    word.capitals = letters >= 2 && uppers == letters;
    // "AFib", "HbA": a code, unless it is built like "McKay" or "DeShawn".
    const bool built = lower.starts_with("mc") || lower.starts_with("mac") || lower.starts_with("de") ||
                       lower.starts_with("la") || lower.starts_with("o'") || lower.starts_with("van") ||
                       lower.starts_with("fitz") || lower.starts_with("d'") || lower.starts_with("di") ||
                       lower.find('-') != std::string_view::npos || lower.find('\'') != std::string_view::npos;
    if (uppers >= 2 && !word.capitals && !built) word.is.never = true;
    const char before = place.begin > 0 ? text[place.begin - 1] : ' ';
    const char after = place.end < text.size() ? text[place.end] : ' ';
    const char next = place.end + 1 < text.size() ? text[place.end + 1] : ' ';
    word.handle = before == '@' || before == '#' || before == '/' || before == '_' || after == '@' || after == '_' ||
                  std::isdigit(static_cast<unsigned char>(before)) != 0 ||
                  std::isdigit(static_cast<unsigned char>(after)) != 0 ||
                  (after == '/' && letter(next) && !upper(next)) || (after == '.' && letter(next) && !upper(next)) ||
                  (before == '.' && place.begin > 1 && letter(text[place.begin - 2]) && !upper(text[place.begin]));
    // "dr.patel" is no address.
    const auto titled = [](std::string_view title) {
        return title == "dr" || title == "mr" || title == "mrs" || title == "ms" || title == "prof" || title == "dra" ||
               title == "sra";
    };
    if (titled(lower)) word.handle = false;
    if (before == '.' && place.begin >= 3) {
        auto from = place.begin - 1;
        while (from > 0 && letter(text[from - 1])) --from;
        if (titled(scan.lower({from, place.begin - 1}))) word.handle = after == '@' || after == '.';
    }
    word.starts = starts_sentence(text, place.begin);
    return word;
}

} // namespace

std::vector<Word> words_of(const Scan& scan)
{
    std::vector<Word> words;
    const auto text = scan.text();
    scan.worked(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (!letter(text[at])) {
            ++at;
            continue;
        }
        auto end = at;
        while (end < text.size() && (letter(text[end]) || ((text[end] == '\'' || text[end] == '-') &&
                                                           end + 1 < text.size() && letter(text[end + 1]))))
            ++end;
        words.push_back(word_at(scan, {at, end}));
        at = end;
    }
    return words;
}

} // namespace rounds::privacy
