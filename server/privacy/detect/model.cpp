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
    entries_.resize(std::bit_ceil(2 * lines.size() + 2));
    for (const auto line : lines) {
        const auto tab = line.find('\t');
        if (line.empty() || line.starts_with("# ") || tab == std::string_view::npos) continue;
        const auto cue = line.substr(0, tab);
        const auto value = number(line.substr(tab + 1));
        if (cue == "bias")
            bias_ = value;
        else if (cue == "threshold")
            threshold_ = value;
        else
            put(hash_of_written(cue), static_cast<float>(value));
    }
}

void Model::put(std::uint64_t hash, float weight)
{
    auto at = hash & (entries_.size() - 1);
    while (entries_[at].hash != 0 && entries_[at].hash != hash) at = (at + 1) & (entries_.size() - 1);
    entries_[at] = {hash, weight};
}

float Model::weight(std::uint64_t hash) const noexcept
{
    auto at = hash & (entries_.size() - 1);
    while (entries_[at].hash != 0) {
        if (entries_[at].hash == hash) return entries_[at].weight;
        at = (at + 1) & (entries_.size() - 1);
    }
    return 0;
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
        const double weight = model_->weight(hash);
        sum.weight += weight;
        sum.cues += 1;
        if (cue.kind != 'g' && weight > sum.best) {
            sum.best = weight;
            sum.place = place;
        }
    }

    [[nodiscard]] Score result(double rule) const
    {
        const auto most = words_ <= whole_words ? whole_words : window_words;
        Score best;
        std::size_t words = 0;
        for (std::size_t from = 0, to = 0; to < sums_.size(); ++to) {
            words += sums_[to].words;
            while (from < to && words > most) words -= sums_[from++].words;
            if (words_ <= whole_words && to + 1 < sums_.size()) continue;
            if (const auto score = window(from, to + 1); score.value > best.value) best = score;
        }
        best.value += rule - model_->threshold_;
        return best;
    }

private:
    struct Sum
    {
        std::size_t words = 0;
        double weight = 0;
        double cues = 0;
        double best = -1;
        Place place{};
    };

    [[nodiscard]] Score window(std::size_t from, std::size_t to) const
    {
        Sum all;
        for (auto at = from; at < to; ++at) {
            const auto& one = sums_[at];
            all.weight += one.weight;
            all.cues += one.cues;
            if (one.best > all.best) {
                all.best = one.best;
                all.place = one.place;
            }
        }
        return {model_->bias_ + all.weight / std::sqrt(std::max(1.0, all.cues)), all.place};
    }

    const Model* model_;
    std::vector<Sum> sums_;
    std::size_t words_ = 0;
};

Score Model::score(const Scan& scan, std::string_view rule) const
{
    Judge judge(*this);
    read_cues(scan, judge);
    return judge.result(rule.empty() ? 0 : static_cast<double>(weight(hash_of_written(rule))));
}

const Model& reply_model()
{
    static const Model model(weights("staff_reply.tsv"));
    return model;
}

} // namespace rounds::privacy
