#include "server/privacy/detect/checks.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/value.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

std::string compact(std::string_view text)
{
    std::string out;
    for (const char c : text)
        if (std::isalnum(static_cast<unsigned char>(c)))
            out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return out;
}

bool inside_word(const Scan& scan, Place place)
{
    const auto word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; };
    const auto text = scan.lower();
    return (place.begin > 0 &&
            (word(text[place.begin - 1]) || text[place.begin - 1] == '/' || text[place.begin - 1] == '-')) ||
           (place.end < text.size() &&
            (word(text[place.end]) ||
             (text[place.end] == '-' && place.end + 1 < text.size() && word(text[place.end + 1]))));
}

/// What follows (or stands before) words that announce a number.
template <Strength strength> void by_cue(Scan& scan, Place place, const Rule& rule)
{
    // "license plate" announces a plate.
    if (rule.kind == Kind::license && scan.right(place.end, 7).find("plate") != std::string_view::npos) return;
    const auto value = value_after(scan, place.end, strength);
    if (value) return scan.found(rule.kind, *value, rule.id);
    if (const auto earlier = value_before(scan, place.begin, strength)) scan.found(rule.kind, *earlier, rule.id);
}

void plate(Scan& scan, Place place, const Rule& rule)
{
    if (const auto value = plate_after(scan, place.end)) return scan.found(rule.kind, *value, rule.id);
    // "my car CA 8XYZ512 plate"
    static const RE2 before(
        R"(\b((?:[a-z]{2} )?[a-z0-9]{0,3}[ -]?\d[a-z0-9]{2,6}) (?:license |number |car )?$)", pattern_options()
    );
    const auto left = scan.left(place.begin, 24);
    re2::StringPiece match;
    scan.worked(left.size());
    if (!RE2::PartialMatch(re2::StringPiece(left.data(), left.size()), before, &match)) return;
    const auto begin = static_cast<std::size_t>(match.data() - scan.lower().data());
    scan.found(rule.kind, {begin, begin + match.size()}, rule.id);
}

// --- numbers that their shape tells ---

void ssn(Scan& scan, Place place, const Rule& rule)
{
    if (inside_word(scan, place) || scan.covered(place)) return;
    static const RE2 record(
        R"(\b(?:mrn|mr|record|chart|emr|ehr|member|policy|patient id|insurance|beneficiary|plan|account|acct)\b[^\n]{0,20}$)",
        pattern_options()
    );
    static const RE2 code(
        R"(\b(?:loinc|ndc|cas|cas no|rn|isbn|doi|ref|part|model|ec)\b[^\n]{0,12}$)", pattern_options()
    );
    const auto left = scan.left(place.begin, 40);
    if (scan.has(left, code)) return;
    if (scan.has(left, record)) return scan.found(Kind::mrn, place, "mrn.dashed");
    scan.found(Kind::ssn, place, rule.id);
}

void mbi(Scan& scan, Place place, const Rule& rule)
{
    const auto id = compact(scan.text(place));
    // Drawn from digits and letters without S L O I B Z; a code without a single letter at 2 and 5 is something else.
    if (id.size() == 11 && !inside_word(scan, place)) scan.found(Kind::health_plan, place, rule.id);
}

void card(Scan& scan, Place place, const Rule& rule)
{
    const auto digits = digits_in(scan.lower(place));
    if (digits.size() < 13 || digits.size() > 19 || inside_word(scan, place) || scan.covered(place)) return;
    const bool issuer = digits[0] >= '3' && digits[0] <= '6';
    static const RE2 cue(
        R"(\b(?:card|visa|mastercard|amex|credit|debit|tarjeta|karte|carte|cartao|cc)\b)", pattern_options()
    );
    if ((issuer && luhn(digits)) || scan.has(scan.left(place.begin, 40), cue))
        scan.found(Kind::account, place, rule.id);
}

void iban_number(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.text(place);
    auto id = compact(text);
    static const RE2 cue(R"(\biban\b)", pattern_options());
    if (inside_word(scan, place)) return;
    if (iban(id) || (scan.has(scan.left(place.begin, 20), cue) && id.size() >= 15))
        scan.found(Kind::account, place, rule.id);
}

