#pragma once

#include "server/privacy/detect/cues.hpp"

#include <string>
#include <vector>

namespace rounds::privacy {

/// A number or code in a text: "00448213", "RN-88 213", "KDR 8821". What belongs together over blanks and a line end is
/// one. Amounts with a decimal point or thousands, times and what is part of an address are none.
struct Code
{
    Place place{};
    std::size_t digits = 0;
    std::size_t letters = 0;
};

[[nodiscard]] std::vector<Code> codes_of(const Scan& scan);

/// What can be said of a code: its shape, the words near it and their classes (data/code_classes.tsv).
void read_code_cues(const Scan& scan, const Code& code, CueReader& reader);

/// What learnt weights make of a code: above 0 it is somebody's.
[[nodiscard]] double score_of(const Scan& scan, const Code& code);

/// Small letters among the signs of a code ("v2rc1", "k3f9x"): how people write versions, tags and nonsense, where
/// codes are printed in capitals.
[[nodiscard]] bool mixed_with_small_letters(std::string_view code) noexcept;

/// Whether a word near it says that a number follows, of whatever kind: "plate", "ref", "member".
[[nodiscard]] bool announced(const Scan& scan, const Code& code);

/// What it numbers, by the nearest word that says so; "other" when none does.
[[nodiscard]] Kind kind_of(const Scan& scan, const Code& code);

/// For the trainer: every code of a text, where it is and its cues.
struct WrittenCode
{
    Span span{};
    std::vector<std::string> cues;
};
[[nodiscard]] std::vector<WrittenCode> written_codes(std::string_view text);

} // namespace rounds::privacy
