#pragma once

#include "server/privacy/detect/kinds.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::privacy {

enum class Danger : std::uint8_t { none, concern, imminent };

[[nodiscard]] std::string_view name_of(Danger danger) noexcept; ///< "none", "concern", "imminent"

struct CrisisReport
{
    Danger danger = Danger::none;
    std::vector<Finding> findings; ///< what told; Kind::other, rules "crisis.*"
};

/// Whether somebody who writes may be about to hurt themselves, or speaks of somebody who is (imminent), or thinks of
/// death without a plan (concern). Lists of signs and learnt weights (model.hpp) decide together; a text without any
/// word of death, means or parting is none, whatever its other words add up to. Idioms, teaching, quotations, denials
/// and stories of recovery are none. It reads English, and the plainest words of Spanish, French, German, Portuguese
/// and Italian. It misses people: text systems that learnt from data reach a recall below 0.9, so the report button
/// comes first and this second.
[[nodiscard]] CrisisReport find_crisis(std::string_view text);

/// What the trainer of the weights reads (cues.hpp), with what the lists of signs say.
[[nodiscard]] std::vector<std::string> crisis_cues(std::string_view text);

/// A help line by region, from crisis_lines.tsv: to be checked before use.
struct HelpLine
{
    std::string_view region; ///< ISO 3166 code, "EU" or "INT"
    std::string_view service;
    std::string_view how;
    std::string_view note;
};
/// Lines of the region, then those that are open to everybody.
[[nodiscard]] std::vector<HelpLine> help_lines(std::string_view region);

} // namespace rounds::privacy
