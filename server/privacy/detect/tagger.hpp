#pragma once

#include "server/privacy/detect/tokens.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::privacy {

/// Learnt weights in a small space: for each cue, by its hash, N numbers of one byte. Tables are text: a line "step",
/// a tab and what one is worth, a line "bias" with N numbers, then rows of 6 + N signs: the hash, and the numbers as
/// signs between '!' (-46) and '}' (46). Throws std::logic_error when a table is malformed.
template <std::size_t N> class SmallWeights
{
public:
    using Sums = std::array<int, N>;

    explicit SmallWeights(std::string_view table);

    /// Adds up the rows of some cues, each as often as it is named; `cues` is used up.
    void add(std::vector<std::uint32_t>& cues, Sums& sums) const noexcept
    {
        // Most cues of a text have no weight; a bit in 64 kB says so without a look at the rows. Those of the others
        // are asked for together, for each may be far away.
        std::erase_if(cues, [&](std::uint32_t hash) {
            return (known_[bit_of(hash) / 64] >> bit_of(hash) % 64 & 1U) == 0;
        });
        for (const auto hash : cues) __builtin_prefetch(&rows_[hash & (rows_.size() - 1)]);
        for (const auto hash : cues) add_row(hash, sums);
    }
    [[nodiscard]] std::array<double, N> scores(const Sums& sums) const noexcept
    {
        std::array<double, N> out{};
        for (std::size_t i = 0; i < N; ++i) out[i] = bias_[i] + step_ * sums[i];
        return out;
    }

private:
    struct Row
    {
        std::uint32_t hash = 0;
        std::array<std::int8_t, N> weights{};
    };

    static constexpr std::size_t known_bits = std::size_t{1} << 19U;
    static constexpr std::size_t bit_of(std::uint32_t hash) noexcept { return hash >> 13U; }

    void read(std::string_view line);
    void add_row(std::uint32_t hash, Sums& sums) const noexcept
    {
        for (auto at = hash & (rows_.size() - 1); rows_[at].hash != 0; at = (at + 1) & (rows_.size() - 1))
            if (rows_[at].hash == hash) {
                for (std::size_t i = 0; i < N; ++i) sums[i] += rows_[at].weights[i];
                return;
            }
    }

    std::vector<std::uint64_t> known_ = std::vector<std::uint64_t>(known_bits / 64); ///< hashes that rows may have
    std::vector<Row> rows_; ///< open addressing; a power of two, at most half full
    std::array<double, N> bias_{};
    double step_ = 0;
};

/// How sure learnt weights are of a token: logarithms of odds. What the rules found in it is among what they look at.
struct Tag
{
    double inside = 0; ///< it belongs to an identifier
    double forth = 0;  ///< if the token before does, this one belongs to the same
    double back = 0;   ///< if the token after does, this one belongs to the same
};
[[nodiscard]] std::vector<Tag> tags_of(const Scan& scan, const std::vector<Token>& tokens);

/// What the tokens from `first` to the one before `end` are, when they are an identifier.
[[nodiscard]] Kind kind_of_span(const std::vector<Token>& tokens, std::size_t first, std::size_t end);

/// How sure the tagger must be of a token at least for what a rule found there to stay; nothing for rules that it does
/// not doubt.
[[nodiscard]] std::optional<double> needed_for(std::string_view rule) noexcept;

/// For the trainer: every token of a text with its cues, to tell where spans are and of what kind.
struct WrittenToken
{
    Span span{};
    std::vector<std::uint32_t> cues;
    std::vector<std::uint32_t> rule_cues; ///< of those, what the rules make of it
    std::vector<std::uint32_t> kind_cues;
};
[[nodiscard]] std::vector<WrittenToken> written_tokens(const Scan& scan);

} // namespace rounds::privacy
