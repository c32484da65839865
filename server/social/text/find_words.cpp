#include "server/social/text/find_words.hpp"

#include <algorithm>
#include <stdexcept>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <utility>

namespace rounds::text {

namespace {

bool is_or(std::string_view piece) noexcept
{
    return piece == "or" || piece == "OR" || piece == "Or";
}

bool holds(const std::string& folded, const std::string& words)
{
    return folded.find(words) != std::string::npos;
}

} // namespace

std::vector<std::string_view> pieces_of(std::string_view query)
{
    std::vector<std::string_view> pieces;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t i = 0; i <= query.size(); ++i) {
        if (i < query.size() && query[i] == '"') quoted = !quoted;
        const bool blank = i == query.size() || (!quoted && (query[i] == ' ' || query[i] == '\t' || query[i] == '\n'));
        if (!blank) continue;
        if (i > begin) pieces.push_back(query.substr(begin, i - begin));
        begin = i + 1;
    }
    return pieces;
}

std::string fold_words(std::string_view text)
{
    UErrorCode status = U_ZERO_ERROR;
    const auto* decompose = icu::Normalizer2::getNFKDInstance(status);
    if (decompose == nullptr || U_FAILURE(status) != 0) throw std::runtime_error("ICU has no NFKD");
    auto letters = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    letters = decompose->normalize(letters.foldCase(), status);
    icu::UnicodeString words;
    bool between = true;
    for (std::int32_t i = 0; i < letters.length();) {
        const auto letter = letters.char32At(i);
        i += U16_LENGTH(letter);
        if (u_charType(letter) == U_NON_SPACING_MARK) continue;
        if (u_isalnum(letter) == 0) {
            between = true;
            continue;
        }
        if (std::exchange(between, false)) words.append(u' ');
        words.append(letter);
    }
    std::string folded;
    words.toUTF8String(folded);
    return folded;
}

WordSearch::WordSearch(std::string_view query, const std::vector<std::string>& alternatives)
{
    Group group;
    for (auto piece : pieces_of(query)) {
        if (is_or(piece)) {
            add(group);
            continue;
        }
        const bool unwanted = piece.size() > 1 && piece.front() == '-';
        if (unwanted) piece.remove_prefix(1);
        auto words = fold_words(piece);
        if (!words.empty()) (unwanted ? group.none : group.all).push_back(std::move(words));
    }
    add(group);
    for (const auto& phrase : alternatives) {
        Group other;
        other.all.push_back(fold_words(phrase));
        add(other);
    }
}

void WordSearch::add(Group& group)
{
    std::erase(group.all, std::string{});
    if (!group.all.empty()) any_of_.push_back(std::move(group));
    group = {};
}

bool WordSearch::matches(std::string_view text) const
{
    const auto folded = fold_words(text);
    return std::ranges::any_of(any_of_, [&](const Group& group) {
        const auto held = [&](const std::string& words) { return holds(folded, words); };
        return std::ranges::all_of(group.all, held) && std::ranges::none_of(group.none, held);
    });
}

} // namespace rounds::text
