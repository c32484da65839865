#include "server/privacy/detect/name_rules.hpp"
#include "server/privacy/detect/told.hpp"
#include "server/privacy/detect/words.hpp"

#include <algorithm>

/// People whom no list of names has, told by what is said of them: "my hubby dov says", "proud wife of Hank", "Grandpa
/// Yusuf", "Ottoline b. 2019", "its me mags holloway".
namespace rounds::privacy {
namespace {

const WordSet kin_titles{"grandpa", "grandma", "granny", "gramps",  "grandad",  "granddad", "nana",
                         "papa",    "mama",    "abuela", "abuelo",  "abuelita", "abuelito", "oma",
                         "opa",     "tante",   "onkel",  "tia",     "tio",      "nonna",    "nonno",
                         "mamie",   "papi",    "papy",   "cousin",  "auntie",   "aunty",    "aunt",
                         "uncle",   "pastor",  "sister", "brother", "father",   "pop",      "vovo",
                         "babcia",  "dziadek", "coach",  "matron",  "deacon",   "chaplain"};
const WordSet caring{
    "caregiver",
    "carer",
    "caretaker",
    "guardian",
    "mommy",
    "mama",
    "godmother",
    "godfather",
    "widow",
    "caring",
    "cuidadora",
    "cuidador",
    "madre",
    "mae",
    "maman",
    "mutter"
};
const WordSet said{"is",   "was",    "has",   "had",   "says",   "said",   "wants", "wont", "won't",
                   "died", "passed", "loves", "drove", "drives", "thinks", "gave",  "got",  "came",
                   "went", "needs",  "cried", "cries", "fell",   "keeps",  "sleeps"};
const WordSet introduced{"me", "soy", "im", "i'm", "am", "bin", "sou"};

class Told
{
public:
    explicit Told(Scan& scan) : scan_(scan), words_(words_of(scan)) {}

    void run()
    {
        for (std::size_t i = 0; i < words_.size(); ++i)
            if (!words_[i].handle && !kin_before(i) && !titled(i) && !cared_for(i) && !introduced_small(i)) opening(i);
    }

private:
    [[nodiscard]] std::string_view lower(std::size_t i) const { return scan_.lower(words_[i].place); }

    [[nodiscard]] std::string_view gap(std::size_t i) const
    {
        const auto from = words_[i].place.end;
        return scan_.text().substr(from, words_[i + 1].place.begin - from);
    }

    [[nodiscard]] bool beside(std::size_t i) const
    {
        return i + 1 < words_.size() && gap(i) == " " && !words_[i].possessive;
    }

    /// A word that no dictionary has and that is built like no verb.
    [[nodiscard]] bool strange(std::size_t i) const
    {
        const auto word = lower(i);
        return words_[i].unlisted() && !words_[i].is.medicine && !words_[i].handle && word.size() >= 3 &&
               !word.ends_with("ed") && !word.ends_with("ing") && word.find('-') == std::string_view::npos;
    }

    /// A capital word that is somebody rather than a thing.
    [[nodiscard]] bool person(std::size_t i) const
    {
        const auto& word = words_[i];
        if (!word.capital || word.is.never || word.is.eponym || word.is.medicine || word.handle) return false;
        return word.capitals ? word.is.given && word.place.size() >= 3 : word.is.given || strange(i);
    }

    void take(std::size_t first, std::size_t last)
    {
        scan_.found(Kind::name, {words_[first].place.begin, words_[last].place.end}, "name.said");
    }

    /// Of a person, the words of the name that follow.
    [[nodiscard]] std::size_t end_of(std::size_t i) const
    {
        auto last = i;
        while (beside(last) && last < i + 2 && words_[last + 1].capital && words_[last + 1].family_like() &&
               !words_[last + 1].capitals)
            ++last;
        return last;
    }

    /// "my hubby dov says hi"
    bool kin_before(std::size_t i)
    {
        if (i == 0 || !relations.contains(lower(i)) || !owners.contains(lower(i - 1)) || !beside(i)) return false;
        const auto name = i + 1;
        if (words_[name].capital || !strange(name) || !beside(name)) return false;
        // "my mom dxd with", "my son chokes": what a relative does is no name of theirs.
        if (lower(name).ends_with('s') || !said.contains(lower(name + 1))) return false;
        take(name, name);
        return true;
    }

