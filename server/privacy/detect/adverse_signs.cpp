#include "server/privacy/detect/adverse_signs.hpp"

#include "server/privacy/detect/pattern.hpp"

namespace rounds::privacy {
namespace {

// Stems of international nonproprietary names (WHO): a word that ends so is a medicine.
ROUNDS_PATTERN(
    stem_of_name,
    R"(^(?:cef|ceph|sulfa|predn|hydroco|oxyco|levo|pento|dexa|methyl|cyclo|chloro)[a-z]{4,}$|^[a-z]{2,}(?:mab|tinib|nib|statin|vastatin|pril|sartan|olol|azole|conazole|cillin|cilline|cilina|statine|statina|mycine|micina|floxacino|prazol|mycin|micin|floxacin|oxacin|prazole|tidine|setron|triptan|gliptin|gliflozin|glutide|natide|parin|xaban|gatran|navir|tegravir|buvir|ciclovir|amivir|tercept|cept|platin|rubicin|taxel|dronate|oxetine|pramine|triptyline|azepam|zolam|barbital|cycline|sone|nison|solone|lukast|terol|thiazide|semide|profen|coxib|afil|fibrate|ciclib|parib|limus|fungin|trexate|tropin|dipine|peridone|apine|idone|piprazole|racetam|gabalin|dopa|giline|caftor|gepant|citinib|lisib|degib|rafenib|metinib|zomib|domide|penem|kinra|siran|persen|vaptan|poetin|grastim)$)"
)

} // namespace

const RE2& medicine_stem()
{
    return stem_of_name();
}

const RuleSet& ae_products()
{
    static const RuleSet all(std::vector<Rule>{
        {"ae.product",
         R"(\b(?:antibiotics?|chemo(?:therapy)?|immunotherapy|steroids?|birth control(?: pills?)?|the pill|iud|statins?|ssris?|snris?|antidepressants?|antipsychotics?|biologics?|vaccines?|vaccination|vax|(?:flu|covid|tetanus|shingles|pneumonia|mmr|hpv|allergy|b12|depo) (?:shots?|jabs?|booster|vaccine)|(?:hormone|nicotine|fentanyl|estrogen|pain|birth control) patch|patch|plan b|nuvaring|depo|dexcom adhesive|adhesive|(?:my|the|a|his|her|first|second|third|2nd|1st) (?:shots?|jabs?|boosters?|infusions?|injections?|patch|inhalers?|nasal spray|eye ?drops|cream|ointment)|(?:steroid|allergy|cortisone|weight loss|iron|b12|epidural|insulin) (?:shots?|injections?|infusions?)|insulin(?: pump)?|blood thinners?|beta ?blockers?|ace inhibitors?|ppis?|nsaids?|painkillers?|pain meds?|opioids?|sleeping pills?|benzos?|stimulants?|antihistamines?|hrt|testosterone|estrogen|radiation|contrast(?: dye)?|anesthesia|anaesthesia|epidural|(?:new|these|those|bp|blood pressure|heart|thyroid|seizure|epilepsy|anxiety|depression|migraine|diabetes|adhd|acne|transplant|his|her|my|the|stopped) (?:meds?|medications?|medicines?|drugs?|pills?|tablets|prescription|rx|patch|inhaler)|glp-?1s?|dmards?|checkpoint inhibitors?|pacemaker|defibrillator|icd|stent|hip (?:replacement|implant)|knee (?:replacement|implant)|breast implants?|pelvic mesh|hernia mesh|mesh|cgm|glucose monitor|libre|dexcom|cpap|insulin pump|pump|port|catheter|hearing aid|contact lenses|valve|coil|essure|supplements?|melatonin|cbd|medicamento|pastillas?|vacuna|antibiotico|inyeccion|quimio(?:terapia)?|tratamiento|medikament|tabletten|impfung|spritze|medicament|comprimes?|vaccin|piqure|remedio|vacina|comprimidos?|injecao|medicina|farmaco|vaccino|(?:\w+ )(?:drugs?|meds?|pills?|tablets?|syrup|supplements?|solution|drops|cream|gel|lotion|spray|inhaler|injection|jab|infusion)|sulfa|herbal \w+|insulinpumpe|herzschrittmacher|betablocker|betablokker|bloeddrukpil|diu|sterilet|pilule|medicaments?|traitement|gelules?|cachets?|pillola|compresse|spirale|medikamente?n?|pildoras?|jarabe|inhalador|gotas|parche|marcapasos|protesis|implante|bomba de insulina|bomba|xarope|adesivo|anticoncepcional(?:es)?|pille|salbe|tropfen|pflaster|prothese|vacunas?|impfungen?|vaccins?|hydroxy\w+|biologic|generic|combined pill|mini ?pill|implanon|copper coil|screws|plate in my|dental implants?|implants?|iv (?:iron|contrast|antibiotics?|dye|steroids)|(?:\w+ )(?:shots?|gummies|oil|drip|rods?|resurfacing|stimulator)|(?:bed|guard) rails?|hospital bed|lasik|antidepress\w+|antidepres\w+|antibiot\w+|somnif\w+|anticoag\w+|schlafmittel|blutverdunner|blutdrucksenker|cortison\w*|kortison\w*|antihipertensiv\w*|quimioterapia|remedios?|pastillas?|mmr|tdap|allergy shots|metal on metal|surgical \w+|hernia mesh|sutures|glue|bandages?|dressing|joint replacement|new (?:knee|hip)|(?:first|second|third|fourth|last|1st|2nd|3rd|premiere|deuxieme|troisieme|primera|segunda|tercera|erste\w*|zweite\w*|dritte\w*|prima|seconda|primeira|eerste|tweede) (?:dose|dosis|shot|jab|infusion|injection|pen)|\w+(?:mittel|tabletten|spritze|pflaster|impfung|senker|hemmer)\b|\w*quinolones?|macrolides?|wound vac|walker|bed alarm|brace|feeding tube|g-?tube|picc(?: line)?|fillers?|botox|lip filler|tattoo ink|hair dye|sunscreen)\b)",
         nullptr,
         Kind::other},
    });
    return all;
}

#define SYMPTOM                                                                                                        \
    "(?:rash(?:es)?|hives|welts|blisters?|itch(?:y|ing|es)?|swell(?:ing|ed)?|swollen|swole|anaphyla\\w+|throat "       \
    "(?:closed|closing|tight\\w*|swelled|was closing)|"                                                                \
    "(?:couldn'?t|could not|can'?t|cannot|trouble|hard to|difficulty|struggling to|unable to|barely) "                 \
    "breath\\w*|short(?:ness)? of breath|breathless|wheez\\w+|"                                                        \
    "cough\\w*|tos\\b|(?:threw|throwing|throw) up|vomit\\w*|pu(?:k|keing)\\w*|nause\\w*|queasy|diarrh?o?ea|the "       \
    "runs|constipat\\w*|stomach (?:pain|cramps?|bleed\\w*|ulcer)|cramps?|heartburn|"                                   \
    "bleed(?:ing|s)?|bled|bruis\\w*|nosebleeds?|blood in|hemorrhage\\w*|haemorrhage\\w*|clots?|dvt|pulmonary "         \
    "embolism|stroke|heart attack|cardiac arrest|"                                                                     \
    "dizz\\w+|lightheaded|light headed|faint(?:ed|ing)?|pass(?:ed|ing) out|black(?:ed|ing) "                           \
    "out|collapsed|vertigo|seizures?|seized|convuls\\w+|fits?\\b|tremors?|shak(?:y|ing|es)|twitch\\w*|"                \
    "palpitations|heart (?:(?:started|began|was|kept|is) "                                                             \
    "(?:racing|pounding|skipping|fluttering)|racing|pounding|skipping|rate|stopped|failure|fluttering)|racing "        \
    "heart|chest "                                                                                                     \
    "(?:pains?|tightness)|arrhythmia|afib|tachycardia|"                                                                \
    "headaches?|migraines?|brain fog|foggy|confus(?:ed|ion)|hallucinat\\w*|seeing "                                    \
    "things|nightmares|insomnia|couldn'?t sleep|can'?t sleep|mood swings|suicidal|depress\\w+|panic "                  \
    "attacks?|anxi\\w+|"                                                                                               \
    "rage|psychosis|manic|zombie|numb(?:ness)?|tingl\\w*|neuropathy|pins and needles|paraly[sz]\\w*|weakness|joint "   \
    "pain|muscle (?:pain|aches?|cramps?|spasms?|breakdown)|achilles|tendon (?:rupture|tear|pain)|tendonitis|"          \
    "blur(?:ry|red) vision|vision (?:loss|changes|blurry|went)|went blind|lost (?:my |her |his "                       \
    ")?(?:vision|sight|hearing|hair|taste|smell|period|the baby|consciousness)|tinnitus|ringing (?:in|ears)|ears? "    \
    "(?:ring\\w*|started ringing)|hearing loss|deaf|"                                                                  \
    "hair (?:loss|is falling|fall out|fell|falling|came out|started falling|thinning)|(?:gained|put on|packed "        \
    "on) \\d+ ?(?:lbs?|pounds|kg|kilos|stone)|weight gain|gain(?:ed|ing) (?:so much )?weight|mouth "                   \
    "(?:sores?|ulcers?)|moon face|thrush|dry mouth|"                                                                   \
    "liver (?:enzymes|failure|damage|injury|tests?|numbers?)|jaundice\\w*|turned yellow|kidney "                       \
    "(?:failure|injury|damage|stones?)|pancreatitis|hepatitis|colitis|myocarditis|pericarditis|pneumonitis|rhabdo\\w*" \
    "|stevens[- ]johnson|sjs|guillain|serotonin syndrome|tardive|akathisia|"                                           \
    "low (?:blood )?(?:sugar|pressure|sodium|potassium|platelets|bp)|(?:blood )?sugar "                                \
    "(?:crashed|dropped|spiked|tanked|went)|bp "                                                                       \
    "(?:dropped|tanked|spiked|crashed)|hypo(?:s|glyc\\w*)?|fever|chills|flu[- ]like|sweat(?:s|ing)?|hot "              \
    "flashes|fatigue|exhaust\\w*|so tired|sepsis|infect(?:ion|ed)|abscess|"                                            \
    "miscarri\\w*|stillb\\w*|birth defect|premature|died|death|passed away|killed (?:him|her|my)|coma|icu|intensive "  \
    "care|(?:ended|wound|landed|put|sent|rushed|took|back) (?:up )?(?:me |him |her |us )?(?:in|to|at) (?:the "         \
    ")?(?:er|e\\.r\\.|a&e|hospital|icu|emergency(?: room)?|urgent "                                                    \
    "care|ed)|hospitali[sz]ed|admitted|ambulance|911|epi ?pen|"                                                        \
    "(?:bad|severe|allergic|terrible|awful|horrible|nasty|weird|adverse|serious) (?:\\w+ )?(?:reaction|side "          \
    "effects?)|side effects? (?:were|was|are|is) (?:awful|terrible|brutal|horrible|bad|unbearable|killing|so "         \
    "bad|rough|no joke|intense)|reacted badly|allerg\\w+ to "                                                          \
    "(?:it|this|the)|burn(?:s|ed|ing|t)?|scar(?:red|ring)|skin (?:peel\\w*|came off|sloughed)|peeling|acne|red "       \
    "(?:all "                                                                                                          \
    "over|patches|face)|erupcion|ronchas|sarpullido|mareo\\w*|nauseas|vomit(?:o|e|os|ando)|desmay\\w*|hinch\\w+|"      \
    "urticaria|diarrea|alergi\\w+|picazon|ausschlag|ubelkeit|ubel|schwindel\\w*|erbrochen|ohnmachtig|geschwollen|"     \
    "krampfe|boutons|vertiges|gonfl\\w+|nausees|vomi|evanoui\\w*|plaques|tontura\\w*|enjoo|enjoos|desmai\\w+|manchas|" \
    "inchad\\w+|vomitei|coceira|nausea|svenut\\w+|gonfi\\w+|"                                                          \
    "(?:wreck(?:ed|s)|ruin(?:ed|s)|mess(?:ed|es) "                                                                     \
    "up|destroy(?:ed|s)|damag(?:ed|es)|fried|tore|burn(?:ed|s)|dropped|tanked|crashed|spiked|raised|killed|hurt) "     \
    "(?:my|his|her|our) \\w+|can'?t sleep|cannot sleep|sleep-?(?:driving|walking|eating)|concussion|fell "             \
    "(?:and|down)|broke (?:my|his|her) \\w+|gastroparesis|(?:chemical|skin) "                                          \
    "burns?|thrush|tics\\b|sarpullido|enjoo|dka\\b|ketoacidosis|lactic acidosis|on fire|barely swallow|trouble "       \
    "swallowing|shingles|brain zaps|zaps\\b|libido|groggy|im krankenhaus|aux urgences|a l'hopital|en urgencias|en el " \
    "hospital|reaction allergique|gonfle\\w*|convulsion\\w*|bone "                                                     \
    "(?:hurts|pain)|(?:pump|alarm|sensor|device|valve|lead|implant|port|pen|monitor)(?: \\w+)? "                       \
    "(?:failed|broke|cracked|snapped)|eroded|malfunction\\w*|stopped working|battery "                                 \
    "(?:failed|died|exploded|drained)|(?:lead|wire) "                                                                  \
    "(?:fracture|broke|failed)|misfir\\w*|shocked me|inappropriate "                                                   \
    "shocks?|leak(?:ed|ing)|ruptur\\w*|perforat\\w*|migrated|dislocat\\w*|broke (?:off|inside|in me)|false "           \
    "(?:low|high|reading)|wrong (?:reading|dose)|delivered too much|over-?deliver\\w*|eroded|rejected|came "           \
    "loose|snapped|misread)"

#define MORE                                                                                                           \
    "(?:drool\\w*|blew up|blown up|(?:my|his|her) skin with|keys in the fridge|fog (?:is|so)|asthma|developed (?:a "   \
    "|an )?\\w+|looking like a|looks? like a|useless|floxed|stalled|stunted|squeak\\w*|metal in "                      \
    "(?:my|his|her)|through the wall|malfunction\\w*|eyes open|like paper|numb and|lobster|no poop|poop for|feeling "  \
    "in (?:my|his|her)|lost (?:all )?(?:feeling|sensation)|gained \\w+ (?:pounds|kilos|lbs|kg|stone)|feels? "          \
    "(?:eighty|ninety|a hundred|like (?:glass|fire|lead|cement|needles))|every joint|know (?:who|where) "              \
    "(?:i|he|she)|didn'?t (?:know|recogni[sz]e) (?:me|who|where)|a cold for|back is killing|chest hurts|heart "        \
    "goin\\w*|burps|taste[sd]? like|tast(?:es|ed|ing) (?:metal|pennies|weird)|metallic taste|pennies|sit "             \
    "still|restless\\w*|ants under|crawling|bathroom trips|leave the bathroom|living on the toilet|broke "             \
    "out|breaking out|head to toe|hit the (?:\\w+ )?(?:floor|ground|deck)|get (?:air|a "                               \
    "breath)|gasp\\w*|chok(?:ed|ing)|cries (?:every|all)|crying (?:every|all)|skin raw|know who|grew "                 \
    "breasts|gynecomastia|prediabet\\w*|magnesium|tremble|thrown up|bled "                                             \
    "through|scarred|oozing|poisoning|starbursts|night terrors|febrile|all over the place|weak side|side went|keep "   \
    "(?:\\w+ )?(?:water|food|anything) down|needed (?:a|an) "                                                          \
    "(?:hysterectomy|transfusion|transplant|ambulance|surgery|new)|on oxygen|gone in a|my inr|inr shot|in the "        \
    "shower|comin(?:g)? out|los(?:ing|t) (?:clumps of |all |so much |chunks of |my |his |her )*(?:hair|weight too "    \
    "fast|my taste|eyebrows|nails|muscle)|hair (?:is )?(?:all )?(?:coming|came|fall\\w*|fell)|handfuls|skin came "     \
    "off|reacted|drows\\w+|sleepy|loopy|spac(?:ey|ed)|woozy|delirious|delirium|out of it|seeing "                      \
    "(?:cats|people|bugs|double)|"                                                                                     \
    "gout|cleft|c\\.? ?diff(?:icile)?|bell'?s palsy|floppy|screamed for|ptsd|pneumonia|fungal|yeast "                  \
    "infection|uti\\b|ulcers?|hole in my|vertebra\\w*|fractures?|fractured|impacted|bowel obstruction|impoten\\w*|"    \
    "erectile|lumps?|electric shocks?|shocks? in my|brain zaps|withdrawals?|dress\\b|jaw locked|lockjaw|stiff as|"     \
    "climbing the walls|psychotic|paranoi\\w*|crying all|violent|rage monster|aggressive|dreams? (?:were|so|are)|"     \
    "night terrors|balloons?|edema|oedema|septic|miscarried|stopped breathing|not breathing|turned blue|went "         \
    "(?:blue|yellow|numb|limp|blind|deaf|stiff|into (?:shock|a coma|labor|dress|afib|cardiac|anaphyla\\w+|kidney|"     \
    "liver|withdrawal|dka))|rear ended|crashed (?:my|the) car|fell asleep at|on the floor (?:twice|again|three)|"      \
    "heart inflammation|inflam(?:ed|mation)|bubbles|scabs?|raw\\b|crusty|nonstop (?:diarrh?ea|vomiting|crying)|"       \
    "up all night|peed blood|pee(?:ing)? blood|blood (?:clots?|in (?:my|his|her))|brain bleed|gi bleed|bleed|"         \
    "intubated|on dialysis|transplant list|organ failure|reaction to|reacted (?:to|badly)|had a reaction|the shakes|"  \
    "fasciculations?|spasms?|cramp(?:s|ing|ed)?|ring(?:s|ing)? in my|swing(?:s|ing) mood|lethargic|listless|"          \
    "(?:so|really|super|very|extremely|constantly|always|all|feel(?:ing|s|in)?) "                                      \
    "(?:dizzy|drowsy|sick|weak|confused|tired|ill|numb|faint|shaky|nauseous|"                                          \
    "itchy|weird|awful|horrible|terrible|like (?:a )?(?:death|zombie|crap|garbage|shit))|like (?:a )?zombie|"          \
    "\\d+ ?(?:lbs?|pounds|kg|kilos) (?:heavier|up|gained)|pounds? on|throw(?:in|ing) up|pukin\\w*|barf\\w*|"           \
    "hurl(?:ed|ing)|itchin\\w*|bleedin\\w*|shakin\\w*|burnin\\w*|movements|dyskinesia|tardive|eyes rolled|"            \
    "low (?:white|counts?|platelet\\w*)|neutropeni\\w*|agranulocyt\\w*|electrolytes?|hyponatremia|adrenal "            \
    "(?:crisis|insufficiency)|hypothyroid\\w*|diabetes from|type 1 diabetes after|vision (?:is|got|went)|see flou|"    \
    "double vision|photosensitiv\\w*|sunburn\\w*|infarct\\w*|clotted|stroke|tia\\b|relapsed after|worse since|"        \
    "got (?:so |much |way )?worse|made (?:it|me|him|her|things) worse|hate(?:s|d)? me)"
#define DEVICE_FAULT                                                                                                   \
    "(?:(?:pump|pen|injector|inhaler|pacemaker|icd|stimulator|sensor|monitor|meter|cgm|dexcom|libre|port|catheter|"    \
    "mesh|implants?|stent|valve|lead|coil|cpap|machine|device|iud|mirena|diu|knee|hip|screws?|plate|graft|balloon|"    \
    "battery|alarm|omnipod|pod|cannula|replacement|prosthesis|lens)(?: \\w+){0,3}? "                                   \
    "(?:dumped|jammed|eroded|perforated|ruptured|loosened|"                                                            \
    "came loose|fell out|failed|broke|snapped|burst|caught fire|exploded|melted|overheated|shorted|leaked|moved|"      \
    "migrated|embedded|fired|shocked|shocks|misfired|malfunctioned|died|stopped|stuck|clogged|occluded|"               \
    "disconnected|read|gave (?:me )?(?:a )?(?:wrong|false)|delivered|got infected|infected|dislocated|slipped|"        \
    "fractured|cracked|migro|fallo|perforo|falhou|perfurou|versagt|ausgefallen|casse)|fired "                          \
    "(?:\\d+|twice|three|nine|for nothing|while)|"                                                                     \
    "shocks me|perforated my|eroded through|burst inside|caught fire|full of silicone|while (?:i was|it read) "        \
    "actually|instead of (?:\\d+|one)|recalled after)"
#define BODY                                                                                                           \
    "(?:tongue|lips?|face|eyes?|eyelids?|throat|arms?|legs?|ankles?|feet|foot|toes?|hands?|fingers?|fingertips|"       \
    "knees?|hips?|muscles?|joints?|skin|scalp|hair|nails?|teeth|gums?|jaw|heart|heartbeat|pulse|chest|stomach|"        \
    "belly|tummy|gut|bowels?|back|neck|head|ears?|nose|vision|eyesight|sight|hearing|memory|liver|kidneys?|"           \
    "thyroid|pituitary|pancreas|bladder|bones?|bp|blood pressure|blood sugars?|sugars?|glucose|sodium|potassium|"      \
    "white (?:blood )?(?:cell )?count|counts?|platelets|hemoglobin|periods?|libido|sex drive|weight|moods?|sleep|"     \
    "appetite|lungs?|breasts?|uterus|esophagus|veins?|nerves?|tendons?|achilles|body|site|mouth|calves|thighs?|"       \
    "shoulders?|wrists?|taste|voice|urine|pee|stool|creatinine|enzymes|ck|qt)"
#define FAILS                                                                                                          \
    "(?:swell\\w*|swoll?en|swole|hurts?|hurting|ach(?:e|es|ing|ed)|burn(?:s|ed|ing|t)?|itch\\w*|numb|tingl\\w*|"       \
    "bleed\\w*|bled|shak(?:e|es|ing|y)|shook|peel\\w*|crack\\w*|cramp\\w*|lock(?:ed|s|ing)|twitch\\w*|puffy|"          \
    "red|blue|purple|yellow|balloon\\w*|fell|falls?|falling|stopped|racing|raced|pounding|pounded|blurr?y|blurred|"    \
    "gone|crash(?:ed|es|ing)?|dropp?(?:ed|s|ing)?|tank(?:ed|s|ing)?|spik(?:ed|es|ing)|shot up|popp(?:ed|ing)|rolled|"  \
    "collaps\\w*|ruptured|infected|stiff|weak|failed|failing|shut down|damaged|inflamed|sore|raw|closing|closed|"      \
    "tight|tightened|look(?:s|ed)? like|coming (?:out|off)|came (?:out|off)|comin out|turned|disappeared|horribl[ey]|" \
    "terribl[ey]|goin(?:g)? crazy|crazy|on fire|is toast|wrecked|a mess|skipp\\w*|flutter\\w*|jump\\w*|rings?|"        \
    "ringing|dead|slurr\\w*|blister\\w*|spasm\\w*|spasmed|broke|shed\\w*|thinn\\w*|hot red|tore|torn|throbb\\w*|"      \
    "lump|knot|rash|scarred|hard as|dried|heavier|missing|hasn'?t come|never came|through the roof|too low|too high)"
#define FOREIGN                                                                                                        \
    "(?:moretones|moraton\\w*|hemorrag\\w+|hematomas?|saignements?|maread\\w+|temblando|tremendo|tombee?s?|chute|"     \
    "zitter\\w*|nicht schlafen|magenblutung|blutung|phlebite|embolie|engord\\w+|ulcera|passou mal|desmaiou|sem "       \
    "dormir|sin dormir|se "                                                                                            \
    "desmayo|convulsiono|caer|caida|kilos|sangrante|verwirrt|gestolpert|gesturzt|umgefallen|hinch\\w+|duele(?:n)?|"    \
    "dolor(?:es)?|ronchas|fiebre|convulsi\\w+|sangr\\w+|urgencias|internar\\w*|"                                       \
    "hospitaliz\\w*|ahog\\w+|no (?:puedo|podia) (?:respirar|dormir|caminar)|palpitacion\\w*|temblor\\w*|calambr\\w*|"  \
    "se me (?:cae|cayo|hincho|durmio|durmieron|nublo|acelero|inflamo|puso|bajo|subio)|me "                             \
    "(?:bajo|subio|salio|salieron|"                                                                                    \
    "dio|dieron|provoco|causo|cayo (?:mal|fatal)|hizo dano|dejo) (?:\\w+ )?(?:un|una|la|los|las|el|mucha|mucho|"       \
    "muchas|globulos|presion|azucar|alergia|taquicardia|diarrea|mareos?|nauseas|sarpullido|ronchas|mal)|cetoacidosis|" \
    "globulos blancos|aborto|paro de (?:tossir|vomitar)|tossir|tosse|alergia|empolad\\w+|vomit\\w+|febre|inch\\w+|"    \
    "coceira|sangramento|perfur\\w+|internad\\w+|dor(?:es)? (?:de|no|na|nas|nos)|falta de ar|taquicardia|queda de "    \
    "cabelo|(?:pris|prends|pris) \\d+ kilos|vois flou|vertiges|vomissements|choc anaphylact\\w+|zona|demangeaisons|"   \
    "oedeme|essouffl\\w+|malaises?|chute de cheveux|fievre|douleurs?|saign\\w+|insomnies?|crampes?|urgences|"          \
    "hust(?:e|en)|reizhusten|durchfall|herzmuskelentzundung|ketoazidose|krankenhaus|haarausfall|herzrasen|fieber|"     \
    "atemnot|schmerzen|kopfschmerzen|krampf\\w*|bewusstlos|umgekippt|juckreiz|gelenkschmerzen|zittern|blut(?:ung|e)"   \
    "\\w*|"                                                                                                            \
    "thrombose|gurtelrose|riempit\\w*|bolle|prurito|febbre|svenut\\w+|gonfi\\w+|sangu\\w+|ospedale|"                   \
    "val ik|flauw|duizelig|misselijk|uitslag|koorts|hartkloppingen|haaruitval|diarree|jeuk|spierpijn|wysypk\\w+)"

const RuleSet& ae_events()
{
    static const RuleSet all(std::vector<Rule>{
        {"ae.event", "\\b" SYMPTOM "\\b", nullptr, Kind::other},
        {"ae.more", "\\b" MORE "\\b", nullptr, Kind::other},
        {"ae.device", "\\b" DEVICE_FAULT "\\b", nullptr, Kind::other},
        // "my tongue swelled", "mum's legs went numb", "the skin came off"
        {"ae.body",
         "\\b(?:my|his|her|our|their|the|mum's|mom's|dad's|a|both|moms|dads) (?:\\w+ ){0,2}?" BODY
         " (?:\\w+ ){0,3}?" FAILS "\\b",
         nullptr,
         Kind::other},
        {"ae.cannot",
         R"(\b(?:can'?t|cannot|can hardly|can barely|couldn'?t|could not|could hardly|could barely|unable to|not able to|wasn'?t able to|struggl\w+ to|too \w+ to) (?:\w+ ){0,2}?(?:walk|climb|sleep|eat|feel|move|breathe|see|stop|swallow|finish|concentrate|stand|get (?:out|up)|function|pee|poop|urinate|think|open|lift|bend|hear|remember|keep (?:anything|food)|speak|talk|write|work)\b|\b(?:keep|kept|keeps) (?:nearly |almost )?(?:passing|throwing|fainting|falling|bleeding|coughing|vomiting|itching|shaking|crying|waking|dropping|getting (?:sick|dizzy|infections?|bruises))\w*|\bnearly pass(?:ed|ing) out|\bwon'?t stop (?:bleeding|itching|coughing|vomiting)\b)",
         nullptr,
         Kind::other},
        {"ae.foreign", "\\b" FOREIGN "\\b", nullptr, Kind::other},
    });
    return all;
}

} // namespace rounds::privacy
