#include "server/privacy/detect/crisis.hpp"

#include "server/privacy/detect/pattern.hpp"
#include "storage/base/embedded.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

#define SELF "(?:myself|my self|meself|me)"
#define KILL                                                                                                           \
    "(?:kill(?:ing)? (?:myself|my self|me self)|kms\\b|end(?:ing)? (?:my|this) (?:own )?(?:life|pain "                 \
    "forever|misery)|end(?:ing)? it(?: all)?\\b|"                                                                      \
    "commit(?:ting)? suicide|suicide\\b|sewer ?slid\\w*|(?:taking|take) my (?:own )?life|unaliv(?:e|ing) "             \
    "(?:myself|my self)|"                                                                                              \
    "hang(?:ing)? myself|shoot(?:ing)? myself|drown(?:ing)? myself|jump(?:ing)? (?:off|from|in front)|slit(?:ting)? "  \
    "my (?:wrists?|throat)|cut(?:ting)? my (?:wrists?|veins|throat)|"                                                  \
    "overdos(?:e|ing)\\b|od(?:ing)?\\b|ctb\\b|catch(?:ing)? the bus\\b|blow(?:ing)? my brains? out|step(?:ping)? in "  \
    "front of|walk(?:ing)? into traffic|driv(?:e|ing) (?:my car |the car |us )?(?:off|into|straight)|"                 \
    "swallow(?:ing)? (?:all|every|the whole|these|this)|tak(?:e|ing) (?:all|every|the whole|the entire|every "         \
    "last)\\b[^.\\n]{0,30}(?:pills?|meds|bottle|insulin|tablets|them|it)|pull(?:ing)? the trigger|not be "             \
    "(?:here|alive|around)|be dead|be gone(?: forever| for good)?|die\\b)"
#define GOING                                                                                                          \
    "(?:i(?:'m| am|m)? ?(?:just |really |honestly |actually |so |literally |finally |about )*(?:going "                \
    "to|gonna|gunna|goin to|bout to|about to|ready to|planning (?:to|on|for)|plan to|"                                 \
    "planned|determined to|prepared to|set to|intend to|intending to|decided "                                         \
    "(?:to|i'm|im|on)|ima|imma|will|'ll|ll|must|have to|gotta|need to|want to|wanna|wanted to|wants "                  \
    "to|might|may|could|can just|could just|should just|"                                                              \
    "thinking (?:of|about)|contemplating|considering|tempted to|trying to|want|am)|im (?:going to|gonna|about "        \
    "to|ready to|planning to|thinking (?:of|about))|i'll|i will|gonna|going to|about to|wanna|want to|ready to|time "  \
    "to|"                                                                                                              \
    "i'd rather|let me|i should|i should just|i'm just going to|finna|tryna|boutta|bouta)"
#define SOON                                                                                                           \
    "(?:tonight|2nite|tonite|today|right now|rn\\b|now\\b|this "                                                       \
    "(?:morning|evening|afternoon|weekend|week)|tomorrow|in (?:an|a few|\\d+|the next) (?:hours?|minutes?|mins?)|"     \
    "at midnight|by morning|before (?:sunrise|dawn|morning|they|he|she)|when (?:they|he|she|everyone|my \\w+) (?:is "  \
    "|are |falls? |fall |go(?:es)? |leaves?|gets?)|as soon as|after (?:i post|this post|work)|on "                     \
    "(?:friday|saturday|sunday|monday))"

