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
        R"(\b(?:unlock|won'?t read|doesn'?t read|can'?t read|worn|smooth|gone|normal|stable|clear|fine|looked|showed|results?|appointment|edema|doctor|my phone|iphone)\b)",
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
        R"(\b(?:unlock\w* (?:my|his|her|the) (?:phone|ipad|screen|laptop|door)|won'?t read|doesn'?t read|can'?t read|not read|worn|smooth|gone|fad(?:e|ed|ing)|peel\w*|crack\w*|dry|vanish\w*|disappear\w*|lost|normal|stable|clear|fine|came back|results?|appointment|edema|hoarse|raspy|shak\w+|sore|technology|reader|sensor)\b|\?\s*$)",
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

/// "IMG_2034.jpg", not "figure2.png".
void picture_file(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 drawing(
        R"((?:fig|figure|table|chart|graph|diagram|logo|poster|slide|flyer|banner|infographic|icon|plot|curve|map|schema|formula|ecg|ekg|algorithm|flow|guideline|recipe|menu|meme|dog|cat|sunset)[a-z0-9_-]*\.)",
        pattern_options()
    );
    if (!scan.has(scan.lower(place), drawing)) scan.found(rule.kind, place, rule.id);
}

/// Rules about pictures are none themselves.
void photo_words(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 talk(
        R"(\b(?:please|never|don'?t|do not|how (?:to|do)|no|should|welcome|remove|allowed|rules?|if you)\b[^.\n]{0,30}$)",
        pattern_options()
    );
    if (!scan.has(scan.left(place.begin, 40), talk)) scan.found(rule.kind, place, rule.id);
}

#define PERSON                                                                                                         \
    "(?:face|head|self|smile|mom|mum|mother|dad|father|son|daughter|kids?|child|children|baby|babies|husband|wife|"    \
    "hubby|partner|boyfriend|girlfriend|brother|sister|family|grand\\w+|twins?|friend|patient|niece|nephew|aunt|"      \
    "uncle|preemie|newborn|boy|girl|cara|rostro|hij[oa]s?|espos[oa]|mam[ai]|pap[ai]|madre|padre|bebe|herman[oa]|"      \
    "visage|fils|fille|mari|femme|mere|pere|gesicht\\w*|sohn\\w*|tochter|mann\\w*|frau|mutter|vater|kind\\w*|"         \
    "rosto|filh[oa]|marido|mae|pai|viso|figli[oa]|moglie|marito|gezicht|dochter|zoon)"

