#include "server/privacy/detect/checks.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

// Month names, English first, then Spanish, French, German, Portuguese, Italian, Dutch and Polish, without accents.
#define MONTH_EN                                                                                                       \
    "(?:jan(?:uary)?|feb(?:ruary|uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)" \
    "?|"                                                                                                               \
    "nov(?:ember)?|dec(?:ember)?)"
#define MONTH_ANY                                                                                                      \
    "(?:" MONTH_EN "|ene(?:ro)?|febrero|marzo|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|septiembre|setiembre|octubre|"   \
    "noviembre|dic(?:iembre)?|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"   \
    "januar|janner|februar|marz|maerz|juni|juli|oktober|okt|dezember|dez|janeiro|fevereiro|marco|maio|junho|julho|"    \
    "setembro|outubro|novembro|dezembro|gennaio|febbraio|aprile|maggio|giugno|luglio|settembre|ottobre|dicembre|"      \
    "januari|"                                                                                                         \
    "februari|maart|mei|augustus|stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|wrzesnia|pazdziernika|"    \
    "listopada|grudnia)"
#define YEAR                                                                                                           \
    "(?:(?:19|20)\\d{2}\\b|'\\s?\\d{2}\\b|(?:nineteen|twenty|two thousand)[- ](?:and )?[a-z]+(?:[- "                   \
    "](?:one|two|three|four|"                                                                                          \
    "five|six|seven|eight|nine)\\b)?)"
#define DAY "(?:[12]\\d|3[01]|0?[1-9])"
#define ORDINAL                                                                                                        \
    "(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth|"      \
    "fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|twenty[- ](?:first|second|third|fourth|fifth|"    \
    "sixth|seventh|eighth|ninth)|thirtieth|thirty[- ]first)"

// Days of events, publications and rules, which belong to nobody.
ROUNDS_PATTERN(
    public_event,
    R"(\b(?:chat|tweet ?chat|webinars?|flu clinic|vaccine clinic|clinic (?:saturday|sunday)|walk is|the walk|fun run|bake sale|blood drive|health fair|screening day|gala|parade|concert|class(?:es)? (?:on|starts?|begins?)|empieza|comienza|curso|taller|beginnt|kurs|atelier|commence|oficina|comeca|tickets?|doors open|rally|vigil|expo|drive-?in|orientation|graduation|conference|congress|meeting|register|registration|rsvp|deadline|awareness|world \w+(?: \w+)? day|national|international day|publish\w*|approv\w*|fda|ema|guidelines? (?:of|from|dated|published|effective)|recall\w*|version|updated (?:on|as of)|releas\w*|effective|session|livestream|podcast|join us|symposium|journal club|abstracts?|submission|submit|election|grand rounds|event|workshop|seminar|lecture|course|talk|open house|fundraiser|5k|marathon|support group|group meets|announce\w*|launch\w*|starts? at|begins? at|agenda|holiday|closed|open on|office hours|retract\w*|lancet|nejm|jama|bmj|embargo|accessed|et al|copyright|issue|vol\.?|volume|posted|cutoff|data lock|enrol\w*|charla|seminario|congreso|reunion|jornada|inscripcion|dia mundial|dia internacional|journee|congres|kongress|tagung|welt\w*tag|anmeldung|sprechstunde|palestra|campanha|veroffentlich\w*|leitlinien?|publi\w*|actualiz\w*|mise a jour)\b)"
)
// What makes a day somebody's own.
ROUNDS_PATTERN(
    private_event,
    R"(\b(?:born|birth\w*|dob|d\.o\.b|bday|admit\w*|admission|discharg\w*|surger\w*|operat\w*|op date|died|passed|death|dod|diagnos\w*|dx|appointment|appt|seen|visit\w*|biops\w*|chemo|infusion|scan\w*|mri|ct|transplant\w*|deliver\w*|hospital\w*|er|icu|my|i|i'm|me|we|he|she|his|her|patient|pt|mom|mum|dad|mother|father|wife|husband|son|daughter|lost|started|stopped|fell|stroke|seizure|relapse\w*|remission|due date|miscarr\w*|mastectomy|hysterectomy|bypass|colonoscopy|procedure|treated|evaluated|tested|nacid?[oa]?|naci|ingres\w*|alta|cirugia|operar\w*|operaron|murio|fallecio|cita|mi|ne|nee|hospitalis\w*|operee?|decede\w*|rendez-vous|ma|mon|geboren|geb|operiert|op am|aufgenommen|entlassen|gestorben|verstorben|termin|mein\w*|nasci\w*|internad[oa]|cirurgia|faleceu|consulta|minha|meu|nat[oa]|ricoverat[oa]|operat[oa]|mio|mia)\b)"
)
ROUNDS_PATTERN(
    strong_private,
    R"(\b(?:born|birth|birthday|birthdate|dob|d\.o\.b|bday|admitted|discharged|died|passed away|my (?:surgery|appointment|appt|biopsy|mom|dad|son|daughter|husband|wife|scan|mri|transplant|diagnosis|op)|mrn|seen|visit(?:ed)?|treated|presented|evaluated|outpatient|inpatient|diagnosed|attended|surgery|biopsy|stroke|\d+[- ]?(?:yo|year-old|y/o)|ssn|patient \w+|geboren|nacio|naci|nacid[oa])\b)"
)
ROUNDS_PATTERN(
    unit_follows,
    R"(^\s?(?:mg|mcg|g|kg|ml|l|mm|cm|mmol|units?|iu|%|/|x\b|percent|points?|patients|people|participants|women|men|pounds|lbs|miles|km|hours|hrs|min))"
)
ROUNDS_PATTERN(
    version_before,
    R"((?:\bversion|\bv|\bver|\brelease|\bicd-?10-?cm|\bsection|\bgrade|\bscore|\bscored|\bratio|\bpage|\bdose|\bstage|\bclass|\$)\s?:?\s*$)"
)