// What makes strong words an idiom, a lesson or a tale.
ROUNDS_PATTERN(
    idiom,
    R"(\b(?:lol|lmao|lmfao|haha\w*|rofl|jk|j/k|figuratively|so funny|hilarious|joking|kidding|dramatic|cringe|embarrass\w*|monday|traffic|commute|parking|meeting|inbox|email|emails|printer|ehr|epic|emr|charting|homework|spreadsheet|laundry|dishes|prior auth\w*|hold music|on hold|wifi|wi-fi|laptop|password|game|referee|the heat|humidity|this heat|mosquito\w*|allergy season|pollen|crossfit|burpees|leg day|workout|gym|squats|marathon|spin class|diet|dessert|cake|chocolate|donut|pizza|netflix|tiktok|caffeine|coffee|excel|zoom|powerpoint|karaoke|small talk|icebreaker|in-laws|bridesmaid|puns?|dad jokes?|taxes|ikea|board exam|osce|anatomy exam|pager|boards|step 1|residency interview|grand rounds)\b|😂|🤣|💀|😅|😆)"
)
ROUNDS_PATTERN(
    teaching,
    R"(\b(?:warning signs?|risk factors?|risk assessment|assess\w*|screening|phq-?9|c-ssrs|columbia|qpr|mental health first aid|training|workshop|webinar|lecture|module|slides?|curriculum|students|residents|clinicians|if (?:someone|a patient|a friend|you or someone|a loved one|anyone|your)|patients? who|people who|someone who|when (?:a patient|patients|someone|people) (?:say|says|tell|tells|express)\w*|study|studies|research|researchers|paper|meta-?analysis|cohort|trial|prevalence|statistics|rates?|percent|%|black box|boxed warning|label|side effects? (?:include|may|can)|may cause|can cause|increase(?:s|d)? the risk|prevention|awareness|hotline|lifeline|call 988|text 988|dial 988|988|samaritans|myth|fact|guidelines?|how to (?:ask|talk|help|respond|support|recogni[sz]e)|ask(?:ing)? directly|documentary|movie|film|novel|book|song|lyrics?|character|episode|poem|script|scene|quote|season finale|actor|plot|fiction|history|in the 19th|article|headline|policy|bill|law|reporting on|media guidelines?|language matters|don't say|instead of saying|say \"?died by)\b)"
)
ROUNDS_PATTERN(
    recovered,
    R"(\b(?:years? ago|months? ago|in (?:19|20)\d\d|used to|back then|back in|when i was (?:a |in |\d|young\w*)|last (?:year|decade|winter|summer|spring|fall)|once|at my (?:lowest|worst)|as a (?:teen\w*|kid|student)|in (?:high school|college|my (?:teens|twenties|thirties))|years? sober|long time ago|anniversary of|survivor|survived|i tried to .{0,40} and (?:survived|lived|failed)|past attempt|no longer|not anymore|anymore i don't|never again|recovery|recovered|i'm (?:okay|ok|fine|better|alive|glad|grateful|so glad|doing (?:well|better|great)) (?:now|today)?|today i(?:'m| am)|glad i(?:'m| am| did| stayed| didn't)|grateful|thankful|still here|therapy saved|saved me|saved my life|doing (?:well|better|great)|feel better now|got help|reached out)\b)"
)
ROUNDS_PATTERN(
    denied_before,
    R"((?:\bnot|\bnever|n't|\bno longer|\bwithout|\bno|\bdont|\bnor|\brather than|\binstead of|\bstopped|\bwouldn't|\bwould never|\bno intention(?: of)?|\bno plans?(?: to| of)?|\bno desire(?: to)?|\bno thoughts? of|\bdenies|\bdenied|\bnon)\s+(?:even |ever |actually |really |currently |planning |going |gonna |trying |want |wanting |thinking |feel |feeling |to |of |about |i |am |be |do |have |a |any ){0,4}$)"
)
ROUNDS_PATTERN(
    end_of_life,
    R"(\b(?:hospice|palliative|maid\b|medical assistance in dying|assisted dying|right to die|with dignity|die at home|dying at home|die peacefully|end of life|end-of-life|advance directive|living will|dnr|of old age|in my sleep|terminal|stage (?:4|iv)|prognosis|scared (?:to|of)|afraid (?:to|of)|don't want to die|dont want to die|not ready to die|fear of)\b)"
)
ROUNDS_PATTERN(
    present,
    R"(\b(?:tonight|right now|rn|today|now|this morning|this evening|again|can't do this|cant do this|anymore|any more|tomorrow|goodbye|plan|pills|gun|rope|bridge|note)\b)"
)