const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
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
         Kind::biometric},
        {"photo.kin",
         R"(\b(?:photo(?:graph)?|picture|pic|selfie|snap(?:shot)?|portrait|video|foto(?:grafia)?|bild)s? (?:of|de|von|di) (?:grand(?:pa|ma|dad|mom|mum|son|daughter)|grandmother|grandfather|mom|mum|dad|daddy|mommy|baby [a-z]+|nana|papa|opa|oma|the (?:twins|kids|boys|girls|baby|preemie)|(?:my|his|her) (?:\w+ ){1,3}face|(?:my|his|her) \w+,? (?:and )?face)\b)",
         photo_words,
         Kind::photo},
        {"photo.shown",
         R"(\b(?:selfies? (?:attached|below|here|in the|inside|above)|(?:my|his|her|our|\w+'s) (?:\w+ )?(?:family portrait|school (?:photo|picture)|baby (?:photo|picture|pic)|wedding (?:photo|picture|pic)|hospital (?:photo|picture|pic|selfie)|face pics?|headshot|portrait)s?|(?:my|his|her) (?:before (?:and|&|/) ?after|before/after) (?:\w+ )?(?:pic|photo|picture|face|selfie)s?|(?:photo|picture|pic|selfie|screenshot|close-? ?up|shot|video|foto)s? of (?:my|his|her|our) (?:\w+ ){0,2}(?:eyes?|nose|mouth|smile|cheeks?|lips|jaw|scalp|bald head|head|face)|(?:photo|picture|pic|selfie|video|foto)s? of (?:me|us) (?:and|with)|(?:foto|selfie|bild|photo) (?:mi[ao]|minha|von mir|de moi|di me|de mim|van mij))\b|\[(?:photo|picture|pic|image|selfie|video|foto|bild):? ?(?:of )?(?:me|my|his|her|our)\b[^\]\n]{0,60}\])",
         photo_words,
         Kind::photo},
        {"photo.face",
         R"(\b(?:photo|picture|pic|video|selfie|clip|foto|image)s?\b[^.?!\n]{0,40}\b(?:face (?:is )?(?:visible|showing|in (?:it|frame|view))|with (?:my|his|her) face|you can see (?:my|his|her|our) faces?|shows? (?:my|his|her) (?:whole |full )?face)\b|\bmugshots?\b)",
         photo_words,
         Kind::photo},
        {"photo.file",
         R"(\b[a-z0-9][a-z0-9_().-]*\.(?:jpe?g|png|heic|webp|gif|tiff?|bmp|dng)\b)",
         picture_file,
         Kind::photo},
        {"photo.bracket",
         R"(\[(?:photo|picture|pic|image|selfie|foto|bild)s? (?:of|de|von|showing)[^\]\n]{3,80}\])",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 person(
                 R"(\b(?:me|my|his|her|our|face|patient|moi|mir|mi|cara|gesicht|visage)\b)", pattern_options()
             );
             if (scan.has(scan.lower(place), person)) scan.found(rule.kind, place, rule.id);
         },
         Kind::photo},
        {"photo.of",
         R"(\b(?:(?:a|an|the|my|this|une|un|una|uma|ein|eine|la|ma|mi) )?(?:full[- ]?face )?(?:photo(?:graph)?|picture|pic|selfie|snap(?:shot)?|image|portrait|headshot|mugshot|close-?up|video|foto(?:grafia)?|bild|photographie|imagen|imagem|immagine|retrato)s? (?:of |de |d'|von |vom |di |van |mit )?(?:me|myself|us|him|moi|mir|mim|minha|nossa|mia|mi mismo|mi misma|(?:(?:my|his|her|our|their|mi|mis|su|mon|ma|mes|mein\w*|meu|minha|nosso|nossa|mio|mia|mijn|the patient's|mom's|dad's|mum's) (?:\w+'s )?(?:own |poor |little |sweet |beautiful |bald |whole |swollen |newborn |)*)" PERSON
         R"())\b(?: (?:with|in|from|on|at|after|before|mit|con|com|avec)(?: [\w']+){1,4})?)",
         take_match,
         Kind::photo},
        {"photo.words",
         R"(\b(?:full[- ]?face (?:photo|picture|image|shot|pic)s?|(?:(?:a|my|his|her|our|new|this|today'?s|quick|sharing|first) )+(?:\w+ )?selfie(?: (?:from|in|with|after|before|at|von|de)(?: [\w']+){1,4})?|selfie (?:from|von|de|da|di|of|after|with|in)(?: [\w']+){1,4}|(?:my|his|her|our)(?: [\w/]+){0,2} (?:selfie|headshot|face (?:pic|photo|picture)s?|mugshot|passport photo|profile (?:pic|picture|photo)|pfp|avatar|school (?:photo|picture))s?(?: is(?: really)?(?: me| my face)?| attached| here| below)?|(?:pfp|avatar|profile (?:pic|picture|photo)) is (?:really |actually )?(?:me|my (?:\w+ )?face)|(?:that'?s|thats|this is|it'?s) (?:me|my \w+|us) (?:in|on) the (?:photo|picture|pic)(?: (?:with|in|from|on|at|after|before)(?: [\w']+){1,4})?|(?:picture|photo|pic) (?:with|showing) (?:my|his|her) (?:\w+ )?(?:face|head)|foto de (?:mi|su) (?:cara|rostro)|photo de (?:mon|son) visage|foto (?:von|meines) (?:meinem )?gesichts?|foto do meu rosto|foto (?:minha|nossa|mia)|photo de moi|(?:me|us|him|her) in (?:my|the|this|his|her) (?:photo|picture|pic)\b)\b)",
         photo_words,
         Kind::photo},
    });
    return all;
}

} // namespace

void find_bodies(Scan& scan)
{
    rules().run(scan);
}

} // namespace rounds::privacy
