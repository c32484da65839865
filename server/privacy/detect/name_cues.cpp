#include "server/privacy/detect/name_cues.hpp"

#include "server/privacy/detect/model.hpp"
#include "server/privacy/detect/word_classes.hpp"

#include <algorithm>
#include <string>

/// What learnt weights see of a word that may be a name, and what they make of it.
namespace rounds::privacy {
namespace {

constexpr std::size_t shortest = 3;
constexpr std::size_t gram = 3;
constexpr std::size_t left = 4;
constexpr std::size_t right = 3;

const WordClasses& classes()
{
    static const WordClasses all("name_classes.tsv");
    return all;
}

class Speaker
{
public:
    Speaker(const Scan& scan, const std::vector<Word>& words, std::size_t i, CueReader& reader)
        : scan_(&scan), words_(&words), i_(i), word_(&words[i]), reader_(&reader)
    {
    }

    void all()
    {
        written();
        listed();
        built();
        edges();
        for (std::size_t distance = 1; distance <= left; ++distance) beside(distance, false);
        for (std::size_t distance = 1; distance <= right; ++distance) beside(distance, true);
    }

private:
    void say(char kind, std::string_view first, std::string_view second = {})
    {
        const auto second_hash = second.empty() ? 0 : hash_of_part(second);
        reader_->cue({kind, first, second}, hash_of_cue(kind, hash_of_part(first), second_hash), word_->place);
    }

    /// How the word is written: "Anna", "ANNA", "anna", at the start of a sentence or within one.
    [[nodiscard]] std::string_view letters() const
    {
        if (word_->capitals) return "ALL";
        if (!word_->capital) return "small";
        return word_->starts ? "First" : "Inner";
    }

    void written()
    {
        say('t', letters());
        if (word_->possessive) say('t', "possessive", letters());
        if (word_->handle) say('t', "handle");
    }

    void listed()
    {
        const auto& is = word_->is;
        if (is.given) say('k', "given", letters());
        if (is.frequent) say('k', "frequent", letters());
        if (is.surname) say('k', "surname", letters());
        if (is.common) say('k', "common", letters());
        if (is.never) say('k', "never");
        if (is.eponym) say('k', "eponym");
        if (is.medicine) say('k', "medicine");
        if (!is.given && !is.surname && !is.common && !is.never && !is.eponym) say('k', "none", letters());
    }

    /// Its letters, three by three: names and medicines are built differently.
    void built()
    {
        const auto text = "^" + std::string(scan_->lower(word_->place)) + "$";
        for (std::size_t at = 0; at + gram <= text.size(); ++at) say('g', std::string_view(text).substr(at, gram));
        for (std::size_t at = 0; at + gram + 1 <= text.size(); ++at)
            if (at == 0 || at + gram + 1 == text.size()) say('g', std::string_view(text).substr(at, gram + 1));
    }

    void edges()
    {
        const auto text = scan_->lower();
        const auto sign = [&](std::size_t at) -> std::string_view {
            if (text[at] == '\n') return "nl";
            return static_cast<unsigned char>(text[at]) < 0x80 ? text.substr(at, 1) : "other";
        };
        const auto begin = word_->place.begin;
        const auto end = word_->place.end;
        say('<', begin > 0 ? sign(begin - 1) : "first");
        say('>', end < text.size() ? sign(end) : "last");
        if (begin > 1 && text[begin - 1] == ' ' && !std::isalnum(static_cast<unsigned char>(text[begin - 2])))
            say('<', sign(begin - 2), "_");
        if (end + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[end + 1]))) say('>', "digit");
    }

    /// Whether a sentence ends between two neighbours.
    [[nodiscard]] bool parted(std::size_t a, std::size_t b) const
    {
        const auto from = (*words_)[a].place.end;
        const auto gap = scan_->text().substr(from, (*words_)[b].place.begin - from);
        return gap.find_first_of(".!?\n;") != std::string_view::npos && !(*words_)[a].initial();
    }

    void beside(std::size_t distance, bool after)
    {
        if (after ? i_ + distance >= words_->size() : distance > i_) {
            if (distance == 1) say(after ? 'r' : 'l', "none");
            return;
        }
        const auto at = after ? i_ + distance : i_ - distance;
        for (auto step = std::min(at, i_); step < std::max(at, i_); ++step)
            if (parted(step, step + 1)) {
                if (distance == 1) say(after ? 'r' : 'l', "end");
                return;
            }
        const auto& word = (*words_)[at];
        const auto text = scan_->lower(word.place);
        const bool next = distance == 1;
        say(after ? (next ? 'r' : 'q') : (next ? 'l' : 'f'), text);
        if (distance == 2) say(after ? 'u' : 'v', text);
        found_.clear();
        classes().add(text, found_);
        for (const auto* one : found_) {
            say(after ? (next ? 'R' : 'Q') : (next ? 'L' : 'F'), one->name);
            if (next) say(after ? 'R' : 'L', one->name, letters());
        }
        if (next) {
            // "Anna Okafor": what the neighbour is.
            if (word.capital) say(after ? 'R' : 'L', word.is.common ? "capital_word" : "capital", letters());
            if (word.is.given && !word.is.common) say(after ? 'R' : 'L', "given");
            if (word.is.surname && !word.is.common) say(after ? 'R' : 'L', "surname");
            if (word.is.medicine) say(after ? 'R' : 'L', "medicine");
        }
    }

    const Scan* scan_;
    const std::vector<Word>* words_;
    std::size_t i_;
    const Word* word_;
    CueReader* reader_;
    ClassList found_;
};

} // namespace

bool may_be_name(const Word& word) noexcept
{
    if (word.place.size() < shortest || word.handle) return false;
    if (word.capital) return !(word.starts && word.is.common && !word.is.given);
    return !word.is.common && !word.is.never && !word.is.eponym;
}

void read_name_cues(const Scan& scan, const std::vector<Word>& words, std::size_t i, CueReader& reader)
{
    Speaker(scan, words, i, reader).all();
}

double name_score(const Scan& scan, const std::vector<Word>& words, std::size_t i)
{
    struct Adder final : CueReader
    {
        const Model& model = name_model();
        double sum = model.base();
        void sentence(std::size_t) override {}
        void cue(const Cue&, std::uint64_t hash, Place) override { sum += model.weight_of(hash); }
    } adder;
    read_name_cues(scan, words, i, adder);
    return adder.sum;
}

std::vector<WrittenCode> written_names(std::string_view text)
{
    struct Writer final : CueReader
    {
        std::vector<std::string> all;
        void sentence(std::size_t) override {}
        void cue(const Cue& cue, std::uint64_t, Place) override
        {
            auto written = std::string{cue.kind, ':'}.append(cue.first);
            if (!cue.second.empty()) written.append("~").append(cue.second);
            all.push_back(std::move(written));
        }
    };
    const Scan scan(text);
    const auto words = words_of(scan);
    std::vector<WrittenCode> out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!may_be_name(words[i])) continue;
        Writer writer;
        read_name_cues(scan, words, i, writer);
        out.push_back({scan.view().span(words[i].place), std::move(writer.all)});
    }
    return out;
}

} // namespace rounds::privacy
