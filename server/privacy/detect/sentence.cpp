#include "server/privacy/detect/sentence.hpp"

#include <algorithm>
#include <array>

namespace rounds::privacy {
namespace {

constexpr std::array<std::string_view, 16> abbreviations{
    "dr", "dra", "mr", "mrs", "ms", "st", "prof", "sr", "sra", "vs", "no", "nr", "approx", "e.g", "a.m", "p.m"
};

bool ends_sentence(std::string_view text, std::size_t at)
{
    const char c = text[at];
    if (c == '\n') return true;
    if (c != '.' && c != '!' && c != '?' && c != ';') return false;
    if (at + 1 < text.size() && text[at + 1] != ' ' && text[at + 1] != '\n' && text[at + 1] != '"') return false;
    if (c != '.') return true;
    auto from = at;
    while (from > 0 && (text[from - 1] == '.' || (text[from - 1] >= 'a' && text[from - 1] <= 'z'))) --from;
    return std::ranges::find(abbreviations, text.substr(from, at - from)) == abbreviations.end();
}

} // namespace

Place sentence_at(std::string_view lower, std::size_t at)
{
    at = std::min(at, lower.size());
    auto begin = at;
    while (begin > 0 && !ends_sentence(lower, begin - 1)) --begin;
    auto end = at;
    while (end < lower.size() && !ends_sentence(lower, end)) ++end;
    while (begin < end && lower[begin] == ' ') ++begin;
    return {begin, end};
}

} // namespace rounds::privacy