void vin_number(Scan& scan, Place place, const Rule& rule)
{
    const auto id = compact(scan.text(place));
    static const RE2 cue(R"(\b(?:vin|vehicle|car|chassis|bastidor|truck|suv|title)\b)", pattern_options());
    const bool mixed = digits_in(id).size() >= 3 && digits_in(id).size() < 17;
    if (mixed && (vin(id) || scan.has(scan.left(place.begin, 40), cue))) scan.found(Kind::vehicle, place, rule.id);
}

void dea_number(Scan& scan, Place place, const Rule& rule)
{
    const auto id = compact(scan.text(place));
    static const RE2 cue(R"(\bdea\b)", pattern_options());
    if (dea(id) || scan.has(scan.left(place.begin, 20), cue)) scan.found(Kind::license, place, rule.id);
}

void spanish(Scan& scan, Place place, const Rule& rule)
{
    if (spanish_id(compact(scan.text(place))) && !inside_word(scan, place)) scan.found(Kind::other, place, rule.id);
}

void brazilian(Scan& scan, Place place, const Rule& rule)
{
    const auto digits = digits_in(scan.lower(place));
    const bool dotted = scan.lower(place).find('.') != std::string_view::npos;
    if ((dotted || cpf(digits)) && !inside_word(scan, place)) scan.found(Kind::other, place, rule.id);
}

void aadhaar(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 cue(R"(\b(?:aadhaar|aadhar|uidai|uid)\b)", pattern_options());
    const auto digits = digits_in(scan.lower(place));
    if (inside_word(scan, place) || scan.covered(place)) return;
    if (verhoeff(digits) || scan.has(scan.left(place.begin, 40), cue)) scan.found(Kind::other, place, rule.id);
}

void canadian(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 cue(R"(\b(?:sin|social insurance|nas)\b)", pattern_options());
    if (inside_word(scan, place) || scan.covered(place)) return;
    // "0 800 235 236" is a line for everybody.
    static const RE2 line(R"(\b[01]\s?$|(?:vert|verde|gratuit\w*|free|hotline|helpline)\W*$)", pattern_options());
    if (scan.has(scan.left(place.begin, 16), line)) return;
    if (luhn(digits_in(scan.lower(place))) || scan.has(scan.left(place.begin, 40), cue))
        scan.found(Kind::ssn, place, rule.id);
}

void upper_only(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.text(place);
    const bool small = std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    if (!small && !inside_word(scan, place)) scan.found(rule.kind, place, rule.id);
}

void device_serial(Scan& scan, Place place, const Rule& rule)
{
    scan.found(Kind::device, place, rule.id);
}

/// HIBC labels name their maker and product after "+"; at least a digit and a letter follow (ANSI/HIBC 2.6).
void hibc(Scan& scan, Place place, const Rule& rule)
{
    const auto plus = place.begin + scan.lower(place).find('+');
    const Place value{plus, place.end};
    const auto text = scan.text(value);
    const bool small = std::ranges::any_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
    constexpr std::size_t least = 9;
    if (!small && value.size() >= least && digits_in(text).size() >= 3) scan.found(rule.kind, value, rule.id);
}

constexpr std::size_t few_digits = 1; ///< no number that a rule would take has fewer

