#pragma once

#include "server/privacy/detect/kinds.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// What a hospital adds: its own number patterns and what is never to be reported.
struct HouseRules
{
    struct Own;

    /// `patterns` are RE2 (the whole match is reported as a medical record number), `allowed` texts that are no
    /// finding when they cover one (switchboards, the names of public clinicians, own domains), without regard to
    /// case. Throws std::invalid_argument naming a pattern that is wrong.
    HouseRules(const std::vector<std::string>& patterns, const std::vector<std::string>& allowed);
    HouseRules();
    ~HouseRules();
    HouseRules(HouseRules&&) noexcept;
    HouseRules& operator=(HouseRules&&) noexcept;

    std::unique_ptr<Own> own;
};

/// What was found in one text, by start, without overlaps.
struct Report
{
    std::vector<Finding> findings;
    /// Exact age, rare condition, place or employer and a relation together: identifying with nothing of the 18 kinds
    /// (45 CFR 164.514(b)(2)(ii)).
    bool combination = false;
    Span combined{};      ///< from the first to the last of the four
    std::size_t work = 0; ///< bytes given to automata
};

/// Looks for the 18 kinds of identifiers in well-formed UTF-8. Pure; time grows with the length of the text.
[[nodiscard]] Report find_identifiers(std::string_view text, const HouseRules& house);

/// Compiles all patterns, which takes a moment, so that the first text does not wait for it.
void warm_up();

} // namespace rounds::privacy
