#include "server/privacy/detect/name_cues.hpp"
#include "server/privacy/detect/name_rules.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

constexpr std::size_t most_words = 4;
constexpr double no_name =
    -4; ///< the score below which a word of no list is none, although a greeting stands before it

bool beside(const Scan& scan, const std::vector<Word>& words, std::size_t i)
{
    if (words[i].possessive) return false;
    const auto from = words[i].place.end;
    const auto gap = scan.text().substr(from, words[i + 1].place.begin - from);
    return gap == " " || gap == "\n" || (gap == ". " && words[i].initial());
}

/// "Wells score", "Mayo Clinic": what comes next makes it a thing.
bool names_thing(const Scan& scan, const std::vector<Word>& words, std::size_t end)
{
    if (end >= words.size() || !(beside(scan, words, end - 1) || words[end - 1].possessive)) return false;
    return things.contains(scan.lower(words[end].place));
}

} // namespace

/// Words that learnt weights take for names, each with what follows of the name.
void find_learnt_names(Scan& scan)
{
    const auto words = words_of(scan);
    scan.forget([&](std::string_view rule, Place place) {
        if (rule != "name.cue" && rule != "name.person") return false;
        const auto word = std::ranges::find_if(words, [&](const Word& one) { return one.place.begin >= place.begin; });
        return word != words.end() && !word->known() && word->place.end == place.end &&
               name_score(scan, words, static_cast<std::size_t>(word - words.begin())) < no_name;
    });
    const auto likely = [&](std::size_t i) {
        // "St. Luke" is a hospital.
        if (i > 0 && saints.contains(scan.lower(words[i - 1].place)) && words[i - 1].capital) return false;
        return may_be_name(words[i]) && !scan.covered(words[i].place) && name_score(scan, words, i) > 0;
    };
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!likely(i)) continue;
        auto end = i + 1;
        while (end < words.size() && end < i + most_words && beside(scan, words, end - 1) &&
               words[end].capital == words[i].capital && (words[end].initial() || likely(end)))
            ++end;
        if (!names_thing(scan, words, end))
            scan.found(Kind::name, {words[i].place.begin, words[end - 1].place.end}, "name.learnt");
        i = end - 1;
    }
}

} // namespace rounds::privacy
