#include "server/privacy/detect/adverse_event.hpp"

#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/words.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

// Stems of international nonproprietary names (WHO): a word that ends so is a medicine.
ROUNDS_PATTERN(
    stem,
    R"(^(?:cef|ceph|sulfa|predn|hydroco|oxyco|levo|pento|dexa|methyl|cyclo|chloro)[a-z]{4,}$|^[a-z]{2,}(?:mab|tinib|nib|statin|vastatin|pril|sartan|olol|azole|conazole|cillin|cilline|cilina|statine|statina|mycine|micina|floxacino|prazol|mycin|micin|floxacin|oxacin|prazole|tidine|setron|triptan|gliptin|gliflozin|glutide|natide|parin|xaban|gatran|navir|tegravir|buvir|ciclovir|amivir|tercept|cept|platin|rubicin|taxel|dronate|oxetine|pramine|triptyline|azepam|zolam|barbital|cycline|sone|nison|solone|lukast|terol|thiazide|semide|profen|coxib|afil|fibrate|ciclib|parib|limus|fungin|trexate|tropin|dipine|peridone|apine|idone|piprazole|racetam|gabalin|dopa|giline|caftor|gepant|citinib|lisib|degib|rafenib|metinib|zomib|domide|penem|kinra|siran|persen|vaptan|poetin|grastim)$)"
)

