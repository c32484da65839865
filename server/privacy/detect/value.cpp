#include "server/privacy/detect/value.hpp"

#include "server/privacy/detect/checks.hpp"
#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/pattern.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>

namespace rounds::privacy {
namespace {

constexpr std::size_t most_filler_words = 6;
constexpr std::size_t most_other_words = 4;
constexpr std::size_t longest_value = 40;

// Words that may stand between a cue and its number.
const std::unordered_set<std::string_view> filler{
    "number", "numbers", "num",  "no",      "nr",       "nbr",    "id",     "ids",     "is",     "was",    "are",
    "it's",   "its",     "code", "es",      "ist",      "est",    "e",      "de",      "del",    "do",     "da",
    "the",    "my",      "our",  "his",     "her",      "numero", "nummer", "card",    "ending", "in",     "on",
    "file",   "for",     "pt",   "patient", "record",   "lautet", "and",    "y",       "plan",   "listed", "as",
    "under",  "starts",  "with", "reads",   "goes",     "like",   "ends",   "last",    "4",      "four",   "digits",
    "of",     "a",       "it",   "says",    "shows",    "to",     "this",   "that",    "if",     "anyone", "needs",
    "called", "#",       "el",   "la",      "le",       "mi",     "su",     "mein",    "meine",  "mon",    "ma",
    "meu",    "minha",   "il",   "hash",    "template", "scan",   "i",      "gave",    "given",  "back",   "mine",
    "ours",   "theirs",  "mio",  "clinica", "clinico",  "you",    "que",    "that",    "thats",  "that's", "son",
    "sont",   "sao",     "sind", "iz",      "lleva",    "at",     "from",   "have",    "has",    "nro",    "n",
    "op",     "auf",     "sur",  "sobre",   "al",       "mijn",   "zijn",   "sua",     "seu",    "votre",  "currently",
    "still",  "they",    "just", "here",    "these",    "ser",    "by",     "nos",     "meiner", "meines", "meinem",
    "r",      "ar",      "nmbr", "numbr",   "nubmer",   "numbre", "numer",  "lautete", "tiene",  "tem",    "hat",
    "ha",     "hab",
};

bool alnum(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}
bool digit(char c)
{
    return c >= '0' && c <= '9';
}

bool token_char(char c)
{
    return alnum(c) || c == '-' || c == '/' || c == '.' || c == '_' || c == '*';
}

/// The token at `at`, without punctuation at its end.
Place token_at(std::string_view text, std::size_t at)
{
    auto end = at;
    while (end < text.size() && end - at < longest_value && token_char(text[end])) ++end;
    while (end > at && !alnum(text[end - 1])) --end;
    return {at, end};
}

std::size_t skip_blank(std::string_view text, std::size_t at, std::string_view blank)
{
    while (at < text.size() && blank.find(text[at]) != std::string_view::npos) ++at;
    return at;
}

bool is_filler(std::string_view word)
{
    return filler.contains(word);
}

std::size_t count_digits(std::string_view text)
{
    return static_cast<std::size_t>(std::ranges::count_if(text, digit));
}

ROUNDS_PATTERN(
    unit,
    R"(^\s?(?:mg|mcg|ug|ng|g|kg|lb|lbs|ml|dl|l|cc|mmol|mol|meq|iu|units?|u/l|cells?|copies|bpm|mmhg|cm|mm|microns?|inches|feet|years?|yrs?|yo|y/o|months?|mo|weeks?|wks?|days?|hours?|hrs?|h|min(?:ute)?s?|sec|%|percent|per\b|x\b|times|patients?|people|participants?|subjects?|women|men|children|cases|adults|dollars|usd|euros?|points?|steps|kcal|cal|pages?|anos|meses|dias|jahre|ans|mois|jours|/\s?(?:ml|l|ul|dl|kg|mg|day|min|hr))(?:\b|$|[^a-z]))"
)
// Codes that name a thing everybody knows, not a person.
ROUNDS_PATTERN(
    published,
    R"(^(?:nct\d{8}|isrctn\d+|eudract.*|pmc\d+|10\.\d{4,9}/.*|rs\d{4,}|[a-z]\d{2}(?:\.\d{1,4})?|t\d[a-c]?n\d[a-c]?m\d|covid-?19|sars-cov-2|h\d+n\d+|b\d{1,2}|il-?\d+|cd\d+|her-?2|brca-?[12]|c\d{2,3}|20\d\d-\d\d(?:-\d\d)?|(?:19|20)\d\d|\d+(?:\.\d+)?/\d+(?:\.\d+)?|\d+\.\d{1,2}|\d+\.\d{4,}|\d{1,2}\.\d{3}|[1-9]\d?-\d{1,3}|[1-9]\d{2}-\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4})$)"
)
ROUNDS_PATTERN(range, R"(^\d{3}-\d{3}$)")
ROUNDS_PATTERN(
    published_cue,
    R"(\b(?:icd(?:-?\s?(?:9|10|11))?(?:-cm|-pcs)?|cpt|hcpcs|ndc|loinc|snomed|pmid|isbn|doi|nct|trial|protocol|grant|drg|dx code|diagnosis code|procedure code|billing code)\b[^\n]{0,12}$)"
)

std::size_t least_digits(Strength strength)
{
    switch (strength) {
    case Strength::strong:
        return 3;
    case Strength::medium:
        return 4;
    case Strength::weak:
        break;
    }
    return 5;
}

/// Further groups: "55 83 12", "4471\n902", "AB 123 456".
std::size_t extend(const Scan& scan, std::size_t end)
{
    const auto text = scan.lower();
    for (int groups = 0; groups < 5; ++groups) {
        auto next = end;
        std::size_t gaps = 0;
        while (next < text.size() && gaps < 3 && std::string_view(" -\n.").find(text[next]) != std::string_view::npos) {
            if (text[next] == '.' && next + 1 < text.size() && !digit(text[next + 1])) break;
            ++next;
            ++gaps;
        }
        if (gaps == 0 || next >= text.size()) break;
        const auto group = token_at(text, next);
        const auto word = scan.lower(group);
        if (word.empty() || word.size() > 8 || count_digits(word) == 0) break;
        const bool plain = count_digits(word) == word.size() || (count_digits(word) >= 2 && word.size() <= 6);
        if (!plain || scan.has(scan.right(group.end, 12), unit()) || scan.has(word, published())) {
            if (!(plain && count_digits(word) == word.size() && word.size() == 4 &&
                  !scan.has(scan.right(group.end, 12), unit())))
                break;
        }
        end = group.end;
    }
    return end;
}

/// Whether a group of letters ("AB", "HPX") leads a code that goes on with digits; in small letters only where the cue
/// is sure and the group no word ("pfz 600 122").
bool leads_code(const Scan& scan, Place token, Strength strength)
{
    const auto word = scan.text(token);
    const bool capitals = std::ranges::all_of(word, [](char c) { return (c >= 'A' && c <= 'Z') || c == '-'; });
    const bool small = strength != Strength::weak && word.size() <= 4 && word.size() != 2 && token.size() > 0 &&
                       !classify(scan.lower(token)).common;
    static const RE2 published_code(
        R"(^(?:snomed|loinc|icd|cpt|ndc|nct|pmid|doi|isbn|cas|atc|omim|mesh|rxcui|drg|hcpcs|grch|cd|il|hla|usd|eur|room|bed|bmj|jama|nejm|vol|ph|bp|hr|mg|rs|nm|np)$)",
        pattern_options()
    );
    if (scan.has(scan.lower(token), published_code)) return false;
    const auto text = scan.lower();
    auto next = token.end;
    while (next < text.size() && next < token.end + 2 && (text[next] == ' ' || text[next] == '#')) ++next;
    if ((!capitals && !small) || word.size() > 6 || next == token.end || next >= text.size()) return false;
    if (digit(text[next])) return true;
    // "#PKX7720184" after the name of a model.
    return text[next - 1] == '#' && count_digits(scan.lower(token_at(text, next))) > 0;
}

/// "120/80", "3/14": a slash between short numbers. "HB/2291/07" and "28/28/44819" are numbers of a register.
bool is_ratio(std::string_view word)
{
    const auto slash = word.find('/');
    if (slash == std::string_view::npos) return false;
    const bool letters = std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
    return !letters && (word.size() < 7 || (count_digits(word) < 6));
}

bool acceptable(const Scan& scan, Place value, Strength strength)
{
    const auto word = scan.lower(value);
    const auto digits = count_digits(word);
    const bool letters = digits < word.size() && std::ranges::any_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
    if (digits < least_digits(strength) && !(letters && digits >= 2 && word.size() >= 5 && strength != Strength::weak))
        return false;
    if (strength != Strength::strong && scan.has(word, published())) return false;
    if (strength == Strength::strong && digits < 5 && scan.has(word, published()) && !letters) return digits == 4;
    if (strength == Strength::weak && scan.has(word, range())) return false;
    if (word.find("org/") != std::string_view::npos || word.find(".com") != std::string_view::npos) return false;
    if (word.starts_with("nct") || word.starts_with("isrctn") || is_ratio(word)) return false;
    if (scan.has(scan.right(value.end, 14), unit())) return false;
    return !scan.has(scan.left(value.begin, 24), published_cue());
}

} // namespace

std::optional<Place> value_after(const Scan& scan, std::size_t at, Strength strength)
{
    const auto text = scan.lower();
    std::size_t words = 0;
    std::size_t others = 0;
    std::size_t lines = 0;
    while (at < text.size()) {
        const auto before = at;
        at = skip_blank(text, at, " \n:=#(),\"'*>-|~[]<.!?;_");
        const auto gap = text.substr(before, at - before);
        // A sentence that ended has nothing more to announce, unless its number follows on a line of its own.
        lines += static_cast<std::size_t>(std::ranges::count(gap, '\n'));
        const bool ended = gap.find(". ") != std::string_view::npos || gap.find("? ") != std::string_view::npos ||
                           gap.find("! ") != std::string_view::npos || gap.find("; ") != std::string_view::npos;
        if (lines > 2 || (ended && words + others > 0) || (lines > 0 && others > 0)) return std::nullopt;
        const auto token = token_at(text, at);
        if (token.size() == 0) return std::nullopt;
        const auto word = scan.lower(token);
        if (is_filler(word) && words < most_filler_words) {
            ++words;
            at = token.end;
            continue;
        }
        Place value = token;
        if (count_digits(word) == 0 && !leads_code(scan, token, strength)) {
            // "the record number on the disc is 3390-1182": other words may stand between when the cue is sure.
            if (strength == Strength::weak || ++others > most_other_words) return std::nullopt;
            at = token.end;
            continue;
        }
        value.end = extend(scan, value.end);
        if (value.begin > 0 && text[value.begin - 1] == '#') --value.begin;
        if (!acceptable(scan, value, strength)) return std::nullopt;
        return value;
    }
    return std::nullopt;
}

std::optional<Place> value_before(const Scan& scan, std::size_t at, Strength strength)
{
    const auto text = scan.lower();
    std::size_t end = at;
    std::size_t words = 0;
    bool linked = false;
    while (end > 0) {
        while (end > 0 && std::string_view(" \n:=(,\"'-").find(text[end - 1]) != std::string_view::npos) {
            linked = linked || text[end - 1] == '(' || text[end - 1] == '=';
            --end;
        }
        auto begin = end;
        while (begin > 0 && end - begin < longest_value && token_char(text[begin - 1])) --begin;
        const Place token{begin, end};
        const auto word = scan.lower(token);
        if (word.empty()) return std::nullopt;
        if (count_digits(word) == 0) {
            if (!is_filler(word) || ++words > 4) return std::nullopt;
            linked = linked || word == "is" || word == "was" || word == "es" || word == "ist" || word == "est" ||
                     word == "as" || word == "that's" || word == "thats" || word == "it's" || word == "its";
            end = begin;
            continue;
        }
        const bool long_enough = count_digits(word) >= 5;
        if (!linked || !long_enough || !acceptable(scan, token, strength)) return std::nullopt;
        return token;
    }
    return std::nullopt;
}

namespace {

/// Words between "plate" and its letters.
bool is_car_word(std::string_view word)
{
    constexpr auto words = std::to_array<std::string_view>({
        "car",     "plate",        "plates",    "license", "licence",   "reg",        "tag",      "tags",  "coche",
        "carro",   "auto",         "voiture",   "vehicle", "vehiculo",  "veiculo",    "wagen",    "suv",   "truck",
        "van",     "registration", "lic",       "nummer",  "reads",     "registered", "blue",     "red",   "white",
        "black",   "silver",       "grey",      "gray",    "green",     "honda",      "toyota",   "ford",  "with",
        "honda's", "num",          "matricule", "temp",    "temporary", "handicap",   "disabled", "state",
    });
    return std::ranges::find(words, word) != words.end();
}

} // namespace

std::optional<Place> plate_after(const Scan& scan, std::size_t at)
{
    const auto text = scan.lower();
    for (std::size_t words = 0; words <= most_filler_words && at < text.size(); ++words) {
        at = skip_blank(text, at, " \n:=#(),\"'*>|[]<");
        auto token = token_at(text, at);
        const auto word = scan.lower(token);
        if (word.empty()) return std::nullopt;
        const bool state = words < 3 && word.size() <= 12 && classify(word).never;
        if (is_filler(word) || state || is_car_word(word)) {
            at = token.end;
            continue;
        }
        const auto written = scan.text(token);
        const bool capitals = std::ranges::none_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
        const auto next = token.end < text.size() && (text[token.end] == ' ' || text[token.end] == '-')
                              ? token_at(text, token.end + 1)
                              : Place{};
        if (count_digits(word) == 0 && word.size() == 2 && next.size() >= 5 && count_digits(scan.lower(next)) > 0) {
            at = next.begin; // "plate TX 7ABC123"
            continue;
        }
        if (count_digits(word) == 0 && capitals && word.size() <= 6 && word.find('-') != std::string_view::npos &&
            next.size() > 0 && next.size() <= 5 && count_digits(scan.lower(next)) > 0)
            return Place{token.begin, next.end}; // "HH-KR 4471"
        const bool pair = next.size() > 0 && next.size() <= 5 &&
                          count_digits(scan.lower(next)) + count_digits(word) >= 2 &&
                          (count_digits(scan.lower(next)) > 0 ||
                           scan.text(next).find_first_of("abcdefghijklmnopqrstuvwxyz") == std::string_view::npos);
        if (pair && (capitals || word.size() <= 4) && word.size() <= 4) token.end = extend(scan, next.end);
        const auto value = scan.lower(token);
        const auto digits = count_digits(value);
        const bool other = scan.has(value, published()) && digits == value.size();
        if (digits == 0 || value.size() < 4 || value.size() > 20 || other ||
            scan.has(scan.right(token.end, 12), unit()))
            return std::nullopt;
        return token;
    }
    return std::nullopt;
}

} // namespace rounds::privacy