const RuleSet& rules()
{
    static const RuleSet all(
        std::vector<Rule>{
            // Shapes.
            {"ssn", R"(\b\d{3}\s?[-. \n]\s?\d{2}\s?[-. \n]\s?\d{4}\b)", ssn, Kind::ssn},
            {"mbi",
             R"(\b[1-9][ac-hjkmnp-rt-y][0-9ac-hjkmnp-rt-y]\d[- ]?[ac-hjkmnp-rt-y][0-9ac-hjkmnp-rt-y]\d[- ]?[ac-hjkmnp-rt-y]{2}\d{2}\b)",
             mbi,
             Kind::health_plan},
            {"card", R"(\b(?:\d[ -]?){12,18}\d\b)", card, Kind::account},
            {"iban", R"(\b[a-z]{2}\d{2}(?:[ -]?[a-z0-9]{4}){2,7}(?:[ -]?[a-z0-9]{1,4})?\b)", iban_number, Kind::account
            },
            {"vin", R"(\b[a-hj-npr-z0-9]{17}\b)", vin_number, Kind::vehicle},
            {"dea", R"(\b[a-z][a-z9]\d{7}\b)", dea_number, Kind::license},
            {"dni", R"(\b(?:\d{8}|[xyz]\d{7})[- ]?[a-z]\b)", spanish, Kind::other},
            {"cpf", R"(\b\d{3}\.?\d{3}\.?\d{3}-?\d{2}\b)", brazilian, Kind::other},
            {"curp", R"(\b[a-z]{4}\d{6}[hm][a-z]{5}[a-z0-9]\d\b)", take_match, Kind::other},
            {"rfc", R"(\b[a-z]{4}\d{6}[a-z0-9]{3}\b)", upper_only, Kind::other},
            {"codice_fiscale", R"(\b[a-z]{6}\d{2}[a-ehlmprst]\d{2}[a-z]\d{3}[a-z]\b)", take_match, Kind::other},
            {"nir", R"(\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d[0-9ab] ?\d{3} ?\d{3}(?: ?\d{2})\b)", take_match, Kind::ssn},
            {"nino", R"(\b[a-ceghj-prtw-z][a-ceghj-nprtw-z] ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b)", upper_only, Kind::ssn},
            {"aadhaar", R"(\b[2-9]\d{3}[ -]\d{4}[ -]\d{4}\b)", aadhaar, Kind::other},
            {"sin", R"(\b\d{3}[- ]\d{3}[- ]\d{3}\b)", canadian, Kind::ssn},
            {"udi", R"(\(01\)\d{14}(?:\(1[0-7]\)[^()\s]{1,20})*\(21\)[!-z]{1,20})", device_serial, Kind::device},
            {"mac", R"(\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b)", device_serial, Kind::device},
            {"uuid", R"(\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b)", take_match, Kind::other},
            {"wallet", R"(\b(?:0x[0-9a-f]{40}|bc1[a-z0-9]{25,60})\b)", take_match, Kind::account},
            {"udi.plain",
             R"(\b01\d{14}(?:1[0-7]\d{6}|10[a-z0-9]{1,12}){0,3}21[a-z0-9]{4,20}\b)",
             device_serial,
             Kind::device},
            {"udi.hibc",
             R"((?:^|[\s:"'(])\+[a-z][a-z0-9]{3}[a-z0-9]{1,18}\d[0-9a-z.$/+%-]?(?:/[$+0-9a-z.]{2,40})*)",
             hibc,
             Kind::device},
            {"handle.tagged", R"(\b[a-z][\w.]{2,20}#\d{4}\b)", take_match, Kind::other},
            // Words that announce a number. Medical records.
            {"mrn",
             R"(\b(?:mrn|m\.r\.n\.?|mr\s?#|mr no\b|m ?r ?nn?\b|med(?:ical)?\.? (?:rec(?:ord|rod|cord|od)?|reccord|recrod)s?\.?(?: (?:number|no|num|id|#))?|medrec|(?:hosp(?:ital)?|unit|clinic|patient|pt|chart|emr|ehr|epic|cerner|encounter|visit|admission|record|pathology|radiology|specimen|accession|lab|case|file)\s?(?:number|no\b\.?|num\b|nr\b\.?|id\b|#)|patientid|hosp(?:ital)? ?#|fin\s?#|csn|empi|uhid|urn|hospital ?no|nhi(?: number)?|chi number|ficha(?: medica| clinica)?|numero de ficha|n[.o]{0,2} ?(?:de )?ficha|nda\b|numero de espediente|espediente|registro (?:medico|hospitalar|clinico)|h\.?c\.? (?:n\w*|\d)|aufnahme-?(?:nummer|nr\.?)|numero de registro|rekam medis|pid\b|file\s?(?:no|num|number|#)|numero de historia(?: clinica)?|n[.o ]{0,3}(?:de )?historia(?: clinica)?|historia clinica|nhc|expediente(?: clinico| medico)?|numero de (?:paciente|expediente)|numero de dossier|dossier (?:medical|patient)|n[o.]? ?(?:de )?dossier|numero (?:de )?patient|ipp|patienten-?\s?(?:nummer|nr\.?|id)|fallnummer|fall-?nr\.?|krankenakte(?:nnummer)?|patientenakte|aktenzeichen|aktennummer|prontuario|numero (?:do|de) (?:processo|utente|prontuario)|cartella(?: clinica)?|(?:my|his|her|our) (?:file|chart|record)\b[^.\n\d]{0,40}? (?:is|was)|numero (?:del )?paziente|patientnummer|dossiernummer|numer (?:pacjenta|kartoteki)|journalnummer|hasta no|protokol no)(?:\b|\W|$))",
             by_cue<Strength::strong>,
             Kind::mrn},
            {"mrn.weak",
             R"(\b(?:chart|mr|emr|ehr|medical record|patient record|hospital record|epic|cerner|records?|hc|h\.c\.|carpeta|specimen|accession|encounter|dossier|expediente|akte|file|patient id|case|biopsy)(?:\b|\W|$))",
             by_cue<Strength::weak>,
             Kind::mrn},
            // Health plans.
            {"plan",
             R"(\b(?:(?:member(?:ship)?|subscriber|policy|insur[ae]nce|insurence|insurace|insur(?:er)?|ins\.?|hbn|group|plan|beneficiary|payer|enrollee|coverage|claim|medicare|medicaid|hmo|ppo|aetna|cigna|humana|bcbs|anthem|uhc|united ?health(?:care)?|blue cross(?: blue shield)?|kaiser|tricare|molina|centene)(?:'s)?(?: (?:member|card|policy|claim|subscriber|group|plan|id))?\s?(?:card )?(?:number|numbr|numer|no\b\.?|num\b|nr\b\.?|id\b|ids\b|identifier|#)|hicn|hbn|mbi|numero de (?:poliza|afiliad[oa]|asegurad[oa]|seguro|tarjeta sanitaria)|poliza|afiliad[oa]|tarjeta sanitaria|cip|versicherten-?\s?(?:nummer|nr\.?)|versicherungs-?\s?(?:nummer|nr\.?)|krankenversicherungs-?\s?(?:nummer|nr\.?)|kvnr|mitgliedsnummer|numero d'adherent|numero de mutuelle|carte vitale|numero d'assure|contrat|carteirinha|cartao (?:do )?sus|cns|numero do utente|plano de saude|convenio|tessera sanitaria|polisnummer|numer polisy|health card(?: number)?|ohip|msp|medicare card|ihi)(?:\b|\W|$))",
             by_cue<Strength::strong>,
             Kind::health_plan},
            {"plan.weak",
             R"(\b(?:insurance|ins|policy|subscriber|beneficiary|member(?:ship)?|medicaid|medicare|aetna|cigna|humana|bcbs|anthem|blue cross|uhc|tricare|claim|group|mutuelle|krankenkasse|seguro|obra social|eps|enrollee|coverage|plan|healthfirst|oscar|ambetter|wellcare|highmark|prepaga|mutua|sanitas|adeslas|unimed|amil|bradesco saude|sulamerica|aok|barmer|dak|tk\b|ikk)(?:\b|\W|$))",
             by_cue<Strength::weak>,
             Kind::health_plan},
            // Money.
            {"account",
             R"(\b(?:(?:bank |billing |patient |checking |savings |hospital |utility |loan |pharmacy |portal )?(?:acc(?:oun)?t|acount|accnt|acc|a/c|invoice|statement|bill|guarantor|loan|mortgage|hsa|fsa|debit|credit)\s?(?:number|numbr|no\b\.?|num\b|nr\b\.?|id\b|#)|(?:acct|acount|accnt|a/c)\b|bsb|pix|chave pix|routing(?: number)?|sort code|swift|bic|iban|numero de cuenta|cuenta(?: bancaria)?|clabe|cbu|konto(?:nummer|nr\.?)?|rechnungs-?\s?(?:nummer|nr\.?)|numero de compte|compte(?: bancaire)?|rib|facture|conta(?: corrente| bancaria)?|agencia|numero do conto|conto(?: corrente)?|fattura|factura|rekeningnummer|venmo|zelle|paypal|bitcoin|btc|wallet)(?:\b|\W|$))",
             by_cue<Strength::medium>,
             Kind::account},
            {"account.ending",
             R"(\b(?:(?:account|acct|card|visa|mastercard|amex|debit|checking)(?: \w+)? ending(?: (?:in|with))?|last (?:4|four)(?: digits)?(?: (?:of|are|is))?|blz|bankleitzahl|codigo swift|sort ?code|bank code))",
             by_cue<Strength::strong>,
             Kind::account},
            {"account.weak",
             R"(\b(?:account|invoice|statement|bill|guarantor|card ending|ending in|last four|chase|wells fargo|checking|savings|konto|compte|conta|factura|facture|rechnung|fattura)(?:\b|\W|$))",
             by_cue<Strength::weak>,
             Kind::account},
            // Certificates and licences.
            {"license",
             R"(\b(?:(?:driver'?s?|driving|drivers|nursing|nurse|rn|lpn|np|pa|medical|md|do|pharmacy|pharmacist|physician|state|professional|dental|marriage|birth|death|teaching|pilot|gun|cdl|board)?\s?(?:licen[cs]es?|li[cs]en[cs]e|lis?c?en[cs]e|licence|liscen[cs]e|licens|lic\b\.?|certificate|cert\.|certification|cert\b\.?|registration|permit)(?:\s?(?:number|no\b\.?|num\b|nr\b\.?|id\b|#))?|dl\s?(?:number|no\b\.?|#)|dea|npi|gmc|nmc pin|nmc|ahpra|hcpc|rpps|crm(?:-[a-z]{2})?|cnh|coren|cedula profesional|numero de colegiad[oa]|colegiad[oa]|licencia(?: de conducir)?|carnet(?: de conducir)?|permis(?: de conduire)?|fuhrerschein(?:nummer)?|approbation|carta de conducao|carteira de (?:motorista|habilitacao)|habilitacao|permiso de conducir|licencia de (?:manejo|conducir)|brevete|patente(?: di guida)?|rijbewijs(?:nummer)?|prawo jazdy|pwz|big-?nummer|lanr|adeli|hpcsa|crp|cro|oab|mp n\w*|medical marijuana card|learner'?s permit|state id(?: card)?)(?:\b|\W|$))",
             by_cue<Strength::medium>,
             Kind::license},
            {"license.weak",
             R"(\b(?:cdl|dl|rn|lpn|cna|emt|paramedic|np|pa-c|dds|dmd|pharmd|lcsw|lmft|pin|matricula profesional|registro profesional)(?:\b|\W|$))",
             by_cue<Strength::weak>,
             Kind::license},
            // Vehicles.
            {"plate",
             R"(\b(?:(?:license |licence |number |car |registration |reg )?plates?|license tag|tag (?:number|no\b\.?|#)|car (?:reg|tag)|reg(?:istration)?(?: number| no\b\.?)?|lic(?:\.|en[cs]e)? plates?|plate'?s|car'?s (?:registration|plate|reg)|vehicle registration|placas?(?: del (?:coche|carro|auto))?|chapa|patente del (?:auto|coche)|matricula|immatricule?e?s?|immatriculee?|kfz-?kennzeichen|patente|kennzeichen|nummernschild|plaque(?: d'immatriculation)?|immatriculation|targa|kenteken|tablice|vehicle id(?:entification)?(?: number)?|vin(?: number| #)?|numero de bastidor|chassis(?: number)?|fahrgestellnummer)(?:\b|\W|$))",
             plate,
             Kind::vehicle},
            {"plate.car",
             R"(\b(?:my|his|her|our|mi|su|meu|mon|ma|mein|moms?|dads?) (?:\w+ ){0,2}(?:car|truck|van|suv|jeep|bike|motorcycle|coche|auto|carro|voiture|wagen|ambulance|minivan)\s?[(,:] ?)",
             [](Scan& scan, Place place, const Rule& rule) {
                 const auto value = plate_after(scan, place.end);
                 if (!value || value->begin > place.end + 2) return;
                 const auto written = scan.text(*value);
                 const bool small = std::ranges::any_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
                 const bool letters = std::ranges::any_of(written, [](char c) { return c >= 'A' && c <= 'Z'; });
                 if (!small && letters) scan.found(rule.kind, *value, rule.id);
             },
             Kind::vehicle},
            {"plate.tag",
             R"(\btags?\b)",
             [](Scan& scan, Place place, const Rule& rule) {
                 const auto value = plate_after(scan, place.end);
                 if (!value || value->begin > place.end + 4) return;
                 const auto written = scan.text(*value);
                 const bool small = std::ranges::any_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
                 const bool letters = std::ranges::any_of(written, [](char c) { return c >= 'A' && c <= 'Z'; });
                 if (!small && letters) scan.found(rule.kind, *value, rule.id);
             },
             Kind::vehicle},
            {"plate.before",
             R"(\b(?:[a-z0-9]{1,4}[ -])?[a-z0-9]{2,4}[ -][a-z0-9]{2,5} ?[(,-]? ?(?:is )?(?:my |his |her |the |[a-z]+ )?(?:license |licence |number )?plates?\b)",
             [](Scan& scan, Place place, const Rule& rule) {
                 static const RE2 code(R"(^((?:[a-z0-9]{1,4}[ -])?[a-z0-9]{2,4}[ -][a-z0-9]{2,5}))", pattern_options());
                 const auto text = scan.lower(place);
                 re2::StringPiece value;
                 if (!RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), code, &value)) return;
                 const auto digits = std::ranges::count_if(value, [](char c) { return c >= '0' && c <= '9'; });
                 const auto written = scan.text({place.begin, place.begin + value.size()});
                 const bool capitals = std::ranges::any_of(written, [](char c) { return c >= 'A' && c <= 'Z'; });
                 if (digits >= 2 && capitals && static_cast<std::size_t>(digits) < value.size() - 1)
                     scan.found(rule.kind, {place.begin, place.begin + value.size()}, rule.id);
             },
             Kind::vehicle},
            // Devices.
            {"device",
             R"(\b(?:(?:device|pump|pacemaker|implant|icd|cgm|sensor|transmitter|hearing aid|monitor|cpap|bipap|loop recorder|valve|stent|port|defibrillator|neurostimulator|stimulator|prosthesis|meter|wheelchair|phone|laptop|machine)?(?:'s)?\s?(?:serial|seriel|serail|sereal|sn\b|s/n|n/s|s\.n\.|ser\.? no|ser\b\.?)\s?(?:number|no\b\.?|num\b|nr\b\.?|id\b|#)?|(?:device|implant(?: card)?|pump|pacemaker|transmitter|sensor|receiver|reader|udi|unit|monitor|stimulator|defibrillator|processor|aligner|hearing aid|cpap|concentrator|wheelchair|pen)\s?(?:id(?:entifier)?|number|no\b\.?|#|ref(?:erence)?|code)|imei|meid|imsi|iccid|udid|mac(?: address)?|idfa|numero de serie|n[o.]? ?(?:de )?serie|serien-?\s?(?:nummer|nr\.?)|gerate-?\s?(?:nummer|nr\.?)|geratenummer|numero di serie|serienummer|numer seryjny)(?:\b|\W|$))",
             by_cue<Strength::medium>,
             Kind::device},
            {"device.weak",
             R"(\b(?:pacemaker|insulin pump|implant|defibrillator|transmitter|loop recorder|neurostimulator|marcapasos|herzschrittmacher|stimulateur|unit|implanted|cochlear|prosthesis|omnipod|dexcom|libre|medtronic|hearing aids?|desfibrilador|marcapasso|bomba de insulina|insulinpumpe)(?:\b|\W|$))",
             by_cue<Strength::weak>,
             Kind::device},
            // Social security and the like.
            {"ssn.cue",
             R"(\b(?:ssn|ss\s?#|ss no\b\.?|ss number|ssa number|soc(?:ial)?\.? sec(?:urity)?|so[sc]ial? securit[yi]|sosial (?:security)?|social securty\.?(?:'?s)?(?: (?:number|no\b\.?|num\b|#|card))?|social(?: (?:is|number|#|ends|ending))|(?:my|his|her|mom's|dad's) social|s s n|itin|tin\b|ein\b|(?:numero de |numero del |nro de )?seguro social|nss|numero de la seguridad social|sozialversicherungs-?\s?(?:nummer|nr\.?)|rentenversicherungsnummer|numero de secu(?:rite sociale)?|securite sociale|nir|niss|nino|national insurance(?: number)?|ni number|social insurance(?: number)?|personnummer|cpr(?:-| )?(?:nummer|nr)|ahv(?:-?\s?nr\.?|-?nummer)?)(?:\b|\W|$))",
             by_cue<Strength::strong>,
             Kind::ssn},
            // "Sorted by id ...", unlike "my id ...", says no number.
            {"other.id",
             R"(\bids?\b)",
             [](Scan& scan, Place place, const Rule& rule) {
                 if (!scan.left(place.begin, 3).ends_with("by ")) by_cue<Strength::weak>(scan, place, rule);
             },
             Kind::other},
            {"vin.cue",
             R"(\bvin(?: number| no\.?| #)?\W{0,3}(?:is )?[a-hj-npr-z0-9]{3,9}[ -][a-hj-npr-z0-9]{2,9}(?:[ -][a-hj-npr-z0-9]{2,9})?\b)",
             [](Scan& scan, Place place, const Rule& rule) {
                 const auto begin = place.begin + 3;
                 if (digits_in(scan.lower(place)).size() >= 5)
                     scan.found(
                         rule.kind,
                         {begin + scan.lower({begin, place.end}).find_first_of("0123456789abcdefghjklmnprstuvwxyz"),
                          place.end},
                         rule.id
                     );
             },
             Kind::vehicle},
            {"other.weak",
             R"(\b(?:ref|reference|ticket|order|confirmation|booking|tracking|complaint)\b)",
             by_cue<Strength::weak>,
             Kind::other},
            // Anything else with a number of its own.
            {"other",
             R"(\b(?:(?:study|subject|participant|trial participant|research|donor|sample|employee|staff|badge|worker|student|school|inmate|prisoner|booking|reservation|confirmation|ticket|order|prescription|rx|script|reference|ref|referral|authorization|prior auth|auth|tracking|barcode|wristband|bracelet|locker|veteran|va|military|service|passport|visa|alien|immigration|green card|uscis|voter|tribal|tax|case|docket|incident|police report|report|registry|transplant|unos|waitlist|biobank|kit|user|login|portal|frequent flyer|loyalty|library card|id card|national id|identity|identification|site)\s?(?:card )?(?:number|no\b\.?|num\b|nr\b\.?|id\b|ids\b|code|pin|#)|passport|a-number|aadhaar|aadhar|nhs (?:number|no\b\.?|#)|chi (?:number|no\b\.?)|pesel|bsn|cpf|rg\b|cedula(?: de (?:identidad|ciudadania))?|dni|nie\b|curp|nif\b|cuil|cuit|rut\b|run\b|codice fiscale|steuer-?id(?:nummer|entifikationsnummer)?|ausweis(?:nummer)?|personalausweis(?:nummer)?|pasaporte|passeport|reisepass(?:nummer)?|passaporto|carte d'identite|matricule|sendungsnummer|numero de caso|numero de (?:participante|socio|empleado|alumno|estudiante|reclamo|queja|turno|ticket|folio|receta)|numero do (?:participante|protocolo|pedido)|senha(?: de atendimento)?|numero de cas|numero de pedido|kimlik(?: no)?|tc no|pan (?:card|number|no\b\.?)|mykad|ic (?:number|no\b\.?)|nric|philhealth(?: number| no\b\.?)?|id\s?(?:#|:|no\b\.?|number)|ids?\s?=|unique id(?:entifier)?|unique number|pin (?:number|code)|passcode|access code|folio|protocolo|radicado|vorgangsnummer|vorgangs-?nr\.?|teilnehmer-?\s?(?:nummer|nr\.?)|studienteilnehmer-?\s?(?:nummer|nr\.?)|probanden-?\s?(?:nummer|nr\.?)|mitarbeiter-?\s?(?:nummer|nr\.?)|personalnummer|bracelet(?: n\w*)?|badge|wristband|employee|a-?number|dossier n[o.]|(?:subj(?:ect)?|partic(?:ipant)?|part)\.? ?(?:no\b\.?|#|nr\b)|kit|case worker id|confirmation|locator)(?:\b|\W|$))",
             by_cue<Strength::medium>,
             Kind::other},
        },
        pattern_options(),
        few_digits
    );
    return all;
}

} // namespace

void find_numbers(Scan& scan)
{
    rules().run(scan);
}

} // namespace rounds::privacy