ROUNDS_PATTERN(past_only, R"(\b(?:i used to|years? ago|back then|when i was|in (?:19|20)\d\d|at my lowest)\b)")

struct Signs
{
    bool idiom = false;
    bool teaching = false;
    bool recovered = false;
    bool end_of_life = false;
    bool present = false;
};

/// Inside quotation marks on the same line.
bool quoted(const Scan& scan, Place place)
{
    const auto text = scan.text();
    const auto line = text.rfind('\n', place.begin);
    const auto begin = line == std::string_view::npos ? 0 : line + 1;
    const auto before = text.substr(begin, place.begin - begin);
    return std::ranges::count(before, '"') % 2 == 1 && text.find('"', place.end) != std::string_view::npos;
}

/// What a first-person rule makes of a match after all filters.
Danger judge(const Scan& scan, Place place, const Rule& rule, const Signs& signs)
{
    const std::string_view id = rule.id;
    const bool hard = id.starts_with("crisis.now");
    const bool imminent = hard || id.starts_with("crisis.imminent");
    if (scan.has(scan.left(place.begin, 50), denied_before())) return Danger::none;
    static const RE2 denial_inside(
        R"(\b(?:not|never|no longer) (?:going to|gonna|planning|want|wanting|trying|thinking|suicidal)|don'?t want to (?:kill|hurt|die|end)|won'?t (?:kill|hurt))",
        pattern_options()
    );
    if (scan.has(scan.lower(place), denial_inside)) return Danger::none;
    if (quoted(scan, place) && (signs.teaching || !signs.present)) return Danger::none;
    if (hard) return signs.teaching && quoted(scan, place) ? Danger::none : Danger::imminent;
    if (signs.idiom) return Danger::none;
    if (signs.teaching && !id.ends_with(".i") && !id.ends_with(".kin")) return Danger::none;
    if (signs.end_of_life) return Danger::none;
    if (signs.recovered && (!signs.present || scan.has(scan.lower(), past_only()))) return Danger::none;
    if (signs.recovered) return Danger::concern;
    if (signs.teaching) return imminent ? Danger::concern : Danger::none;
    return imminent ? Danger::imminent : Danger::concern;
}

void keep(Scan& /*scan*/, Place /*place*/, const Rule& /*rule*/) {}

