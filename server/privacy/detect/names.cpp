#include "server/privacy/detect/name_rules.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/words.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

using Words = std::vector<Word>;
class Names
{
public:
    explicit Names(Scan& scan) : scan_(scan), words_(words_of(scan)) {}

    void run()
    {
        for (std::size_t i = 0; i < words_.size(); ++i) {
            if (words_[i].handle) continue;
            if (honorific(i) || family_first(i) || full(i) || with_initial(i) || initials_first(i) || relation(i) ||
                apposed(i) || aged(i) || alone(i))
                continue;
        }
    }

    /// Names after words that announce one; `sure` ones ("my name is") believe any capital word.
    void announced(std::size_t at, std::string_view rule)
    {
        const bool sure = rule == "name.told" || rule == "name.called";
        const auto i = first_from(at);
        if (i == words_.size() || !near(at, words_[i].place.begin) || words_[i].handle) return;
        auto j = i;
        // "talked to Hyacinth": a given name that is a word as well, where somebody is spoken to.
        if (rule == "name.person" && words_[i].capital && !words_[i].capitals && words_[i].is.given &&
            !words_[i].is.never && words_[i].is.common)
            ++j;
        while (j < words_.size() && j < i + 5 && (j == i || joined(j - 1, j)) && part_of_name(words_[j], sure, j == i))
            ++j;
        while (j > i && particles.contains(lower(j - 1)) && !words_[j - 1].capital) --j;
        if (j == i || organisation(i, j)) return;
        if (j == i + 1 && words_[i].place.size() < 2) return;
        // "Er ist im Urlaub" is German.
        if (rule == "name.cue" && scan_.left(at, 3) == "im " && words_[i].capital && !words_[i].known()) return;
        // "called Rapid Response", "a protein named Huntingtin", "called Ehlers-Danlos" name things.
        if (rule == "name.called" &&
            ((words_[i].is.common && !words_[i].is.frequent) || (words_[i].capitals && j == i + 1) ||
             (words_[i].is.eponym && j == i + 1) || names_thing(at, i, j)))
            return;
        take(i, j, rule);
        // "we are Bex and Tobiah"
        if (j + 1 < words_.size() && joins_names(j) && words_[j + 1].capital && words_[j + 1].unlisted() &&
            !words_[j + 1].capitals && words_[j + 1].place.size() >= 3)
            take(j + 1, j + 2, rule);
    }

private:
    [[nodiscard]] bool joins_names(std::size_t i) const
    {
        const auto word = lower(i);
        return word == "and" || word == "n" || word == "y" || word == "und" || word == "et" || word == "e" ||
               word == "en";
    }

    /// What stands before "called" is no person, or what is called so stands alone and no list has it.
    [[nodiscard]] bool names_thing(std::size_t at, std::size_t i, std::size_t j) const
    {
        static const RE2 thing(
            R"(\b(?:it|it'?s|that'?s|which is|is|are|drug|pill|med|medication|medicine|disease|condition|syndrome|disorder|protein|gene|test|procedure|surgery|app|thing|things|something|unit|ward|device|study|trial|group|book|program|therapy|enzyme|virus|antibody|cells?|technique|score|scale|hospital|clinic|place|town|company|bacteria|diet|tool|website|page|channel|podcast|show|movie|chat|event|class|approach|sign|rash|infection|tumou?r|cancer|fever|molecule|hormone|receptor|mutation|sequence|team|stuff|cream|powder|tea|shake|brand|product|plan|law|act|they|they've|be|being|was)\s(?:\w+ )?(?:called|named|se llama|heisst|chama-se|s'appelle)\s*$)",
            pattern_options()
        );
        const auto left = scan_.left(at, 40);
        if (!scan_.has(left, thing)) return false;
        return !(j > i + 1 && words_[i].is.given) && !scan_.has(left, someone_called());
    }

    [[nodiscard]] std::string_view lower(std::size_t i) const { return scan_.lower(words_[i].place); }

    [[nodiscard]] std::size_t first_from(std::size_t at) const
    {
        const auto found = std::ranges::lower_bound(words_, at, {}, [](const Word& word) { return word.place.begin; });
        return static_cast<std::size_t>(found - words_.begin());
    }

