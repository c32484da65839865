#pragma once

#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/scan.hpp"

#include <string_view>
#include <vector>

namespace rounds::privacy {

/// A word of a text and what is known of it. Hyphens join, "'s" is left out.
struct Word
{
    Place place{};
    WordClass is{};
    bool capital = false;    ///< "Anna"
    bool capitals = false;   ///< "ANNA"
    bool possessive = false; ///< "'s" follows
    bool handle = false;     ///< part of an address, a tag or a handle
    bool starts = false;     ///< first of a sentence or line

    [[nodiscard]] bool initial() const noexcept { return place.size() == 1 && capital; }
    [[nodiscard]] bool known() const noexcept { return is.given || is.surname; }
    /// A given name that is no ordinary word.
    [[nodiscard]] bool clear_given() const noexcept { return is.given && !is.common && !is.never && !is.eponym; }
    /// Looks like a family name: a listed one, or a capital word that no dictionary has.
    [[nodiscard]] bool family_like() const noexcept
    {
        return capital && place.size() >= 2 && !is.never && (is.surname || !is.common);
    }
    [[nodiscard]] bool unlisted() const noexcept { return !is.common && !is.never && !is.eponym; }
};

[[nodiscard]] std::vector<Word> words_of(const Scan& scan);

} // namespace rounds::privacy