const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
        // It is happening, or the means are in hand.
        {"crisis.now.took",
         R"(\bi(?:'ve| have|ve)? ?(?:just |already |literally )*(?:took|taken|swallowed|downed|ate|drank|injected|popped) (?:all|every|the whole|the entire|a whole|a bunch|a handful|a bottle|two bottles|half (?:a|the) bottle|too many|(?:\d{2,}|twenty|thirty|forty|fifty|sixty|ninety|a hundred)(?: of)?|way too many|as many|the rest)\b[^.\n]{0,50}(?:pills?|tablets?|bottle|meds?|medications?|tylenol|ambien|xanax|oxy\w*|insulin|units|bleach|antifreeze|sleeping|ativan|benadryl|them|it|fentanyl|painkillers?|capsules|ibuprofen|paracetamol|opioids?|doses?|prescription)|\bi(?:'m| am|m) (?:overdosing|od'?ing|bleeding out)|\bi (?:just )?(?:overdosed|od'?d|slit my|cut my (?:wrists?|veins?|throat)|hung myself|drank (?:bleach|antifreeze|drain))\b(?:[^.\n]{0,30}(?:now|minutes|tonight|ago|help|won't stop|bleeding|purpose))?)",
         keep,
         Kind::other},
        {"crisis.now.means",
         R"(\b(?:(?:loaded )?(?:gun|pistol|shotgun|revolver|rifle|knife|blade|razor|rope|noose|belt|pills?|bottle|meds|insulin|cord|exhaust|hose|helium|tank)s? (?:is|are|'s|sits?|sitting|right)?\s?(?:already |all |right )*(?:loaded|in my (?:hand|mouth|lap)|next to me|beside me|on my (?:lap|neck|nightstand|bed)|in front of me|to my head|around my neck|tied|ready|set up|lined up|counted(?: out)?|laid out|waiting for me|here with me|against my)|(?:i have|i've got|got|i bought|bought|holding|hold|found|i saved(?: up)?|saving up|saved up|stockpil\w+|hoard\w+|i have been saving|i've been saving|i got|i tied|tied|i loaded|wrapped|i've saved)\b[^.\n]{0,25}\b(?:gun|pistol|shotgun|rope|noose|enough (?:pills|insulin|meds|oxy\w*|morphine|of my)|(?:all )?(?:my|the|these) (?:pills|meds|insulin|sleeping pills|oxy\w*|painkillers)|bottle of|pills|razor|blade|helium|exhaust)\b[^.\n]{0,60}\b(?:die|do it|end it|end this|end things|kill|tonight|goodbye|be over|it's over|enough|gone|the job|be done|not wake|never wake|bye|ready|last|finally|be free|use it|use them)|(?:standing|sitting|i'm|im|i am|here|up) (?:here )?(?:on|at|by) (?:the|a) (?:\w+ )?(?:bridge|ledge|edge|roof|rooftop|tracks|train tracks|railing|overpass|cliff|balcony|platform)\b[^.\n]{0,60}(?:jump|end|over|goodbye|let go|done|step|bye|sorry|nobody|train|easy|can't|no reason|last|water|fall)))",
         keep,
         Kind::other},
        {"crisis.now.goodbye",
         R"(\b(?:by the time (?:you|anyone|somebody|someone) (?:read|see|find)s?\b|(?:i|i've|ive|i have) (?:just |already |finally )*(?:wr[oi]te?(?:ten)?|finished(?: writing)?|left) (?:my |the |a |all my |all the )?(?:suicide |goodbye |final |last )?(?:notes?|letters?)\b[^.\n]{0,80}(?:kids|wife|husband|mom|family|goodbye|tonight|done|ready|everyone|end|over|table|bed)|my suicide note|(?:this is|this will be) my (?:last|final) (?:post|message|tweet|goodbye|night|day alive|day on)|(?:goodbye|good bye|bye|farewell|so long) (?:cruel )?(?:world|everyone|everybody|all|friends|my friends|forever)\b[^\n]{0,120}(?:sorry|can't|cant|done|over|end|love you|loved you|peace|die|pain|no more|not be here|please|tired|free)|(?:tell|please tell) (?:my|them) [^.\n]{0,40}(?:i love(?:d)? (?:them|her|him)|i'm sorry|im sorry|it wasn't (?:their|her|his) fault|not (?:their|her|his) fault)|won't be (?:here|around|alive) (?:tomorrow|in the morning|by morning|when|much longer|next week|after tonight)|i won't (?:wake up|be waking up|see tomorrow)|(?:tonight|today|tomorrow) is (?:the (?:night|day)|my last)|please (?:take care of|look after|feed) my (?:dog|cat|kids|children|son|daughter|mom)\b[^\n]{0,60}(?:gone|goodbye|bye|not here|won't|sorry|after|when i)|it will all be over (?:tonight|soon|tomorrow|by)|i(?:'ve| have) (?:given away|gave away) (?:all )?my))",
         keep,
         Kind::other},
        // Intent, with a time, a method or a plan.
        {"crisis.imminent.intent.i",
         R"(\b)" GOING
         R"(\s(?:to |of |about |just |really |fucking |actually |finally |like |on |literally |so badly |so bad |myself |do it and |go ahead and |go and |be ){0,3})" KILL
         R"([^.\n]{0,60}\b)" SOON,
         keep,
         Kind::other},
        {"crisis.imminent.soon.i",
         R"(\b)" SOON R"([^.\n]{0,50}\b(?:i(?:'m| am|'ll|m)?|gonna|going to)\s[^.\n]{0,25})" KILL,
         keep,
         Kind::other},
        {"crisis.imminent.kill.i",
         R"(\b)" GOING
         R"(\s(?:to |of |about |just |really |fucking |actually |finally |like |on |literally |so badly |so bad |go ahead and |go and ){0,3}(?:kill(?:ing)? (?:myself|my self)|kms\b|end(?:ing)? (?:my|this) (?:own )?life|end(?:ing)? it all|commit(?:ting)? suicide|sewer ?slid\w*|tak(?:e|ing) my (?:own )?life|unaliv(?:e|ing) (?:myself|my self)|hang(?:ing)? myself|shoot(?:ing)? myself|drown(?:ing)? myself|slit(?:ting)? my (?:wrists?|throat)|cut(?:ting)? my (?:wrists?|veins|throat)|blow(?:ing)? my brains? out|jump(?:ing)? (?:off (?:the|a|this|my)|in front of)|step(?:ping)? in front of|walk(?:ing)? into traffic|overdos(?:e|ing)(?: on (?:my|all|pills|insulin|tylenol|these|everything))|od on|ctb\b))",
         keep,
         Kind::other},
        {"crisis.imminent.plan.i",
         R"(\b(?:i (?:have|made|got|finally have|already have|worked out) (?:a|my|the) (?:suicide )?(?:plan|method|date|day|way)(?: (?:picked|set|to die|to do it|to end|for tonight|ready|and))|i know (?:how|exactly how|when) (?:i'm|i am|im|i'll|i will|to) (?:going to |gonna )?(?:do it|end it|die|kill)|(?:i've|i have|ive) (?:picked|set|chosen|decided on|planned) (?:a|the|my) (?:date|day|time|method|spot|bridge|place|way)|(?:my|the) (?:plan|date) is (?:set|ready|made|tonight|tomorrow)|i'm done\.? (?:tonight|goodbye|bye|i have)|i(?:'?m| am) (?:really |actually )?(?:going to|gonna) do it(?: this time| tonight| now)?\b|(?:nothing|nobody|no one) (?:can|is going to|will) (?:stop|save|talk) me|i can'?t (?:keep (?:myself )?safe|stop myself|trust myself) (?:tonight|right now|anymore|any more|from|with|alone|around|not)?|i (?:don't|dont|do not) feel safe (?:with myself|alone|tonight|from myself)|i(?:'m| am) (?:actively )?suicidal\b[^.\n]{0,40}(?:tonight|right now|rn|plan|now|alone|pills|gun|means)|(?:actively )?suicidal (?:right now|tonight|rn|with a plan)|i just want (?:it|this|everything|the pain) to (?:end|stop|be over) (?:tonight|now|today|right now)|i want to (?:die|be dead) (?:tonight|right now|rn|today|now)|i need to die|i have to die|no reason to (?:live|be alive|stay|wake up) (?:past|after|tomorrow|anymore tonight))\b)",
         keep,
         Kind::other},
        {"crisis.imminent.kin",
         R"(\b(?:my (?:\w+ )?(?:friend|bestie|brother|sister|son|daughter|kid|mom|mum|dad|mother|father|wife|husband|partner|boyfriend|girlfriend|bf|gf|ex|roommate|cousin|nephew|niece|uncle|aunt|teen|student|patient|neighbor|roomie|coworker)|she|he|they|somebody|someone (?:here|in (?:this|my|our) (?:group|chat|thread|dms?)))\b[^.\n]{0,70}\b(?:(?:is |'s |are |says? |said |texted |posted |told me |threaten\w* )[^.\n]{0,40}(?:going to|gonna|will|wants? to|about to|threatening to|planning to|trying to|ready to|'s going to) (?:kill (?:himself|herself|themselves|themself|him self|her self)|end (?:his|her|their) life|end it|end it all|commit suicide|hurt (?:himself|herself|themselves)|jump|shoot (?:himself|herself|themselves)|hang (?:himself|herself|themselves)|overdose|unalive|die tonight|take (?:his|her|their) (?:own )?life|do it tonight)|(?:just |has |have )?(?:took|taken|swallowed) (?:all|a bunch|a bottle|the whole|too many|\d{2,})[^.\n]{0,40}(?:pills?|tablets|bottle|meds|tylenol|insulin|sleeping)|has (?:a|the|his|her|dad's|a loaded) (?:gun|rope|knife|plan)[^.\n]{0,50}(?:kill|end|die|himself|herself|suicide|goodbye|note|bedroom|bathroom|won't|says|locked)|left a (?:suicide |goodbye )?note|(?:sent|sending|texted|posted) (?:me |us )?(?:a )?(?:goodbye|good bye|suicide)|is (?:on|standing on) (?:a|the) (?:bridge|ledge|roof)|is (?:actively )?suicidal\b[^.\n]{0,50}(?:right now|tonight|gun|pills|plan|locked|won't|help)))",
         keep,
         Kind::other},
        {"crisis.imminent.es",
         R"(\b(?:me voy a (?:matar|suicidar|quitar la vida|tirar|ahorcar|cortar las venas)|voy a (?:matarme|suicidarme|quitarme la vida|acabar con (?:mi vida|todo)|tirarme|ahorcarme|cortarme las venas|tomarme todas)|(?:quiero|pienso|planeo|necesito) (?:matarme|suicidarme|quitarme la vida|acabar con mi vida|morirme (?:hoy|esta noche|ya)|morir (?:hoy|esta noche|ya))|me (?:tome|he tomado|acabo de tomar) (?:todas|todo el|un frasco|muchas|\d{2,})[^.\n]{0,30}(?:pastillas|frasco|medicamentos?|bote)|esta noche (?:me mato|acabo con todo|lo hago|se acaba)|ya (?:escribi|deje) (?:mi|la|una) (?:carta|nota)[^.\n]{0,30}(?:despedida|adios|suicid)?|adios a todos|hoy (?:me mato|acabo con todo)|tengo (?:la pistola|las pastillas|la soga|el arma)[^.\n]{0,40}|no (?:quiero|voy a) (?:llegar a|ver|despertar) manana)\b)",
         keep,
         Kind::other},
        {"crisis.imminent.other",
         R"(\b(?:je vais (?:me (?:tuer|suicider|pendre|jeter|foutre en l'air)|en finir|mettre fin a mes jours)|(?:je veux|j'ai envie de) (?:me (?:tuer|suicider)|en finir|mourir (?:ce soir|maintenant))|j'ai (?:pris|avale) (?:toutes?|tous|toute la boite|une boite|\d{2,})[^.\n]{0,30}(?:comprimes|cachets|medicaments|boite|pilules)|ce soir (?:je|c'est fini|j'en finis)|ich (?:bringe mich|werde mich|will mich) (?:\w+ )?(?:um(?:bringen)?|toten|toeten|erhangen|erschiessen)|ich (?:will|mochte|werde) (?:heute |jetzt )?(?:nicht mehr leben|sterben|mein leben beenden)|ich habe (?:alle|die ganzen?|\d{2,}) [^.\n]{0,20}(?:tabletten|pillen) (?:genommen|geschluckt)|heute (?:nacht|abend) (?:mache ich schluss|ist es vorbei|bringe ich)|vou me (?:matar|suicidar|enforcar|jogar)|(?:quero|vou) (?:me matar|acabar com (?:a minha|minha) vida|acabar com tudo|morrer (?:hoje|agora))|tomei (?:todos|um monte|a cartela|o frasco|\d{2,})[^.\n]{0,30}(?:comprimidos|remedios|frasco)?|mi (?:uccido|ammazzo|tolgo la vita)|voglio (?:uccidermi|ammazzarmi|farla finita|morire (?:stasera|adesso))|sto per (?:uccidermi|farla finita)|ho preso (?:tutte|tutti)[^.\n]{0,20}(?:pastiglie|pillole)|ik ga (?:mezelf|me) (?:van kant maken|ophangen|doden)|ik wil (?:dood|een einde maken)|papakamatay na ako|magpapakamatay)\b)",
         keep,
         Kind::other},
        // Without a plan.
        {"crisis.concern.die.i",
         R"(\b(?:(?:i |i'd |id |i just |i really |just |kinda |sometimes i |honestly )(?:want(?:ed)?|wish|wanna|would rather|rather|hope|prefer)(?: that| to| i| if| it)*(?: could| would| was| were| be| just| had)*\s?(?:to )?(?:die|be dead|was dead|were dead|never (?:been )?born|disappear|not (?:exist|wake up|be here|be alive)|never wake up|didn't (?:exist|wake up)|sleep forever|go to sleep and (?:not|never)|stop existing|hadn't woken|cease to exist|fall asleep and (?:not|never))|(?:don'?t|do not|didn'?t|doesn'?t) (?:want|wanna|really want|even want) to (?:live|be alive|be here|exist|wake up|go on|keep living|keep going|be on this)(?: anymore| any more| like this)?|(?:no|any|what's the|whats the|see no|see the|there'?s no) (?:point|reason|purpose) (?:in|of|to|for) (?:living|life|being alive|me being|going on|live|keep going|being here|anything anymore|staying alive|stay alive)|life (?:isn't|is not|isnt|ain't) worth (?:living|it)|not worth living|(?:better|best) off (?:without me|dead|if i)|(?:world|family|everyone|kids|everybody) (?:would|will|'d|d) be (?:so much )?(?:better|fine|ok|happier) (?:off )?(?:without me|if i)|(?:tired|sick) of (?:living|being alive|life|existing)|can(?:'?t|not) (?:go on|do this anymore|take (?:it|this) anymore|live like this|keep (?:going|living|doing this)|see a way out)|nothing (?:left )?to live for|i(?:'?m| am) (?:a burden|such a burden|just a burden|nothing but a burden)|(?:feel|feeling|felt|been) (?:so )?(?:suicidal|like (?:dying|ending it|a burden|giving up on life|killing myself))|suicidal thoughts|thoughts of (?:suicide|death|ending|killing myself|dying|self.?harm)|think(?:ing)? (?:a lot )?(?:about|of) (?:suicide|death|dying|ending (?:it|my|things)|killing myself|not being here|hurting myself)|passively suicidal|i hate (?:being alive|my life|living)|if i (?:died|didn't wake up|disappeared|was gone|were gone)(?: tomorrow| tonight)?,? (?:no ?one|nobody|would anyone|who would)|i give up on (?:life|living|everything)|i(?:'m| am) suicidal)\b)",
         keep,
         Kind::other},
        {"crisis.concern.harm.i",
         R"(\b(?:i(?:'ve| have|'m| am|ve| keep| started| just| want to| need to| can't stop| almost)? ?(?:been |started |back to )?(?:cut(?:ting)?|harm(?:ing)?|hurt(?:ing)?|burn(?:ing)?|starv(?:e|ing)|punch(?:ing)?|scratch(?:ing)?|self.?harm(?:ed|ing)?) (?:myself|my (?:arms?|legs?|thighs?|wrists?|skin))(?: again| every| to| on purpose| because| just| when| tonight)?|(?:been|started|back to|can't stop|keep|keeps) (?:cutting|hurting|harming|burning|starving) (?:myself|my \w+)|relapsed (?:on|with|into) (?:self.?harm|cutting)|urge(?:s)? to (?:cut|self.?harm|hurt myself|harm myself)|self.?harm(?:ing|ed)? again|cutting again)\b)",
         keep,
         Kind::other},
        {"crisis.concern.es",
         R"(\b(?:(?:no )?quiero (?:morir(?:me)?|desaparecer|vivir mas|seguir viviendo|estar aqui)|no quiero (?:vivir|seguir|existir)(?: mas)?|ya no (?:puedo|aguanto|quiero) (?:mas|vivir|seguir)|(?:mejor|ojala) (?:estar )?muert[oa]|no (?:vale la pena|tiene sentido) (?:vivir|la vida|seguir)|je (?:ne )?(?:veux|voudrais) (?:plus (?:vivre|etre la)|mourir|disparaitre)|envie de mourir|plus envie de vivre|ich (?:will|mag|kann) nicht mehr(?: leben)?|lieber tot|ich will sterben|nao (?:quero|aguento) (?:mais )?viver|(?:quero|queria) (?:morrer|sumir)|non (?:voglio|ce la faccio) piu(?: vivere)?|voglio (?:morire|sparire))\b)",
         keep,
         Kind::other},
    });
    return all;
}

