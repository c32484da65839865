#include "server/knowledge/readability.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

namespace rounds::knowledge {
namespace {

using namespace std::string_view_literals;

bool is_vowel(char c) noexcept
{
    return "aeiouy"sv.contains(c);
}

bool is_letter(char c) noexcept
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & '\x80') != 0;
}

bool is_digit(char c) noexcept
{
    return c >= '0' && c <= '9';
}

bool is_blank(char c) noexcept
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/// Words that vowels do not tell; those of medicine above all.
constexpr std::array<std::pair<std::string_view, int>, 30> exceptions{{
    {"area", 3},      {"being", 2},     {"business", 2}, {"create", 2}, {"created", 3},  {"creates", 2},
    {"diabetes", 4},  {"diet", 2},      {"doing", 2},    {"every", 2},  {"fiber", 2},    {"going", 2},
    {"herpes", 2},    {"idea", 3},      {"ideas", 3},    {"ileum", 3},  {"medicine", 3}, {"medicines", 3},
    {"people", 2},    {"quiet", 2},     {"real", 1},     {"really", 2}, {"science", 2},  {"seeing", 2},
    {"sometimes", 2}, {"something", 2}, {"someone", 2},  {"trial", 2},  {"trials", 2},   {"vein", 1},
}};

/// Lower-case letters only.
std::string letters_of(std::string_view word)
{
    std::string letters;
    for (const char c : word) {
        if (c >= 'A' && c <= 'Z')
            letters += static_cast<char>(c - 'A' + 'a');
        else if (c >= 'a' && c <= 'z')
            letters += c;
    }
    return letters;
}

int vowel_groups(std::string_view letters) noexcept
{
    int groups = 0;
    bool inside = false;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        // Between vowels and at the beginning y is a consonant: yes, beyond, employer.
        const bool consonant_y = letters[i] == 'y' && i + 1 < letters.size() && is_vowel(letters[i + 1]) &&
                                 (i == 0 || is_vowel(letters[i - 1]));
        const bool vowel = is_vowel(letters[i]) && !consonant_y;
        if (vowel && !inside) ++groups;
        inside = vowel;
    }
    return groups;
}

bool ends_with_any(std::string_view letters, std::initializer_list<std::string_view> ends) noexcept
{
    return std::ranges::any_of(ends, [&](std::string_view end) { return letters.ends_with(end); });
}

/// Vowels at the end that are written and not said: care, cared, cares (but not table, needed, diseases).
int silent_ends(std::string_view letters) noexcept
{
    if (letters.size() < 3) return 0;
    const auto before = [&](std::size_t back) { return letters[letters.size() - back]; };
    if (ends_with_any(letters, {"gue", "que"})) return letters.size() > 3 ? 1 : 0; // fatigue, technique
    if (letters.ends_with("e")) {
        const bool liquid = before(2) == 'l' || (before(2) == 'r' && letters.size() > 3); // table, fibre
        return !is_vowel(before(2)) && !(liquid && !is_vowel(before(3)) && before(3) != before(2)) ? 1 : 0;
    }
    if (letters.size() < 4) return 0;
    if (ends_with_any(letters, {"gues", "ques", "gued"})) return 1;
    if (letters.ends_with("ed")) return !is_vowel(before(3)) && before(3) != 't' && before(3) != 'd' ? 1 : 0;
    if (letters.ends_with("es")) {
        if (is_vowel(before(3)) || ends_with_any(letters, {"ses", "ces", "ges", "xes", "zes", "ches", "shes"}))
            return 0;
        return before(3) == 'l' && !is_vowel(before(4)) ? 0 : 1;
    }
    return 0;
}

/// The e that a stem keeps before an ending: safe-ly, move-ment.
int silent_inside(std::string_view letters) noexcept
{
    for (const std::string_view end : {"ly", "ment", "ments", "ness", "ful", "fully", "less"})
        if (letters.ends_with(end)) {
            const auto stem = letters.substr(0, letters.size() - end.size());
            return stem.ends_with('e') && vowel_groups(stem) > 1 ? silent_ends(stem) : 0;
        }
    return 0;
}

/// Vowels side by side that are two syllables: di-ag-nosis, flu-id, re-ac-tion, obvi-ous.
int split_vowels(std::string_view letters) noexcept
{
    int more = 0;
    for (std::size_t i = 0; i + 1 < letters.size(); ++i) {
        const auto pair = letters.substr(i, 2);
        const auto before = i == 0 ? ' ' : letters[i - 1];
        const auto rest = letters.substr(i);
        const bool soft = before == 't' || before == 'c' || before == 's' || before == 'g' || before == 'x';
        if (pair == "ia" && !soft && !rest.starts_with("iage")) ++more;
        if (pair == "ia" && rest.starts_with("iat")) more += soft ? 1 : 0;
        if ((pair == "io" || pair == "iu") && !soft && rest != "ious") ++more;
        if (rest == "ious" && !soft) ++more;
        if (pair == "ie" && (rest.starts_with("iet") || rest.starts_with("ienc") || rest.starts_with("ient")) && !soft)
            ++more;
        if ((pair == "ua" || rest.starts_with("uen")) && before != 'q' && before != 'g' && !rest.starts_with("uat"))
            ++more;
        if (rest.starts_with("eo") && before != 'g' && !rest.starts_with("eon") && !rest.starts_with("eop")) ++more;
        if (rest.starts_with("uou") || rest.starts_with("uat") || rest.starts_with("uid"))
            more += before != 'q' ? 1 : 0;
        if (rest.starts_with("iing") || (rest.starts_with("ying") && before != ' ' && !is_vowel(before))) ++more;
        if (rest == "ier" || rest == "iest") ++more;
        if (rest.starts_with("react") || rest.starts_with("prea")) ++more;
    }
    return more;
}