const RuleSet& products()
{
    static const RuleSet all(std::vector<Rule>{
        {"ae.product",
         R"(\b(?:antibiotics?|chemo(?:therapy)?|immunotherapy|steroids?|birth control(?: pills?)?|the pill|iud|statins?|ssris?|snris?|antidepressants?|antipsychotics?|biologics?|vaccines?|vaccination|vax|(?:flu|covid|tetanus|shingles|pneumonia|mmr|hpv|allergy|b12|depo) (?:shots?|jabs?|booster|vaccine)|(?:hormone|nicotine|fentanyl|estrogen|pain|birth control) patch|patch|plan b|nuvaring|depo|dexcom adhesive|adhesive|(?:my|the|a|his|her|first|second|third|2nd|1st) (?:shots?|jabs?|boosters?|infusions?|injections?|patch|inhalers?|nasal spray|eye ?drops|cream|ointment)|(?:steroid|allergy|cortisone|weight loss|iron|b12|epidural|insulin) (?:shots?|injections?|infusions?)|insulin(?: pump)?|blood thinners?|beta ?blockers?|ace inhibitors?|ppis?|nsaids?|painkillers?|pain meds?|opioids?|sleeping pills?|benzos?|stimulants?|antihistamines?|hrt|testosterone|estrogen|radiation|contrast(?: dye)?|anesthesia|anaesthesia|epidural|(?:new|these|those|bp|blood pressure|heart|thyroid|seizure|epilepsy|anxiety|depression|migraine|diabetes|adhd|acne|transplant|his|her|my|the|stopped) (?:meds?|medications?|medicines?|drugs?|pills?|tablets|prescription|rx|patch|inhaler)|glp-?1s?|dmards?|checkpoint inhibitors?|pacemaker|defibrillator|icd|stent|hip (?:replacement|implant)|knee (?:replacement|implant)|breast implants?|pelvic mesh|hernia mesh|mesh|cgm|glucose monitor|libre|dexcom|cpap|insulin pump|pump|port|catheter|hearing aid|contact lenses|valve|coil|essure|supplements?|melatonin|cbd|medicamento|pastillas?|vacuna|antibiotico|inyeccion|quimio(?:terapia)?|tratamiento|medikament|tabletten|impfung|spritze|medicament|comprimes?|vaccin|piqure|remedio|vacina|comprimidos?|injecao|medicina|farmaco|vaccino)\b)",
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
    "hair (?:loss|is falling|fall out|fell|falling|came out|started falling|thinning)|(?:gained|lost|put on|packed "   \
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

const RuleSet& events()
{
    static const RuleSet all(std::vector<Rule>{{"ae.event", "\\b" SYMPTOM "\\b", nullptr, Kind::other}});
    return all;
}

ROUNDS_PATTERN(
    person,
    R"(\b(been on|started|took|threw up|ended up|passed out|woke up|stopped taking|tengo|tuve|tomo|hij[oa]|i|i'm|i've|im|ive|me|my|we|our|he|she|him|his|her|patient|pt|mom|mum|dad|yo|yo me|mi|me dio|ich|mir|meine?|mein|je|j'ai|ma|mon|eu|minha|meu|io|mio|mia|husband|wife|son|daughter|hubby|us)\b)"
)
// Leaflets, questions, studies, fears and good news.
ROUNDS_PATTERN(
    general,
    R"(\b(?:can cause|may cause|could cause|might cause|does \w+ cause|do \w+ cause|known to cause|known side effects?|common side effects?|side effects? (?:include|may|can|of|like|such as|to watch|are usually|list\w*)|possible side|potential side|boxed warning|black box|in the (?:trial|study)|(?:the|a|this|new|our) (?:trial|study|cohort|meta-?analysis|review|paper|label|leaflet)|trial of|study of|studies|participants|placebo|incidence|percent|\d ?%|mechanism|pharmacolog\w*|contraindicat\w*|guidelines?|patients (?:on|taking|with|receiving|should|who|treated)|people (?:on|taking|who)|risk of|what are the|which (?:drugs?|meds?)|how (?:common|often|long|likely)|should i (?:worry|expect|take|start|be)|is it (?:safe|normal|ok|common)|has any(?:one|body)|what to look for|in phase|is a rare|rare reaction|\d+ of \d+|have any of you|did anyone|anyone (?:else )?(?:have|had|get|getting|experience\w*|tried|know|on)|does anyone|do you (?:get|have)|worried about|scared of|afraid of|nervous about|afraid it|worried it|heard (?:that )?it|read (?:that|about)|leaflet|monograph|watch for|look out for|report (?:any|side)|seek (?:care|help)|tell your (?:doctor|pharmacist)|call your (?:doctor|pharmacist)|in rare cases|rarely|if (?:the |my |your |it |this )?\w* ?(?:gives?|causes?|makes?) (?:me|you|him|her)|if you (?:get|have|notice|develop|experience|are|take)|starting (?:it |this )?(?:tomorrow|next|soon|monday|in a)|about to start|considering|thinking (?:of|about) (?:starting|trying|going|switching))\b)"
)
ROUNDS_PATTERN(
    denied,
    R"((?:\bno|\bnot|\bnever|n't|\bwithout|\bzero|\bfree of|\bany|\bminimal|\bno more|\bfewer|\bless|\bdidn'?t (?:have|get|notice)(?: any)?|\bsin|\bkeine?|\bohne|\bpas de|\bsem|\bsenza|\bprevents?|\bprevented|\bstops?|\bstopped|\bhelps?(?: with)?|\bhelped(?: with)?|\btreats?|\breliev\w+|\breduc\w+|\bfor|\bagainst|\bcontrols?|\bcured|\beased?|\bfixed|\bcalmed|\bworks? (?:for|on)|\bhistory of|\bprone to|\btook away|\bgot rid of|\bended|\bkills?)\s+(?:my |his |her |the |a |any |all |real |major |serious |bad |severe |chronic |of |more |or |weird |awful |terrible |nasty |crazy |mild |significant |frequent |allergy |seasonal |daily |cluster |post-?op |morning |one single |single ){0,3}$)"
)
ROUNDS_PATTERN(
    better_after,
    R"(^[^.\n]{0,30}\b(?:(?:is|are|was|were|have|has|'s) (?:\w+ ){0,2}(?:gone|better|improved|under control|resolved|reduced|down|fewer|less)|went away|disappear\w*|gone(?: away)?|improved|got better|under control|cleared up|went down|stopped (?:after|since|once|when|thanks)|resolved|eased|vanished|mejor\w*|desaparec\w*|weg\b)\b)"
)
ROUNDS_PATTERN(
    grave,
    R"(\b(?:died|death|dead|killed|passed away|hospitali[sz]ed|hospital|icu|intensive care|(?:the )?er\b|a&e|emergency|ambulance|911|anaphyla\w+|life.?threatening|coma|stroke|heart attack|cardiac arrest|seizures?|collapsed|couldn'?t breathe|can'?t breathe|throat (?:clos\w+|swelled)|epi ?pen|blind|deaf|paraly\w+|disab\w+|permanent|organ failure|(?:liver|kidney|heart) failure|miscarri\w+|stillb\w+|birth defect|sepsis|suicidal|stevens|sjs|hemorrhage|pulmonary embolism|clot|admitted)\b)"
)

ROUNDS_PATTERN(
    endless,
    R"((?:can'?t|cannot|could ?n'?t|couldn't|won'?t|wouldn'?t|never|doesn'?t|not) (?:seem to )?stop(?:ped)?\s+\w*$)"
)

ROUNDS_PATTERN(after, R"(\b(?:after|since|from|following|tras|desde|nach|seit|apres|depuis|depois|dopo)\b)")

std::optional<Place> product_in(const Scan& scan)
{
    for (const auto& word : words_of(scan)) {
        if (word.is.medicine) return word.place;
        auto text = scan.lower(word.place);
        if (const auto cut = text.rfind('\''); cut != std::string_view::npos) text = text.substr(cut + 1);
        if (text.size() >= 6 && !word.is.common && !word.is.given && !word.is.surname && scan.has(text, stem()))
            return word.place;
    }
    std::optional<Place> found;
    products().each(scan, [&](const Rule&, Place place) {
        if (!found) found = place;
    });
    return found;
}

/// The first event that is told as one that happened.
std::optional<Place> event_in(const Scan& scan)
{
    std::optional<Place> found;
    events().each(scan, [&](const Rule&, Place place) {
        if (found) return;
        const auto left = scan.left(place.begin, 50);
        if ((scan.has(left, denied()) && !scan.has(left, endless())) ||
            scan.has(scan.right(place.end, 50), better_after()))
            return;
        found = place;
    });
    return found;
}

/// An event that is told before the product came of it ("hives after amoxicillin"), or was the reason to take it ("a
/// seizure, so they put me on Keppra").
bool leads_to(const Scan& scan, Place event, Place product)
{
    static const RE2 cause(
        R"(\b(?:after|since|from|on|with|due|because|thanks|caused|when|following|while|during|taking|blame|tras|desde|despues|depois|nach|seit|durch|apres|depuis|con|dopo|da|to)\b)",
        pattern_options()
    );
    static const RE2 remedy(
        R"(\b(?:so|then|and now|therefore|that'?s why|prescribed|gave me|put me on|put (?:him|her) on|treated with|switched to|helped by|fixed by|relieved by|better with|under control with|took|started|starting|on it for|try|tried|use|using|recommend)\b)",
        pattern_options()
    );
    const auto between = scan.lower({event.end, product.begin});
    return scan.has(between, cause) && !(scan.has(between, remedy) && !scan.has(between, after()));
}

std::optional<Place> person_in(const Scan& scan)
{
    const auto text = scan.lower();
    const re2::StringPiece whole(text.data(), text.size());
    re2::StringPiece match;
    scan.worked(text.size());
    if (!person().Match(whole, 0, text.size(), RE2::UNANCHORED, &match, 1)) return std::nullopt;
    const auto begin = static_cast<std::size_t>(match.data() - text.data());
    return Place{begin, begin + match.size()};
}

} // namespace

AdverseEvent find_adverse_event(std::string_view text)
{
    const Scan scan(text);
    AdverseEvent found;
    const auto span = [&](const std::optional<Place>& place) -> std::optional<Span> {
        if (!place) return std::nullopt;
        return scan.view().span(*place);
    };
    const auto event = event_in(scan);
    const auto product = product_in(scan);
    found.product = span(product);
    if (!event) return found;
    const auto whole = scan.lower();
    if (product && event->end <= product->begin && !leads_to(scan, *event, *product)) return found;
    // A question or a lesson counts only when something happened to somebody all the same.
    static const RE2 own_story(
        R"(\b(?:i (?:got|had|broke|ended up|threw up|passed out|fainted|developed|woke up|puked|vomited|collapsed|swelled|started (?:having|getting|bleeding|itching|shaking|throwing))|i've (?:had|been (?:having|throwing|so|dizzy|vomiting)|developed|lost|gained|broken)|gave me|made me|sent me|put me|landed me|(?:he|she) (?:got|broke|ended up|threw up|passed out|fainted|developed|collapsed|died)|made (?:him|her)|gave (?:him|her)|sent (?:him|her)|my (?:face|throat|hair|heart|tongue|lips?|skin|legs?|hands?) \w+)\b)",
        pattern_options()
    );
    if (scan.has(whole, general()) && !scan.has(whole, own_story)) return found;
    found.event = span(event);
    found.patient = span(person_in(scan));
    // Who tells it without saying of whom speaks of themselves.
    static const RE2 told(
        R"(\b(?:had (?:an?|the|my)|got|ended up|woke|blew up|broke out|days? (?:on|after)|weeks? (?:on|after)|since|within (?:minutes|hours|days)|today|yesterday|last night|this (?:week|morning)|withdrawal|worst)\b)",
        pattern_options()
    );
    if (!found.patient && scan.has(whole, told)) found.patient = found.event;
    found.serious = scan.has(whole, grave());
    return found;
}

} // namespace rounds::privacy
