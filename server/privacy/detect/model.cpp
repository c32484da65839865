#include "server/privacy/detect/model.hpp"

#include "server/privacy/detect/lexicon.hpp"
#include "storage/base/text.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace rounds::privacy {
namespace {

constexpr std::size_t whole_words = 80;  // a post of so many words is judged as one, as the training posts are
constexpr std::size_t window_words = 30; // of longer ones, stretches of sentences: what people need to say such a thing
constexpr std::size_t most_signs = 256;  // cues in the lines "needs" and "hints" of a table
constexpr int enough_signs = 2;

double number(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        throw std::logic_error("a table of weights of the privacy guard is malformed");
    return value;
}

} // namespace

Model::Model(std::string_view table)
{
    const auto lines = text::split(table, '\n');
    entries_.resize(std::bit_ceil(2 * (lines.size() + most_signs)));
    for (const auto line : lines) {
        const auto tab = line.find('\t');
        if (line.empty() || line.starts_with("# ") || tab == std::string_view::npos) continue;
        const auto cue = line.substr(0, tab);
        const auto value = line.substr(tab + 1);
        if (cue == "bias")
            bias_ = number(value);
        else if (cue == "threshold")
            threshold_ = number(value);
        else if (cue == "margin")
            margin_ = number(value);
        else if (cue == "needs" || cue == "hints")
            mark(value, cue == "needs");
        else {
            const auto hash = hash_of_written(cue);
            auto& entry = entries_[slot(hash)];
            entry.hash = hash;
            entry.weight = static_cast<float>(number(value));
        }
    }
}

/// Where a cue is, or would be.
std::size_t Model::slot(std::uint64_t hash) const noexcept
{
    auto at = hash & (entries_.size() - 1);
    while (entries_[at].hash != 0 && entries_[at].hash != hash) at = (at + 1) & (entries_.size() - 1);
    return at;
}

/// Cues that allow a stretch to be above: alone, or with one of another group. "c:ENDIT w:live|w:life" are two groups.
void Model::mark(std::string_view groups, bool alone)
{
    std::uint32_t bit = 1;
    for (const auto group : text::split(groups, ' ')) {
        for (const auto cue : text::split(group, '|')) {
            const auto hash = hash_of_written(cue);
            auto& entry = entries_[slot(hash)];
            entry.hash = hash;
            entry.signs |= alone ? ~0U : bit;
        }
        bit <<= 1;
    }
    if (!alone && bit == 0) throw std::logic_error("a table of weights of the privacy guard has too many hints");
    selective_ = true;
}

/// Adds up the weights of each sentence, and the sentences of each window.
class Judge final : public CueReader
{
public:
    explicit Judge(const Model& model) : model_(&model) {}

    void sentence(std::size_t words) override
    {
        sums_.push_back({.words = words});
        words_ += words;
    }

    void cue(const Cue& cue, std::uint64_t hash, Place place) override
    {
        auto& sum = sums_.back();
        const auto entry = model_->entry(hash);
        const double weight = entry.weight;
        sum.signs |= entry.signs;
        if (cue.kind == 'x') {
            sum.part_weight += weight;
            sum.parts += 1;
            return;
        }
        sum.weight += weight;
        sum.cues += 1;
        if (cue.kind != 'g' && weight > sum.best) {
            sum.best = weight;
            sum.place = place;
        }
    }

    [[nodiscard]] Score result(std::string_view rule) const
    {
        const auto told = rule.empty() ? Model::Entry{} : model_->entry(hash_of_written(rule));
        const auto most = words_ <= whole_words ? whole_words : window_words;
        Score best;
        std::size_t words = 0;
        for (std::size_t from = 0, to = 0; to < sums_.size(); ++to) {
            words += sums_[to].words;
            while (from < to && words > most) words -= sums_[from++].words;
            if (words_ <= whole_words && to + 1 < sums_.size()) continue;
            if (const auto score = window(from, to + 1, told.signs); score.value > best.value) best = score;
        }
        best.value += static_cast<double>(told.weight) - model_->threshold_;
        return best;
    }

private:
    struct Sum
    {
        std::size_t words = 0;
        double weight = 0;
        double cues = 0;
        double part_weight = 0; ///< parts of words count by themselves, for there are many
        double parts = 0;
        double best = -1;
        std::uint32_t signs = 0;
        Place place{};
    };

    [[nodiscard]] Score window(std::size_t from, std::size_t to, std::uint32_t signs) const
    {
        Sum all{.signs = signs};
        for (auto at = from; at < to; ++at) {
            const auto& one = sums_[at];
            all.weight += one.weight;
            all.cues += one.cues;
            all.part_weight += one.part_weight;
            all.parts += one.parts;
            all.signs |= one.signs;
            if (one.best > all.best) {
                all.best = one.best;
                all.place = one.place;
            }
        }
        const bool silent = model_->selective_ && std::popcount(all.signs) < enough_signs;
        const auto base = model_->bias_ - (silent ? model_->margin_ : 0);
        const auto words = all.weight / std::sqrt(std::max(1.0, all.cues));
        const auto parts = all.part_weight / std::sqrt(std::max(1.0, all.parts));
        return {base + words + parts, all.place};
    }

    const Model* model_;
    std::vector<Sum> sums_;
    std::size_t words_ = 0;
};

Score Model::score(const Scan& scan, std::string_view rule) const
{
    Judge judge(*this);
    read_cues(scan, judge);
    return judge.result(rule);
}

const Model& alarm_model()
{
    static const Model model(weights("crisis_alarm.tsv"));
    return model;
}

const Model& imminent_model()
{
    static const Model model(weights("crisis_imminent.tsv"));
    return model;
}

const Model& harm_model()
{
    static const Model model(weights("adverse_event.tsv"));
    return model;
}

const Model& reply_model()
{
    static const Model model(weights("staff_reply.tsv"));
    return model;
}

const Model& name_model()
{
    static const Model model(weights("names.tsv"));
    return model;
}

const Model& code_model()
{
    static const Model model(weights("codes.tsv"));
    return model;
}

} // namespace rounds::privacy
