#include "server/privacy/detect/bodies.hpp"
#include "server/privacy/detect/pattern.hpp"

/// Pictures that show somebody.
namespace rounds::privacy {
namespace {

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

/// A picture of the writer or of somebody of theirs.
void own_picture(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 other(
        R"(^ ?(?:id\b|ids\b|album|book|frame|wall|booth|op\b|shoot|editor|app\b|credit|release|consent|policy|rules?|quality|of (?:the|a|an|his new|our new) (?:rash|wound|scar|port|dog|cat|food|sunset|garden|view|meal|pump|bag|label|bill|chart|form|letter|page|sign|poster))|\?)",
        pattern_options()
    );
    if (!scan.has(scan.right(place.end, 30), other)) photo_words(scan, place, rule);
}

/// "me without the wig 👇": somebody is shown when a picture is pointed at.
void pointed_at(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 pointer(
        R"(\x{1F447}|\x{1F4F7}|\x{1F4F8}|\x{1F933}|\x{2B07}|\b(?:photo|picture|pics?|pik|selfie|attached|below|ci-dessous|foto|bild|here (?:i am|it is|goes)|brave|reveal|\[img|image|look)\b)",
        utf8_options()
    );
    const auto begin = place.begin > 40 ? place.begin - 40 : 0;
    if (scan.has(scan.lower().substr(begin, place.end + 40 - begin), pointer)) scan.found(rule.kind, place, rule.id);
}

/// "la foto de mi abuelo", "a pic of her": of somebody, not of a rash or a meal.
void of_somebody(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 thing(
        R"(\b(?:rash\w*|wounds?|scars?|ports?|pumps?|dogs?|cats?|food|sunset|garden|view|meals?|lunch|dinner|breakfast|bags?|labels?|bills?|charts?|forms?|letters?|pages?|signs?|posters?|legs?|arms?|foot|feet|hands?|knees?|back|belly|stomach|toes?|fingers?|stoma|labs?|results?|scans?|x-?rays?|mris?|meds?|pills?|devices?|incision|skin|nails?|tattoos?|room|window|cars?|house|socks?|shoes?|desk|cake|card|cards|bottle|box|screen|phone|monitor|sensor|site|spot|lump|mole|bruis\w*|swelling|drain|dressing|bandage|cast|brace|wheelchair|walker|bed|own|new|old|first|last|whole)\b)",
        pattern_options()
    );
    if (!scan.has(scan.lower(place), thing)) photo_words(scan, place, rule);
}

#define PICTURE                                                                                                        \
    "(?:photo(?:graph|graphie)?s?|pic(?:ture|cie)?s?|pik|pix|selfies?|selfy|snap(?:shot)?s?|headshots?|portraits?|"    \
    "avatar|pfp|mugshots?|face "                                                                                       \
    "?pics?|foto(?:grafia)?s?|bild(?:er)?|retrato|imagen|imagem|autorretrato|video|vid|clip)"

#define PERSON                                                                                                         \
    "(?:face|head|self|smile|mom|mum|mother|dad|father|son|daughter|kids?|child|children|baby|babies|husband|wife|"    \
    "hubby|partner|boyfriend|girlfriend|brother|sister|family|grand\\w+|twins?|friend|patient|niece|nephew|aunt|"      \
    "uncle|preemie|newborn|boy|girl|cara|rostro|hij[oa]s?|espos[oa]|mam[ai]|pap[ai]|madre|padre|bebe|herman[oa]|"      \
    "visage|fils|fille|mari|femme|mere|pere|gesicht\\w*|sohn\\w*|tochter|mann\\w*|frau|mutter|vater|kind\\w*|"         \
    "rosto|filh[oa]|marido|mae|pai|viso|figli[oa]|moglie|marito|gezicht|dochter|zoon)"

} // namespace

const RuleSet& picture_rules()
{
    static const RuleSet all(std::
                                 vector<Rule>{
                                     {"photo.of_somebody",
                                      R"(\b(?:(?:a|an|the|this|la|el|una?|le|une|das|ein|il|o|a|uma) )?)" PICTURE
                                      R"( (?:of|de|von|di|da|do|van|del?) (?:)" OWNED
                                      R"( [a-z-]{3,}(?: and [a-z]+)?|her|him|them)\b)",
                                      of_somebody,
                                      Kind::photo},
                                     {"photo.shown_face",
                                      R"(\b(?:all |both )?(?:my|our|his|her) (?:actual |real |whole |bald |own )?faces? (?:is |are )?(?:on|in|all over) (?:the|their|a|that|every|my) (?:[a-z]+ ){0,2}(?:poster|campaign|page|cover|billboard|website|site|brochure|newsletter|flyer|paper|news|video|photo|picture|pic|slide|article|ad|profile|avatar)\b|\b(?:screenshot|photo|picture|video|recording|zoom) (?:with|of|showing) (?:all |both )?(?:my|our|his|her|their) faces?\b|\b(?:pic|picture|pfp|avatar|photo) is (?:actually |really |just )?me\b|\bme on the (?:left|right|far left|far right|end)\b)",
                                      photo_words,
                                      Kind::photo},
                                     {"photo.own",
                                      R"(\b)" OWNED R"( (?:[a-z-]+ ){0,2})" PICTURE
                                      R"(\b(?: (?:from|in|with|at|after|before|mit|con|com|no|na|en|im|aus|von|de|dans|del?|sin|without)(?: [\w']+){1,3})?|\b(?:a|an|un|una|une|ein|eine|uma|the|this|that|some|new|another) (?:[a-z-]+ )?)" PICTURE
                                      R"( (?:of|de|von|di|with|showing|where you (?:can )?see|where) (?:me|us|my|our|moi|mir|mi|mim|minha|meu|mia|mio|mon|ma|mein\w*)\b(?: [a-z]+){0,2})",
                                      own_picture,
                                      Kind::photo},
                                     {"photo.face",
                                      R"(\b(?:here'?s|heres|this is|that'?s|thats|see|look at|showing|changed my (?:avatar|pfp|profile pic\w*) to|voila|voici|hier(?: ist)?|aqui (?:esta|va|esta)|ecco|zie) (?:(?:my|his|her|ma|mon|mi|mein|meu|minha|la mia|mijn) (?:[a-z]+ )?)(?:chest and )?(?:face|real face|head|smile|bald head|tete|visage|cara|rostro|cabeza|gesicht|kopf|rosto|cabeca|faccia|viso|gezicht)\b)",
                                      photo_words,
                                      Kind::photo},
                                     {"photo.me",
                                      R"((?:^|[\n:!.\[(] ?|\b(?:here(?:'s|s)?|this is|that'?s|thats|its|it's) )(?:me|us|myself|yours truly)(?: (?:and|n|&|with|w) [a-z' ]{2,24})? (?:in|with|without|w/o|after|before|on|at|from|today|yesterday|during|post|pre|day) [^.\n!?\xE0-\xFF]{2,40})",
                                      pointed_at,
                                      Kind::photo},
                                     {"photo.alt",
                                      R"(\[(?:photo|picture|pic|pik|image|img|im|selfie|video|vid|foto|bild|imagen|imagem|alt|attachment)s?\s?[:=] ?[^\]\n]{0,80}\])",
                                      [](Scan& scan, Place place, const Rule& rule) {
                                          static const RE2 person(
                                              R"(\b(?:me|my|myself|his|her|our|us|face|patient|moi|mir|mi|mis|cara|gesicht|visage|self|mom|mum|dad|twins|baby|selfie)\b)",
                                              pattern_options()
                                          );
                                          if (scan.has(scan.lower(place), person))
                                              scan.found(rule.kind, place, rule.id);
                                      },
                                      Kind::photo},
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
                                              R"(\b(?:me|my|his|her|our|face|patient|moi|mir|mi|cara|gesicht|visage)\b)",
                                              pattern_options()
                                          );
                                          if (scan.has(scan.lower(place), person))
                                              scan.found(rule.kind, place, rule.id);
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
                                      Kind::photo}
                                 });
    return all;
}

} // namespace rounds::privacy
