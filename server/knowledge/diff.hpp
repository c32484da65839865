#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::knowledge {

enum class Change : std::uint8_t { kept, removed, added };

/// A sentence, or a line, of one wording or of both.
struct ChangedPart
{
    Change change = Change::kept;
    std::string text{};

    friend bool operator==(const ChangedPart&, const ChangedPart&) = default;
};

/// What became of a text, sentence by sentence: the longest common subsequence is kept, what is removed comes before
/// what is added. Texts of more than 1,500 sentences are shown as wholly replaced.
[[nodiscard]] std::vector<ChangedPart> changes_between(std::string_view before, std::string_view after);

} // namespace rounds::knowledge