// Words that look like it and are something else, whatever stands around.
ROUNDS_PATTERN(
    harmless,
    R"((?:cut(?:ting)? (?:myself|my (?:finger|thumb|hand|hair|bangs|arm|leg))\s?(?:shaving|cooking|on|while|some|a|off|chopping|with the|opening|slicing|short|back)\b|hurt myself (?:at|in|on|while|playing|running|lifting|doing|moving|skiing|yesterday at|falling)|burn(?:ed|t)? (?:myself|my \w+) (?:on|with the|cooking|while|making)|suicide (?:squad|mission|runs?|drill|door|squeeze|inhibition|gene|burger|king)|(?:career|political|social|professional|commercial|financial) suicide|kill(?:ing|s|ed)? (?:me|it|my (?:back|feet|knees|vibe|head))\b|dying (?:to|of (?:laughter|boredom|curiosity|heat|thirst|hunger))|to die for|die(?:d)? laughing|over my dead body|overdos(?:e|ed|ing) on (?:chocolate|coffee|caffeine|netflix|cute|sugar|cookies|turkey|candy|podcasts?|sun|tacos|pumpkin|christmas|vitamin c|memes|cheese)|jump(?:ing|ed)? (?:off|from) (?:the|a) (?:diving|couch|plane|high dive|trampoline|dock|boat|bandwagon|deep end|page)|kill (?:for a|for some|for another|two birds|time)|die(?:d)? (?:inside|of embarrassment)|phone (?:is )?(?:about to|going to|gonna) die|battery|(?:my|the) (?:plants?|car|laptop|phone|fish|garden|houseplant|sourdough|tomatoes) [^.\n]{0,20}(?:die|dying|dead)|hang myself (?:a|out)))"
)

} // namespace

