#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

/// How hard English text is to read, by formulas that only count. They hold for English alone.
namespace rounds::knowledge {

struct TextCounts
{
    std::int64_t words = 0;
    std::int64_t sentences = 0;
    std::int64_t syllables = 0;
    std::int64_t polysyllables = 0; ///< words of three syllables or more
};

/// Words are runs of letters and digits, with apostrophes and hyphens inside. A sentence ends at . ! ? before a blank,
/// and at the end of a line: items of a list are sentences of their own. Numbers count as one syllable. Markdown signs
/// and addresses are no words.
[[nodiscard]] TextCounts count_text(std::string_view text);

/// Syllables of one English word, by its vowels and the silent ones among them; at least 1.
[[nodiscard]] int count_syllables(std::string_view word);

/// Flesch-Kincaid grade level (Kincaid et al. 1975): 0.39 W/S + 11.8 Sy/W - 15.59. Nothing without words.
[[nodiscard]] std::optional<double> flesch_kincaid_grade(const TextCounts& counts) noexcept;
/// Flesch reading ease (Flesch 1948): 206.835 - 1.015 W/S - 84.6 Sy/W.
[[nodiscard]] std::optional<double> flesch_reading_ease(const TextCounts& counts) noexcept;
/// SMOG (McLaughlin 1969): 1.0430 sqrt(30 P/S) + 3.1291; made for 30 sentences and more.
[[nodiscard]] std::optional<double> smog_grade(const TextCounts& counts) noexcept;

/// What plain language stays below: MedlinePlus itself has a median of 7.2 and 10.0.
inline constexpr double plain_grade = 8;
inline constexpr double plain_smog = 10;

} // namespace rounds::knowledge