bool joins_number(const Scan& scan, Place place)
{
    const auto text = scan.lower();
    const auto part = [](char c) { return (c >= '0' && c <= '9') || c == '/' || c == '-' || c == '.'; };
    const bool before = place.begin > 0 &&
                        (part(text[place.begin - 1]) &&
                         (text[place.begin - 1] != '.' ||
                          (place.begin > 1 && std::isdigit(static_cast<unsigned char>(text[place.begin - 2])) != 0)) &&
                         !(text[place.begin - 1] == '-' && place.begin > 1 && text[place.begin - 2] == ' '));
    const bool after = place.end + 1 < text.size() && part(text[place.end]) && text[place.end + 1] >= '0' &&
                       text[place.end + 1] <= '9';
    return before || after;
}

/// A day that belongs to a public event unless the words around it speak of somebody.
bool nobodys(const Scan& scan, Place place)
{
    const auto sentence = [](std::string_view window, bool before) {
        const auto stop = before ? window.find_last_of("\n") : window.find_first_of("\n");
        if (stop == std::string_view::npos) return window;
        return before ? window.substr(stop + 1) : window.substr(0, stop);
    };
    const auto left = sentence(scan.left(place.begin, 90), true);
    const auto right = sentence(scan.right(place.end, 60), false);
    if (scan.has(left, version_before()) || scan.has(right, unit_follows())) return true;
    const bool event = scan.has(left, public_event()) || scan.has(right, public_event());
    if (!event) return false;
    return !scan.has(left, strong_private()) && !scan.has(right, strong_private());
}

/// The day of the week before a day belongs to it: "Tuesday, 5 May".
Place with_weekday(const Scan& scan, Place place)
{
    static const RE2 weekday(
        R"(\b((?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|lunes|martes|miercoles|jueves|viernes|sabado|domingo|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|(?:segunda|terca|quarta|quinta|sexta)(?:-feira)?)[.,]? (?:the |el |le |den |der )?)$)",
        pattern_options()
    );
    const auto left = scan.left(place.begin, 20);
    re2::StringPiece found;
    scan.worked(left.size());
    if (RE2::PartialMatch(re2::StringPiece(left.data(), left.size()), weekday, &found)) place.begin -= found.size();
    return place;
}

