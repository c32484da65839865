#include "server/privacy/detect/checks.hpp"
#include "server/privacy/detect/codes.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/sentence.hpp"

#include <algorithm>

/// Long numbers and codes in capitals that nothing announces, in a sentence about somebody. Doses, counts, ranges and
/// the codes that everybody may look up are none.
namespace rounds::privacy {
namespace {

constexpr double nobodys = -1.8; ///< the score below which a code is taken for a thing's

ROUNDS_PATTERN(
    owner,
    R"(\b(?:my|mine|me|our|his|her|their|i|i'm|im|i've|she|he|we|mom|dad|mum|pt|patient|mi|mis|su|mon|ma|mes|mein\w*|ich|je|yo|eu|meu|minha|mio|mia|ho|mijn)\b)"
)
ROUNDS_PATTERN(
    published,
    R"(^1?[- ]?8(?:00|88|77|66|55|44|33)-?[a-z]|^(?:r01|r21|r03|r34|u01|p30|p50|k23|k08|t32|f31)[ -]?[a-z]{2}\d|^1?[- ]?8(?:00|88|77|66|55|44|33)[- ]\d|^(?:nct|isrctn|eudract|actrn|chictr|drks|pmc|pmid|kb|rs|gse|srr|grch|n[mpc]_|ensg|cas|bnt|azd|mk|ly|amg|abt|ono|gsk|bms|jnj|pf|ro|sar|sb|covid|icd|hla|cyp|iso|cpt|ndc|loinc|hgnc|omim|orpha|umls|mondo|atc|ec|din|bs|en|usp|fda|cms|hr|pl|k|p|q|o|rrid|ab|sct|(?:19|20)\d\d)[- ]?\d)"
)
ROUNDS_PATTERN(
    public_before,
    R"((?:\b(?:nct|trial|study|protocol|grant|pmid|pmcid|doi|icd|icd-10|icd-?10-?cm|cpt|hcpcs|drg|ndc|loinc|snomed(?: ct)?|atc|omim|orpha|isbn|issn|lot|batch|model|catalog(?:ue)?|sku|variant|gene|mutation|guideline|codes?|clone|antibody|version|firmware|update|hotline|helpline|lifeline|call|text|dial|line|room|cas|ec|patent|recall|iso|din|item|part|table|figure|fig|dataset|accession|uniprot|refseq|rrid|rxnorm|cui|mesh|type|class|grade|about|over|under|nearly|almost|than|of|n|p|the|from|between|to|budget|population|enrolled|recruited|platelets?|wbc|cfu|copies|units?|level|count|load|psa|bnp|ck|cd4|ferritin)(?: (?:no|number|id|code))?[.:#= (]*|[$#@=]\s?)$)"
)
ROUNDS_PATTERN(
    unit_after,
    R"(^[ -]?(?:mg|mcg|g\b|kg|ml|l\b|iu|units?|mmol|ng|pg|u/|cells|copies|steps|people|patients|women|men|adults|children|cases|deaths|participants|dollars|usd|euros?|bucks|years?|days|hours|minutes|miles|km|meters|feet|followers|members|posts|views|per\b|/|%|percent|a (?:year|day|month)|million|billion|calories|kcal|genomes|samples|variants|mutations?|inhibitors?|receptors?|carriers?|vaccine|booster|positive|negative|cohort|trial|study))"
)

/// Part of something longer: an address, a formula, a range.
bool clings(const Scan& scan, Place place)
{
    constexpr std::string_view marks = "-/@_+*^~<>%=$#";
    const auto before = scan.left(place.begin, 1);
    const auto after = scan.right(place.end, 1);
    return (!before.empty() && (marks.find(before[0]) != std::string_view::npos || before[0] == '.' || before[0] == ',')
           ) ||
           (!after.empty() && marks.find(after[0]) != std::string_view::npos);
}

void bare_code(Scan& scan, Place place, const Rule& rule)
{
    const auto written = scan.text(place);
    const auto digits = digits_in(written).size();
    const auto any = [&](char from, char to) {
        return std::ranges::any_of(written, [=](char c) { return c >= from && c <= to; });
    };
    if (any('a', 'z') || digits > 20 || written.ends_with("000") || scan.covered(place) || clings(scan, place)) return;
    const bool code = any('A', 'Z') && digits >= 4;
    const bool number = !any('A', 'Z') && digits >= 7 && written.find('.') == std::string_view::npos;
    if (!code && !number) return;
    if (scan.has(scan.lower(place), published()) || scan.has(scan.left(place.begin, 30), public_before()) ||
        scan.has(scan.right(place.end, 16), unit_after()))
        return;
    constexpr std::size_t enough = 300;
    const auto sentence = scan.lower(sentence_at(scan.lower(), place.begin));
    if (scan.has(sentence.substr(0, enough), owner())) scan.found(rule.kind, place, rule.id);
}

bool is_number(Kind kind)
{
    return kind == Kind::mrn || kind == Kind::health_plan || kind == Kind::account || kind == Kind::license ||
           kind == Kind::vehicle || kind == Kind::device || kind == Kind::other;
}

/// Rules that look at little; what learnt weights are sure of is nobody's is none.
bool doubtful_rule(std::string_view rule)
{
    return rule == "other.bare" || rule == "other.own_code" || rule.ends_with(".weak") || rule == "other" ||
           rule == "other.affair" || rule == "other.numbered";
}

/// Letters in capitals that a plate says.
void vanity(Scan& scan, Place place, const Rule& rule)
{
    auto begin = place.end;
    const auto text = scan.text();
    const auto capital = [](char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); };
    while (begin > place.begin &&
           (capital(text[begin - 1]) || (text[begin - 1] == ' ' && begin > 1 && capital(text[begin - 2]))))
        --begin;
    while (begin < place.end && text[begin] == ' ') ++begin;
    if (place.end - begin >= 3) scan.found(rule.kind, {begin, place.end}, rule.id);
}

/// A code that learnt weights take for somebody's: what its shape and the words around it tell together.
void judge_code(Scan& scan, const Code& code)
{
    const auto place = code.place;
    // "LMFT 48213": what was found is a part of it.
    if (const auto kind = scan.touched(place); kind && is_number(*kind)) return scan.found(*kind, place, "code.whole");
    static const RE2 measured(
        R"(^\d{1,4}\.\d+-\d{1,4}(?:\.\d+)?$|-(?:old|year|years|day|days|week|weeks|month|months|mg|mcg|ml|hour|hours)\b)",
        pattern_options()
    );
    if (scan.covered(place) || scan.has(scan.lower(place), published()) || scan.has(scan.lower(place), measured) ||
        scan.has(scan.right(place.end, 16), unit_after()))
        return;
    if (mixed_with_small_letters(scan.text(place)) && !announced(scan, code)) return;
    if (score_of(scan, code) > 0) scan.found(kind_of(scan, code), place, "code.learnt");
}

const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
        {"plate.vanity",
         R"(\b(?:vanity|personali[sz]ed|custom)(?: license| licence| number)? plates?(?: is| says| reads|:| on my car is)? [a-z0-9]{2,8}(?: [a-z0-9]{1,4})?\b|\bplates? (?:says?|reads?|spells?) [a-z0-9]{2,8}(?: [a-z0-9]{1,4})?\b)",
         vanity,
         Kind::vehicle},
        {"other.bare",
         R"(\b(?:[a-z]{1,4}[-/]?)?\d[\da-z]*(?:[-./]?[\da-z]*\d[\da-z]*){0,4}\b|\b\d{3,4}(?:[- ]\d{3,4}){1,3}\b)",
         bare_code,
         Kind::other},
    });
    return all;
}

} // namespace

void find_bare_codes(Scan& scan)
{
    rules().run(scan);
    const auto codes = codes_of(scan);
    scan.forget([&](std::string_view rule, Place place) {
        if (!doubtful_rule(rule)) return false;
        // "The NDC on my bottle is ...": the package is numbered, whoever owns it.
        static const RE2 of_a_package(R"(\b(?:ndc|pzn|upc|gtin)\b)", pattern_options());
        if (scan.has(scan.left(place.begin, 40), of_a_package)) return true;
        const auto found = std::ranges::find_if(codes, [&](const Code& code) {
            return code.place.begin <= place.begin && place.end <= code.place.end;
        });
        return found != codes.end() && score_of(scan, *found) < nobodys;
    });
    for (const auto& code : codes) judge_code(scan, code);
}

} // namespace rounds::privacy
