#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/pattern.hpp"

#include <cctype>

/// Homes as people describe them: a street without a number, a number without a street, a building, a route. A word
/// that tells of living, coming or sending stands near each of them.
namespace rounds::privacy {
namespace {

// "I live", "leave it", "pick me up"; "at" and "in" alone are said of everything.
ROUNDS_PATTERN(
    dwelling,
    R"(\b(?:i|we|he|she|they|my \w+|mom|dad)(?:'m|'re)? (?:now |still |currently |used to )?(?:live|lives|lived|stay|stays|staying|reside|resides|moved|rent|rents|am|are|'re|squat)\b|\b(?:home|house|place|apartment|apt|flat|building|trailer|cabin|driveway|porch|mailbox|doorbell|front door|address|addr?e?s+|adr?ess?|come (?:to|by|get)|drop|leave|deliver|ship|mail|send|pick (?:me|us|her|him) up|find us|finds us|visiting nurse|ambulance|meals?|cards|aide|taxi|uber|paratransit|vivo|vivimos|vive|casa|moro|mora|moramos|habite|habitons|maison|wohn\w*|haus|klingel\w*|abito|abita|woon|wonen)\b)"
)

bool upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/// Tells of a dwelling, before or right after.
bool lived_in(const Scan& scan, Place place)
{
    constexpr std::size_t before = 70;
    constexpr std::size_t after = 40;
    return scan.has(scan.left(place.begin, before), dwelling()) || scan.has(scan.right(place.end, after), dwelling());
}

/// Every word of some length is written with a capital; "of", "the" and numbers may stand between.
bool in_capitals(std::string_view text)
{
    bool begins = true;
    bool any = false;
    std::size_t size = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        const bool letter = std::isalpha(static_cast<unsigned char>(c)) != 0;
        if (begins && letter) {
            const auto end = text.find_first_of(" -,", i);
            size = (end == std::string_view::npos ? text.size() : end) - i;
            if (!upper(c) && size > 3) return false;
            any = any || upper(c);
        }
        begins = c == ' ';
    }
    return any;
}

/// Without the words in small letters before the name: "live on Pemberton Avenue".
Place from_capital(const Scan& scan, Place place)
{
    while (place.size() > 0 && !upper(scan.text()[place.begin])) {
        const auto blank = scan.text(place).find(' ');
        if (blank == std::string_view::npos) return {place.end, place.end};
        place.begin += blank + 1;
    }
    return place;
}

void street_without_number(Scan& scan, Place place, const Rule& rule)
{
    place = from_capital(scan, place);
    // A street has a name before its word.
    if (scan.text(place).find(' ') == std::string_view::npos) return;
    const auto text = scan.text(place);
    if (!scan.covered(place) && in_capitals(text) && lived_in(scan, place)) scan.found(rule.kind, place, rule.id);
}

/// "the yellow farmhouse on Tanner Hill Road": all of it, up to the end of the clause.
void described(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 more(R"(\b(?:for|because|so|and|but|with|when|if|to|please|since|where|no)\b)", pattern_options());
    auto text = scan.lower(place);
    re2::StringPiece word;
    scan.worked(text.size());
    if (more.Match(re2::StringPiece(text.data(), text.size()), 24, text.size(), RE2::UNANCHORED, &word, 1))
        place.end = static_cast<std::size_t>(word.data() - scan.lower().data());
    while (place.size() > 0 && scan.lower()[place.end - 1] == ' ') --place.end;
    const auto name = scan.text(place).substr(4);
    const bool named =
        std::any_of(name.begin(), name.end(), upper) || name.find_first_of("0123456789") != std::string_view::npos;
    if (named && lived_in(scan, place)) scan.found(rule.kind, place, rule.id);
}

/// "88 Juniper", told where something is to be left: the word after the number has a capital and counts nothing.
void number_and_name(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.text(place);
    const auto name = text.find_first_not_of("0123456789abcd ");
    const auto first = text.find(' ') + 1;
    if (name == std::string_view::npos || !upper(text[first]) || scan.covered(place)) return;
    auto end = text.find_first_of(" ,.", first);
    if (end == std::string_view::npos) end = text.size();
    const auto is = classify(scan.lower({place.begin + first, place.begin + end}));
    static const RE2 counted(
        R"(\b(?:jan\w*|feb\w*|mar(?:ch)?|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*|mg|am|pm|et|pt|est|gy|ct|mri|er|icu|iu|ml|units?|patients?|people|day|days|week|weeks|year|years|covid|tylenol|advil)\b)",
        pattern_options()
    );
    static const RE2 left_there(
        R"(\b(?:porch|leave|drop|deliver\w*|doorstep|ship|mail (?:it|them|me)|send|come (?:to|by)|pick (?:me|us|her|him) up|i live at|we live at|live at|address\w*|addr?e?s+|adr?ess?|home is|house is|my place|we're at|i'm at|side door|ring|buzz|knock)\b)",
        pattern_options()
    );
    if (is.medicine || scan.has(scan.lower(place), counted)) return;
    if (scan.has(scan.left(place.begin, 60), left_there) || scan.has(scan.right(place.end, 30), left_there))
        scan.found(rule.kind, place, rule.id);
}

/// "fourteen thistledown ln" after "address": words that spell a number and a name.
void spelled(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 told(
        R"(\b(?:adr?d?r?ess?\w*|addrss|adres|adrs|addy|live at|lives at|house is|home is|come to|deliver to|send to)\W{1,4}(?:is )?$)",
        pattern_options()
    );
    if (scan.has(scan.left(place.begin, 24), told)) scan.found(rule.kind, place, rule.id);
}

void building(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.text(place);
    static const RE2 ward(
        R"(\b(?:hospital|clinic|medical|health|nursing|rehab|cancer|emergency)\b)", pattern_options()
    );
    if (place.size() == 0 || scan.has(scan.lower(place), ward)) return;
    if (in_capitals(text.substr(0, text.find(" on ")))) street_without_number(scan, place, rule);
}

void area_code_of_post(Scan& scan, Place place, const Rule& rule)
{
    const auto begin = place.begin + scan.lower(place).find_last_of(" ") + 1;
    static const RE2 counted(
        R"(^\s?(?:people|patients|steps|miles|of\b|feet|ft|km|women|men|dollars|bucks|words|%|mg|units|cells|other|more))",
        pattern_options()
    );
    if (!scan.has(scan.right(place.end, 12), counted)) scan.found(rule.kind, {begin, place.end}, rule.id);
}

#define STREET_WORD                                                                                                    \
    "(?:street|avenue|ave|road|rd|boulevard|blvd|drive|lane|ln|court|terrace|circle|parkway|pkwy|close|crescent|"      \
    "grove|square|trail|row|mews|alley|pike|turnpike|hollow|loop|way)"
#define BUILDING                                                                                                       \
    "(?:arms|towers?|court|manor|apartments?|flats|lofts|gardens|village|pines|estates?|residences?|heights|terrace|"  \
    "mews|commons|acres|villas?|landing|trailer park|mobile home park|house|lodge|crossing|ridge)"
#define SPELLED_NUMBER                                                                                                 \
    "(?:(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"          \
    "seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|oh)[ -]){1,4}"

const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
        {"place.described",
         R"(\bthe (?:[a-z-]+ ){0,3}(?:house|farmhouse|cottage|bungalow|duplex|trailer|cabin|apartment|building|home|condo|townhouse|brick|farm|flat|corner|door|mailbox) (?:on|next to|behind|across from|opposite|past|near|at|by|above|over|off|beside|with) [^.,;!?\n]{4,60})",
         described,
         Kind::geographic},
        {"place.route",
         R"(\b(?:off|on|along|down|out on|up) (?:of )?(?:route|rt|rte|highway|hwy|county road|cr|state road|sr|farm road|fm|interstate) \d{1,4}[a-z]?(?: (?:past|near|by|behind|across from|just|after|before|at) [^.,;!?\n]{3,40})?)",
         [](Scan& scan, Place place, const Rule& rule) {
             if (lived_in(scan, place)) scan.found(rule.kind, place, rule.id);
         },
         Kind::geographic},
        {"place.box",
         R"(\b(?:(?:rr|hc|rural route|star route) ?#?\d{1,3},? (?:box|bx) \d{1,5}|p\.?\s?o\.?\s?box \d{1,6})(?:, [a-z]+(?: [a-z]+)?)?\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             // The town after it, when it is written as a name.
             const auto comma = scan.text(place).find(", ");
             if (comma != std::string_view::npos && !upper(scan.text(place)[comma + 2]))
                 place.end = place.begin + comma;
             scan.found(rule.kind, place, rule.id);
         },
         Kind::geographic},
        {"place.street", R"(\b(?:[a-z][a-z'.-]+ ){1,3})" STREET_WORD R"(\b)", street_without_number, Kind::geographic},
        {"place.number", R"(\b\d{1,5}[a-d]? [a-z][a-z'-]{3,}(?: [a-z][a-z'-]{3,})?)", number_and_name, Kind::geographic
        },
        {"place.spelled",
         R"(\b)" SPELLED_NUMBER
         R"([a-z'-]{4,}(?: (?:st|street|ave|avenue|rd|road|ln|lane|dr|drive|ct|court|way|blvd|pl|place))?\b)",
         spelled,
         Kind::geographic},
        {"place.lot",
         R"(\b(?:lot|unit|space|site|apt|apartment|flat|room|suite|block|villa) #?\d{1,4}[a-z]?,? (?:at|in|of) (?:the )?[a-z][a-z'-]+(?: [a-z][a-z'-]+){0,2}\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             const auto text = scan.text(place);
             const auto name = text.find_last_of(" ") + 1;
             static const RE2 ward(
                 R"(\b(?:hospital|clinic|ward|icu|unit [0-9a-z]+ (?:at|in)|er|floor)\b)", pattern_options()
             );
             if (upper(text[name]) && !scan.has(scan.lower(place).substr(text.find(' ')), ward) &&
                 lived_in(scan, place))
                 scan.found(rule.kind, place, rule.id);
         },
         Kind::geographic},
        {"place.building",
         R"(\b(?:[a-z][a-z'-]+ ){1,2})" BUILDING R"(\b(?: on (?:\d{1,3}(?:st|nd|rd|th)|[a-z]+))?)",
         building,
         Kind::geographic},
        {"place.crossing",
         R"(\b(?:corner of|intersection of|at|near|between) (?:[a-z]+|\d{1,3}(?:st|nd|rd|th)) (?:and|&) (?:[a-z]+|\d{1,3}(?:st|nd|rd|th))\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             const auto lower = scan.lower(place);
             const auto skip = lower.starts_with("corner of ") ? 10U : lower.starts_with("intersection of ") ? 16U : 0U;
             const bool numbered = lower.find_first_of("0123456789") != std::string_view::npos;
             const Place value{place.begin + skip, place.end};
             if ((skip > 0 || numbered) && in_capitals(scan.text(value)) && lived_in(scan, place))
                 scan.found(rule.kind, value, rule.id);
         },
         Kind::geographic},
        {"place.latin",
         R"(\b(?:jiron|jr\.?|pasaje|pje\.?|psje\.?|manzana|mz\.?|lote|barrio|urbanizacion|urb\.?|sector|vereda|conjunto|edificio|bloque|quadra|bairro|lugar|lieu-dit|residence|hlm|siedlung|vico|contrada|localita) [a-z0-9][a-z'.-]*(?: [a-z0-9][a-z'.-]*){0,3},? (?:n[.o]{0,2} ?|lote |casa |apto\.? |bloque |lt\.? )?\d{1,5}\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             if (lived_in(scan, place)) scan.found(rule.kind, place, rule.id);
         },
         Kind::geographic},
        {"place.zip",
         R"(\b(?:sent from|posting from|greetings from|hello from|hi from|here in|out here in|up in|down in|over in|back in|live in|living in|based in) \d{5}\b)",
         area_code_of_post,
         Kind::geographic},
    });
    return all;
}

} // namespace

void find_told_places(Scan& scan)
{
    rules().run(scan);
}

} // namespace rounds::privacy