    /// Only blanks, quotes and a colon are between.
    [[nodiscard]] bool near(std::size_t from, std::size_t to) const
    {
        if (to < from || to - from > 8) return false;
        return scan_.text().substr(from, to - from).find_first_not_of(" \n\"':,*-(=>~_") == std::string_view::npos;
    }

    /// The two words stand together: a blank, one line end, or an initial's dot.
    [[nodiscard]] bool joined(std::size_t i, std::size_t j) const
    {
        if (j >= words_.size() || words_[i].possessive) return false;
        const auto from = words_[i].place.end;
        const auto gap = scan_.text().substr(from, words_[j].place.begin - from);
        if (gap == " " || gap == "  " || gap == "   " || gap == "\n" || gap == " \n" || gap == "-\n") return true;
        return (gap == ". " || gap == ".") &&
               (words_[i].place.size() == 1 || suffixes.contains(lower(j)) || saints.contains(lower(i)));
    }

    [[nodiscard]] bool part_of_name(const Word& word, bool sure, bool first) const
    {
        const auto text = scan_.lower(word.place);
        if (word.handle || word.is.medicine) return false;
        if (!first && (particles.contains(text) || suffixes.contains(text))) return true;
        if (word.initial()) return !first || sure;
        if ((word.is.never || (first && word.is.eponym)) && !(sure && word.capital && word.is.given)) return false;
        if (word.is.never && !word.is.frequent) return false;
        if (word.capital) {
            if (word.capitals && !sure) return false;
            if (word.clear_given() || (word.is.surname && !word.is.common)) return true;
            if (sure) return !word.is.common || word.known() || (first && !word.starts);
            return first ? word.unlisted() && word.place.size() >= 3 && !word.starts : word.family_like();
        }
        // Small letters: only what is a name and nothing else, or what stands where only a name can.
        if (word.place.size() < 3 || word.is.common) return false;
        return word.is.given || (word.is.surname && (sure || !first)) || (sure && first && word.place.size() >= 4);
    }

    /// What comes after a name makes it an eponym, a hospital, a citation.
    [[nodiscard]] bool organisation(std::size_t i, std::size_t j) const
    {
        if (i > 0 && saints.contains(lower(i - 1)) && words_[i - 1].capital &&
            words_[i].place.begin - words_[i - 1].place.end <= 2)
            return true;
        std::size_t ahead = 0;
        for (auto k = j; k < words_.size() && ahead < 3; ++k, ++ahead) {
            const auto from = words_[k - 1].place.end;
            const auto gap = scan_.text().substr(from, words_[k].place.begin - from);
            const bool tied = gap == " " || gap == "'s " || gap == "-" || gap == "' " || gap == "  " || gap == " & " ||
                              gap == " (" || gap == ", " || gap == ". ";
            if (!tied || (ahead > 0 && (gap == ", " || gap == ". " || gap == " ("))) return false;
            const auto word = lower(k);
            if (things.contains(word) && (word != "al" || ahead > 0) && word != "et" && gap != ", " && gap != ". ") {
                const bool proper = words_[k].capital || ahead == 0;
                if (proper && !(ahead == 0 && word == "pain")) return true;
            }
            if (word == "et") return k + 1 < words_.size() && lower(k + 1) == "al";
            if (!words_[k].capital && !(ahead == 0 && words_[k - 1].possessive)) return false;
        }
        return false;
    }

    void take(std::size_t i, std::size_t j, std::string_view rule)
    {
        scan_.found(Kind::name, {words_[i].place.begin, words_[j - 1].place.end}, rule);
    }