void named_day(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.lower(place);
    const auto written = scan.text(place);
    // "may 5 help" and "march 3 miles" are no dates; "May 5" and "march 3rd" are.
    const bool bare =
        text.starts_with("may") || text.starts_with("mar") || text.starts_with("dec ") || text.starts_with("sep ");
    // "Mayo 9" is a score of colitis more often than a day of May.
    const bool small = (written[0] >= 'a' && written[0] <= 'z') || text.starts_with("mayo ");
    const bool year = text.size() > 10 || text.find('\'') != std::string_view::npos;
    const bool ordinal = text.find("th") != std::string_view::npos || text.find("st") != std::string_view::npos ||
                         text.find("nd") != std::string_view::npos || text.find("rd") != std::string_view::npos;
    if (bare && small && !year && !ordinal && !scan.has(scan.left(place.begin, 60), private_event())) return;
    if (joins_number(scan, place) || nobodys(scan, place)) return;
    scan.found(Kind::date, with_weekday(scan, place), rule.id);
}

void day_named(Scan& scan, Place place, const Rule& rule)
{
    if (joins_number(scan, place) || nobodys(scan, place)) return;
    static const RE2 feast(R"(^(?:cinco de mayo|(?:the )?(?:4th|fourth) of july)$)", pattern_options());
    if (scan.has(scan.lower(place), feast)) return;
    // "20 mar" with a month of three letters may be anything without a year.
    const auto text = scan.lower(place);
    static const RE2 weak(R"(^\d{1,2}\s?(?:mar|may|dec|dez|dic|set|ago|mai|mars|sun)$)", pattern_options());
    if (scan.has(text, weak) && !scan.has(scan.left(place.begin, 60), private_event())) return;
    scan.found(Kind::date, with_weekday(scan, place), rule.id);
}

std::vector<int> parts_of(std::string_view text)
{
    std::vector<int> parts;
    std::string digits;
    for (const char c : std::string(text) + ' ') {
        if (c >= '0' && c <= '9') {
            digits += c;
        } else if (!digits.empty()) {
            parts.push_back(static_cast<int>(text::parse_int(digits).value_or(0)));
            digits.clear();
        }
    }
    return parts;
}

void numeric_day(Scan& scan, Place place, const Rule& rule)
{
    constexpr int this_century = 35; // two-digit years up to here are 20xx
    const auto parts = parts_of(scan.lower(place));
    if (parts.size() != 3 || joins_number(scan, place)) return;
    const bool year_first = parts[0] > 1000;
    const int day = year_first ? parts[2] : parts[0];
    if (!day_and_month(day, parts[1])) return;
    const int year = year_first ? parts[0] : parts[2];
    const bool long_year = year >= 1900 && year <= 2100;
    if (!long_year && year >= 100) return;
    static const RE2 doses_before(
        R"((?:mg|dose\w*|schedule|\bpsa|\bscores?|\blevels?)\W{0,3}(?:of )?\W{0,3}$)", pattern_options()
    );
    if (!long_year) {
        const bool told = scan.has(scan.left(place.begin, 60), private_event());
        if (!told && (year > this_century || parts[0] < 10) && scan.lower(place).find('.') != std::string_view::npos)
            return;
        if (scan.has(scan.left(place.begin, 20), doses_before)) return;
    }
    if (nobodys(scan, place)) return;
    scan.found(Kind::date, place, rule.id);
}

/// What stands after "born", "DOB": any form of a date.
void birth(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 value(
        R"(^(?:\W|\bis\b|\bon\b|\bthe\b|\bin\b|\bam\b|\bel\b|\ble\b|\bem\b|\bof\b|\bdia\b|\bden\b|\bil\b|\bwas\b|\bdate\b|\bday\b|\bin [a-z]+ on\b){0,6}((?:\d{1,4}[-/. \n]{1,3}(?:\d{1,2}|)" MONTH_ANY
        R"()[-/. ,\n]{1,3}\d{2,4}|\d{5,8}|\d{1,2}[-/. ]\d{1,2}|)" MONTH_ANY
        R"(\.?,? (?:\d{1,2}|(?:19|20)\d{2})|'\d{2}))\b)",
        pattern_options()
    );
    const auto right = scan.right(place.end, 60);
    re2::StringPiece date;
    scan.worked(right.size());
    if (!RE2::PartialMatch(re2::StringPiece(right.data(), right.size()), value, &date)) return;
    const auto begin = place.end + static_cast<std::size_t>(date.data() - right.data());
    scan.found(Kind::date, {begin, begin + date.size()}, rule.id);
}

