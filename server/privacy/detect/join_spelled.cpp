#include "server/privacy/detect/pattern.hpp"
#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>
#include <unordered_map>

namespace rounds::privacy {
namespace {

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}
bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_alnum(char c)
{
    return is_digit(c) || is_letter(c);
}

// Words for digits in English, Spanish, French, German, Portuguese, Italian and Dutch, without accents.
const std::unordered_map<std::string_view, std::string_view>& number_words()
{
    static const std::unordered_map<std::string_view, std::string_view> words{
        {"zero", "0"},        {"oh", "0"},         {"nought", "0"},     {"one", "1"},         {"two", "2"},
        {"three", "3"},       {"four", "4"},       {"five", "5"},       {"six", "6"},         {"seven", "7"},
        {"eight", "8"},       {"nine", "9"},       {"niner", "9"},      {"ten", "10"},        {"eleven", "11"},
        {"twelve", "12"},     {"thirteen", "13"},  {"fourteen", "14"},  {"fifteen", "15"},    {"sixteen", "16"},
        {"seventeen", "17"},  {"eighteen", "18"},  {"nineteen", "19"},  {"twenty", "20"},     {"thirty", "30"},
        {"forty", "40"},      {"fifty", "50"},     {"sixty", "60"},     {"seventy", "70"},    {"eighty", "80"},
        {"ninety", "90"},     {"cero", "0"},       {"uno", "1"},        {"una", "1"},         {"dos", "2"},
        {"tres", "3"},        {"cuatro", "4"},     {"cinco", "5"},      {"seis", "6"},        {"siete", "7"},
        {"ocho", "8"},        {"nueve", "9"},      {"un", "1"},         {"une", "1"},         {"deux", "2"},
        {"trois", "3"},       {"quatre", "4"},     {"cinq", "5"},       {"sept", "7"},        {"huit", "8"},
        {"neuf", "9"},        {"null", "0"},       {"eins", "1"},       {"zwei", "2"},        {"zwo", "2"},
        {"drei", "3"},        {"vier", "4"},       {"funf", "5"},       {"fuenf", "5"},       {"sechs", "6"},
        {"sieben", "7"},      {"acht", "8"},       {"neun", "9"},       {"um", "1"},          {"dois", "2"},
        {"duas", "2"},        {"quatro", "4"},     {"sete", "7"},       {"oito", "8"},        {"nove", "9"},
        {"meia", "6"},        {"due", "2"},        {"tre", "3"},        {"quattro", "4"},     {"cinque", "5"},
        {"sei", "6"},         {"sette", "7"},      {"otto", "8"},       {"een", "1"},         {"twee", "2"},
        {"drie", "3"},        {"vijf", "5"},       {"zes", "6"},        {"zeven", "7"},       {"negen", "9"},
        {"nul", "0"},         {"diez", "10"},      {"once", "11"},      {"doce", "12"},       {"trece", "13"},
        {"catorce", "14"},    {"quince", "15"},    {"dieciseis", "16"}, {"diecisiete", "17"}, {"dieciocho", "18"},
        {"diecinueve", "19"}, {"veinte", "20"},    {"treinta", "30"},   {"cuarenta", "40"},   {"cincuenta", "50"},
        {"sesenta", "60"},    {"setenta", "70"},   {"ochenta", "80"},   {"noventa", "90"},    {"dix", "10"},
        {"onze", "11"},       {"douze", "12"},     {"treize", "13"},    {"quatorze", "14"},   {"quinze", "15"},
        {"seize", "16"},      {"vingt", "20"},     {"trente", "30"},    {"quarante", "40"},   {"cinquante", "50"},
        {"soixante", "60"},   {"zehn", "10"},      {"elf", "11"},       {"zwolf", "12"},      {"dreizehn", "13"},
        {"vierzehn", "14"},   {"funfzehn", "15"},  {"sechzehn", "16"},  {"siebzehn", "17"},   {"achtzehn", "18"},
        {"neunzehn", "19"},   {"zwanzig", "20"},   {"dreissig", "30"},  {"vierzig", "40"},    {"funfzig", "50"},
        {"sechzig", "60"},    {"siebzig", "70"},   {"achtzig", "80"},   {"neunzig", "90"},    {"dez", "10"},
        {"doze", "12"},       {"treze", "13"},     {"quatorze", "14"},  {"vinte", "20"},      {"trinta", "30"},
        {"quarenta", "40"},   {"cinquenta", "50"}, {"sessenta", "60"},  {"setenta", "70"},    {"oitenta", "80"},
        {"noventa", "90"},    {"dieci", "10"},     {"dodici", "12"},    {"venti", "20"},      {"trenta", "30"},
    };
    return words;
}

struct Piece
{
    Place place;
    std::string digits;   ///< what it stands for; "-" for a spoken separator
    bool spelled = false; ///< a word, or a single digit
    bool word = false;
};

/// "double five" -> 55
std::optional<Piece> repeated(const std::string& text, Place word, std::size_t times)
{
    auto from = word.end;
    while (from < text.size() && text[from] == ' ') ++from;
    auto to = from;
    while (to < text.size() && is_alnum(text[to])) ++to;
    const auto next = text::to_lower(std::string_view(text).substr(from, to - from));
    const auto known = number_words().find(next);
    const bool single = next.size() == 1 && is_digit(next[0]);
    if (!single && (known == number_words().end() || known->second.size() != 1)) return std::nullopt;
    const char digit = single ? next[0] : known->second[0];
    return Piece{{word.begin, to}, std::string(times, digit), true, true};
}

/// The number word, digit group or spoken separator at `at`.
std::optional<Piece> piece_at(const std::string& text, std::size_t at)
{
    std::size_t end = at;
    if (is_digit(text[at])) {
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end < text.size() && is_letter(text[end])) return std::nullopt;
        return Piece{{at, end}, text.substr(at, end - at), end - at == 1, false};
    }
    while (end < text.size() && is_letter(text[end])) ++end;
    if (end == at || end - at > 10) return std::nullopt;
    const auto word = text::to_lower(std::string_view(text).substr(at, end - at));
    if (word == "dash" || word == "hyphen" || word == "guion" || word == "tiret")
        return Piece{{at, end}, "-", false, false};
    if (word == "double" || word == "doble" || word == "doppel") return repeated(text, {at, end}, 2);
    if (word == "triple") return repeated(text, {at, end}, 3);
    const auto known = number_words().find(word);
    if (known == number_words().end()) return std::nullopt;
    return Piece{{at, end}, std::string(known->second), true, true};
}

