#pragma once

#include "server/privacy/detect/cues.hpp"

namespace rounds::privacy {

/// What learnt weights make of a text: the highest score of any stretch of a few sentences, above 0 where the model
/// would raise its hand, and the place in it that says most.
struct Score
{
    double value = -1e9;
    Place place{};
};

/// A linear model: what each cue adds, its bias and its threshold, from a table of weights (data/README.md). One pass
/// over the cues of a text, whatever its length.
class Model
{
public:
    explicit Model(std::string_view table);
    [[nodiscard]] Score score(const Scan& scan, std::string_view rule = {}) const;

private:
    friend class Judge;
    struct Entry
    {
        std::uint64_t hash = 0;
        float weight = 0;
    };
    void put(std::uint64_t hash, float weight);
    [[nodiscard]] float weight(std::uint64_t hash) const noexcept;

    std::vector<Entry> entries_; ///< open addressing; a power of two, at most half full
    double bias_ = 0;
    double threshold_ = 0;
};

const Model& reply_model(); ///< the reply tells that the reader is a patient

} // namespace rounds::privacy