    /// "Mr. Alvarez", "dra patel", "Herr Schmidt".
    bool honorific(std::size_t i)
    {
        const auto title = lower(i);
        const auto& word = words_[i];
        // "MS" and "ms" are the disease.
        const bool ms = title == "ms" && (scan_.text(word.place) == "Ms" || scan_.right(word.place.end, 2) == ". ");
        const bool m = title == "m" && word.capital && scan_.right(word.place.end, 2) == ". ";
        if (!ms && !m && !honorifics.contains(title)) return false;
        auto j = i + 1;
        if (j >= words_.size()) return false;
        const auto from = word.place.end;
        const auto gap = scan_.text().substr(from, words_[j].place.begin - from);
        if (gap != " " && gap != ". " && gap != "." && gap != "\n" && gap != ".\n") return false;
        const auto& next = words_[j];
        if (scan_.text(next.place) == "I") return false; // "as your doctor I"
        if (next.handle || (doctor_jokes.contains(lower(j)) && (title == "dr" || title == "doctor"))) return false;
        const bool doubtful = title == "don" || title == "sr" || title == "doctor" || title == "professor" ||
                              title == "miss" || title == "frau" || title == "pani" || m;
        const bool fits = next.capital ? next.is.surname || next.is.given || next.initial() ||
                                             (next.unlisted() && next.place.size() >= 2)
                                       : !doubtful && !next.is.common && next.place.size() >= 3 &&
                                             (next.known() || (title == "dr" && speaks(j)));
        if (!fits || (doubtful && next.is.common)) return false;
        if (next.is.never && !next.known()) return false;
        ++j;
        while (j < words_.size() && j < i + 6 && joined(j - 1, j) && !words_[j].handle &&
               ((words_[j].capital && (words_[j].initial() || words_[j].family_like() || words_[j].clear_given())) ||
                (particles.contains(lower(j)) && j + 1 < words_.size() && words_[j + 1].capital)))
            ++j;
        take(i, j, "name.title");
        return true;
    }

    /// "dr halmagyi says": a word of no list that does what people do.
    [[nodiscard]] bool speaks(std::size_t i) const
    {
        const auto name = lower(i);
        return name.size() >= 4 && !name.ends_with("ed") && !name.ends_with("ing") && !name.ends_with("s") &&
               i + 1 < words_.size() && person_verbs.contains(lower(i + 1)) &&
               words_[i + 1].place.begin - words_[i].place.end == 1;
    }

    /// "DOE, Jane", "Okafor, Chidi N." after a colon, at a line's start or in capitals.
    bool family_first(std::size_t i)
    {
        const auto& family = words_[i];
        if (!family.family_like() || i + 1 >= words_.size() || family.possessive) return false;
        const auto& given = words_[i + 1];
        const auto gap = scan_.text().substr(family.place.end, given.place.begin - family.place.end);
        if (gap != ", " && gap != ",") return false;
        if (!given.capital || !given.clear_given() || given.handle) return false;
        const bool led = family.starts || family.capitals ||
                         (i > 0 && (lower(i - 1) == "patient" || lower(i - 1) == "pt" || lower(i - 1) == "re"));
        if (!led || !family.unlisted() || (family.starts && !family.is.surname && !family.capitals)) return false;
        auto j = i + 2;
        if (j < words_.size() && joined(j - 1, j) && words_[j].initial()) ++j;
        // A list of names of one kind is something else: "Anna, Maria and Ruth" are found each by themselves.
        take(i, j, "name.family_first");
        return true;
    }

    /// "Maria Lopez", "John Q. Public", "Ana de la Cruz", "JOHN SMITH", "jessica martinez".
    bool full(std::size_t i)
    {
        const auto& first = words_[i];
        if (first.possessive || first.is.medicine || saints.contains(lower(i))) return false;
        auto j = i + 1;
        if (j < words_.size() && joined(i, j) && words_[j].initial() && j + 1 < words_.size() && joined(j, j + 1)) ++j;
        std::size_t small = 0;
        while (j < words_.size() && small < 3 && joined(j - 1, j) && !words_[j].capital && particles.contains(lower(j))
        ) {
            ++j;
            ++small;
        }
        if (j >= words_.size() || !joined(j - 1, j) || words_[j].handle) return false;
        const auto& last = words_[j];
        if (!pair(first, last, j > i + 1)) return false;
        ++j;
        while (j < words_.size() && j < i + 6 && joined(j - 1, j) && !words_[j].handle &&
               words_[j].capital == last.capital &&
               (suffixes.contains(lower(j)) ||
                (words_[j].capital && words_[j].unlisted() && words_[j].place.size() > 1 &&
                 (words_[j].known() || !words_[j].capitals))))
            ++j;
        if (organisation(i, j)) return false;
        take(i, j, "name.full");
        return true;
    }