/// Day and month without a year, after a word that ties them to somebody: "surgery on 3/14".
void short_day(Scan& scan, Place place, const Rule& rule)
{
    const auto begin = place.begin + scan.lower(place).find_first_of("0123456789");
    const Place value{begin, place.end};
    const auto parts = parts_of(scan.lower(value));
    if (parts.size() != 2 || !day_and_month(parts[0], parts[1]) || joins_number(scan, value)) return;
    static const RE2 rating(
        R"((?:pain|rated?|scores?|scored|scale|out of|nausea|fatigue|mood|was a|level|va|acuity)\b[^\n.]{0,20}$)",
        pattern_options()
    );
    if (scan.has(scan.left(value.begin, 30), rating) || nobodys(scan, value)) return;
    scan.found(Kind::date, value, rule.id);
}

/// "93-year-old", "aged 94": written as 90 or older.
void old_age(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 group(
        R"((?:over|above|under|below|than|least|to|up to|until|of|past|after|for|every|last|-)\s*$)", pattern_options()
    );
    static const RE2 plural(
        R"(^\s*(?:s\b|ago|of\b|or (?:older|more|over)|and (?:older|over|above)|\+|later|before|apart|pack|since|data|follow|%|percent|per cent|p\.?c\.?\b|m[lgm]\b|mcg|kg|lbs?\b|bpm|degrees|points|miles|km\b|min|hours?|hrs?\b|days|weeks|months|units|people|patients|dollars|bucks|times|mmhg|over\b|on (?:room|\d)|[.,]\d|/\d|-\d|:\d))",
        pattern_options()
    );
    auto begin = place.begin + scan.lower(place).find_first_of("0123456789n");
    if (scan.has(scan.left(place.begin, 14), group) || scan.has(scan.right(place.end, 14), plural)) return;
    if (begin > place.begin && !std::isdigit(static_cast<unsigned char>(scan.lower()[begin]))) begin = place.begin;
    scan.found(Kind::date, {begin, place.end}, rule.id);
}

/// "1/9: biopsy", "24.12. entbunden": a day in a diary, without a year.
void diary_day(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.lower(place);
    const auto first = text.find_first_of("0123456789");
    const auto last = text.find_last_of("0123456789");
    const Place value{place.begin + first, place.begin + last + 1};
    const auto parts = parts_of(scan.lower(value));
    if (parts.size() != 2 || !day_and_month(parts[0], parts[1]) || joins_number(scan, value)) return;
    if (!scan.has(scan.left(value.begin, 40), private_event()) && !scan.has(scan.right(value.end, 40), private_event()))
        return;
    if (!nobodys(scan, value)) scan.found(Kind::date, value, rule.id);
}

/// A number over 89 that a person before it has as an age; a name may stand between.
void kin_age(Scan& scan, Place place, const Rule& rule)
{
    const auto begin = place.begin + scan.lower(place).find_last_of(" ,(") + 1;
    static const RE2 other(
        R"(^\s*(?:%|percent|per cent|/|\.\d|,\d|:\d|-\d|\+|m[lgm]\b|mcg|kg|lbs?\b|bpm|degrees|points|miles|km\b|min|hours?|hrs?\b|days|weeks|months|units|people|patients|dollars|bucks|times|mmhg|over\b|on (?:room|\d|oxygen)|out of|of\b|and \d|to \d|x\b))",
        pattern_options()
    );
    // "elle a 95 ans" and "he has 95 tablets" differ by what follows.
    static const RE2 having(R"( (?:hat|a|tem|faz|ha|tiene|hit|hits|made|about|to) (?:\w+ )?[^ ]+$)", pattern_options());
    static const RE2 aged(
        R"(^\s*(?:$|[.,!?;)]|y\b|e\b|et\b|und\b|and\b|anos|ans\b|jahre|anni|jaar|lat\b|now\b|yesterday|today|last|this|years|yrs))",
        pattern_options()
    );
    const auto right = scan.right(place.end, 14);
    if (scan.has(right, other) || (scan.has(scan.lower(place), having) && !scan.has(right, aged))) return;
    scan.found(rule.kind, {begin, place.end}, rule.id);
}

#define OLD "(?:9\\d|1[01]\\d|ninety(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?)"

#define ELDER                                                                                                          \
    "he|she|mom|mum|mama|dad|father|mother|(?:great-?)?gran\\w*|nana|nan|pop|pops|opa|oma|papa|abuel[oa]|aunt\\w*|"    \
    "uncle|neighbou?r|husband|wife|patient|pt"

