#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/pattern.hpp"

#include <algorithm>
#include <cctype>

namespace rounds::privacy {
namespace {

ROUNDS_PATTERN(
    home,
    R"(\b(?:address|addy|addr|im (?:in|at|on)|i'm (?:in|at|on)|come get|come to|my place|live|lives|lived|living|home|house|apt|apartment|moved|mail|send|ship|deliver|reside\w*|located|come to|pick up|drop off|visit|at|on|near|off|direccion|vivo|vive|domicilio|calle|adresse|habite|wohn\w*|moro|mora|morada|endereco|abito|abita|indirizzo|woon|adres)\b)"
)

void street(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.text(place);
    // "5 Star way", "20 mg Dr": a house number is followed by a name.
    const auto letter = text.find_first_not_of("0123456789-abcdefgh ");
    static const RE2 dose(
        R"(^\d+\s?(?:mg|mcg|ml|g|kg|units?|years?|yrs?|weeks?|months?|days?|hours?|minutes?|min|mm|cm|patients|people|cycles?|times|rounds?|doses?|pills?|tablets?|different|more|other|ways?|of|out|in|or|to|and|per|year|day|week|month|step|point|star|of the)\b)",
        pattern_options()
    );
    if (scan.has(scan.lower(place), dose)) return;
    const bool spelled = !text.empty() && !(text[0] >= '0' && text[0] <= '9');
    const bool capital = spelled ? std::ranges::any_of(text.substr(1), [](char c) { return c >= 'A' && c <= 'Z'; })
                                 : letter != std::string_view::npos && text[letter] >= 'A' && text[letter] <= 'Z';
    if (!capital && !scan.has(scan.left(place.begin, 40), home())) return;
    static const RE2 doctor(R"(\bdr\.?$)", pattern_options());
    if (scan.has(scan.lower(place), doctor) && !capital) return;
    scan.found(Kind::geographic, place, rule.id);
}

/// "Hauptstrasse 12": a capital word, or told to be an address; "scoring 3.5" is none.
void street_german(Scan& scan, Place place, const Rule& rule)
{
    const char first = scan.text(place)[0];
    const bool decimal = place.end + 1 < scan.lower().size() && scan.lower()[place.end] == '.' &&
                         std::isdigit(static_cast<unsigned char>(scan.lower()[place.end + 1])) != 0;
    if (decimal || (!(first >= 'A' && first <= 'Z') && !scan.has(scan.left(place.begin, 40), home()))) return;
    if (classify(scan.lower({place.begin, place.begin + scan.lower(place).find(' ')})).common) return;
    scan.found(Kind::geographic, place, rule.id);
}

void street_by_cue(Scan& scan, Place place, const Rule& rule)
{
    scan.found(Kind::geographic, place, rule.id);
}

/// A number and a name after "I live at": no dose, no time, and a name in capitals or a street.
void street_told(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 other(
        R"(\d+[a-z]?[,\s]\s?(?:mg|mcg|ml|g|kg|lbs?|units?|years?|yrs?|weeks?|wks?|months?|days?|hours?|hrs?|minutes?|mins?|am|pm|percent|patients|people|of|out|in|or|to|and|per|a|the|times|tablets?|pills?|doses?|different|other|more|o'?clock|bpm|miles|km|steps)\b)",
        pattern_options()
    );
    static const RE2 sure(
        R"(address|addy|live[sd]? at|living at|house|resid|direccion|endereco|adresse|indirizzo|adres|domicilio|habite|wohne|moro|abito|vivo|vive)",
        pattern_options()
    );
    const auto text = scan.lower(place);
    if (scan.has(text, other)) return;
    const auto number = text.find_first_of("0123456789");
    const auto name = text.find_first_of("abcdefghijklmnopqrstuvwxyz", number + 2);
    const bool capital =
        name != std::string_view::npos && scan.text(place)[name] >= 'A' && scan.text(place)[name] <= 'Z';
    if (capital || scan.has(text, sure)) scan.found(rule.kind, {place.begin + number, place.end}, rule.id);
}

void zip(Scan& scan, Place place, const Rule& rule)
{
    const auto begin = place.begin + scan.lower(place).find_last_not_of("0123456789- \n") + 1;
    auto first = begin;
    while (first < place.end && !(scan.lower()[first] >= '0' && scan.lower()[first] <= '9')) ++first;
    scan.found(Kind::geographic, {first, place.end}, rule.id);
}

/// Where a town begins whose state stands at a place: up to three words with a capital before a comma or a blank.
std::size_t town_before(const Scan& scan, std::size_t state)
{
    const auto text = scan.text();
    constexpr std::size_t most_words = 3;
    auto begin = state;
    for (std::size_t words = 0; words < most_words; ++words) {
        auto end = begin;
        while (end > 0 && begin - end < 2 && (text[end - 1] == ' ' || text[end - 1] == ',')) --end;
        auto first = end;
        while (first > 0 && std::isalpha(static_cast<unsigned char>(text[first - 1]))) --first;
        if (first == end || end == begin || text[first] < 'A' || text[first] > 'Z') return begin;
        begin = first;
    }
    return begin;
}

/// "Springfield, IL 62704": the abbreviation is in capitals.
void state_zip(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.text(place);
    if (!(text[0] >= 'A' && text[0] <= 'Z') || !(text[1] >= 'A' && text[1] <= 'Z')) return;
    static const RE2 code(R"((?:icd|cpt|code|codes|hcpcs|ndc|loinc)\W*$)", pattern_options());
    if (scan.has(scan.left(place.begin, 16), code)) return;
    const auto town = town_before(scan, place.begin);
    if (town < place.begin) return scan.found(Kind::geographic, {town, place.end}, rule.id);
    zip(scan, place, rule);
}

void postcode(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.text(place);
    const bool small = std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    static const RE2 cue(
        R"(\b(?:post ?code|postal|address|live|live[sd]? (?:in|at|near)|zip|code postal)\b)", pattern_options()
    );
    static const RE2 tumour(R"(^[pc]?t\d[a-c]? n\d[a-c]?)", pattern_options());
    if (scan.has(scan.lower(place), tumour)) return;
    const bool parted = scan.lower(place).find_first_of(" -") != std::string_view::npos;
    if ((small || !parted) && !scan.has(scan.left(place.begin, 40), cue)) return;
    scan.found(Kind::geographic, place, rule.id);
}

void coordinates(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 cue(
        R"(\b(?:gps|lat\w*|lon\w*|coord\w*|location|located|home|house|live|map|pin|dropped|at|here)\b)",
        pattern_options()
    );
    if (scan.has(scan.left(place.begin, 40), cue) || scan.lower(place).find_first_of("nsew") != std::string_view::npos)
        scan.found(Kind::geographic, place, rule.id);
}

#define STREET                                                                                                         \
    "(?:street|str|st|avenue|ave|av|road|rd|boulevard|blvd|drive|dr|lane|ln|court|ct|way|place|pl|terrace|ter|circle|" \
    "cir|"                                                                                                             \
    "parkway|pkwy|highway|hwy|close|crescent|cres|gardens|grove|square|sq|trail|trl|loop|row|mews|hill|walk|alley|"    \
    "pike|"                                                                                                            \
    "plaza|turnpike|terr|hollow|view|vista|ridge|bend|crossing|heights|cove|meadows?|commons?|estates?|cottages?|"     \
    "mews|"                                                                                                            \
    "parade|esplanade|quay|wharf|rise|bluff|point|landing|glen|run|path|drv|bvd|aven|avn|strt)"

#define SPELLED                                                                                                        \
    "(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"          \
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred)[ -]?){1,4}"

