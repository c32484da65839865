#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rounds::privacy {

/// What a word (lower case, without accents) is known as.
struct WordClass
{
    bool given = false;    ///< a given name
    bool frequent = false; ///< a very common given name
    bool surname = false;
    bool common = false; ///< an ordinary English word
    bool never = false;  ///< a place, organisation or medicine, not a person's name
    bool eponym = false; ///< of a disease, score or sign: a name only after an honorific or a given name
    bool medicine = false;
};

/// Constant time; the tables are compiled in (data/README.md) and read once.
[[nodiscard]] WordClass classify(std::string_view word) noexcept;

/// Names that everybody may say, lower case.
[[nodiscard]] const std::vector<std::string_view>& public_people();

/// Classes of words and what belongs to each, from a table; "suicid*" is a beginning.
[[nodiscard]] std::vector<std::pair<std::string_view, std::vector<std::string_view>>> word_classes(std::string_view name
);

/// A table of learnt weights as it was compiled in.
[[nodiscard]] std::string_view weights(std::string_view name);

/// Made-up posts, for warm_up().
[[nodiscard]] std::vector<std::string_view> sample_posts();

/// A ZIP prefix may stand where the population of its area is above 20,000 (45 CFR 164.514(b)(2)(i)(B)), by the 2020
/// census. Prefixes that are not in the table may not.
[[nodiscard]] bool zip3_may_stay(std::string_view three_digits) noexcept;

} // namespace rounds::privacy