/// Of one part of a word between hyphens.
int syllables_of(std::string_view letters)
{
    if (letters.empty()) return 1;
    if (const auto* found = std::ranges::find(exceptions, letters, [](const auto& one) { return one.first; });
        found != exceptions.end())
        return found->second;
    int count = vowel_groups(letters) - silent_ends(letters) - silent_inside(letters) + split_vowels(letters);
    if (ends_with_any(letters, {"sm", "thm"})) ++count;
    return std::max(1, count);
}

/// Takes Markdown's link targets and bare addresses out, which nobody reads aloud.
std::string said_aloud(std::string_view text)
{
    std::string said;
    for (std::size_t i = 0; i < text.size();) {
        if (text.substr(i).starts_with("](")) {
            const auto end = text.find(')', i);
            i = end == std::string_view::npos ? text.size() : end + 1;
            continue;
        }
        if (text.substr(i).starts_with("http://") || text.substr(i).starts_with("https://")) {
            while (i < text.size() && !is_blank(text[i])) ++i;
            continue;
        }
        said += text[i++];
    }
    return said;
}

class Counter
{
public:
    void take(std::string_view text)
    {
        for (std::size_t i = 0; i < text.size(); ++i) {
            const char c = text[i];
            const bool joins = (c == '\'' || c == '-' || c == '.' || c == ',') && i > 0 && i + 1 < text.size() &&
                               is_letter_or_digit(text[i - 1]) && is_letter_or_digit(text[i + 1]) &&
                               (c == '\'' || c == '-' || (is_digit(text[i - 1]) && is_digit(text[i + 1])));
            if (is_letter_or_digit(c) || joins) {
                word_ += c;
                continue;
            }
            end_word();
            const bool stops = c == '.' || c == '!' || c == '?';
            const bool last = i + 1 == text.size() || is_blank(text[i + 1]) || ")\"'*_"sv.contains(text[i + 1]);
            if (c == '\n' || (stops && last)) end_sentence();
        }
        end_word();
        end_sentence();
    }
    [[nodiscard]] const TextCounts& counts() const noexcept { return counts_; }

private:
    static bool is_letter_or_digit(char c) noexcept { return is_letter(c) || is_digit(c); }

    void end_word()
    {
        if (word_.empty()) return;
        ++counts_.words;
        const int syllables = count_syllables(word_);
        counts_.syllables += syllables;
        if (syllables >= 3) ++counts_.polysyllables;
        open_ = true;
        word_.clear();
    }
    void end_sentence() noexcept
    {
        if (open_) ++counts_.sentences;
        open_ = false;
    }

    TextCounts counts_;
    std::string word_;
    bool open_ = false;
};

double share(std::int64_t part, std::int64_t whole) noexcept
{
    return static_cast<double>(part) / static_cast<double>(whole);
}

} // namespace

int count_syllables(std::string_view word)
{
    int count = 0;
    while (!word.empty()) {
        const auto end = std::min(word.find('-'), word.size());
        count += syllables_of(letters_of(word.substr(0, end)));
        word.remove_prefix(std::min(end + 1, word.size()));
    }
    return std::max(1, count);
}

TextCounts count_text(std::string_view text)
{
    Counter counter;
    counter.take(said_aloud(text));
    return counter.counts();
}

std::optional<double> flesch_kincaid_grade(const TextCounts& counts) noexcept
{
    if (counts.words == 0 || counts.sentences == 0) return std::nullopt;
    return 0.39 * share(counts.words, counts.sentences) + 11.8 * share(counts.syllables, counts.words) - 15.59;
}

std::optional<double> flesch_reading_ease(const TextCounts& counts) noexcept
{
    if (counts.words == 0 || counts.sentences == 0) return std::nullopt;
    return 206.835 - 1.015 * share(counts.words, counts.sentences) - 84.6 * share(counts.syllables, counts.words);
}

std::optional<double> smog_grade(const TextCounts& counts) noexcept
{
    constexpr double made_for = 30;
    if (counts.words == 0 || counts.sentences == 0) return std::nullopt;
    return 1.0430 * std::sqrt(made_for * share(counts.polysyllables, counts.sentences)) + 3.1291;
}

} // namespace rounds::knowledge