std::string_view name_of(Danger danger) noexcept
{
    switch (danger) {
    case Danger::none:
        return "none";
    case Danger::concern:
        return "concern";
    case Danger::imminent:
        break;
    }
    return "imminent";
}

CrisisReport find_crisis(std::string_view text)
{
    const Scan scan(text);
    CrisisReport report;
    const auto whole = scan.lower();
    Signs signs;
    bool looked = false;
    rules().each(scan, [&](const Rule& rule, Place place) {
        if (!looked) {
            signs.idiom = scan.has(whole, idiom());
            signs.teaching = scan.has(whole, teaching());
            signs.recovered = scan.has(whole, recovered());
            signs.end_of_life = scan.has(whole, end_of_life());
            signs.present = scan.has(whole, present());
            looked = true;
        }
        const auto begin = place.begin > 12 ? place.begin - 12 : 0;
        const auto window = whole.substr(begin, std::min(whole.size() - begin, place.end - begin + 24));
        if (scan.has(window, harmless())) return;
        const auto danger = judge(scan, place, rule, signs);
        if (danger == Danger::none) return;
        report.danger = std::max(report.danger, danger);
        report.findings.push_back({Kind::other, scan.view().span(place), rule.id});
    });
    return report;
}

std::vector<HelpLine> help_lines(std::string_view region)
{
    std::vector<HelpLine> lines;
    std::string_view content;
    for (const auto& file : embedded::server_privacy_detect())
        if (file.name == "crisis_lines.tsv") content = file.content;
    const auto add = [&](std::string_view wanted) {
        for (const auto line : text::split(content, '\n')) {
            auto column = text::split(line, '\t');
            if (column.size() < 3 || column[0] != wanted) continue;
            column.resize(4);
            lines.push_back({column[0], column[1], column[2], column[3]});
        }
    };
    add(region);
    if (region != "INT") add("INT");
    return lines;
}

} // namespace rounds::privacy