    [[nodiscard]] bool pair(const Word& first, const Word& last, bool bridged) const
    {
        if (first.place.size() < 2 || last.place.size() < 2) return false;
        if (first.capitals != last.capitals && (first.capitals || last.capitals)) return false;
        if (first.capitals) return first.clear_given() && last.is.surname && !last.is.common && !last.is.never;
        if (first.capital && last.capital) {
            if (first.clear_given()) return last.family_like();
            // "Grace Okafor": a word that is a name as well, before a family name that is no word.
            if (first.is.given && !first.is.never)
                return last.is.surname && last.unlisted() && (!first.starts || first.is.frequent || bridged);
            if (first.unlisted() && last.unlisted() && !first.starts && first.place.size() >= 3 &&
                last.place.size() >= 3 && spoken_of(first, last))
                return true;
            // "Oluwaseun Adeyemi": no dictionary has the first, lists of family names have the second.
            return first.unlisted() && !first.starts && last.is.surname && last.unlisted() && last.place.size() >= 4;
        }
        if (first.capital != last.capital)
            return first.capital && first.clear_given() && first.is.frequent && last.is.surname && last.unlisted() &&
                   !last.is.given && last.place.size() >= 5;
        return first.clear_given() && first.place.size() >= 4 && last.is.surname && last.unlisted() &&
               last.place.size() >= 4 && (first.is.frequent || last.is.surname) && !last.is.medicine &&
               (first.is.frequent || bridged || last.place.size() >= 5);
    }

    /// Two words that no dictionary has are a person when somebody does or is told something.
    [[nodiscard]] bool spoken_of(const Word& first, const Word& last) const
    {
        static const RE2 before(
            R"(\b(?:for|with|by|to|from|and|named|met|saw|miss|love|of|is|was|dr|nurse|friend|from|told|asked|called)\s$)",
            pattern_options()
        );
        const auto next = first_from(last.place.end);
        const bool verb = next < words_.size() && words_[next].place.begin - last.place.end <= 1 &&
                          person_verbs.contains(lower(next));
        return verb && (scan_.has(scan_.left(first.place.begin, 12), before) || last.is.surname || first.is.given);
    }

    /// "Anna S.", "john d, admitted".
    bool with_initial(std::size_t i)
    {
        const auto& given = words_[i];
        const auto j = i + 1;
        if (!given.capital || !given.is.given || given.is.never || given.capitals || j >= words_.size() ||
            !joined(i, j))
            return false;
        const auto& letter = words_[j];
        if (!letter.initial() || letter.handle) return false;
        const auto after = scan_.right(letter.place.end, 2);
        const bool dotted = after.starts_with('.');
        const bool ended = after.empty() || after[0] == ',' || after[0] == ')' || after[0] == '?' || after[0] == ';' ||
                           after[0] == '\'' || after[0] == '\n' || after[0] == '!' || after[0] == ':';
        const auto name = lower(i);
        const bool alone_letter = scan_.text(letter.place) == "I" || scan_.text(letter.place) == "A";
        if (given.is.common && (!dotted || name == "see" || name == "per" || name == "group" || name == "so"))
            return false;
        if (!dotted && !ended && (alone_letter || !given.is.frequent)) return false;
        if (organisation(i, j + 1)) return false;
        take(i, j + 1, "name.initial");
        return true;
    }

    /// "K. Abernathy", "J.R. Whitcombe": a listed family name that is no word, after initials.
    bool initials_first(std::size_t i)
    {
        if (!words_[i].initial() || words_[i].handle || scan_.text(words_[i].place) == "I") return false;
        auto j = i + 1;
        const auto dotted = [&](std::size_t k) {
            const auto gap =
                scan_.text().substr(words_[k - 1].place.end, words_[k].place.begin - words_[k - 1].place.end);
            return gap == ". " || gap == ".";
        };
        if (j < words_.size() && words_[j].initial() && dotted(j)) ++j;
        if (j >= words_.size() || !dotted(j)) return false;
        const auto& family = words_[j];
        const bool fits = family.capital && !family.capitals && family.is.surname && family.unlisted() &&
                          family.place.size() >= 4 && !family.handle;
        // "J. Abernathy, K. Mbeki et al.": who writes papers is no secret.
        const auto after = scan_.text().substr(family.place.end, 12);
        if (!fits || organisation(i, j + 1) || scan_.has(after, cited())) return false;
        take(i, j + 1, "name.initials_first");
        return true;
    }

