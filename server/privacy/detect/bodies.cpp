#include "server/privacy/detect/bodies.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/value.hpp"

namespace rounds::privacy {
namespace {

ROUNDS_PATTERN(year, R"(^(?:19|20)\d\d$)")

/// A measurement of a body that was written down: its words and the code after them.
void biometric(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 talk(
        R"(\b(?:can|could|do|does|will|may|should|instead|use|uses|using|unlock|sensor|technology|security|login)\b)",
        pattern_options()
    );
    // The words and the code after them: neither says much without the other.
    for (const auto strength : {Strength::medium, Strength::weak})
        if (const auto value = value_after(scan, place.end, strength);
            value && !scan.has(scan.lower(*value), year()) && value->begin < place.end + 30)
            return scan.found(Kind::biometric, {place.begin, value->end}, rule.id);
    static const RE2 owner(
        R"(\b(?:my|his|her|our|their|mi|patient'?s?|daughter'?s|son'?s|mom'?s|dad'?s|husband'?s|wife'?s)\b[^.\n]{0,20}$)",
        pattern_options()
    );
    static const RE2 shown(
        R"(^[^.\n]{0,30}(?:attached|here|below|is in|uploaded|file|scan|sample|template|hash|on file|enrolled|recording|:|=))",
        pattern_options()
    );
    if (scan.has(scan.left(place.begin, 30), owner) && scan.has(scan.right(place.end, 40), shown) &&
        !scan.has(scan.right(place.end, 40), talk))
        scan.found(Kind::biometric, place, rule.id);
}

/// What somebody says is kept of their body, unless they only cannot unlock their telephone with it.
void own_biometric(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 kept(
        R"(\b(?:stor\w+|kept|keeps?|file|enrol\w*|leak\w*|breach\w*|hack\w*|stolen|registered|registrad\w*|database|template|scan(?:ned)?|id|took|taken|saved?|record\w*|upload\w*|captur\w+|sold|shar\w+|guard\w+|gespeichert|hinterlegt|abgegeben|enregistr\w+|stock\w+|gravad\w+|armazen\w+|tomaron|permiso|permissao|without (?:asking|consent|permission)|log ?in|check-?in|sign(?:ed)? in|on file|used|use|attached|matched|sequenc\w+)\b)",
        pattern_options()
    );
    static const RE2 talk(
        R"(\b(?:unlock|won'?t read|doesn'?t read|can'?t read|wor[en]|smooth|gone|normal|stable|clear|fine|looked|showed|results?|showed|drusen|glaucoma|appointment|edema|doctor|my phone|iphone)\b)",
        pattern_options()
    );
    const auto left = scan.left(place.begin, 60);
    const auto right = scan.right(place.end, 60);
    if (scan.has(right, talk) || (!scan.has(left, kept) && !scan.has(right, kept))) return;
    scan.found(rule.kind, place, rule.id);
}

/// A print, scan or recording that is somebody's: "palm vein scan of me", "my voiceprint", "his genome, uploaded".
void anyones_biometric(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 owner(
        R"(\b(?:my|his|her|our|their|mi|mis|su|mein\w*|mon|ma|mes|meu|minha|sua|mio|mia|mijn|patient'?s?|\w+'s)\s(?:\w+ ){0,2}$)",
        pattern_options()
    );
    static const RE2 whose(
        R"(^(?: (?:scans?|templates?|data|samples?|files?|recordings?|images?))? (?:of|de|von|da|di|del|van) (?:me|mine|my|our|us|him|her|his|moi|mon|ma|mi|mir|mein\w*|meu|minha|mio|mia)\b)",
        pattern_options()
    );
    static const RE2 kept(
        R"(\b(?:on file|stored|attached|uploaded|posted|posting|recorded|collected|took|taken|scanned|enrolled|captured|below|leaked|in the (?:file|record|portal|dossier|formulario|cadastro)|gespeichert|enregistr\w+|gravad\w+|archived?)\b)",
        pattern_options()
    );
    static const RE2 talk(
        R"(\b(?:unlock\w* (?:my|his|her|the) (?:phone|ipad|screen|laptop|door)|won'?t read|doesn'?t read|can'?t read|not read|wor[en]|smooth|gone|fad(?:e|ed|ing)|peel\w*|crack\w*|dry|vanish\w*|disappear\w*|lost|normal|stable|clear|fine|came back|results?|showed|drusen|glaucoma|appointment|edema|hoarse|raspy|shak\w+|sore|technology|reader|sensor)\b|\?\s*$)",
        pattern_options()
    );
    const auto left = scan.left(place.begin, 40);
    const auto right = scan.right(place.end, 50);
    if (scan.has(right, talk)) return;
    const bool owned = scan.has(left, owner) || scan.has(right, whose);
    const bool stored = scan.has(left, kept) || scan.has(right, kept);
    // "My voice" and "my DNA" are said of much; prints and scans are made to know somebody by.
    const auto words = scan.lower(place);
    const bool made = words.find("print") != std::string_view::npos || words.find("scan") != std::string_view::npos ||
                      words.find("template") != std::string_view::npos || words.find(' ') != std::string_view::npos ||
                      rule.id == std::string_view("biometric.other");
    if (owned ? made || stored : stored && made) scan.found(rule.kind, place, rule.id);
}

/// What is kept of a body to know somebody by, said to be somebody's: "my face scan", "mes empreintes". Talk of results
/// or of a telephone that does not open is none, unless it is kept somewhere.
void kept_biometric(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 kept(
        R"(\b(?:stor\w+|kept|keeps?|keep|file|enrol\w*|leak\w*|breach\w*|hack\w*|stolen|registered|registr\w+|database|saved?|record(?:ed|s)?|upload\w*|captur\w+|sold|shar\w+|took|takes?|taken|wants?|scanned|collect\w+|gave|give|submit\w*|requir\w+|log ?in|check-?in|password|system|app|kiosk|banque|dossier|sistema|base de datos|guard\w+|gespeichert|liegt|hinterlegt|enregistr\w+|gard\w+|salv\w+|gravad\w+|desde|computer|server|portal|consent|permission|asking|page|fichier|identi\w+|signature|verif\w+|gescannt|scann\w+|export|biobank|want it out|delete\w*|match\w*)\b)",
        pattern_options()
    );
    static const RE2 talk(
        R"(^[^.\n]{0,25}\b(?:unlock|won'?t|doesn'?t|can'?t|not read|wor[en]|smooth|gone|fad\w+|peel\w*|came back|vanish\w*|dry|cracked|edema|drusen|hoarse|raspy|swollen|normal)\b)",
        pattern_options()
    );
    const auto left = scan.left(place.begin, 60);
    const auto right = scan.right(place.end, 60);
    if (scan.covered(place) || scan.has(right, talk)) return;
    if (scan.has(left, kept) || scan.has(right, kept)) scan.found(rule.kind, place, rule.id);
}

#define MODALITY                                                                                                       \
    "(?:(?:finger|thumb|palm|hand|foot|voice|face|ear|lip|toe)[ -]?pr?i?nts?|(?:left|right) (?:thumb|index(?: "        \
    "finger)?|palm|eye)|adn|dns|voz|voix|stimme|voce|(?:iris(?:es)?|retinas?|retinal|palm(?: "                         \
    "vein)?|face|facial|finger|hand|vein|gait|body|eye)(?: "                                                           \
    "(?:scans?|images?|templates?|patterns?|maps?|data|records?|"                                                      \
    "measurements|geometry|recognition|id|print))?|voice(?: (?:recording|sample|print|pattern|id))?|dna(?: "           \
    "(?:profile|"                                                                                                      \
    "sample|data|file))?|genome|heartbeat pattern|biometrics?(?: data)?|huellas?(?: dactilar(?:es)?| "                 \
    "digital(?:es)?)?|"                                                                                                \
    "iris escaneado|reconocimiento facial|escaneo (?:facial|de iris)|rostro escaneado|voz grabada|empreintes?(?: "     \
    "digitales?| vocales?)?|scan (?:du visage|de l'iris|retinien)|reconnaissance faciale|fingerabdr\\w+|"              \
    "gesichtsscan\\w*|irisscan\\w*|stimmprobe\\w*|handvenen\\w*|impress(?:ao|oes) digita(?:l|is)|reconhecimento "      \
    "facial|biometria(?: facial)?|impront[ae](?: digital[ei])?|scansione (?:del volto|dell'iride)|vingerafdruk\\w*)"
const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
        {"biometric.kept",
         R"(\b)" OWNED R"( (?:own |left |right |whole |entire |full )?)" MODALITY
         R"((?: and (?:my |his |her |a )?)" MODALITY R"()?\b|\b)" MODALITY
         R"( (?:of|de|von|da|di|del|van) (?:me|mine|my|us|him|her|moi|mir|mi|mim)\b)",
         kept_biometric,
         Kind::biometric},
        {"biometric.given",
         R"(\b(?:gave|give|giving|took|take|takes|taking|provided?|submitted?|scanned|collected|captured|stored?|recorded|registered|enrolled) (?:them |us |me |up )?(?:a|an|both|two|ten|full|the)(?: full| set of)? )" MODALITY
         R"((?:,? (?:and|&|,) (?:a |an )?)" MODALITY R"()?\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 verb(R"(^\w+ (?:them |us |me |up )?)", pattern_options());
             static const RE2 sure(
                 R"(print|scan|image|template|pattern|geometry|recognition|biometric)", pattern_options()
             );
             const auto text = scan.lower(place);
             re2::StringPiece lead;
             if (!scan.has(text, sure) ||
                 !verb.Match(re2::StringPiece(text.data(), text.size()), 0, text.size(), RE2::UNANCHORED, &lead, 1))
                 return;
             scan.found(rule.kind, {place.begin + lead.size(), place.end}, rule.id);
         },
         Kind::biometric},
        {"biometric.of",
         R"(\b(?:(?:a|an|the|this|that|their|una?|eine?|un) )?(?:3d |digital |full |high[- ]res(?:olution)? )?(?:scan|sample|recording|template|image|map|vector|print|model|copy|escaneo|muestra|aufnahme|probe)s? (?:of|de|von|di|del?|da) (?:my|his|her|our|mi|su|mon|ma|mein\w*|meu|minha|mio|mia) (?:own |left |right |whole )?(?:face|voice|retinas?|iris(?:es)?|palms?|hands?|thumbs?|fingers?|finger ?prints?|eyes?|ears?|gait|cara|rostro|voz|iris|visage|voix|gesichts?|stimme|rosto|viso|voce)\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 healed(
                 R"(\b(?:drusen|stable|normal|showed|shows|edema|tear|detach\w*|oct|mri|ct|x-?ray|ultrasound|fracture|arthritis|biops\w*)\b)",
                 pattern_options()
             );
             if (!scan.has(scan.right(place.end, 40), healed) && !scan.has(scan.left(place.begin, 20), healed))
                 scan.found(rule.kind, place, rule.id);
         },
         Kind::biometric},
        {"biometric.ridges",
         R"(\b(?:(?:ulnar |radial |plain |tented |double )?(?:whorl|loop|arch)s?(?:,? (?:and )?|\b)){3,}|\[-?\d\.\d{2,}(?:, ?-?\d\.\d{2,}){2,}[^\]]*\])",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 print(
                 R"(\b(?:finger|print|face|vector|embedding|template|biometric|id)\w*)", pattern_options()
             );
             while (place.size() > 0 && scan.lower()[place.end - 1] == ' ') --place.end;
             if (scan.has(scan.left(place.begin, 50), print)) scan.found(rule.kind, place, rule.id);
         },
         Kind::biometric},
        {"biometric.file",
         R"(\b(?:genome|exome|wgs|wes|dna|snp|voice|face|iris|retina|finger(?:print)?|palm|gait|biometric)[a-z0-9]*[_-][a-z0-9_.-]*\.(?:txt|vcf|bam|fastq|fq|csv|zip|wav|mp3|m4a|bin|dat|json|xml|iso|fmr)(?:\.gz)?\b)",
         take_match,
         Kind::biometric},
        {"biometric.loci",
         R"(\b(?:d\d{1,2}s\d{2,4}|vwa|fga|th01|tpox|csf1po|amelogenin)\W{1,3}\d{1,2}(?:\.\d)?,\s?\d{1,2}(?:\.\d)?(?:\W{1,3}(?:d\d{1,2}s\d{2,4}|vwa|fga|th01|tpox|csf1po)\W{1,3}\d{1,2}(?:\.\d)?,\s?\d{1,2}(?:\.\d)?)*)",
         take_match,
         Kind::biometric},
        {"biometric",
         R"(\b(?:finger ?prints?|thumb ?prints?|palm ?prints?|foot ?prints?|voice ?prints?|face ?prints?|retinal? scans?|iris(?:es)? (?:scans?|codes?|templates?|hash)|retina (?:scans?|hash|code)|hand geometry|palm vein\w*|gait (?:signature|profile)|faceprint|facial (?:recognition|geometry) (?:template|data|id|scan)|face ?id (?:template|hash|data)|biometric (?:template|id|hash|data|token|enrol\w*)|voice (?:biometric|recording) (?:id|sample)?|dna (?:profile|fingerprint|sequence|sample)|genome (?:file|id)|huella(?:s)?(?: dactilar(?:es)?| digital(?:es)?)?|empreinte(?:s)? digitale(?:s)?|fingerabdruck|impressao digital|impronta digitale)\b)",
         biometric,
         Kind::biometric},
        {"biometric.own",
         R"(\b(?:my|his|her|our|their|mi|mis|su|mein\w*|mon|ma|mes|meu|minha|sua|la mia|mijn) (?:own |left |right |\w+'s )?(?:finger ?prints?|thumb ?prints?|voice ?prints?|palm ?prints?|face ?prints?|iris(?:es)?(?: scans?)?|retinal? scans?|hand geometry|palm veins?|huellas?(?: dactilar(?:es)?| digital(?:es)?)?|fingerabdruck\w*|empreintes?(?: digitales?)?|impressao digital|impressoes digitais|impronta digitale|vingerafdruk\w*|biometri\w+(?: data| scan| id)?|dna(?: profile| sample| sequence)?)(?: (?:scan|template|id|data|file|record))?\b|\b(?:finger ?print|retinal? scan|iris scan|face scan|palm scan|voice recording)s? of (?:me|my \w+|his \w+|her \w+|him|us)\b)",
         own_biometric,
         Kind::biometric},
        {"biometric.any",
         R"(\b(?:(?:finger|thumb|palm|hand|foot|voice|face|ear|lip|toe) ?prints?|(?:iris|retinal?|palm(?: vein)?|face|facial|finger|hand|thumb|vein|gait|body) (?:scans?|templates?|maps?)|face ?id(?: (?:template|scan|data))?|voice(?: ?(?:recording|sample|memo|id|signature))?|gait (?:recording|video|pattern)|(?:genome|genotype|exome)(?: (?:file|data|sequence))?|genetic (?:code|profile|data|sequence)|dna(?: (?:raw |test )?(?:profile|sequence|sample|file|data))?|raw dna|ecg signature|heartbeat signature)\b)",
         anyones_biometric,
         Kind::biometric},
        {"biometric.other",
         R"(\b(?:huellas?(?: dactilar(?:es)?| digital(?:es)?)|empreintes? (?:digitales?|vocales?)|fingerabdruck\w*|handabdruck\w*|stimmabdruck\w*|irisscan\w*|impress(?:ao|oes) digita(?:l|is)|impront[ae] digital[ei]|vingerafdruk\w*|escaneo de (?:iris|retina|cara)|reconocimiento facial|reconnaissance faciale|gesichtsscan)\b)",
         anyones_biometric,
         Kind::biometric}
    });
    return all;
}

} // namespace

void find_bodies(Scan& scan)
{
    rules().run(scan);
    picture_rules().run(scan);
}

} // namespace rounds::privacy