std::size_t skip_gap(const std::string& text, std::size_t at)
{
    std::size_t end = at;
    while (end < text.size() && end - at < 5 &&
           std::string_view(" \n\t-.,/()").find(text[end]) != std::string_view::npos)
        ++end;
    return end;
}

std::vector<Piece> run_at(const std::string& text, std::size_t at)
{
    std::vector<Piece> run;
    while (at < text.size()) {
        auto piece = piece_at(text, at);
        if (!piece) break;
        at = piece->place.end;
        run.push_back(std::move(*piece));
        const auto next = skip_gap(text, at);
        // "2.1, 2.6, 3.4" are measurements.
        if (next == at || (next == at + 1 && text[at] == '.')) break;
        at = next;
    }
    while (!run.empty() && run.back().digits == "-") run.pop_back();
    return run;
}

/// "1 2 3 4 5 6 7" is a scale, not a number.
bool counts_up(const std::vector<Piece>& run)
{
    int previous = -1;
    for (const auto& piece : run) {
        const auto value = text::parse_int(piece.digits);
        if (!value || (previous >= 0 && *value != previous + 1)) return false;
        previous = static_cast<int>(*value);
    }
    return true;
}

/// "# 0 4 4 7", "no. zero zero four": four digits are a number where one is announced.
bool announced(const std::string& text, std::size_t at)
{
    static const RE2 cue(
        R"((?i)(?:#|\bno\.?|\bnum\w*|\bnr\.?|\bid|\bcode|\bpin|\bkey)\W{0,3}(?:is\W{1,3})?$)", pattern_options()
    );
    const auto begin = at > 14 ? at - 14 : 0;
    return RE2::PartialMatch(re2::StringPiece(text.data() + begin, at - begin), cue);
}