    /// "Dr van der Schuyt"
    bool led_by_particles(std::size_t i)
    {
        if (!honorifics.contains(lower(i)) || i + 1 >= words_.size() || (gap(i) != " " && gap(i) != ". ")) return false;
        auto last = i + 1;
        while (last < i + 4 && particles.contains(lower(last)) && !words_[last].capital && beside(last)) ++last;
        if (last == i + 1 || !words_[last].capital || !words_[last].unlisted()) return false;
        take(i, last);
        return true;
    }

    /// "Grandpa Yusuf", "PAPA GUS", "nurse b. tavish"
    bool titled(std::size_t i)
    {
        if (i + 1 >= words_.size()) return false;
        if (led_by_particles(i)) return true;
        if (kin_titles.contains(lower(i)) && words_[i].capital && beside(i) && person(i + 1) &&
            words_[i].capitals == words_[i + 1].capitals && !things.contains(lower(i + 1))) {
            take(i, end_of(i + 1));
            return true;
        }
        const bool role = titled_roles.contains(lower(i)) || honorifics.contains(lower(i));
        if (!role || i + 2 >= words_.size() || gap(i) != " " || words_[i + 1].place.size() != 1 || gap(i + 1) != ". ")
            return false;
        if (!strange(i + 2) || words_[i + 2].place.size() < 4) return false;
        take(i + 1, i + 2);
        return true;
    }

    /// "proud wife of Hank", "caretaker for Earlene", "mommy to Oaklynn"
    bool cared_for(std::size_t i)
    {
        static const WordSet links{"of", "to", "for", "de", "von", "do", "da"};
        if (!(relations.contains(lower(i)) || caring.contains(lower(i))) || !beside(i) ||
            !links.contains(lower(i + 1)) || !beside(i + 1) || !person(i + 2) || words_[i + 2].capitals)
            return false;
        const auto last = end_of(i + 2);
        if (last + 1 < words_.size() && beside(last) && things.contains(lower(last + 1))) return false;
        take(i + 2, last);
        return true;
    }

    /// "its me mags holloway": two words in small letters that no dictionary has, one of them a listed name.
    bool introduced_small(std::size_t i)
    {
        if (!introduced.contains(lower(i)) || !beside(i) || !beside(i + 1)) return false;
        const auto first = i + 1;
        const auto second = i + 2;
        if (words_[first].capital || words_[second].capital || !strange(first) || !strange(second)) return false;
        if (!words_[first].is.given && !words_[second].is.surname && !words_[first].is.surname) return false;
        take(first, second);
        return true;
    }

    /// "Ottoline b. 2019", "Yolotzin de 8 anos", "Aroha Te Whatu mum of 3": who opens a text and is told of at once.
    void opening(std::size_t i)
    {
        static const RE2 told_of(
            R"(^(?:,? b\.? ?\d|,? born |,? de \d{1,2} anos|,? \d{1,2} (?:anos|jahre|ans|yrs?|yo)\b|,? (?:mum|mom|dad|mama|mother|father|mommy) (?:of|to) |,? (?:speech therapist|social worker|rn|lpn|pa-c|np|md|aide|porter|midwife),? |, (?:my|our) | z pokoju ))",
            pattern_options()
        );
        const auto& word = words_[i];
        if (i > 1 || !word.capital || word.capitals || !strange(i) || word.place.size() < 4 || word.is.surname) return;
        auto last = i;
        while (last + 1 < words_.size() && last < i + 3 && beside(last) && words_[last + 1].capital &&
               words_[last + 1].unlisted() && !words_[last + 1].capitals)
            ++last;
        const auto from = words_[last].place.end;
        if (scan_.has(scan_.right(from, 32), told_of) && !words_[last].is.medicine) take(i, last);
    }

    Scan& scan_;
    std::vector<Word> words_;
};

} // namespace

void find_told_names(Scan& scan)
{
    Told(scan).run();
}

} // namespace rounds::privacy
