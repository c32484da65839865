#include "server/privacy/detect/name_rules.hpp"
#include "server/privacy/detect/pieces.hpp"
#include "server/privacy/detect/told.hpp"

#include <algorithm>
#include <optional>

/// Ages over 89 that are told in words ("ninety one", "noventa y siete", "funfundneunzig") or as a number behind
/// whoever has it: 45 CFR 164.514(b)(2)(i)(C).
namespace rounds::privacy {
namespace {

// Letters of a text stand without marks: "fünf" is "funf".
const WordSet ninety{
    "ninety",
    "ninty",
    "ninetey",
    "nintey",
    "ninetie",
    "noventa",
    "novanta",
    "neunzig",
    "negentig",
    "nonante",
    "hundred",
    "hundert"
};
const WordSet ones{"one",  "two",    "three",  "four",   "five",    "six",   "seven", "eight",  "nine", "uno",
                   "dos",  "tres",   "cuatro", "cinco",  "seis",    "siete", "ocho",  "nueve",  "um",   "dois",
                   "sete", "quatro", "oito",   "nove",   "quattro", "due",   "tre",   "cinque", "sei",  "sette",
                   "otto", "uma",    "duas",   "deux",   "trois",   "cinq",  "sept",  "huit",   "neuf", "quatorze",
                   "onze", "douze",  "treize", "quinze", "seize",   "un",    "une",   "dix"};
const WordSet joins{"y", "e", "et", "and"};
const WordSet units{
    "year",
    "years",
    "yr",
    "yrs",
    "yo",
    "yrold",
    "old",
    "anos",
    "ans",
    "jahre",
    "jahren",
    "anni",
    "jaar",
    "lat",
    "young",
    "aos",
    "annos",
    "birthday",
    "yearold"
};
// What has an age, in the languages of the rules; "she" and "is" alone are enough for a number in words.
const WordSet people{"he",      "she",     "hes",      "shes",      "im",          "mom",         "mum",     "mama",
                     "mother",  "dad",     "father",   "grandma",   "grandpa",     "grandmother", "granny",  "gran",
                     "nan",     "nana",    "grandad",  "granddad",  "grandfather", "pop",         "pops",    "papa",
                     "aunt",    "auntie",  "uncle",    "oma",       "opa",         "mutter",      "vater",   "tante",
                     "onkel",   "abuela",  "abuelo",   "abuelita",  "abuelito",    "bisabuela",   "madre",   "padre",
                     "suegra",  "tia",     "tio",      "mere",      "pere",        "meme",        "mamie",   "papi",
                     "papy",    "pepe",    "nonna",    "nonno",     "mae",         "pai",         "vovo",    "vo",
                     "avo",     "moeder",  "vader",    "babcia",    "neighbor",    "neighbour",   "patient", "resident",
                     "husband", "wife",    "lady",     "gentleman", "ella",        "elle",        "sie",     "er",
                     "ela",     "ele",     "lei",      "lui",       "hij",         "zij",         "inlaw",   "widow",
                     "veteran", "ich",     "yo",       "je",        "eu",          "io",          "ik",      "great",
                     "oldest",  "eldest",  "turning",  "turned",    "turns",       "aged",        "age",     "wird",
                     "cumple",  "cumplio", "fez",      "fete",      "compie",      "wordt",       "edad",    "alter",
                     "idade",   "eta",     "birthday", "soy",       "bin",         "born"};
// What else is counted in nineties.
const WordSet counted{"percent",  "per",       "procent", "prozent",  "porciento", "minutes", "minute",  "mins",
                      "min",      "seconds",   "days",    "day",      "weeks",     "months",  "hours",   "mg",
                      "mcg",      "ml",        "degrees", "grados",   "grad",      "miles",   "km",      "dollars",
                      "bucks",    "euros",     "people",  "patients", "units",     "times",   "pounds",  "lbs",
                      "kg",       "kilos",     "dias",    "tage",     "jours",     "minutos", "minuten", "horas",
                      "stunden",  "steps",     "bpm",     "over",     "calories",  "beds",    "pages",   "members",
                      "thousand", "something", "of",      "points",   "proof",     "tablets", "pills",   "capsules",
                      "mmhg",     "others",    "more",    "first",    "times",     "feet",    "meters"};

/// Where a number over 89 in words ends that begins at a piece; nothing when none does.
std::optional<std::size_t> words_over_89(const Pieces& all, std::size_t i)
{
    const auto word = all.text(i);
    if (word.size() < 6) return std::nullopt;
    const bool whole = ninety.contains(word);
    // "siebenundneunzig", "vijfennegentig", "novantacinque"; "hundert" and "hundred" alone are many things.
    const bool joined = word.ends_with("undneunzig") || word.ends_with("ennegentig") ||
                        (word.starts_with("novanta") && word.size() > 7) || word.ends_with("undertjahrig");
    const bool french = word == "quatre" && i + 2 < all.size() && all.text(i + 1).starts_with("vingt") &&
                        (all.text(i + 2) == "dix" || all.text(i + 2) == "onze" || all.text(i + 2) == "douze" ||
                         all.text(i + 2) == "treize" || all.text(i + 2) == "quatorze" || all.text(i + 2) == "quinze" ||
                         all.text(i + 2) == "seize");
    if (!whole && !joined && !french) return std::nullopt;
    auto last = french ? i + 2 : i;
    if (last + 2 < all.size() && joins.contains(all.text(last + 1)) && ones.contains(all.text(last + 2)))
        last += 2;
    else if (last + 1 < all.size() && all.gap(last).size() == 1 &&
             (ones.contains(all.text(last + 1)) || (all[last + 1].number && all[last + 1].place.size() == 1)))
        last += 1;
    const bool hundred = word == "hundred" || word == "hundert";
    return hundred && last == i ? std::nullopt : std::optional(last);
}

bool counts_else(const Scan& scan, const Pieces& all, std::size_t last)
{
    if (scan.right(all[last].place.end, 1).find_first_of("%/$+") != std::string_view::npos) return true;
    return last + 1 < all.size() && all.gap(last).size() <= 1 && counted.contains(all.text(last + 1));
}

bool has_unit(const Pieces& all, std::size_t last)
{
    return last + 1 < all.size() && all.gap(last).size() <= 2 && units.contains(all.text(last + 1));
}

bool person_before(const Pieces& all, std::size_t i, std::size_t words)
{
    for (auto back = i; back > 0 && i - back < words; --back)
        if (people.contains(all.text(back - 1))) return all.together(back - 1, i);
    return false;
}

/// "I'm 91,", "ich bin Friedel, 90,": a number behind a comma or a verb of being, of somebody.
bool number_told(const Scan& scan, const Pieces& all, std::size_t i)
{
    static const WordSet verbs{"am", "im", "m", "is", "s", "was", "bin", "soy", "suis", "sou", "sono", "ben"};
    const auto text = all.text(i);
    const bool old = (text.size() == 2 && text[0] == '9') || (text.size() == 3 && (text[0] == '1' && text[1] <= '1'));
    if (!old || i == 0) return false;
    const auto before = all.gap(i - 1);
    const auto after = scan.right(all[i].place.end, 2);
    // "98.6", "95-100", "90, 91 and 92": no ages.
    static const WordSet follows{"and", "und", "y", "et", "e", "but", "years", "yrs"};
    const bool word_after = i + 1 < all.size() && all.gap(i) == " " && follows.contains(all.text(i + 1)) &&
                            !(i + 2 < all.size() && all[i + 2].number);
    const bool ended = after.empty() || after == ", " || after == ". " || after == ") " || after[0] == '!' ||
                       after[0] == '\n' || after == "." || after == ")" || word_after;
    if (!ended || (i + 1 < all.size() && all[i + 1].number)) return false;
    static const WordSet first_person{"i", "im", "ich", "soy", "bin", "suis", "sou", "sono", "am", "m"};
    if (before == " " || before == "'")
        return verbs.contains(all.text(i - 1)) && first_person.contains(all.text(i - 1));
    if (before != ", " && before != " (") return false;
    for (auto back = i; back > 0 && i - back < 4; --back)
        if (first_person.contains(all.text(back - 1)) || people.contains(all.text(back - 1)))
            return all.together(back - 1, i);
    return false;
}

} // namespace

void find_old_ages(Scan& scan)
{
    constexpr std::size_t near = 7; // words between whoever is old and the age
    const Pieces all(scan);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (all[i].number) {
            if (number_told(scan, all, i) && !scan.covered(all[i].place))
                scan.found(Kind::date, all[i].place, "age90.number");
            continue;
        }
        const auto last = words_over_89(all, i);
        if (!last) continue;
        const Place place{all[i].place.begin, all[*last].place.end};
        if (!counts_else(scan, all, *last) && (has_unit(all, *last) || person_before(all, i, near)))
            scan.found(Kind::date, place, "age90.words");
        i = *last;
    }
}

} // namespace rounds::privacy