bool spelled_number(const std::vector<Piece>& run, bool told)
{
    std::size_t spelled = 0;
    std::size_t words = 0;
    std::size_t digits = 0;
    for (const auto& piece : run) {
        spelled += piece.spelled ? 1 : 0;
        words += piece.word ? 1 : 0;
        digits += piece.digits == "-" ? 0 : piece.digits.size();
    }
    const bool enough = (words >= 4 && digits >= 4) || (words >= 2 && digits >= 7) || (spelled >= 6 && digits >= 6) ||
                        (told && spelled >= 3 && digits >= 4);
    return enough && !counts_up(run);
}

/// "twenty" "three" -> 23; commas, dashes and line ends between pieces become one dash.
std::string digits_of(const std::string& text, const std::vector<Piece>& run)
{
    std::string out;
    for (std::size_t i = 0; i < run.size(); ++i) {
        const auto& piece = run[i];
        const bool tens = piece.word && piece.digits.size() == 2 && piece.digits[1] == '0' && piece.digits[0] > '1';
        if (piece.digits == "-") {
            if (!out.empty() && out.back() != '-') out += '-';
            continue;
        }
        if (tens && i + 1 < run.size() && run[i + 1].word && run[i + 1].digits.size() == 1 && run[i + 1].digits != "0")
            out += piece.digits[0];
        else
            out += piece.digits;
        if (i + 1 == run.size()) break;
        const auto gap = std::string_view(text).substr(piece.place.end, run[i + 1].place.begin - piece.place.end);
        if (gap.find_first_of(",-/()") != std::string_view::npos && out.back() != '-' && !tens) out += '-';
    }
    return out;
}

/// End of "J o h n", "j-o-h-n" or "a @ b . c" that begins at `at`; `at` when there is none.
std::size_t spaced_letters(const std::string& text, std::size_t at)
{
    if (at + 3 >= text.size() || (at > 0 && is_alnum(text[at - 1]))) return at;
    const char gap = text[at + 1];
    if (gap != ' ' && gap != '-' && gap != '.' && gap != '_') return at;
    std::size_t end = at;
    std::size_t letters = 0;
    std::size_t capitals = 0;
    while (end < text.size()) {
        const char c = text[end];
        if (!is_alnum(c) && !(gap == ' ' && (c == '@' || c == '.'))) break;
        if (end + 1 < text.size() && is_alnum(text[end + 1])) break; // the next word
        letters += is_letter(c) ? 1 : 0;
        capitals += c >= 'A' && c <= 'Z' ? 1 : 0;
        if (end + 2 >= text.size() || text[end + 1] != gap) {
            ++end;
            break;
        }
        end += 2;
    }
    if (end > 0 && text[end - 1] == gap) --end;
    const bool name = capitals == 1 && text[at] >= 'A' && text[at] <= 'Z' && letters >= 4;
    // "k r t 8 8 2 1" is a code.
    const auto digits = static_cast<std::size_t>(std::count_if(
        text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end), is_digit
    ));
    const bool code = letters >= 1 && digits >= 3 && letters + digits >= 5;
    return name || code || (letters >= 5 && capitals < 2) || letters >= 8 ? end : at;
}

/// "618o72": a mark of six to eight signs that stands alone, whose letter may well be one.
bool in_mark(std::string_view text, std::size_t at)
{
    constexpr std::size_t shortest = 6;
    constexpr std::size_t longest = 8;
    const auto part = [](char c) { return is_alnum(c) || c == '-' || c == '.' || c == '/'; };
    auto begin = at;
    auto end = at;
    // No further than tells that the word is too long: there may be many such letters in it.
    while (begin > 0 && at - begin <= longest && part(text[begin - 1])) --begin;
    while (end < text.size() && end - at <= longest && part(text[end])) ++end;
    auto word = text.substr(begin, end - begin);
    while (word.ends_with('.')) word.remove_suffix(1);
    return word.size() >= shortest && word.size() <= longest && std::ranges::all_of(word, is_alnum);
}