const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
        {"street",
         R"(\b(?:\d{1,6}[a-h]?|)" SPELLED
         R"()\s(?:[nsew]\.?\s|north\s|south\s|east\s|west\s)?(?:[a-z0-9'.-]+\s){1,3})" STREET
         R"(\b\.?(?:,?\s?(?:apt|apartment|unit|suite|ste|flat|#)\.?\s?#?\s?[0-9a-z]{1,5})?)",
         street,
         Kind::geographic},
        {"street.es",
         R"(\b(?:calle|c/|avenida|avda\.?|av\.|paseo|plaza|carrera|cra\.?|carretera|calzada|colonia|rua|r\.|travessa|alameda|praca|estrada|rue|avenue|boulevard|bd|allee|impasse|chemin|place|quai|via|viale|corso|piazza|vicolo|largo|ulica|ul\.)\s(?:de\s|del\s|da\s|do\s|dos\s|das\s|la\s|las\s|los\s|el\s|des\s|du\s|le\s|l'|san\s|santa\s)*[a-z'.-]{3,}(?:\s[a-z'.-]+){0,4},?\s?(?:#|n[.o]{0,2}\s?|no\.?\s|numero\s)?\d{1,5}(?:\s?-?[a-z]?\b)(?:[,\s]+\d{1,2}\s?[oa]?\s?-?[a-z]?\b)?)",
         street_by_cue,
         Kind::geographic},
        {"street.co",
         R"(\b(?:carrera|cra\.?|kr\.?|calle|cl\.?|cll\.?|avenida|av\.?|transversal|diagonal) ?\d{1,3}[a-z]? ?(?:#|no\.?|n\.?) ?\d{1,3}[a-z]? ?- ?\d{1,3})",
         take_match,
         Kind::geographic},
        {"street.fr",
         R"(\b\d{1,4}\s?(?:bis|ter)?,?\s(?:rue|avenue|av\.?|boulevard|bd|allee|impasse|chemin|place|quai|route|cours)\s(?:de\s|du\s|des\s|la\s|le\s|les\s|l'|d')*[a-z'-]{3,}(?:\s[a-z'-]{3,}){0,3})",
         street_by_cue,
         Kind::geographic},
        {"street.de",
         R"(\b[a-z-]{3,}(?:strasse|str\.|strase|straat|weg|platz|allee|gasse|ring|damm|ufer|laan|gracht|plein)\s?\d{1,4}\s?[a-h]?\b)",
         street_german,
         Kind::geographic},
        {"street.de_told",
         R"(\b(?:wohne\w*|wohnhaft|adresse:?)\s(?:in der |in dem |im |am |an der |auf der |zum |zur )?[a-z.-]{3,}(?: [a-z.-]+){0,3} \d{1,4}\s?[a-h]?\b(?:, \d{5} [a-z]+)?)",
         street_by_cue,
         Kind::geographic},
        {"street.pobox",
         R"(\b(?:p\.?\s?o\.?\s?box|apartado(?: postal)?|postfach|boite postale|caixa postal|casella postale)\s?:?#?\s?\d{1,7}\b)",
         take_match,
         Kind::geographic},
        {"street.cue",
         R"(\b(?:(?:home |mailing |street |my |his |her |our |their )?addr?(?:ess|y|ie)?(?: is|:)?|house (?:number|no\.?|#)|i live at|we live at|live at|lives at|living at|staying at|come to|drop (?:it |them |the \w+ )?(?:off )?at|mail (?:it|them|things) to|ship (?:it |them )?to|deliver (?:it |them |the \w+ )?to|send (?:it |them |cards |flowers )?to|pick (?:me |it |us )?up (?:at|from)|residing at|resides at|reside at|we'?re at|moved to|my place is|home is|im in|i'?m at|direccion:?|endereco:?|adresse:?|indirizzo:?|adres:?|mi direccion es|vivo en la calle|vive en la calle|domicilio:?|j'habite au|habite au|ich wohne in der|moro na|abito in)\s{0,2}\d{1,6}[a-z]?[,\s]\s?[a-z][a-z0-9'.-]+(?:\s[a-z0-9'.-]+){0,3})",
         street_told,
         Kind::geographic},
        {"street.flat",
         R"(\b(?:flat|apt\.?|apartment|unit|block|villa|house|h\.? ?no\.?|door no\.?)\s?#?[0-9]{1,5}[a-z]?,\s(?:[a-z0-9'.-]+\s?){1,4},?\s(?:\d{1,5}[a-z]?\s)?(?:[a-z'.-]{3,}\s?){1,3})",
         [](Scan& scan, Place place, const Rule& rule) {
             const auto text = scan.text(place);
             const auto comma = text.find(", ");
             if (comma != std::string_view::npos && comma + 2 < text.size() &&
                 (std::isupper(static_cast<unsigned char>(text[comma + 2])) != 0 ||
                  std::isdigit(static_cast<unsigned char>(text[comma + 2])) != 0))
                 scan.found(rule.kind, place, rule.id);
         },
         Kind::geographic},
        {"street.behind",
         R"(\b(?:live[sd]? (?:on|at|in)|house (?:on|at)|address:?|home (?:on|at)|moved to|i'?m (?:on|at)|we'?re (?:on|at)|lives on|parked on|is on) [a-z'-]+(?: [a-z'-]+)? (?:street|road|lane|avenue|drive|close|court|way|terrace|crescent|place),? (?:no\.? ?|number |#)?\d{1,5}\b)",
         street_by_cue,
         Kind::geographic},
        {"zip.cue",
         R"(\b(?:zip(?: ?code)?|postal ?code|post ?code|postcode|codigo postal|cp|c\.p\.|code postal|plz|postleitzahl|cep|cap)(?:\s?(?:is|:|=|es|ist|est|#|-))*\s{0,2}\d{4,5}(?:-\d{3,4})?\b)",
         zip,
         Kind::geographic},
        {"street.compass",
         R"(\b\d{2,5} (?:n|s|e|w|ne|nw|se|sw)\.? (?:[a-z]{4,16}|\d{1,3}(?:st|nd|rd|th))\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             // Written as addresses are: the point of the compass and the name in capitals.
             const auto text = scan.text(place);
             const auto point = text.find_first_of(" ") + 1;
             const auto name = text.find_last_of(" ") + 1;
             const auto upper = [](char c) { return c >= 'A' && c <= 'Z'; };
             if (upper(text[point]) && (upper(text[name]) || (text[name] >= '0' && text[name] <= '9')))
                 scan.found(rule.kind, place, rule.id);
         },
         Kind::geographic},
        {"street.rural",
         R"(\b(?:(?:off|on|at|near) )?(?:county (?:road|rd)|cr|state route|rural route|rr|farm road|fm|hwy|highway) #?\d{1,4}(?:,? (?:box|lot) \d{1,5})\b|\b(?:live|house|farm|home|place|trailer) (?:is )?(?:off|on|at|near) (?:county (?:road|rd)|rural route|highway|hwy) #?\d{1,4}\b)",
         take_match,
         Kind::geographic},
        {"street.unit",
         R"(\b[a-z]{4,16} (?:court|gardens?|village|house|manor|towers?|heights|apartments|lofts|estates?|terrace|park|place),? (?:unit|apt\.?|apartment|flat|suite|ste\.?|#) ?\d{1,4}[a-z]?\b)",
         take_match,
         Kind::geographic},
        {"street.romance",
         R"(\b(?:calle|avenida|avda?\.?|carrera|cra\.?|rua|rue|viale|via|piazza|plaza|paseo|travessa|alameda|calz(?:ada|\.)) (?:de |del |de la |da |do |des |della )?[a-z][a-z. ]{2,24},? (?:n[o.]* ?)?\d{1,5}\b)",
         take_match,
         Kind::geographic},
        {"place.corner",
         R"(\b(?:corner of|intersection of|crossing of|live (?:at|on|off|near)|house (?:at|on)) (?:\w+ )?[a-z]{3,14}(?: st(?:reet)?| ave(?:nue)?)? (?:and|&|y|at) (?:\d{1,3}(?:st|nd|rd|th)|[a-z]{3,14} (?:st(?:reet)?|ave(?:nue)?|road|rd|blvd))\b)",
         take_match,
         Kind::geographic},
        {"zip.lives",
         R"(\b(?:i'?m in|im in|i live in|we live in|living in|based in|we'?re in|from|out of|moved to|near) \d{5}\b(?: (?:if|area|here|so|and|but|,)|[.,!?)]|$))",
         [](Scan& scan, Place place, const Rule& rule) {
             const auto begin = place.begin + scan.lower(place).find_first_of("0123456789");
             static const RE2 owner(
                 R"(\b(?:i'?m in|im in|i live|we live|living|based|we'?re in|moved)\b)", pattern_options()
             );
             if (scan.has(scan.lower(place), owner)) scan.found(rule.kind, {begin, begin + 5}, rule.id);
         },
         Kind::geographic},
        {"zip.state",
         R"(\b(?:a[klrz]|c[aot]|d[ce]|fl|ga|hi|i[adln]|k[sy]|la|m[adeinost]|n[cdehjmvy]|o[hkr]|pa|pr|ri|s[cd]|t[nx]|ut|v[at]|w[aivy]),?\s{1,2}\d{5}(?:-\d{4})?\b)",
         state_zip,
         Kind::geographic},
        {"zip.plus4",
         R"(\b\d{5}-\d{4}\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 cue(
                 R"(\b(?:zip|address|live|lives|mail|street|ave|town|city|in|at)\b[^\n]{0,25}$)", pattern_options()
             );
             static const RE2 code(
                 R"(\b(?:ndc|mrn|member|policy|id|number|no|#|record|acct|account)\b[^\n]{0,15}$)", pattern_options()
             );
             const auto left = scan.left(place.begin, 40);
             if (!scan.covered(place) && scan.has(left, cue) && !scan.has(left, code))
                 scan.found(rule.kind, place, rule.id);
         },
         Kind::geographic},
        {"postcode.gb", R"(\b[a-z]{1,2}\d[a-z0-9]? \d[abd-hjlnp-uw-z]{2}\b)", postcode, Kind::geographic},
        {"postcode.ca",
         R"(\b[abceghj-nprstvxy]\d[abceghj-nprstv-z][ -]?\d[abceghj-nprstv-z]\d\b)",
         postcode,
         Kind::geographic},
        {"postcode.nl",
         R"(\b[1-9]\d{3} [a-z]{2}\b,? ?(?:amsterdam|rotterdam|utrecht|den haag|eindhoven|groningen|leiden|nijmegen))",
         take_match,
         Kind::geographic},
        {"postcode.town",
         R"(\b(?:d-|f-|[ie]-|a-|ch-)?\d{5},? (?:berlin|hamburg|munchen|muenchen|koln|koeln|frankfurt|stuttgart|dresden|leipzig|bonn|paris|lyon|marseille|toulouse|lille|nantes|bordeaux|nice|madrid|barcelona|valencia|sevilla|bilbao|malaga|roma|milano|napoli|torino|firenze|bologna|ciudad de mexico|cdmx|guadalajara|monterrey)\b)",
         take_match,
         Kind::geographic},
        {"coordinates",
         R"([-+]?\b\d{1,3}\.\d{3,}\s?(?:deg(?:rees)?|°)?\s?[ns]?\s?[,;/ ]\s?(?:lon\w*:?\s?)?[-+]?\d{1,3}\.\d{3,}\b\s?(?:deg(?:rees)?|°)?\s?[ew]?)",
         coordinates,
         Kind::geographic},
        {"what3words", R"(///[a-z]+\.[a-z]+\.[a-z]+\b)", take_match, Kind::geographic},
    });
    return all;
}

} // namespace

void find_places(Scan& scan)
{
    rules().run(scan);
}

} // namespace rounds::privacy
