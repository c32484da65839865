#include "server/privacy/detect/checks.hpp"
#include "server/privacy/detect/name_rules.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/value.hpp"

#include <algorithm>
#include <cctype>

/// Numbers of somebody that no list of kinds has: whatever is called "number", "no.", "#" or "id" and is followed by a
/// code, but for what numbers things ("lot number", "room no.", "CPT code").
namespace rounds::privacy {
namespace {

// Before "number", "code" and the like: a thing, a page, a published code, or no noun at all.
const WordSet of_things{
    "lot",     "batch",     "model",     "part",      "catalog",    "catalogue", "cat",          "item",
    "sku",     "version",   "build",     "firmware",  "figure",     "fig",       "table",        "page",
    "chapter", "section",   "room",      "bed",       "ward",       "floor",     "bay",          "gate",
    "trial",   "protocol",  "grant",     "nct",       "dx",         "icd",       "icd-10",       "cpt",
    "ndc",     "billing",   "procedure", "diagnosis", "diagnostic", "drg",       "hcpcs",        "zip",
    "area",    "dialing",   "promo",     "discount",  "coupon",     "qr",        "source",       "dress",
    "postal",  "color",     "colour",    "error",     "gene",       "mutation",  "strain",       "cell",
    "clone",   "antibody",  "hotline",   "crisis",    "emergency",  "toll",      "toll-free",    "helpline",
    "line",    "text",      "keyword",   "the",       "a",          "an",        "any",          "this",
    "that",    "total",     "whole",     "large",     "small",      "high",      "low",          "right",
    "wrong",   "same",      "big",       "exact",     "real",       "magic",     "lucky",        "atomic",
    "average", "cas",       "ec",        "uniprot",   "pubmed",     "doi",       "isbn",         "issn",
    "pmid",    "poster",    "abstract",  "session",   "episode",    "issue",     "volume",       "question",
    "tip",     "rule",      "step",      "round",     "cycle",      "dose",      "reason",       "great",
    "certain", "growing",   "record",    "limited",   "equal",      "mean",      "absolute",     "and",
    "or",      "in",        "of",        "to",        "is",         "are",       "was",          "has",
    "have",    "had",       "with",      "no",        "not",        "some",      "one",          "another",
    "each",    "every",     "what",      "which",     "street",     "house",     "stage",        "grade",
    "type",    "class",     "level",     "loinc",     "snomed",     "mesh",      "omim",         "rxnorm",
    "atc",     "recall",    "patent",    "platelet",  "copy",       "sperm",     "egg",          "t-cell",
    "cd4",     "white",     "accession", "sequence",  "reference",  "eudract",   "registration", "blue",
    "code",    "status",    "system",    "black",     "pain",       "tumor",     "sample",       "effective",
    "number",  "extension", "channel",   "slide",     "rrid",       "vert",      "verde"
};

ROUNDS_PATTERN(
    owner,
    R"(\b(?:my|mine|me|our|his|her|their|your|i|i'm|im|mom's|moms|dad's|dads|mum's|husband's|wife's|son's|daughter's|patient's|pt|patient|mi|mis|su|nuestr[oa]|mon|ma|mes|notre|mein\w*|unser\w*|meu|minha|nosso|nossa|mio|mia|mijn|moj|moja)\b)"
)

ROUNDS_PATTERN(
    code_before,
    R"(\b(?:nct|trial|study|protocol|grant|pmid|doi|icd|cpt|ndc|loinc|snomed|atc|omim|isbn|lot|batch|model|catalog|variant|gene|mutation|guideline|codes?|clone|antibody|kit for|version|firmware|update)\W{0,3}(?:no\.?|number|code|id)?\W{0,3}$)"
)

bool mixed(std::string_view value)
{
    const auto letters = std::ranges::count_if(value, [](char c) { return c >= 'a' && c <= 'z'; });
    return letters > 0 && digits_in(value).size() >= 3;
}

/// "#bcsm2026", unlike "file #A-4471" and "#20264": a topic, and nobody's number.
bool is_hashtag(const Scan& scan, Place value)
{
    const auto text = scan.text();
    const auto begin = text[value.begin] == '#' ? value.begin + 1 : value.begin;
    return begin > 0 && begin < text.size() && text[begin - 1] == '#' && text[begin] >= 'a' && text[begin] <= 'z';
}

/// "CMP number CX-4471": a noun that numbers people's affairs.
void numbered(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.lower(place);
    const auto noun = text.substr(0, text.find_first_of(" -#.\n"));
    if (noun == "by" || of_things.contains(noun)) return; // "sorted by id"
    const auto value = value_after(scan, place.end, Strength::medium);
    if (!value || scan.covered(*value) || is_hashtag(scan, *value)) return;
    const auto written = scan.lower(*value);
    const auto digits = digits_in(written).size();
    const bool enough = digits >= 6 || (mixed(written) && digits >= 4);
    if (enough || scan.has(scan.left(place.begin, 40), owner()) || scan.has(text, owner()))
        scan.found(rule.kind, *value, rule.id);
}

/// "the number they gave me at registration was 5518803"
void told_number(Scan& scan, Place place, const Rule& rule)
{
    const auto value = value_after(scan, place.end, Strength::weak);
    if (!value || scan.covered(*value) || value->begin > place.end + 4) return;
    if (scan.has(scan.lower(place), owner()) || scan.has(scan.left(place.begin, 30), owner()))
        scan.found(rule.kind, *value, rule.id);
}

/// A code in capitals that somebody calls theirs: "filed under QX-448120".
void own_code(Scan& scan, Place place, const Rule& rule)
{
    auto begin = place.begin + scan.lower(place).find_last_of(" :=#(") + 1;
    const Place value{begin, place.end};
    const auto written = scan.text(value);
    const auto digits = digits_in(written).size();
    const bool small = std::ranges::any_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
    static const RE2 toll_free(R"(^1?-?(?:800|888|877|866|855|844|833)-)", pattern_options());
    if (scan.has(scan.lower(value), toll_free)) return;
    if (small || digits < 5 || value.size() < 6 || value.size() > 20 || scan.covered(value)) return;
    static const RE2 known(
        R"(^(?:nct\d|isrctn|pmc\d|kb\d|rs\d|gse\d|grch|nm_|np_|ensg|cas|bnt|azd|mk-|ly\d|mdx|amg|abt|ono|gsk|bms|jnj|pf-|ro\d|sar\d|covid|icd|hla|cyp|[rukp]\d{2}[a-z]{2}\d))",
        pattern_options()
    );
    if (!scan.has(scan.lower(value), known) && !scan.has(scan.left(place.begin, 24), code_before()) &&
        (scan.has(scan.left(place.begin, 50), owner()) || scan.has(scan.right(place.end, 40), owner())))
        scan.found(rule.kind, value, rule.id);
}

const RuleSet& rules()
{
    static const RuleSet
        all(
            std::vector<Rule>{
                {"other.numbered",
                 R"(\b[a-z][a-z'/-]{1,17}[ \n-]?(?:card |file |tag )?(?:#|number\b|numbr\b|nubmer\b|numer\b|no\b\.?|num\b\.?|nr\b\.?|nbr\b|nummer\b|id\b|ids\b|code\b|pin\b))",
                 numbered,
                 Kind::other},
                {"other.numbered_of",
                 R"(\b(?:numero|n[ro]\.?|nummer|num\.|codigo|code|folio|matricule|clave|identifiant|identificador|kennung|protocolo|radicado|referencia|ref\.?)(?: (?:de|del|da|do|des|der|di|du|d'|van) ?(?:la |el |l')?[a-z]{3,16}){0,2}\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     // "ATC code", "catalog no.": what stands before tells that it numbers a thing.
                     auto left = scan.left(place.begin, 24);
                     while (!left.empty() && left.back() == ' ') left.remove_suffix(1);
                     if (const auto blank = left.find_last_of(" \n(,."); blank != std::string_view::npos)
                         left.remove_prefix(blank + 1);
                     const auto text = scan.lower(place);
                     if (text.find(" vert") != std::string_view::npos ||
                         text.find("emergenc") != std::string_view::npos ||
                         scan.right(place.end, 6).starts_with(" vert") ||
                         scan.right(place.end, 6).starts_with(" verde"))
                         return;
                     if (of_things.contains(left) && left != "the" && left != "a" && left != "and") return;
                     const auto value = value_after(scan, place.end, Strength::medium);
                     if (!value || scan.covered(*value)) return;
                     const auto digits = digits_in(scan.lower(*value)).size();
                     if (digits >= 6 || (mixed(scan.lower(*value)) && digits >= 4))
                         scan.found(rule.kind, *value, rule.id);
                 },
                 Kind::other},
                {"other.adjacent",
                 R"(\b(?:participant|subject|locker|wristband|badge|ticket|booking|case|kit|folio|claim|complaint|grievance|reservation|confirmation|voucher|permit|placard|pass|barcode|sample|specimen|vial|requisition|referral|file|folder|unit|device|pump|sensor|meter|implant|pacemaker|prescription|rx|participante|teilnehmer(?:in)?|probandin?)\s[#:(]?\s?[a-z]{1,4}[- ]?\d[a-z0-9/-]{2,14}\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto begin = place.begin + scan.lower(place).find_first_of(" ") + 1;
                     const Place value{begin, place.end};
                     const auto written = scan.text(value);
                     const bool small = std::ranges::any_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
                     if (!small && digits_in(written).size() >= 4 && !scan.covered(value) &&
                         !scan.has(scan.left(begin, 24), code_before()))
                         scan.found(rule.kind, value, rule.id);
                 },
                 Kind::other},
                {"other.username",
                 R"(\b(?:user ?name|login(?: name| id)?|log-?in|screen ?name|user id|userid|benutzername|usuario|identifiant)\b[^.\n]{0,25}?(?:\bis\b|:|=|\bes\b|\bist\b|\best\b)\s?["']?[a-z0-9][a-z0-9._-]{3,}\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto begin = place.begin + scan.lower(place).find_last_of(" :=\"'") + 1;
                     const auto word = scan.lower({begin, place.end});
                     if (word.find_first_of("0123456789_.") != std::string_view::npos)
                         scan.found(rule.kind, {begin, place.end}, rule.id);
                 },
                 Kind::other},
                {"other.handle",
                 R"(\b(?:user ?name|handle|screen ?name|gamertag|snap(?:chat)?|insta(?:gram)?|tiktok|discord|telegram|kik|skype|wechat|line id|venmo|cashapp|cash app|reddit|twitch|psn|xbox|steam)\b(?: (?:is|name|user|handle|id|me at|me|at|as))?\s?[:=]?\s?["'@]?[a-z0-9][a-z0-9._-]{2,}(?:#\d{4})?)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     auto text = scan.lower(place);
                     while (!text.empty() && (text.back() == '.' || text.back() == '-')) text.remove_suffix(1);
                     const auto begin = place.begin + text.find_last_of(" :=\"'") + 1;
                     const Place value{begin, place.begin + text.size()};
                     if (scan.lower(value).find_first_of("0123456789_.#") != std::string_view::npos &&
                         !scan.covered(value))
                         scan.found(rule.kind, value, rule.id);
                 },
                 Kind::other},
                {"other.secret",
                 R"(\b(?:(?:my|his|her|the|our|mom's|dad's) (?:\w+ )?(?:pin|passcode|passphrase|password|pass ?word|pw|door code|gate code|locker code|lockbox code|access code|alarm code|contrasena|clave|passwort|mot de passe|senha)|pin|passcode|password|locker code|locker combination|door code|gate code|combination)(?: (?:is|was|=|es|ist|est|e))?\s?[:=]?\s["']?[a-z0-9][a-z0-9!$%&*_.@#-]{3,}["']?)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto begin = place.begin + scan.lower(place).find_last_of(" :=\"'", place.size() - 2) + 1;
                     const Place value{begin, place.end};
                     const auto digits = digits_in(scan.lower(value)).size();
                     if (digits >= 4 || (digits >= 1 && value.size() >= 8)) scan.found(rule.kind, value, rule.id);
                 },
                 Kind::other},
                {"other.locator",
                 R"(\b(?:booking|reservation|confirmation|pickup|pick-up|invite|invitation|group|meeting|zoom|activation|claim|redemption|voucher|appointment|appt|sign-?up|share|friend|record locator|locator|pnr)(?: (?:code|locator|key|passcode|reference|ref|id))?(?: for \w+)?(?: (?:is|was))?\s?[:=#]?\s[a-z0-9]{6,12}\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto begin = place.begin + scan.lower(place).find_last_of(" :=#") + 1;
                     const Place value{begin, place.end};
                     const auto written = scan.text(value);
                     const auto digits = digits_in(written).size();
                     const auto capitals = std::ranges::count_if(written, [](char c) { return c >= 'A' && c <= 'Z'; });
                     if (digits >= 1 && capitals >= 2 && !scan.covered(value) &&
                         digits + static_cast<std::size_t>(capitals) + 6 >= written.size())
                         scan.found(rule.kind, value, rule.id);
                 },
                 Kind::other},
                {"other.rx",
                 R"(\b(?:rx|prescription|script|refill|donor|participant|subject|locker|badge|ticket|accession|specimen|requisition|encounter|episode|visit|case|file|folder|queue)(?: (?:#|no\.?|number|id))?\s?[:#]?\s?\d{5,12}(?:-\d{1,4})?\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto begin = place.begin + scan.lower(place).find_first_of("0123456789");
                     if (!scan.covered({begin, place.end}) && !scan.has(scan.left(place.begin, 24), code_before()))
                         scan.found(rule.kind, {begin, place.end}, rule.id);
                 },
                 Kind::other},
                {"other.affair",
                 R"(\b(?:fin|csn|hospital card|patient card|commission|permit|visa|green card|residence card|passport|id card|licen[cs]e|certificat(?:e|ion)|cert|police report|report|docket|court case|loyalty|membership|vaccine card|participant|trial participant|study participant|screening|randomi[sz]ed as|enrolled as|registered as|listed as|filed as|parcel|ups|fedex|usps|shipment|ausweis|\w+ausweis|colegiad[oa]|ordem dos \w+|matricula|dossier|expediente|processor|gtin|implant|placard|badge|wristband|bracelet|folio|account|acct|policy|member)\b\.?)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto value = value_after(scan, place.end, Strength::medium);
                     if (!value || scan.covered(*value) || value->begin > place.end + 6) return;
                     const auto written = scan.lower(*value);
                     const auto digits = digits_in(written).size();
                     // Anybody reports things; what follows is a number only when it is long.
                     const bool letters_count = !scan.lower(place).starts_with("report");
                     if ((digits >= 6 || (letters_count && mixed(written) && digits >= 4)) &&
                         !scan.has(scan.left(place.begin, 24), code_before()))
                         scan.found(rule.kind, *value, rule.id);
                 },
                 Kind::other},
                {"plate.car",
                 R"(\b(?:car|van|truck|suv|sedan|jeep|pickup|minivan|motorcycle|motorbike|scooter|parked|civic|corolla|camry|accord|prius|altima|sentra|focus|fiesta|f-?150|silverado|tacoma|rav4|cr-?v|outback|forester|tesla|toyota|honda|ford|chevy|nissan|subaru|kia|hyundai|mazda|bmw|audi|volvo|vw|volkswagen|golf|polo|voiture|auto|wagen|coche|carro|moto|macchina),?:? ?\(?[a-z0-9]{1,4}[- ]?[a-z0-9]{2,4}(?:[- ][a-z0-9]{2,3})?\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     auto text = scan.text(place);
                     auto begin = text.find_first_of(" ,:(");
                     if (begin == std::string_view::npos) return;
                     begin = text.find_first_not_of(" ,:(", begin);
                     if (begin == std::string_view::npos) return;
                     const auto code = text.substr(begin);
                     const auto digits = digits_in(code).size();
                     const auto capitals = static_cast<std::size_t>(std::ranges::count_if(code, [](char c) {
                         return c >= 'A' && c <= 'Z';
                     }));
                     const auto marks = static_cast<std::size_t>(std::ranges::count_if(code, [](char c) {
                         return c == ' ' || c == '-';
                     }));
                     const auto signs = digits + capitals;
                     const Place value{place.begin + begin, place.end};
                     if (digits >= 2 && capitals >= 2 && signs >= 6 && signs <= 8 && signs + marks == code.size() &&
                         !scan.covered(value))
                         scan.found(Kind::vehicle, value, rule.id);
                 },
                 Kind::vehicle},
                {"other.told_number",
                 R"(\b(?:number|numero|nummer|id|code|codigo)\b[^.\n\d]{1,45}?\b(?:is|was|es|ist|est|era|war|reads|says)\b)",
                 told_number,
                 Kind::other},
                {"other.own_code", R"(\b(?:is|was|under|as|it's|its|id|labell?ed|marked|tagged|printed|says|reads|saying)[ :=#("]{1,3}[a-z0-9][a-z0-9-]{1,12}\d[a-z0-9-]{1,12}\b|[:=#(] ?[a-z0-9][a-z0-9-]{1,12}\d[a-z0-9-]{1,12}\b|\b[a-z]{4,} [a-z]{1,4}-?\d[a-z0-9-]{4,15}\b)", own_code, Kind::other
                },
            }
        );
    return all;
}

} // namespace

void find_other_numbers(Scan& scan)
{
    rules().run(scan);
}

} // namespace rounds::privacy