// Relatives and others of whom an age is told, in the languages of the rules.
#define AGED                                                                                                           \
    ELDER "|who|i|i'm|im|er|sie|ella|elle|il|ela|ele|lei|lui|zij|hij|mama|\\w*mutter|\\w*vater|tante|onkel|"           \
          "suegr[oa]|ti[oa]|nonn[oa]|bisabuel[oa]|(?:belle-|grand-)?(?:mere|pere)|mamie|papi|papy|vovo|avo|bisavo|"    \
          "mae|pai|"                                                                                                   \
          "sogr[oa]|oma|opa|lady|woman|man|gentleman|resident|vecin[oa]|voisine?|nachbar(?:in)?|widow(?:er)?|nun|"     \
          "priest|"                                                                                                    \
          "senora?|frau|herr|dame|signora|moeder|vader|babcia|dziadek"

const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
        {"date.diary",
         R"((?:^|\n|[.;!?] )(?:0?[1-9]|[12]\d|3[01])/(?:0?[1-9]|[12]\d|3[01])(?:\s?:| -+) |\b(?:am|vom|seit|dem|den|ab|zum|bis|came|on|since) (?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])\.(?:[\s,)!]|$))",
         diary_day,
         Kind::date},
        {"date.feast",
         R"(\b(?:born|died|passed(?: away)?|admitted|discharged|diagnosed|due|came home|came|operated|surgery(?: was| is)?|transplant(?:ed)?|lost (?:him|her|mom|dad)|stroke)(?: on| the day after| right before|:)? (?:christmas(?: day| eve)|new year'?s(?: day| eve)|valentine'?s(?: day)?|halloween|thanksgiving(?: day)?|boxing day|st\.? patrick'?s day|mother'?s day|father'?s day|the (?:4th|fourth) of july)\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 day(
                 R"((christmas|new year|valentine|halloween|thanksgiving|boxing|st\.? patrick|mother'?s|father'?s|the (?:4th|fourth)).*$)",
                 pattern_options()
             );
             const auto text = scan.lower(place);
             re2::StringPiece name;
             if (!RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), day, &name)) return;
             scan.found(rule.kind, {static_cast<std::size_t>(name.data() - scan.lower().data()), place.end}, rule.id);
         },
         Kind::date},
        {"age90.kin",
         R"(\b(?:)" AGED
         R"()(?:'s)?(?: (?:who|is|was|are|ist|hat|war|tiene|es|a|tem|faz|ha|est|wird|will|be|now|just|only|still|nearly|almost|already|about|to|turn(?:ed|s|ing)?|hit|hits|reach(?:ed|es)?|made|it|aged?|at|age|of|cumple|cumplio|schon|bereits|gerade|ya|deja|ja|my|our)){1,4} )" OLD
         R"(\b)",
         kin_age,
         Kind::date},
        {"age90.told",
         R"(\b(?:)" AGED R"()(?:'s)?(?: [a-z][a-z'-]+){0,2}(?:, | \(|,)(?:aged? |now |who is |is )?)" OLD
         R"((?:,|\)|\.|$| and|;))",
         [](Scan& scan, Place place, const Rule& rule) {
             while (place.size() > 0 && !std::isalnum(static_cast<unsigned char>(scan.lower()[place.end - 1])))
                 --place.end;
             if (scan.lower(place).ends_with(" and")) place.end -= 4;
             kin_age(scan, place, rule);
         },
         Kind::date},
        {"age90.still",
         R"(\b(?:mine is|mine's|(?:him|her|them|mom|mum|dad|gran\w*|nan|it all) at|(?:mit|con|a|com|met) (?:mis |sus |seus )?|(?:and|at) ))" OLD
         R"((?: (?:noch|jahren?|anos|ans|anni|and still|years (?:young|on|of)|still)|[.,!?]|$))",
         [](Scan& scan, Place place, const Rule& rule) {
             const auto begin = place.begin + scan.lower(place).find_first_of("9n1");
             static const RE2 people(
                 R"(\b(?:mine|him|her|them|mom|mum|dad|gran\w*|nan|noch|jahren?|anos|ans|anni|still|years|parent|mother|father|oma|opa|dialyse)\b)",
                 pattern_options()
             );
             const auto end = begin + scan.lower({begin, place.end}).find_first_not_of("0123456789nietyowhrfusvx -");
             const Place value{begin, std::min(end, place.end)};
             if (scan.has(scan.lower(place), people)) scan.found(rule.kind, value, rule.id);
         },
         Kind::date},
        {"age90.first",
         R"((?:^|[\n.!?] ))" OLD R"((?:,| yrs?\b| years?\b|\. ))",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 kin(
                 R"(\b(?:that's my|dad|mom|mum|gran\w*|nan|mother|father|opa|oma|he|she|i'm|i am|on this earth|young|widow\w*|lives? alone|home alone|sharp|dnr|frail|nursing home)\b)",
                 pattern_options()
             );
             const auto begin = place.begin + scan.lower(place).find_first_of("9n1");
             while (!std::isalnum(static_cast<unsigned char>(scan.lower()[place.end - 1]))) --place.end;
             if (scan.has(scan.right(place.end, 80), kin)) scan.found(rule.kind, {begin, place.end}, rule.id);
         },
         Kind::date},
        {"age90.born_in",
         R"(\bborn (?:back )?(?:in )?19(?:0\d|1\d|2\d|3[0-4])\b)",
         [](Scan& scan, Place place, const Rule& rule) { scan.found(rule.kind, {place.end - 4, place.end}, rule.id); },
         Kind::date},
        {"date.month_day",
         R"(\b)" MONTH_ANY R"(\.?\s+(?:the\s+)?(?:)" DAY
         R"((?:\s?(?:st|nd|rd|th))?\b)(?:\s?,?\s{0,2}(?:of\s+|de\s+)?)" YEAR R"()?)",
         named_day,
         Kind::date},
        {"date.month_ordinal",
         R"(\b)" MONTH_EN R"(\s+(?:the\s+)?)" ORDINAL R"(\b(?:,?\s+)" YEAR R"()?)",
         named_day,
         Kind::date},
        {"date.day_month",
         R"(\b)" DAY R"((?:\s?(?:st|nd|rd|th|er|o|a|\.))?[\s-]{0,2}(?:(?:day )?of\s+|de\s+|d')?)" MONTH_ANY
         R"(\b\.?(?:[\s,-]{0,3}(?:de\s+|del\s+|do\s+)?)" YEAR R"()?)",
         day_named,
         Kind::date},
        {"date.ordinal_month",
         R"(\b)" ORDINAL R"(\s+(?:day\s+)?of\s+)" MONTH_EN R"(\b(?:,?\s+)" YEAR R"()?)",
         day_named,
         Kind::date},
        {"date.numeric", R"(\b\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?(?:(?:19|20)\d{2}|\d{2})\b)", numeric_day, Kind::date
        },
        {"date.iso", R"(\b(?:19|20)\d{2}\s?[-/.]\s?\d{1,2}\s?[-/.]\s?\d{1,2}\b)", numeric_day, Kind::date},
        {"date.spaced", R"(\b\d{1,2}[ \n]\d{1,2}[ \n](?:19|20)\d{2}\b)", numeric_day, Kind::date},
        {"date.cjk", R"(\d{4}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日)", take_match, Kind::date},
        {"date.birth",
         R"((?:\bdob\b|\bd\.o\.b\.?|\bd/o/b\b|\bborn\b|\bbirth ?(?:date|day)\b|\bdate of birth\b|\bbday\b|\bb-?day\b|\bnacio\b|\bnaci\b|\bnacid[oa]\b|\bfecha de nacimiento\b|\bcumpleanos\b|\bf\. ?nac\.?|\bnee? le\b|\bdate de naissance\b|\bddn\b|\bgeboren\b|\bgeb\b\.?|\bgeburts(?:datum|tag)\b|\bnascid[oa]\b|\bnasci\b|\bnasceu\b|\bdata de nascimento\b|\bnat[oa] il\b|\bdata di nascita\b|\bgeboortedatum\b|\burodzon[aey]\w*\b|\bdate of death\b|\bdod\b))",
         birth,
         Kind::date},
        {"date.short",
         R"(\b(?:on|since|appt|appointment|surgery|admitted|discharged|seen|scan|visit|date|dated?|op|dx|diagnosed|biopsy|due|el dia|am|le|dia|em|born|died|passed(?: away)?|started|starts|starting|stopped|relapsed|delivered|surg|transplant|infusion|chemo|released|fell|tested|stroke|seizure|lost (?:him|her|it|them))\s{0,2}:?\s?(?:0?[1-9]|[12]\d|3[01])[/-](?:0?[1-9]|[12]\d|3[01])\b)",
         short_day,
         Kind::date},
        {"date.event_month",
         R"(\b(?:born|admitted|discharged|died|passed away|death|birth|deceased|admission|discharge)\b[^.\n]{0,20}\b(?:in|on|of|:)\s+)" MONTH_EN
         R"(\.?,?\s+(?:of\s+)?)" YEAR,
         take_match,
         Kind::date},
        {"age90",
         R"(\b(?:aged?|age of|turned|turning|turns|is|was|she's|he's|am|i'm|im|at)?\s?\b)" OLD
         R"(\s?-?\s?(?:years?|yrs?|yr|y)[\s-]*(?:old|young|o)\b)",
         old_age,
         Kind::date},
        {"age90.short",
         R"(\b)" OLD
         R"(\s?-?\s?(?:y/?\s?o\b|yo[fm]?\b|yrs?\b\.? old|anos\b|ans\b|jahre\b|jahrig\w*\b|ani\b|anni\b|jaar\b|lat\b|year\b))",
         old_age,
         Kind::date},
        {"age90.aged", R"(\b(?:aged|age|turned|turning|turns|just turned)\s?:?\s?)" OLD R"(\b)", old_age, Kind::date},
        {"age90.turns",
         R"(\b(?:(?:i|who|)" ELDER
         R"() (?:just |will |is about to |is )?turn(?:s|ed|ing)?|(?:is|'s|i'm|im|be) (?:going on|pushing|nearly|almost|now)|(?:i|)" ELDER
         R"()(?:'ll| will)(?: soon)? be|cumple|cumplio|wird|va avoir|fait|fara|compie|faz|fez|completa|wordt)\s)" OLD
         R"(\b)",
         old_age,
         Kind::date},
        {"age90.birthday",
         R"(\b(?:9\d|1[01]\d)(?:st|nd|rd|th)?(?:'s)? (?:birthday|bday|b-day)\b|\bninet(?:ieth|y-\w+) birthday\b)",
         take_match,
         Kind::date},
        {"age90.sex",
         R"(\b9\d ?(?:f|m|yo|y/o)\b (?:with|w/|who|from|in|here|on|c/o|s/p|p/w|presents?|presenting|admitted|hx)|\(9\d ?[fm]\))",
         take_match,
         Kind::date},
        {"age90.at",
         R"(\bat )" OLD R"((?:,)? (?:he|she|i|my|mom|mum|dad|grandma|grandpa|nana|gran|opa|oma)(?:'s|'m)?\b)",
         old_age,
         Kind::date},
        {"age90.born",
         R"(\b(?:i|he|she|mom|mum|dad|gran\w*|nana|opa|oma|mother|father|aunt|uncle|patient|husband|wife|neighbou?r)(?: was|'s| is)? born (?:back )?in (?:19(?:0\d|1\d|2\d|3[0-4])|'[012]\d)\b)",
         take_match,
         Kind::date},
        {"age90.of_age", R"(\b)" OLD R"(\s(?:years?|yrs?) of age\b)", take_match, Kind::date},
        {"age90.bracket",
         R"(\b(?:he|she|mom|mum|dad|grand\w+|nana|granny|gran|mother|father|aunt|uncle|oma|opa|abuel[oa]|mamie|papi|husband|wife|nonn[oa]|[a-z]+) ?\()" OLD
         R"(\))",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 kin(
                 R"(^(?:he|she|mom|mum|dad|grand|nana|granny|gran|mother|father|aunt|uncle|oma|opa|abuel|mamie|papi|husband|wife|nonn))",
                 pattern_options()
             );
             if (scan.has(scan.lower(place), kin))
                 scan.found(rule.kind, {place.begin + scan.lower(place).find('(') + 1, place.end - 1}, rule.id);
         },
         Kind::date},
        {"age90.is", R"(\b(?:)" ELDER R"()\s?(?:is|was|'s)\s(?:now )?)" OLD R"(\b)", old_age, Kind::date},
    });
    return all;
}

} // namespace

void find_dates(Scan& scan)
{
    rules().run(scan);
}

} // namespace rounds::privacy
