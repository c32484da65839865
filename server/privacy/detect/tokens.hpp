#pragma once

#include "server/privacy/detect/scan.hpp"

#include <cstdint>
#include <vector>

namespace rounds::privacy {

/// A word or code of a text as the tagger of spans reads it: "Anna", "F255-921-50", "212.555.0199", "o'neill". What
/// stands between two ("'s", blanks, brackets) is the gap before the second. Hashes are 32 bits of FNV-1a.
struct Token
{
    Place place{};
    std::uint32_t word = 0;    ///< in lower case, digits as "0"
    std::uint32_t shape = 0;   ///< "Xx", "A9-9": kinds of signs, runs as one
    std::uint32_t full = 0;    ///< "AA999-99": runs to their length, up to four
    std::uint32_t begin = 0;   ///< its first three letters
    std::uint32_t ending = 0;  ///< its last three
    std::uint32_t listed = 0;  ///< what the lists of names and words have of it, and its capitals
    std::uint32_t gap = 0;     ///< what stands before it
    std::uint64_t classes = 0; ///< bits: what code_, name_ and span_classes.tsv say of it
    std::uint8_t digits = 0;
    std::uint8_t size = 0;
    bool common = false; ///< an ordinary word in small letters
    bool opens = false;  ///< a sentence or line begins with it
};

[[nodiscard]] std::vector<Token> tokens_of(const Scan& scan);

} // namespace rounds::privacy
