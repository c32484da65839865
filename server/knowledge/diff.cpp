#include "server/knowledge/diff.hpp"

#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::knowledge {
namespace {

constexpr std::size_t most_sentences = 1500;

std::vector<std::string> sentences_of(std::string_view text)
{
    std::vector<std::string> all;
    std::size_t begin = 0;
    const auto end_at = [&](std::size_t end) {
        const auto part = text::trim(text.substr(begin, end - begin));
        if (!part.empty()) all.emplace_back(part);
        begin = end;
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool stops = (c == '.' || c == '!' || c == '?') && i + 1 < text.size() && text[i + 1] == ' ';
        if (stops || c == '\n') end_at(i + 1);
    }
    end_at(text.size());
    return all;
}

/// lengths[i][j]: of the longest common subsequence of what is left after i and j.
class Lengths
{
public:
    Lengths(const std::vector<std::string>& before, const std::vector<std::string>& after)
        : width_(after.size() + 1), cells_((before.size() + 1) * width_)
    {
        for (auto i = before.size(); i-- > 0;)
            for (auto j = after.size(); j-- > 0;)
                cells_[i * width_ + j] = static_cast<std::uint16_t>(
                    before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1))
                );
    }
    [[nodiscard]] int at(std::size_t i, std::size_t j) const { return cells_[i * width_ + j]; }

private:
    std::size_t width_;
    std::vector<std::uint16_t> cells_;
};

std::vector<ChangedPart> replaced(std::string_view before, std::string_view after)
{
    std::vector<ChangedPart> parts;
    if (!before.empty()) parts.push_back({Change::removed, std::string(before)});
    if (!after.empty()) parts.push_back({Change::added, std::string(after)});
    return parts;
}

} // namespace

std::vector<ChangedPart> changes_between(std::string_view before, std::string_view after)
{
    const auto old_ones = sentences_of(before);
    const auto new_ones = sentences_of(after);
    if (old_ones.size() > most_sentences || new_ones.size() > most_sentences) return replaced(before, after);
    const Lengths lengths(old_ones, new_ones);
    std::vector<ChangedPart> parts;
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < old_ones.size() || j < new_ones.size()) {
        if (i < old_ones.size() && j < new_ones.size() && old_ones[i] == new_ones[j]) {
            parts.push_back({Change::kept, old_ones[i]});
            ++i;
            ++j;
        } else if (j == new_ones.size() || (i < old_ones.size() && lengths.at(i + 1, j) >= lengths.at(i, j + 1))) {
            parts.push_back({Change::removed, old_ones[i++]});
        } else {
            parts.push_back({Change::added, new_ones[j++]});
        }
    }
    return parts;
}

} // namespace rounds::knowledge
