#include "server/privacy/detect/codes.hpp"

#include <algorithm>
#include <cctype>
#include <optional>

/// Which numbers and codes a text has.
namespace rounds::privacy {
namespace {

constexpr std::size_t longest_token = 64;
constexpr std::size_t longest_code = 72;
constexpr std::size_t least_signs = 4;
constexpr std::size_t least_digits = 3;
constexpr std::size_t least_mixed_signs = 6; ///< of a code with one digit less

bool digit(char c)
{
    return c >= '0' && c <= '9';
}
bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool alnum(char c)
{
    return digit(c) || letter(c);
}

struct Token
{
    Place place;
    std::size_t digits = 0;
    std::size_t letters = 0;
    std::size_t capitals = 0;
    bool amount = false; ///< "1,230", "6.82", "8:05"
};

bool inner(std::string_view text, std::size_t at)
{
    constexpr std::string_view marks = "-/._:,+*";
    return marks.find(text[at]) != std::string_view::npos && at + 1 < text.size() && alnum(text[at + 1]) &&
           (text[at] != ',' || (digit(text[at - 1]) && digit(text[at + 1])));
}

/// "6.82", "1,230", "8:05", "7.2%": a point, comma or colon between digits and no letters; "118.204.3" has groups.
bool is_amount(std::string_view word)
{
    if (std::ranges::any_of(word, letter)) return false;
    const auto marks = std::ranges::count_if(word, [](char c) { return c == '.' || c == ',' || c == ':'; });
    const bool other = word.find_first_of("-/_+*") != std::string_view::npos;
    if (marks == 0 || other) return false;
    if (word.find(',') != std::string_view::npos || (word.find(':') != std::string_view::npos && word.size() <= 5))
        return true;
    const auto point = word.find('.');
    return marks == 1 && (point <= 2 || word.size() - point <= 3);
}

Token token_at(std::string_view text, std::size_t at)
{
    Token token{.place = {at, at}};
    auto& end = token.place.end;
    while (end < text.size() && end - at < longest_token && (alnum(text[end]) || inner(text, end))) {
        token.digits += digit(text[end]) ? 1 : 0;
        token.letters += letter(text[end]) ? 1 : 0;
        token.capitals += text[end] >= 'A' && text[end] <= 'Z' ? 1 : 0;
        ++end;
    }
    token.amount = is_amount(text.substr(at, end - at));
    return token;
}

/// Part of an e-mail address, a handle, a hashtag ("#bcsm2026", but not "#20264") or a page.
bool in_address(std::string_view text, Place place)
{
    const char before = place.begin > 0 ? text[place.begin - 1] : ' ';
    const char after = place.end < text.size() ? text[place.end] : ' ';
    const auto word = text.substr(place.begin, place.size());
    return before == '@' || (before == '#' && letter(text[place.begin])) || after == '@' || before == '/' ||
           before == '_' || word.find("://") != std::string_view::npos || word.find(".com") != std::string_view::npos ||
           word.find(".org") != std::string_view::npos || word.starts_with("www.");
}

/// A group of digits, or letters in capitals that lead or end a code: "KDR" of "KDR 8821".
bool is_group(const Token& token)
{
    if (token.amount) return false;
    if (token.digits > 0) return token.letters == 0 || token.capitals > 0 || token.digits >= 2;
    return token.letters == token.capitals && token.letters <= 5 && token.place.size() <= 6;
}

/// Where the next group begins when only a blank, a dash or a line end stands between.
std::optional<std::size_t> next_group(std::string_view text, std::size_t end)
{
    auto at = end;
    while (at < text.size() && at - end < 3 && std::string_view(" -\n").find(text[at]) != std::string_view::npos) ++at;
    if (at == end || at >= text.size() || !alnum(text[at])) return std::nullopt;
    return at;
}

/// Groups that follow: as long as letters and digits take turns, or digits follow digits in small groups.
void extend(std::string_view text, Code& code, Token last)
{
    while (code.place.size() < longest_code) {
        const auto at = next_group(text, code.place.end);
        if (!at) return;
        const auto token = token_at(text, *at);
        if (!is_group(token)) return;
        const bool digits_follow = last.letters == 0 && token.letters == 0;
        const bool turns = (last.digits == 0) != (token.digits == 0);
        // "KBR" after digits, but "OK" or "AND" before no more digits: short ones only.
        const bool tail = token.digits == 0 && (token.place.size() > 3 || token.place.size() == 1);
        if ((!digits_follow && !turns && token.digits == 0) || tail) return;
        code.place.end = token.place.end;
        code.digits += token.digits;
        code.letters += token.letters;
        last = token;
    }
}

/// "40XKZA" has few digits but is long for a word in capitals.
bool long_enough(const Code& code)
{
    const auto signs = code.digits + code.letters;
    return (code.digits >= least_digits && signs >= least_signs) ||
           (code.digits + 1 >= least_digits && signs >= least_mixed_signs);
}

} // namespace

bool mixed_with_small_letters(std::string_view code) noexcept
{
    return std::ranges::any_of(code, [](char c) { return c >= 'a' && c <= 'z'; });
}

std::vector<Code> codes_of(const Scan& scan)
{
    std::vector<Code> all;
    const auto text = scan.text();
    scan.worked(text.size());
    for (std::size_t at = 0; at < text.size();) {
        if (!alnum(text[at])) {
            ++at;
            continue;
        }
        const auto token = token_at(text, at);
        at = token.place.end;
        if (!is_group(token) || in_address(text, token.place)) continue;
        Code code{.place = token.place, .digits = token.digits, .letters = token.letters};
        if (token.digits > 0 || (at < text.size() && (text[at] == ' ' || text[at] == '-' || text[at] == '\n')))
            extend(text, code, token);
        if (!long_enough(code)) continue;
        at = code.place.end;
        all.push_back(code);
    }
    return all;
}

} // namespace rounds::privacy
