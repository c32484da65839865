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
/// over the cues of a text, whatever its length. A table may name cues without which a stretch must be clearly above,
/// by its "margin": one of those that it "needs", or two of different groups of its "hints".
class Model
{
public:
    explicit Model(std::string_view table);
    [[nodiscard]] Score score(const Scan& scan, std::string_view rule = {}) const;
    [[nodiscard]] double weight_of(std::uint64_t hash) const noexcept { return entry(hash).weight; }
    /// What a thing without any cue would score.
    [[nodiscard]] double base() const noexcept { return bias_ - threshold_; }

private:
    friend class Judge;
    struct Entry
    {
        std::uint64_t hash = 0;
        float weight = 0;
        std::uint32_t signs = 0; ///< bits; two of them are enough
    };
    [[nodiscard]] std::size_t slot(std::uint64_t hash) const noexcept;
    void mark(std::string_view groups, bool alone);
    [[nodiscard]] Entry entry(std::uint64_t hash) const noexcept { return entries_[slot(hash)]; }

    std::vector<Entry> entries_; ///< open addressing; a power of two, at most half full
    double bias_ = 0;
    double threshold_ = 0;
    double margin_ = 0;      ///< how far above the threshold a stretch without its signs must be
    bool selective_ = false; ///< names cues that it needs
};

const Model& alarm_model();    ///< somebody may be in danger, or thinks of death
const Model& imminent_model(); ///< the danger is near
const Model& harm_model();     ///< a product harmed somebody
const Model& reply_model();    ///< the reply tells that the reader is a patient
const Model& name_model();     ///< a word is somebody's name (name_cues.hpp)
const Model& code_model();     ///< a number or code is somebody's (codes.hpp)

} // namespace rounds::privacy