    /// "my daughter Lucia", "nurse keisha".
    bool relation(std::size_t i)
    {
        auto role = lower(i);
        if (role.ends_with("-in-law")) role.remove_suffix(7);
        // "mein Physiotherapeut Torben": whatever somebody of theirs is, a listed given name follows.
        if (!relations.contains(role) && i > 0 && owners.contains(lower(i - 1)) && i + 1 < words_.size() &&
            joined(i, i + 1) && words_[i + 1].capital && !words_[i + 1].capitals && words_[i + 1].clear_given() &&
            !words_[i].is.never && !words_[i].is.eponym && !words_[i].possessive && !organisation(i + 1, i + 2)) {
            take(i + 1, i + 2, "name.relation");
            return true;
        }
        if (!relations.contains(role) || words_[i].possessive) return false;
        auto j = i + 1;
        // "my oncologist is Parvaneh Rostami"
        const bool linked = j + 1 < words_.size() &&
                            (lower(j) == "is" || lower(j) == "was" || lower(j) == "named" || lower(j) == "called") &&
                            words_[j + 1].capital && !words_[j + 1].capitals && !words_[j + 1].is.never &&
                            words_[j + 1].unlisted() && words_[j + 1].place.size() >= 4 && joined(j, j + 1) &&
                            (words_[j + 1].is.given || titled_roles.contains(role));
        if (linked) ++j;
        if (j >= words_.size()) return false;
        const auto from = words_[j - 1].place.end;
        const auto gap = scan_.text().substr(from, words_[j].place.begin - from);
        if (gap != " " && gap != ", " && gap != " (" && gap != " \"" && gap != "\n" && gap != ": " && gap != " - ")
            return false;
        const auto& name = words_[j];
        // "mi nieta Abril Monserrat": a month before a name is one.
        const bool month = name.is.never && name.is.given && j + 1 < words_.size() && words_[j + 1].capital &&
                           words_[j + 1].clear_given() && joined(j, j + 1);
        if (month) {
            take(j, j + 2, "name.relation");
            return true;
        }
        if (name.handle || name.is.never || name.place.size() < 2) return false;
        if (name.capitals && (name.place.size() < 5 || !name.unlisted() || words_[i].capitals)) return false;
        const bool close = gap == " " || gap == " (" || gap == " \"";
        bool fits = false;
        if (name.capital && !name.starts)
            fits = name.clear_given() || (close && name.is.given) ||
                   (close && name.unlisted() && name.place.size() >= 3 && !verb_like(j) &&
                    (!words_[i].capital || titled_roles.contains(role)));
        else if (!name.capital)
            fits = close && name.clear_given() && name.place.size() >= 4 &&
                   (name.is.frequent || !name.is.surname || titled_roles.contains(role));
        if (!fits) return false;
        auto k = j + 1;
        while (k < words_.size() && k < j + 4 && joined(k - 1, k) && !words_[k].handle &&
               ((name.capital && words_[k].capital && (words_[k].initial() || words_[k].family_like())) ||
                (!name.capital && words_[k].is.surname && words_[k].unlisted() && words_[k].place.size() >= 4)))
            ++k;
        if (organisation(j, k)) return false;
        take(j, k, "name.relation");
        // "my girls Ayesha and Roxanne"
        if (k + 1 < words_.size() && joins_names(k) && words_[k + 1].capital && !words_[k + 1].capitals &&
            words_[k + 1].unlisted() && words_[k + 1].place.size() >= 3)
            take(k + 1, k + 2, "name.relation");
        return true;
    }