/// "O" for 0 and "l" for 1 between digits.
void digits_from_letters(View& view)
{
    auto& text = view.text;
    for (std::size_t i = 1; i + 1 < text.size(); ++i) {
        const bool after = is_digit(text[i - 1]) || (text[i - 1] == '-' && i > 1 && is_digit(text[i - 2]));
        const bool before = is_digit(text[i + 1]);
        if (!after || !before || ((text[i] == 'o' || text[i] == 'l') && in_mark(text, i))) continue;
        if (text[i] == 'O' || text[i] == 'o') text[i] = '0';
        if (text[i] == 'l' || text[i] == 'I') text[i] = '1';
    }
}

#define DOT_WORD "(?:dot|punto|punkt|point|ponto)"

// "name [at] mail (dot) com", "203.0.113[.]7", "my page dot org": what stands for a dot or an at sign.
ROUNDS_PATTERN(
    hidden_sign,
    "(?i)\\s*[\\[({<]\\s*(?:dot|\\.|punto|punkt|point|ponto)\\s*[\\])}>]\\s*|"
    "\\s*[\\[({<]\\s*(at|@|arroba|arobase|chiocciola)\\s*[\\])}>]\\s*|"
    "[a-z0-9]( +" DOT_WORD " +)(?:(?:com|org|net|edu|info|io|co|me|us|uk|ca|de|fr|es|it|pt|br|mx|ar|nl|be|ch|at|blog|"
    "health|online|life|site|app|dev|eu)\\b|[a-z0-9-]+ +" DOT_WORD " )|\\d( +" DOT_WORD " +)\\d|"
    "[a-z0-9]( +(?:arroba|arobase|chiocciola) +)[a-z]|"
    "\\b(?:com|org|net|edu|es|fr|de|br|io|me)( +(?:slash|barra|forward slash) +)[a-z0-9]"
)

/// Signs that were written out, as signs.
View with_signs(const View& view)
{
    const auto& text = view.text;
    const re2::StringPiece whole(text.data(), text.size());
    std::array<re2::StringPiece, 6> parts;
    View out;
    std::size_t copied = 0;
    for (std::size_t at = 0; hidden_sign().Match(whole, at, text.size(), RE2::UNANCHORED, parts.data(), 6);) {
        auto sign = parts[0];
        const bool at_sign = !parts[1].empty() || !parts[4].empty();
        for (std::size_t group = 2; group < parts.size(); ++group)
            if (!parts[group].empty()) sign = parts[group];
        const auto begin = static_cast<std::size_t>(sign.data() - text.data());
        out.copy(view, {copied, begin});
        out.replace(view, {begin, begin + sign.size()}, at_sign ? "@" : parts[5].empty() ? "." : "/");
        at = copied = begin + sign.size();
    }
    out.copy(view, {copied, text.size()});
    return out;
}

View join_digits(const View& view)
{
    View out;
    const auto& text = view.text;
    out.text.reserve(text.size());
    std::size_t copied = 0;
    for (std::size_t at = 0; at < text.size();) {
        const bool starts = at == 0 || !is_alnum(text[at - 1]);
        if (!starts || !is_alnum(text[at])) {
            ++at;
            continue;
        }
        const auto run = run_at(text, at);
        if (!run.empty() && spelled_number(run, run.size() >= 3 && announced(text, at))) {
            out.copy(view, {copied, at});
            out.replace(view, {at, run.back().place.end}, digits_of(text, run));
            copied = at = run.back().place.end;
            continue;
        }
        if (const auto end = spaced_letters(text, at); end > at) {
            out.copy(view, {copied, at});
            const char gap = text[at + 1];
            for (auto i = at; i < end; ++i)
                if (text[i] != gap) out.copy(view, {i, i + 1});
            copied = at = end;
            continue;
        }
        // A run that was looked at and is no number is not looked at again from its middle.
        at = run.empty() ? at + 1 : run.back().place.end;
    }
    out.copy(view, {copied, text.size()});
    digits_from_letters(out);
    return out;
}

} // namespace

View join_spelled(const View& view)
{
    return join_digits(with_signs(view));
}

} // namespace rounds::privacy
