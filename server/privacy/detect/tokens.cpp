#include "server/privacy/detect/tokens.hpp"

#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/towns.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <unordered_map>

namespace rounds::privacy {
namespace {

constexpr std::uint32_t basis = 0x811C9DC5U;
constexpr std::size_t longest = 64;
constexpr std::size_t run = 4;        // signs of one kind that a shape tells apart
constexpr std::size_t affix = 3;      // letters
constexpr std::size_t most_words = 5; // of a town's name
constexpr std::uint64_t town_bit = std::uint64_t{1} << 63U;

constexpr std::uint32_t mixed(std::uint32_t hash, char c)
{
    return (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
}

std::uint32_t hashed(std::string_view text)
{
    auto hash = basis;
    for (const char c : text) hash = mixed(hash, c);
    return hash;
}

bool digit(char c)
{
    return c >= '0' && c <= '9';
}
bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}
bool sign(char c)
{
    return digit(c) || upper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

/// The classes of words of three tables as bits; "abc*" is a beginning. One look per letter of a word.
class Bits
{
public:
    Bits()
    {
        for (const auto* table : {"code_classes.tsv", "name_classes.tsv", "span_classes.tsv"})
            for (const auto& [name, words] : word_classes(table)) {
                if (next_ == town_bit)
                    throw std::logic_error("the tagger of the privacy guard has more than 63 classes");
                for (const auto word : words) add(word, next_);
                next_ <<= 1;
            }
    }

    [[nodiscard]] std::uint64_t of(std::string_view word) const
    {
        std::uint64_t bits = 0;
        auto hash = basis;
        for (std::size_t at = 0; at < word.size() && at <= longest_stem_; ++at) {
            hash = mixed(hash, word[at]);
            if (at + 1 < shortest_stem_) continue;
            if (const auto found = stems_.find(hash); found != stems_.end()) bits |= found->second;
        }
        if (const auto found = whole_.find(hashed(word)); found != whole_.end()) bits |= found->second;
        return bits;
    }

private:
    void add(std::string_view word, std::uint64_t bit)
    {
        if (!word.ends_with('*')) {
            whole_[hashed(word)] |= bit;
            return;
        }
        word.remove_suffix(1);
        stems_[hashed(word)] |= bit;
        shortest_stem_ = std::min(shortest_stem_, word.size());
        longest_stem_ = std::max(longest_stem_, word.size());
    }

    std::unordered_map<std::uint32_t, std::uint64_t> whole_;
    std::unordered_map<std::uint32_t, std::uint64_t> stems_;
    std::uint64_t next_ = 1;
    std::size_t shortest_stem_ = longest;
    std::size_t longest_stem_ = 0;
};

const Bits& bits()
{
    static const Bits all;
    return all;
}

/// Whether a mark between two signs belongs to a word or code.
bool joins(std::string_view text, std::size_t at)
{
    constexpr std::string_view marks = "-/._'@+&";
    if (at + 1 >= text.size() || !sign(text[at + 1])) return false;
    if (marks.find(text[at]) != std::string_view::npos) return true;
    return (text[at] == ',' || text[at] == ':') && digit(text[at - 1]) && digit(text[at + 1]);
}

void take_shapes(Token& token, std::string_view written)
{
    token.shape = token.full = basis;
    char last = 0;
    std::size_t same = 0;
    for (const char c : written) {
        const char kind = digit(c) ? '9' : upper(c) ? 'X' : sign(c) ? 'x' : c;
        same = kind == last ? same + 1 : 1;
        last = kind;
        if (same == 1) token.shape = mixed(token.shape, kind);
        if (same <= run) token.full = mixed(token.full, kind);
        token.digits += digit(c) ? 1 : 0;
    }
}

void take_lists(Token& token, std::string_view lower, std::string_view written)
{
    const auto is = classify(lower);
    const bool capitals =
        written.size() > 1 && std::ranges::none_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
    const auto bit = [](bool set, unsigned at) { return set ? 1U << at : 0U; };
    token.listed = bit(is.given, 0) | bit(is.frequent, 1) | bit(is.surname, 2) | bit(is.common, 3) | bit(is.never, 4) |
                   bit(is.eponym, 5) | bit(is.medicine, 6) | bit(upper(written[0]), 7) | bit(capitals, 8) |
                   bit(token.digits > 0, 9);
    token.common = is.common && !upper(written[0]);
}

/// Numbers by their size; years, and what may be an age over 89, are told from others.
std::string_view number_word(std::string_view digits)
{
    constexpr std::string_view zeros = "0000000000";
    const bool year = digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
    const bool old = (digits.size() == 2 && digits[0] == '9') ||
                     (digits.size() == 3 && digits[0] == '1' && (digits[1] == '0' || digits[1] == '1'));
    return year ? "#year" : old ? "#old" : zeros.substr(0, digits.size());
}

/// "94-year-old", "101yo": not as "58-year-old".
bool tells_old_age(std::string_view word)
{
    const auto end = std::ranges::find_if_not(word, digit);
    const auto number = word.substr(0, static_cast<std::size_t>(end - word.begin()));
    return end != word.end() && *end != '.' && *end != '/' && number_word(number) == "#old";
}

void take_word(Token& token, std::string_view lower)
{
    token.word = basis;
    for (const char c : lower) token.word = mixed(token.word, digit(c) ? '0' : c);
    if (tells_old_age(lower)) token.word = mixed(token.word, '#');
    if (token.digits == lower.size()) token.word = hashed(number_word(lower));
    token.begin = hashed(lower.substr(0, affix));
    token.ending = hashed(lower.substr(lower.size() - std::min(affix, lower.size())));
    token.classes = bits().of(lower);
}

void take_gap(Token& token, std::string_view gap, bool first)
{
    token.gap = basis;
    std::size_t taken = 0;
    for (std::size_t at = 0; at < gap.size() && taken < run; ++at) {
        if (at > 0 && gap[at] == gap[at - 1]) continue;
        token.gap = mixed(token.gap, gap[at]);
        ++taken;
    }
    token.opens = first || gap.find_first_of(".!?\n;") != std::string_view::npos;
}

Token token_at(const Scan& scan, std::size_t at, std::size_t before)
{
    const auto text = scan.text();
    Token token{.place = {at, at}};
    auto& end = token.place.end;
    while (end < text.size() && end - at < longest && (sign(text[end]) || joins(text, end))) ++end;
    // A letter beyond ASCII is not cut.
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    if (const auto lower = scan.lower(token.place); lower.size() > 3 && lower.ends_with("'s")) end -= 2;
    token.size = static_cast<std::uint8_t>(std::min<std::size_t>(token.place.size(), 255));
    const auto lower = scan.lower(token.place);
    const auto written = scan.text(token.place);
    take_shapes(token, written);
    take_lists(token, lower, written);
    take_word(token, lower);
    take_gap(token, text.substr(before, at - before), before == 0);
    return token;
}

/// The longest town that begins with a token: how many tokens it has.
std::size_t town_at(const Scan& scan, const std::vector<Token>& tokens, std::size_t first)
{
    std::size_t found = 0;
    const auto begin = tokens[first].place.begin;
    for (auto last = first; last < tokens.size() && last - first < most_words; ++last) {
        const auto& token = tokens[last];
        if (token.digits > 0) break;
        if (last > first) {
            const auto gap = scan.lower({tokens[last - 1].place.end, token.place.begin});
            if (gap != " " && gap != ". ") break;
        }
        const auto answer = towns().look(scan.lower({begin, token.place.end}));
        if ((answer & Towns::whole) != 0) found = last - first + 1;
        if ((answer & Towns::goes_on) == 0) break;
    }
    // "reading" and "mobile" in small letters are none.
    return found == 1 && tokens[first].common ? 0 : found;
}

void mark_towns(const Scan& scan, std::vector<Token>& tokens)
{
    for (std::size_t i = 0; i < tokens.size();) {
        const auto words = town_at(scan, tokens, i);
        for (std::size_t j = i; j < i + words; ++j) tokens[j].classes |= town_bit;
        i += std::max<std::size_t>(1, words);
    }
}

} // namespace

std::vector<Token> tokens_of(const Scan& scan)
{
    std::vector<Token> all;
    const auto text = scan.text();
    scan.worked(text.size());
    std::size_t before = 0;
    for (std::size_t at = 0; at < text.size();) {
        if (!sign(text[at])) {
            ++at;
            continue;
        }
        all.push_back(token_at(scan, at, before));
        at = before = all.back().place.end;
        // "'s" belongs to the gap.
        if (scan.lower().substr(at).starts_with("'s")) at += 2;
    }
    mark_towns(scan, all);
    return all;
}

} // namespace rounds::privacy
