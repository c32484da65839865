#include "server/privacy/detect/adverse_event.hpp"

#include "server/privacy/detect/adverse_signs.hpp"
#include "server/privacy/detect/model.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/sentence.hpp"
#include "server/privacy/detect/words.hpp"

#include <algorithm>
#include <ranges>

namespace rounds::privacy {
namespace {

ROUNDS_PATTERN(
    person,
    R"(\b(been on|started|took|threw up|ended up|passed out|woke up|stopped taking|tengo|tuve|tomo|hij[oa]|i|i'm|i've|im|ive|me|my|we|our|he|she|him|his|her|patient|pt|mom|mum|dad|yo|yo me|mi|me dio|ich|mir|meine?|mein|je|j'ai|ma|mon|eu|minha|meu|io|mio|mia|husband|wife|son|daughter|hubby|us)\b)"
)
// Leaflets, questions, studies, fears and good news.
ROUNDS_PATTERN(
    general,
    R"(\b(?:can cause|may cause|could cause|might cause|does \w+ cause|do \w+ cause|known to cause|known side effects?|common side effects?|side effects? (?:include|may|can|of|like|such as|to watch|are usually|list\w*)|possible side|potential side|boxed warning|black box|in the (?:trial|study)|(?:the|a|this|new|our) (?:trial|study|cohort|meta-?analysis|review|paper|label|leaflet)|trial of|study of|studies|participants|placebo|incidence|percent|\d ?%|\bone in \w+ (?:people|patients|women|men)|one in ten|a series of|can lower|can cause|raises|lowers|keep \w+ at home|asking before|before i start|wants me to (?:try|start|take)|as bad as (?:they|people) say|offered me|suggested i|mechanism|pharmacolog\w*|contraindicat\w*|guidelines?|patients (?:on|taking|with|receiving|should|who|treated)|people (?:on|taking|who)|risk of|what are the|which (?:drugs?|meds?)|how (?:common|often|long|likely)|should i (?:worry|expect|take|start|be)|is it (?:safe|normal|ok|common)|has any(?:one|body)|what to look for|in phase|is a rare|rare reaction|listed in|in the 19|thousands of|case reports|can occur|lots because|recalled|recall\b|may break|should be|need weekly|caused birth|about \d+ (?:per|in)|per million|up to \d|puede(?:n)? (?:causar|producir|dar)|da (?:diarrea|sueno)\?|podem causar|pode causar|peuvent|peut (?:provoquer|causer|donner)|konnen|kann .{0,20} (?:auslosen|verursachen)|possono|puo causare|kunnen|keine nebenwirkungen|sin problemas|\d+ of \d+|have any of you|did anyone|anyone (?:else )?(?:have|had|get|getting|experience\w*|tried|know|on)|does anyone|do you (?:get|have)|worried about|scared of|afraid of|nervous about|afraid it|worried it|heard (?:that )?it|read (?:that|about)|leaflet|monograph|watch for|look out for|report (?:any|side)|seek (?:care|help)|tell your (?:doctor|pharmacist)|call your (?:doctor|pharmacist)|in rare cases|rarely|if (?:the |my |your |it |this )?\w* ?(?:gives?|causes?|makes?) (?:me|you|him|her)|if you (?:get|have|notice|develop|experience|are|take)|starting (?:it |this )?(?:tomorrow|next|soon|monday|in a)|about to start|considering|thinking (?:of|about) (?:starting|trying|going|switching))\b)"
)
ROUNDS_PATTERN(
    denied,
    R"((?:\bno|\bnot|\bnever|n't|\bwithout|\bzero|\bfree of|\bany|\bminimal|\bno more|\bfewer|\bless|\bdidn'?t (?:have|get|notice)(?: any)?|\bsin|\bni|\bkeine?|\bohne|\bpas de|\bsem|\bsenza|\bprevents?|\bprevented|\bstops?|\bstopped|\bhelps?(?: with)?|\bhelped(?: with)?|\btreats?|\breliev\w+|\breduc\w+|\bfor|\bagainst|\bcontrols?|\bcured|\beased?|\bfixed|\bcalmed|\bworks? (?:for|on)|\bhistory of|\bprone to|\btook away|\bgot rid of|\bended|\bkills?|\bknocks?|\bzaps?|\bnips?|\btames?|\bcrush(?:es|ed)|\bgets? rid of|\btakes? care of|\buntil|\bterrible until)\s+(?:my |his |her |the |a |any |all |real |major |serious |bad |severe |chronic |of |more |or |weird |awful |terrible |nasty |crazy |mild |significant |frequent |allergy |seasonal |daily |cluster |post-?op |morning |one single |single ){0,3}$)"
)
ROUNDS_PATTERN(
    better_after,
    R"(^[- ]?free\b|^ (?:back )?(?:thicker|fuller|curlier)|^[^.\n]{0,30}\b(?:(?:is|are|was|were|have|has|'s) (?:\w+ ){0,2}(?:free|gone|better|improved|under control|resolved|reduced|down|fewer|less)|went away|disappear\w*|gone(?: away)?|improved|got better|under control|cleared up|went down|stopped (?:after|since|once|when|thanks)|resolved|eased|vanished|mejor\w*|desaparec\w*|weg\b)\b)"
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

/// All medicines, devices and vaccines, by place.
std::vector<Place> products_in(const Scan& scan)
{
    std::vector<Place> found;
    for (const auto& word : words_of(scan)) {
        auto text = scan.lower(word.place);
        if (const auto cut = text.rfind('\''); cut != std::string_view::npos) text = text.substr(cut + 1);
        const bool named = word.is.medicine || classify(text).medicine;
        const bool stem = text.size() >= 6 && !word.is.common && !word.is.given && !word.is.surname &&
                          scan.has(text, medicine_stem());
        if (named || stem) found.push_back(word.place);
    }
    ae_products().each(scan, [&](const Rule&, Place place) { found.push_back(place); });
    std::ranges::sort(found, {}, &Place::begin);
    return found;
}

/// The events that are told as ones that happened, by place.
std::vector<Place> events_in(const Scan& scan)
{
    std::vector<Place> found;
    ae_events().each(scan, [&](const Rule&, Place place) {
        const auto left = scan.left(place.begin, 50);
        if ((scan.has(left, denied()) && !scan.has(left, endless())) ||
            scan.has(scan.right(place.end, 50), better_after()))
            return;
        found.push_back(place);
    });
    std::ranges::sort(found, {}, &Place::begin);
    return found;
}

/// "Singulair turned my kid into ...", "Prednisone made me ...": what a product did to somebody, unless it was good.
std::optional<Place> deed_of(const Scan& scan, Place product)
{
    static const RE2 deed(
        R"(^(?:[^.!?\n]{0,30}?\b)((?:gave|gives?|giving|made|makes?|making|has|have|had|got|gets|turn(?:ed|s)|left|leaves|caus(?:ed|es|ing)|triggered|put|sent|sends|landed|knocked|wreck(?:ed|s)|ruin(?:ed|s)|mess(?:ed|es)(?: up| with)?|destroy(?:ed|s)|fried|tore|ate|attacked|kill(?:ed|s)|hurt|drove|drives|burn(?:ed|s)|stopped|dropped|raised|tanked|shot) (?:up )?(?:me|my|him|his|her|us|our|mom|mum|dad|hubby|nan|gran\w*|baby|the (?:poor )?(?:kid|baby|boy|girl))\b))",
        pattern_options()
    );
    static const RE2 good(
        R"(^(?: \w+){0,5}? (?:life back|my life|relief|energy|hope|better|great|good|fine|normal|human|comfort|freedom|confidence|peace|independence|appetite back|voice back|sight|hearing|through|pain.?free|on track|approved|covered|refills?|prescriptions?|samples?|instructions|discount|coupon|dose|new|excited|feel (?:safe|alive|like myself)|happy|back on|smile|thinking|wonder|curious|migraines? (?:in half|go)|numbers? (?:down|under|steady)|marriage|laugh|a1c|under control|seizure.?free|smoking|cravings?|headaches?|insulin|swelling|inflammation|fever|pain (?:down|gone)|pressure under)\b)",
        pattern_options()
    );
    static const RE2 harm(
        R"(^(?:wreck|ruin|mess|destroy|fried|tore|ate |attack|kill|hurt|burn|tank|knock|landed))", pattern_options()
    );
    const auto right = scan.right(product.end, 110);
    re2::StringPiece done;
    scan.worked(right.size());
    if (!RE2::PartialMatch(re2::StringPiece(right.data(), right.size()), deed, &done)) return std::nullopt;
    const auto begin = product.end + static_cast<std::size_t>(done.data() - right.data());
    const Place place{begin, begin + done.size()};
    if (!scan.has(scan.lower(place), harm) && scan.has(scan.right(place.end, 60), good)) return std::nullopt;
    if (scan.has(scan.left(place.begin, 24), denied())) return std::nullopt;
    return place;
}

/// An event that is told before the product came of it ("hives after amoxicillin"), or was the reason to take it ("a
/// seizure, so they put me on Keppra").
bool came_of(const Scan& scan, Place event, Place product)
{
    static const RE2 cause(
        R"(\b(?:after|since|from|on|with|into|post|due|because|thanks|caused|when|following|while|during|taking|blame|within|until the|(?:day|week|month|dose|cycle) \w+ of|only new|new thing|until the|\w+ \d+ of|day \d+|month \d+|week \d+|to|by|off|(?:the|that|same) (?:week|day|night|month|morning|year)|tras|desde|despues|depois|nach|seit|durch|apres|depuis|con|com|dopo|da|na|sinds|door|von|vom|po)\b[^,;.!?]{0,60}$)",
        pattern_options()
    );
    static const RE2 remedy_between(
        R"(\b(?:so (?:they|he|she|i|my|the|now|we)|then|and now|now i'?m on|now (?:on|he|she)|therefore|that'?s why|prescribed|gave me|gave (?:him|her)|(?:so|then) (?:they )?put (?:me|him|her) on|treated with|switched to|helped by|fixed by|relieved by|better with|under control with|(?:had|have|need(?:ed)?) to use|on it for|try|tried |recommend|before (?:they|the|he|she|i)|until|waiting|went away)\b)",
        pattern_options()
    );
    static const RE2 began(R"(\b(?:took|started|starting|use|using)\b)", pattern_options());
    const auto between = scan.lower({event.end, product.begin});
    if (between.size() > 250 || !scan.has(between, cause) || scan.has(between, remedy_between)) return false;
    static const RE2 when(
        R"(\b(?:week|day|night|month|year|since|after|when|once|hours?|minutes?)\b)", pattern_options()
    );
    return !scan.has(between, began) || scan.has(between, when) || scan.has(between, after());
}

/// An event that is told behind the product is what it did, unless it is what the product was given for or took away.
bool followed(const Scan& scan, Place product, Place event)
{
    static const RE2 reason(
        R"(^(?:'s)?(?: \w+){0,3}? (?:for|because of|due to|to (?:treat|prevent|stop|control|help)|against|gegen|pour|contre|contra|para|per|por|por causa d[eao]|wegen|voor|tegen|na)(?: \w+){0,2}? $)",
        pattern_options()
    );
    static const RE2 began_after(
        R"(^(?: \w+){0,2}? (?:after|following|because|when|once|since) (?:\w+ ){0,4}$)", pattern_options()
    );
    static const RE2 given(
        R"(\b(?:got|put (?:me|him|her) on|gave (?:me|him|her)|prescribed|on|needed|need|have|take|takes|taking|use|uses|for|started|starting|began)\s(?:\w+ ){0,2}$)",
        pattern_options()
    );
    static const RE2 ended(R"(\b(?:stop\w*|quit|off|allergic|refus\w*|had to)\b)", pattern_options());
    const auto between = scan.lower({product.end, event.begin});
    const auto left = scan.left(product.begin, 40);
    if (between.size() > 300) return false;
    if (scan.has(between, reason) && !scan.has(left, ended)) return false;
    if (scan.has(between, began_after) && scan.has(left, given)) return false;
    static const RE2 got_down(R"(\bgot (?:my|his|her|the) (?:\w+ )?$)", pattern_options());
    static const RE2 down(R"(^ (?:down|under|to go|back to normal)\b)", pattern_options());
    if (scan.has(between, got_down) && scan.has(scan.right(event.end, 20), down)) return false;
    static const RE2 good(
        R"(\b(?:works? (?:great|well|wonders)|helps?|helped|eased|cleared|relief|under control|saved|miracle|works? (?:for|on)|cut my|kept (?:my|him|her|me)|(?:only thing|finally) (?:that )?(?:stops?|helps?|works?))\b)",
        pattern_options()
    );
    static const RE2 starts(R"(^ (?:starts?|begins?) (?:today|tomorrow|tonight|on|next))", pattern_options());
    return !scan.has(between, good) && !scan.has(between, starts);
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

/// A question or a lesson: what it says happened to nobody, unless a story of somebody follows.
bool lesson(const Scan& scan, Place event)
{
    static const RE2 own_story(
        R"(\b(?:i (?:got|had|broke|ended up|threw up|passed out|fainted|developed|woke up|puked|vomited|collapsed|swelled|gained|lost|started (?:having|getting|bleeding|itching|shaking|throwing))|i've (?:had|been (?:having|throwing|so|dizzy|vomiting)|developed|lost|gained|broken)|gave me|made me|sent me|put me in|landed me|(?:he|she) (?:got|broke|ended up|threw up|passed out|fainted|developed|collapsed|died)|made (?:him|her)|gave (?:him|her)|sent (?:him|her)|my (?:face|throat|hair|heart|tongue|lips?|skin|legs?|hands?|feet|stomach|eyes?|chest|arms?) \w+|mine (?:started|is|was|has|hasn'?t|won'?t|did|came|keeps?|went|are)|happened to (?:me|my)|ever since i|since i started|an hour ago|this morning|should i (?:go in|stop|call))\b)",
        pattern_options()
    );
    const auto place = sentence_at(scan.lower(), event.begin);
    const auto sentence = scan.lower(place);
    static const RE2 asks(
        R"(^\W*(?:which|what|does|do|can|could|is|are|should|will|would|how|who|has|have|anyone|anybody|quien|cual|puede|es|la|el|do|wer|kann|macht|est-ce|qui|quel)\b)",
        pattern_options()
    );
    const bool question = place.end < scan.lower().size() && scan.lower()[place.end] == '?' && scan.has(sentence, asks);
    if (question || scan.has(sentence, general()) || scan.has(scan.lower(), general()))
        return !scan.has(scan.lower(), own_story);
    return false;
}

/// "After the flu shot my arm ...": what is told to have come since, unless it is good news or nothing.
std::optional<Place> came_since(const Scan& scan, Place product)
{
    static const RE2 since(
        R"(\b(?:after|since|ever since|following|days? (?:into|after|on)|weeks? (?:into|after|on|post)|months? (?:into|after|on)|hours? (?:after|into)|tras|desde (?:que )?|despues de|depois d[aeo]|apres|depuis|nach|seit|dopo|sinds)\s(?:(?:i|we|he|she|they|my \w+|ich|je|que|her|his|my|the|a|an|that|our|this|starting|taking|getting|started|switched|to|on|first|second|third|new|la|el|le|les|der|die|den|dem|il|de|het|doctor|doubled|put|me|him|last) ){0,5}$)",
        pattern_options()
    );
    static const RE2 good(
        R"(\b(?:better|great|good|energy|gone|improv\w*|free|fine|no|not|never|nothing|stable|steady|relief|normal|walk(?:ing)?|well|thank\w*|happy|back to|love|easy|easier|help(?:s|ed|ful)?|clear(?:ed)?|smaller|down|drop(?:ped)?|amazing|alive|grateful|finally|less|fewer|working|works|remission|controlled|under control|sleep through|can (?:breathe|sleep|walk|hear|see)|thicker|mejor|bien|sin|besser|gut|keine?|mieux|bien|sans|melhor|sem|meglio|senza|beter|geen|drink|wait|rest|eat|drive|exercise|shower|tomorrow|next|appointment|follow)\b)",
        pattern_options()
    );
    static const RE2 somebody(
        R"(^([\s,:]*(?:and |then |last \w+ |yesterday )?(?:my|his|her|mi|mein\w*|mon|ma|mes|j'ai|ich|meu|minha|mio|mia|i|he|she|we|baby|mum|mom|dad|mijn|ik)\b[^.!?\n]{8,80}))",
        pattern_options()
    );
    // "They gave him Risperdal and he drooled"
    static const RE2 given(
        R"(\b(?:gave|put|started|took|switched|got|had|given|tried|upped|doubled|raised)\s(?:\w+ ){0,5}$)",
        pattern_options()
    );
    static const RE2 and_then(
        R"(^[^.!?\n]{0,20}?(?:,| and| then) (?:now )?(?:i|he|she|my \w+|his \w+|her \w+|we) \w+)", pattern_options()
    );
    static const RE2 plain(
        R"(\b(?:excited|nervous|hop(?:e|ing)|wait(?:ing)?|watch|insurance|cost|paid|pay|pharmacy|wonder\w*|think|scared|worried|start|surgery|next|tomorrow|monday|doctor|meeting|love|like|was so|were so kind|forgot|asked|called|picked|went (?:home|to bed|back)|am (?:on|doing)|have (?:a|an|to|my) (?:appointment|question|follow)|lost (?:\d+|weight))\b)",
        pattern_options()
    );
    const auto right = scan.right(product.end, 110);
    const bool told =
        scan.has(scan.left(product.begin, 60), given) && scan.has(right, and_then) && !scan.has(right, plain);
    if (told && !scan.has(right, good))
        return Place{product.end + 1, product.end + std::min<std::size_t>(right.size(), 60)};
    if (!scan.has(scan.left(product.begin, 60), since)) return std::nullopt;
    re2::StringPiece story;
    if (!RE2::PartialMatch(re2::StringPiece(right.data(), right.size()), somebody, &story)) {
        static const RE2 any(R"(^([\s,:]*(?:my|his|her|i|he|she) [^.!?\n]{8,80}))", pattern_options());
        if (!RE2::PartialMatch(re2::StringPiece(right.data(), right.size()), any, &story)) return std::nullopt;
    }
    if (scan.has(right, good)) return std::nullopt;
    const auto end = product.end + right.find_first_of(".!?\n");
    return Place{
        product.end + 1, right.find_first_of(".!?\n") == std::string_view::npos ? product.end + right.size() : end
    };
}

struct Pair
{
    Place product;
    Place event;
};

std::optional<Pair> pair_in(const Scan& scan, const std::vector<Place>& products, const std::vector<Place>& events)
{
    // Posts name few; a list of a hundred is no story.
    constexpr std::size_t most = 12;
    for (const auto& product : products | std::views::take(most)) {
        for (const auto& event : events | std::views::take(most)) {
            const bool apart = event.end <= product.begin || event.begin >= product.end;
            const bool told =
                !apart || (event.begin >= product.end ? followed(scan, product, event) : came_of(scan, event, product));
            if (told && !lesson(scan, event)) return Pair{product, event};
        }
        if (const auto story = came_since(scan, product); story && !lesson(scan, *story)) return Pair{product, *story};
        if (const auto deed = deed_of(scan, product); deed && !lesson(scan, *deed)) return Pair{product, *deed};
    }
    return std::nullopt;
}

/// What the lists of signs say, as a cue among the others.
std::string_view rule_cue(const std::optional<Pair>& pair, bool product)
{
    if (pair) return "r:report";
    return product ? "r:product" : "r:nothing";
}

} // namespace

AdverseEvent find_adverse_event(std::string_view text)
{
    const Scan scan(text);
    AdverseEvent found;
    const auto span = [&](Place place) { return scan.view().span(place); };
    const auto products = products_in(scan);
    const auto events = events_in(scan);
    const auto pair = pair_in(scan, products, events);
    if (!products.empty()) found.product = span(pair ? pair->product : products.front());
    const auto score = harm_model().score(scan, rule_cue(pair, !products.empty()));
    found.told = score.value > 0;
    if (!found.told) return found;
    const auto event = pair ? pair->event : !events.empty() ? events.front() : score.place;
    found.event = span(event);
    // Who tells it without saying of whom speaks of themselves.
    found.patient = span(person_in(scan).value_or(event));
    found.serious = scan.has(scan.lower(), grave());
    return found;
}

std::vector<std::string> adverse_event_cues(std::string_view text)
{
    const Scan scan(text);
    const auto products = products_in(scan);
    auto cues = written_cues(scan);
    cues.emplace_back(rule_cue(pair_in(scan, products, events_in(scan)), !products.empty()));
    return cues;
}

} // namespace rounds::privacy