    /// "Jaskaran and Harleen, my twins": names before what they are to the writer.
    bool apposed(std::size_t i)
    {
        if (!likely(i)) return false;
        auto last = i;
        if (i + 2 < words_.size() && joins_names(i + 1) && likely(i + 2)) last = i + 2;
        if (last + 2 >= words_.size()) return false;
        const auto from = words_[last].place.end;
        auto gap = scan_.text().substr(from, words_[last + 1].place.begin - from);
        // "Iolanthe and Bartholomew are my twins"
        const auto verb = lower(last + 1);
        if (gap == " " && (verb == "are" || verb == "is" || verb == "was" || verb == "were") &&
            last + 3 < words_.size()) {
            if (!owners.contains(lower(last + 2))) return false;
            const bool kin = relations.contains(lower(last + 3)) ||
                             (last + 4 < words_.size() && relations.contains(lower(last + 4)));
            if (!kin) return false;
            take(i, i + 1, "name.apposed");
            if (last > i) take(last, last + 1, "name.apposed");
            return true;
        }
        if ((gap != ", " && gap != " (") || !owners.contains(lower(last + 1))) return false;
        const bool related =
            relations.contains(lower(last + 2)) || (last + 3 < words_.size() && relations.contains(lower(last + 3)));
        if (!related) return false;
        take(i, i + 1, "name.apposed");
        if (last > i) take(last, last + 1, "name.apposed");
        return true;
    }

    /// "Kaveh, 52, stage 4": a name and how old its bearer is.
    bool aged(std::size_t i)
    {
        const auto& name = words_[i];
        if (!likely(i) || !name.is.given || name.is.never || name.is.eponym) return false;
        if (!scan_.has(scan_.right(name.place.end, 12), told_age())) return false;
        take(i, i + 1, "name.aged");
        return true;
    }

    [[nodiscard]] bool likely(std::size_t i) const
    {
        const auto& word = words_[i];
        return word.capital && !word.capitals && word.unlisted() && !word.handle && word.place.size() >= 3 &&
               !relations.contains(lower(i));
    }

    /// "My wife Googled it": a capital word that is a verb.
    [[nodiscard]] bool verb_like(std::size_t i) const
    {
        const auto word = lower(i);
        return !words_[i].known() && (word.ends_with("ed") || word.ends_with("ing"));
    }

    /// "in Denver", "Dia Mundial": a place or a title rather than somebody.
    [[nodiscard]] bool place_before(std::size_t i) const
    {
        if (i == 0) return false;
        return words_[i - 1].capital || places_before.contains(lower(i - 1));
    }

    /// A very common given name by itself: "since Jennifer was admitted".
    bool alone(std::size_t i)
    {
        const auto& name = words_[i];
        if (!name.capital || name.capitals || !name.clear_given() || name.place.size() < 4) return false;
        if (!name.is.frequent && !acts(i) && (name.starts || name.is.surname || place_before(i))) return false;
        auto last = i + 1;
        while (last < words_.size() && last < i + 4 && joined(last - 1, last) && words_[last].capital) ++last;
        for (auto j = i + 1; j <= last; ++j)
            if (organisation(i, j)) return false;
        if (name.possessive && i + 1 < words_.size() && things.contains(lower(i + 1))) return false;
        take(i, i + 1, "name.given");
        return true;
    }

    /// What follows a less common given name makes it a person: "Destinee relapsed", "Jedediah's counts", "Tamar here".
    [[nodiscard]] bool acts(std::size_t i) const
    {
        const auto j = i + 1;
        if (j >= words_.size() || words_[j].capital || words_[i].is.surname) return false;
        const auto gap = scan_.text().substr(words_[i].place.end, words_[j].place.begin - words_[i].place.end);
        if (words_[i].possessive)
            return !words_[i].starts && (gap == "'s " || gap == " ")
                       ? words_[j].is.common
                       : words_[i].starts && words_[j].is.common && gap == "'s ";
        const auto next = lower(j);
        // "Zebedee from bed 9"
        if (gap == " " && next == "from" && scan_.has(scan_.right(words_[j].place.end, 10), told_whence())) return true;
        // "Theodosia from my support group"
        if (gap == " " && next == "from" && j + 1 < words_.size() && owners.contains(lower(j + 1))) return true;
        return gap == " " && !words_[i].is.eponym &&
               (person_verbs.contains(next) || (next == "here" && i < 3) ||
                (next.size() > 4 && next.ends_with("ed") && !words_[i].starts));
    }

    Scan& scan_;
    Words words_;
};

} // namespace

void find_names(Scan& scan)
{
    Names names(scan);
    names.run();
    name_cues().each(scan, [&names](const Rule& rule, Place place) { names.announced(place.end, rule.id); });
    name_shapes().run(scan);
}

} // namespace rounds::privacy
