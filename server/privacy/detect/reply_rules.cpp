#include "server/privacy/detect/reply_rules.hpp"

#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/sentence.hpp"

namespace rounds::privacy {
namespace {

// "We cannot discuss anybody's care here."
ROUNDS_PATTERN(
    refusal,
    R"(\b(?:cannot|can'?t|can not|unable|not able|not permitted|not allowed|do not|don'?t|won'?t|will not|never|may not|prevents?|prohibits?|forbids?|keeps? (?:us|me|our \w+)|stops? us|bars? us|limits?|restricts?|out of respect|rather than|instead of|nor)\b[^.!?\n]{0,45}\b(?:discuss\w*|confirm\w*|deny|comment\w*|respond\w*|repl(?:y|ying)|shar(?:e|ing)|speak\w*|talk\w*|address\w*|answer\w*|verify|acknowledg\w*|disclos\w*|reveal\w*|posts?|look(?:ing)? (?:at|up|into)|access\w*|give (?:medical |personal |individual )?(?:advice|information|details)|respond|details|individual|specifics|personal (?:health )?(?:information|details)|diagnose)\b|\bno (?:podemos|puedo|nos permite)\b[^.!?\n]{0,40}\b(?:hablar|comentar|confirmar|responder|compartir|dar|tratar|opinar)|\bnao (?:podemos|posso|comentamos|discutimos|divulgamos)\b|\bne (?:pouvons|peux|sommes|permet)\b[^.!?\n]{0,30}\b(?:pas|repondre|commenter|confirmer)|\b(?:interdit|empeche)\b[^.!?\n]{0,30}\b(?:repondre|commenter|parler|evoquer)|\b(?:konnen|durfen|kann|darf|moglich)\b[^.!?\n]{0,60}\b(?:nicht|keine)\b|\bnon (?:possiamo|posso|e possibile)\b|\bkunnen\b[^.!?\n]{0,30}\b(?:niet|geen)\b)"
)
// On a condition, of people in general, or what a reader is to do.
ROUNDS_PATTERN(
    general,
    R"(\b(?:if|whether|unless|in case|suppose|imagine|anyone|everyone|everybody|somebody|someone|people|patients|visitors|callers|families|parents|adults|women|men|children|teens|most|many|usually|typically|generally|in general|often|some|sometimes|rarely|depends|should|may|might|could|would|must|can (?:help|cause|lower|raise|take|be|get|make|also|use|ask|explain|tell|lead|interact|worsen|teach)|(?:you|they|it|we all|one) can|needs? to be|ought to|whenever|every (?:time|visit|day|year|\d)|each (?:time|visit|day)|before (?:your|an?y?) |when your|when you (?:get|receive|have|see|are|feel|notice|take|go)|one in \w+|your (?:kidneys?|liver|lungs?|heart|blood|back|stomach|skin|eyes?|ears?|brain|body|spine) (?:filters?|makes?|breaks?|needs?|works?|goes|pumps?|carr(?:y|ies)|uses?|produces?|is an?|are an?)|as prescribed|as directed|(?:ask|tell|talk (?:to|with)|check with|speak (?:to|with)|call|contact|discuss\w*|share|work with|see|let|remind|bring) (?:this |it |that |them |these )?(?:with )?your (?:\w+ )?(?:doctor|physician|pharmacist|provider|gp|clinician|nurse|surgeon|dentist|midwife|oncologist|cardiologist|specialist|healthcare|health care|medical|care|oncology|treatment|diabetes|own|insurer|insurance company|local)\w*|right to)\b)"
)
ROUNDS_PATTERN(
    instruction,
    R"(^(?:please |always |never |just |also |then |and |so |remember to |do |don'?t |do not |try to |try |be sure to |make sure (?:to|that|you) )*(?:ask|bring|keep|take|write|measure|check|track|follow|drink|eat|avoid|use|wear|wash|watch|call|contact|visit|see|read|tell|talk|speak|discuss|share|consider|know|learn|log|store|carry|set|plan|prepare|review|request|download|look|remember|mention|report|note|schedule|book|arrive|get|start|stop|finish|complete|rest|walk|move|limit|choose|pick|find|join|send|click|reply|email|reach|let|give|make|monitor|record|update|print|go|save|upload|enter|compare|change|add|include|expect|wait|continue|stay|don'?t|do)\b)"
)
ROUNDS_PATTERN(ours, R"(\b(?:we|us|our|ours|i|i'?ll|i'?ve|me|my|we'?ll|we'?ve|dr)\b)")
// The life of the network itself, and studies.
ROUNDS_PATTERN(
    public_talk,
    R"(\b(?:chats?|panel|guest|tweet ?chat|conferences?|congress|webinars?|(?:the|your|this|my|her|his|our|great) talk|lecture|keynote|booth|poster|websites?|web site|web page|this page|our page|facebook page|the page|profile|blog|articles?|papers?|studies|(?:the|this|that|our|a|clinical|new) (?:study|trial|cohort|registry|audit)|our data|of \d+ patients|\d+ (?:patients|people|cases|women|men)|patients in|the (?:literature|evidence)|trials?|cohort|participants?|randomi[sz]ed|surveys?|poll|newsletter|podcast|open house|fundraiser|5k|meet-?up|workshop|seminar|course|(?:the|this|our|a) (?:network|community|group|channel|server|hashtag|forum|thread|discussion|post|topic|session tonight)|earlier post|journal club|guidelines?|reference|link|hashtag|discussion|donation|gift|scholarship|volunteer\w*|internship|job|application|interview|tour|merch|class)\b)"
)
// What was done with a comment is no treatment; how somebody felt about it neither.
ROUNDS_PATTERN(
    of_the_post,
    R"(^(?: \w+){0,4} (?:comment|posts?|questions?|messages?|reviews?|feedback|story|stories|concerns?|experience|experiences|impression|expectations?|kind words|words|topic|point|suggestions?|ideas?|article|link|study|paper|guideline|thread|opinion|view|the time to|taking the time|loved one|someone (?:close|you love)|right|it right|us here|out to us|us on|us online|this (?:group|network|page|chat|community)|joy|smile|our day|for sleep|unheard|frustrat\w+|disappoint\w+|unhappy|upset|dissatisfied|uncomfortable|this way|that way|able to join|here in (?:this|the|our) (?:group|network|chat)|interested|looking for|curious|in charge|not alone|welcome)\b)"
)
ROUNDS_PATTERN(
    condition_left,
    R"(\b(?:if|whenever|unless|whether|in case|suppose|imagine|say|what|how|anything|everything|whatever|questions?|things?|anyone|someone|no matter|hope|wish|link|article|study|paper|word|issue|issues|points?|topic|once|until|where|who)\s+(?:\w+\s+){0,2}$)"
)

Place sentence(const Scan& scan, Place place)
{
    return sentence_at(scan.lower(), place.begin);
}

/// "You were ...": told of the reader's past, not of the comment.
void told_of_past(Scan& scan, Place place, const Rule& rule)
{
    const auto whole = sentence(scan, place);
    if (scan.has(scan.right(place.end, 60), of_the_post())) return;
    const auto left = scan.lower({whole.begin, place.begin});
    if (scan.has(left, condition_left()) || refuses_to_tell(scan, place)) return;
    const auto text = scan.lower(whole);
    if (scan.has(text, public_talk()) || (scan.has(text, instruction()) && !scan.has(text, ours()))) return;
    scan.found(rule.kind, place, rule.id);
}

} // namespace

bool talks_in_public(const Scan& scan, Place place)
{
    return scan.has(scan.lower(sentence(scan, place)), public_talk());
}

bool refuses_to_tell(const Scan& scan, Place place)
{
    return scan.has(scan.lower(sentence(scan, place)), refusal());
}

void told_surely(Scan& scan, Place place, const Rule& rule)
{
    const auto whole = sentence(scan, place);
    static const RE2 condition(
        R"(\b(?:if|whether|unless|in case|suppose|imagine|anyone|someone|when (?:someone|a patient|people|patients))\b)",
        pattern_options()
    );
    if (scan.has(scan.lower({whole.begin, place.begin}), condition) || refuses_to_tell(scan, place)) return;
    scan.found(rule.kind, place, rule.id);
}

void told_definitely(Scan& scan, Place place, const Rule& rule)
{
    const auto whole = sentence(scan, place);
    const auto text = scan.lower(whole);
    if (scan.has(text, refusal()) || scan.has(text, general()) || scan.has(text, public_talk())) return;
    if (scan.has(text, instruction()) && !scan.has(text, ours())) return;
    scan.found(rule.kind, place, rule.id);
}

#define KIN                                                                                                            \
    "(?:mom|mum|mother|dad|father|child|son|daughter|husband|wife|spouse|partner|baby|brother|sister|kid|kiddo|"       \
    "little (?:one|girl|boy|guy)|loved one|parents?|aunt|uncle|niece|nephew|grand\\w+|twins?|family member|newborn|"   \
    "toddler|girl|boy|hubby|fianc\\w+|boyfriend|girlfriend|friend|nana|granny)"
#define EVENT                                                                                                          \
    "(?:appointments?|appts?|(?:office |clinic |er |ed |urgent care |last |recent |first |next |follow-?up )?visits?|" \
    "procedures?|surger(?:y|ies)|operation|biops(?:y|ies)|colonoscopy|endoscopy|mammogram|infusions?|dialysis|"        \
    "chemo(?:therapy)?|c-section|delivery|extractions?|root canal|crowns?|fillings?|cleaning|stay|admission|"          \
    "discharge|referral|prescriptions?|refills?|scripts?|bill|balance|co-?pay|claim|deductible|invoice|charts?|file|"  \
    "medical records?|results?|labs?|lab ?work|blood ?work|x-?rays?|scans?|mri|ct|ultrasound|pathology(?: report)?|"   \
    "test results?|consent(?: form)?|intake(?: form)?|treatment|treatment plan|diagnosis|encounter|exam|"              \
    "consult(?:ation)?|hospitali[sz]ation|transfusion|transplant|implants?|pacemaker|aligners|dentures|braces|cast|"   \
    "stitches|sutures|incision|wound|recovery|follow-?ups?|check-?up|physical|sessions?|meds|medications?|"            \
    "injections?|"                                                                                                     \
    "shots?|anesthesia|epidural|iv|ekg|echo|stress test|swab|culture|urine|strep test|biopsy|knee|hip|shoulder|"       \
    "ankle|migraines?|blood|lungs?|kidneys?|liver|spine|back|stomach|hearing|vision|eyes?|ears?|skin|mole|symptoms?|"  \
    "tooth|teeth|tumou?r|cancer|infection|pregnancy|labor|birth|rehab|detox|intake|waiting time|wait|charges?|"        \
    "account|payment|insurance|insurer|coverage|hearing aids?|glasses|lenses|device|pump|port|catheter|drain)"

// Who acts, what was done, and to whom: three things that together tell of a treatment whatever the verb is.
ROUNDS_PATTERN(
    acted,
    R"(\b(?:i|we|i'?ve|we'?ve|i'?d|we'?d|our (?:\w+ )?\w+|my (?:staff|team|nurses?|partner|colleagues?|assistant)|the (?:\w+ )?(?:nurses?|doctors?|surgeon|team|staff|hygienist|resident|attending|anesthesi\w+|technician|tech|receptionist|pharmacist|therapist|radiologist|midwife|\w+ologist|interpreter'?s?(?: notes)?|chaplain|social worker|front desk|triage \w+|lab)|dr\.? \w+|nobody|no one|none of us) (?:\w+ly |all |just |both |also |already |even |then |still |never |had |have |has |did |didn'?t |could not |couldn'?t |had to |tried to |not ){0,3}(?:\w{2,}ed|was|were|had|did|gave|told|saw|took|sent|held|kept|left|found|made|got|put|let|brought|came|went|knew|said|spoke|sat|stood|drew|cut|ran|began|felt|wrote|read|met|paid|set|woke|fed|lost|hurt|fit|having|did not|didn'?t|confirms?|expected|refill|send|call)\b)"
)
ROUNDS_PATTERN(
    about_a_patient,
    "\\b(?:your|yours|ur|him|her|his|them)\\b|\\byou(?:\\s(?:[b-z]|a[^r])|[.,!?;]|$)|\\b(?:the|that|this|those|a) "
    "(?:\\w+ )?" EVENT "\\b|\\b(?:the|that) "
    "(?:mole|cyst|lump|stent|tube|cast|wound|abscess|antibiotics?|dose|cream|splint|boot|blood|sample|"
    "fracture|stone|polyp|ulcer|tumou?r|clot|baby|nerve|graft|screw|plate|crutches|walker|inhaler|consent)s?\\b"
)
// Words about words: a comment that was read is no treatment.
ROUNDS_PATTERN(
    only_words,
    R"(\b(?:comments?|posts?|questions?|messages?|reviews?|feedback|stories|story|concerns?|experiences?|kind words|words|links?|articles?|suggestions?|ideas?|topics?|list|dms?|newsletter|members?|email|website|page|time to write|thoughts|perspective|opinion)\b)"
)

/// A past deed of staff to somebody, in one sentence.
void deed_of_staff(Scan& scan, Place place, const Rule& rule)
{
    const auto whole = sentence(scan, place);
    const auto text = scan.lower(whole);
    if (!scan.has(text, about_a_patient()) || scan.has(text, general()) || scan.has(text, public_talk())) return;
    static const RE2 medical("\\b" EVENT "\\b", pattern_options());
    if (scan.has(text, only_words()) && !scan.has(text, medical)) return;
    if (refuses_to_tell(scan, place)) return;
    scan.found(rule.kind, place, rule.id);
}

const RuleSet& reply_rules()
{
    static const RuleSet
        all(
            std::vector<Rule>{
                {"relation.deed", acted().pattern().c_str(), deed_of_staff, Kind::other},
                {"relation.done_to_yours",
                 R"(\byour (?:\w+ ){1,3}?(?:was|were|has been|had been|got|had to be) (?:\w+ly |\w+ ){0,2}?(?:\w{2,}ed|read|drawn|given|sent|done|taken|seen|found|run|cut|put|set|made|put in|taken out)\b|\b(?:i|we) (?:still |also |do |only )?have your (?:\w+ ){0,3}\w+|\bhear (?:that )?(?:the|your) (?:\w+ ){1,3}(?:helps?|helped|works?|worked|fits?|is (?:working|healing|helping|better)|went)\b|\bpleasure to deliver\b)",
                 deed_of_staff,
                 Kind::other},
                {"relation.still_have",
                 R"(\b(?:you (?:still |only |now )?have (?:\w+ ){0,2}(?:refills?|sessions?|doses?|appointments?|weeks? (?:of|left)|balance|stitches|visits?)|how did you (?:do|feel|tolerate|handle|sleep) (?:on|with|after)|with you (?:the whole|all|every|that|during|through|until|when)|(?:short|rude|curt|rough|abrupt|late|impatient) with you|did the trick|(?:has|bears|carries|needs) your signature|you signed|during rounds|on the unit\b|having your|of treating your|your (?:own )?iv\b|pulled out (?:his|her|the|your)|we took off|you understood|as one of our own)\b)",
                 told_definitely,
                 Kind::other},
                {"relation.your_care",
                 R"(\b(?:your|ur|yor|youre) (?:\w+(?:'s)? ){0,3}?)" EVENT R"(\b)",
                 told_definitely,
                 Kind::other},
                {"relation.you_did",
                 R"(\b(?:you|u) (?:\w+ly |also |already |just |still |then |both |first |even |simply |all |yourself |clearly ){0,2}(?:were|weren'?t|had(?:n'?t)?|got|came|went|left|signed|told|gave|brought|ate|drank|chose|said|refused|declined|agreed|arrived|showed|checked|called|walked|waited|paid|owed?|cancell?ed|rescheduled|skipped|stopped|requested|received|reported|complained|threatened|yelled|cursed|screamed|demanded|insisted|opted|consented|tested|presented|collapsed|fell|bled|needed|stayed|visited|saw|met|spoke|underwent|delivered|gained|lost|recovered|responded|improved|never|no-?showed|switched|turned down|hit|failed|finished|completed|filled|wanted|preferred|canceled|did not|didn'?t|did|missed|have never|'ve never|haven'?t|attended|lied|scared|thanked|hugged|attacked|spat|swore|asked (?:for|us|our|to|the (?:nurse|doctor|front|team))|took (?:the|your|off|out|it|a|an|half|more|less)|have (?:been (?:seen|treated|a patient|coming|under|discharged|scheduled|told|given|prescribed|admitted)|an? (?:\w+ )?(?:appointment|balance|follow-?up|history|surgery|slot|visit)|outstanding)|haven'?t (?:paid|shown|come|returned|followed|been seen|picked))\b)",
                 told_of_past,
                 Kind::other},
                {"relation.you_are",
                 R"(\b(?:you'?re|you are|ur|u r) (?:\w+ly |all |still |now |already |also |not |confirmed |actually ){0,2}(?:scheduled|booked|due (?:for|on|back|to)|overdue|on (?:the|our) (?:schedule|list|books|waitlist|waiting list|calendar)|down for|set for|(?:not )?one of (?:our|my)|a (?:valued |long-?time |loyal |new |former |difficult )?patient|past due|recovering|healing|cleared|in remission|cancer free|no longer a patient|registered with|under (?:our|my|dr)|doing (?:so |much )?(?:well|better) after|feeling (?:so |much )?better|confusing us)\b)",
                 told_surely,
                 Kind::other},
                {"relation.records_told",
                 R"(\b(?:it'?s all (?:charted|documented|in)|(?:i|we|i'?ve|we'?ve|she|he|they|our \w+|the \w+) (?:\w+ly |have |has |just |already |both |also |had ){0,2}(?:checked|pulled|reviewed|looked|see|saw|read|found|went|documented|charted|noted|wrote|recorded|logged|confirmed)|per|according to|nothing in|in|from|it (?:says|is|was) (?:right )?(?:there )?in|noted in|based on|there'?s (?:a|nothing|an)|there is (?:a|nothing|an)|there was (?:a|an))\b[^.!?\n]{0,25}\b(?:the|your|ur|his|her|their|our|my|that|those|these) (?:\w+ ){0,2}?(?:charts?|files?|notes?|records?|system|documentation|encounter|intake(?: form)?|paperwork|footage|video|cameras?|recordings?|call logs?|logs?|schedule|emr|ehr|imaging|x-?rays?|mri|ct|scans?|report)\b|\b(?:nurse|doctor|team|staff|provider|surgeon|resident|hygienist|we|i) (?:\w+ly )?(?:documented|charted)\b|\bour (?:cameras?|footage|records?|notes?|system|schedule|logs?) (?:\w+ly |all )?(?:shows?|has|have|says?|indicates?|tells?|states?|reflects?|confirms?|do not|don'?t)\b|\bthere'?s a note\b|\bno record of (?:you|your|an|any|that|ever)\b|\bunder your name\b|\bthe consent (?:form )?(?:you|that)\b|\bwe (?:could ?n'?t|couldn'?t|can'?t|cannot|don'?t|do not|did not|didn'?t) (?:find|see|have|locate) (?:you|your|an appointment|any(?:thing)?|a (?:record|visit|chart|file))\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto text = scan.lower(sentence(scan, place));
                     static const RE2 nobody(
                         R"(\bno record of|couldn'?t find|do(?:n'?t| not) have)", pattern_options()
                     );
                     if (scan.has(text, public_talk()) || scan.has(text, general())) return;
                     if (refuses_to_tell(scan, place) && !scan.has(scan.lower(place), nobody)) return;
                     scan.found(rule.kind, place, rule.id);
                 },
                 Kind::other},
                {"relation.kin",
                 R"(\byour )" KIN
                 R"((?:'s)? (?:\w+ ){0,3}?(?:was|were|had|has|(?:\w+ly |just )?\w{3,}ed|is (?:doing|recovering|stable|healing|in (?:our|room|bed|the (?:icu|nicu|unit))|on (?:our|the)|scheduled|due|here|with us|under|still)|did|came|arrived|received|refused|left|needed|passed|died|got|missed|stayed|fell|went|signed|fought|told|wanted|asked|declined|never|didn'?t|wasn'?t|couldn'?t|won over|chose|agreed|stay|surgery|appointments?|chart|records?|care|treatment|results?|procedure|delivery|discharge|admission|room|plan|birth|transplant|visit|medication|meds|prescription|pacemaker|bill)\b|\b(?:care of|treat(?:ed|ing)|seeing|saw|met|meeting|met with|cared for|caring for|delivered|operated on|discharged|admitted|hold(?:ing)?|look(?:ed|ing) after|told|knowing|knew|serv(?:ed|ing)|helping|helped) (?:you and )?(?:both (?:of )?)?your (?:\w+ )?(?:family|children|kids|)" KIN R"()s?\b|\b(?:you and|yourself and) (?:the|your) (?:baby|little one|newborn|twins|family)\b|\btell your )" KIN
                 R"( (?:we|i|hi|hello|the team|our)\b|\b(?:you|u) both signed\b)",
                 told_surely,
                 Kind::other},
                {"relation.they",
                 R"(\b(?:he|she) (?:was|had been|has been|had|has|walked|came|got|left|went|took|did|refused|asked|told|wanted|chose|waited|slept|ate|could not|couldn'?t|did not|didn'?t|wasn'?t|never|is|looks|will|needs) (?:\w+ly |not |already |all |both |never |so |very |a |an |the |in |out |before |again |given |doing |back |to |our |home |well|great|stable|fine|turned|seen|treated|sedated|discharged|[a-z]+ed\b)|\b(?:he|she|they|your \w+|mom|mum|dad|the patient|this patient|the person|the child|the baby|the young (?:man|lady|woman)|the gentleman|the lady) (?:\w+ly |also |already |then |both |in fact |sadly )?(?:was|were|had been|is|has been) (?:\w+ly |already |never |then |very |so |not )?(?:discharged|admitted|treated|seen|stable|critical|given|sedated|intubated|transferred|evaluated|examined|diagnosed|our|a patient|in our|under our|on our|unresponsive|septic|confused|combative|intoxicated|in the (?:\w+ )?(?:room|unit|ward|building|hallway)|brought|taken|sent|told|offered|monitored|scheduled|moved|placed|started|prescribed|operated|informed|cared|comfortable|gone|sick|ill|dehydrated|in (?:pain|labor|the (?:icu|er|or)|room))\b|\b(?:he|she) (?:fought|passed (?:away|peacefully)?|died|refused|declined|signed|left (?:ama|against|before|without)|coded|arrested|arrived|came (?:in|to us|to the)|did (?:great|well|so well)|responded|received|needed (?:a|an|the|emergency|more)|never (?:took|told|came|followed))\b|\bour (?:whole |entire )?(?:unit|team|floor|ward|staff|nurses|clinic) (?:still )?(?:misses?|remembers?|loved?|adored?|grieves?|will miss)\b|\bthe patient (?:you|in question|here|is|was|did|has)\b|\b(?:one|some) of (?:our|my) (?:favorite |favourite |sweetest |best |dearest )?patients\b|\b(?:this|that) patient\b)",
                 told_definitely,
                 Kind::other},
                {"relation.wishes",
                 R"(\b(?:thank(?:s| you)?|grateful|gratitude|honou?red|honou?r|pleasure|joy|privilege|privileged|glad|happy|delighted|thrilled|wonderful|loved|love|great|good|so nice|nice|pleased|proud|relieved|blessed|hop(?:e|ing)|congrat\w*|well done|way to go|cheers|welcome back)\b[^.!?\n]{0,60}\b(?:trusting (?:us|me|our|dr)|trust in (?:us|me|our|dr)|choosing (?:us|our|dr|me|\w+ (?:hospital|clinic|dental))|(?:chose|picked) (?:us|our|dr|me)|having you(?: as)?|(?:taking|to take|took) care of|car(?:e|ed|ing) for you|treat(?:ed|ing)? you|serv(?:e|ed|ing) you|see(?:ing)? you (?:again|walk|up|on your feet|so|back|smile|smiling|well|better|home|today|yesterday|at your)|(?:meet|met|meeting) you and|(?:your|the) (?:\w+ ){0,3}(?:recover\w*|surgery|operation|procedure|delivery|c-section|transplant|bypass|treatment|treatments|chemo|radiation|remission|rehab|(?:hip|knee|shoulder|valve|kidney|liver|heart|smile|tooth|teeth|crown|lens(?:es)?|hearing aids?|pacemaker|pump|inhaler|meds?|medications?|medicine|dose|brace|glasses|braces|implants?)\b|results?|scan|biopsy|incision|wound|stitches|visit|stay|appointment|sight|vision|hearing|weight loss|a1c|sugars|blood pressure|sobriety)|you'?(?:re| are) (?:\w+ ){0,3}(?:better|recovering|healing|well|pain.free|home|walking|on the mend|back on your feet|up and about|cancer.free|sleeping|breathing|healed|mobile)|you (?:feel|felt|are feeling) (?:so |much |a lot )?better|you (?:and|&) (?:the |your )?(?:baby|little one|family|husband|wife|mom|son|daughter) are|you (?:got|had|have) (?:the |a |your )?(?:answers?|relief|good outcome|great outcome|quick|transplant|all clear)|coming (?:in|back|to see)|visiting (?:us|our (?:clinic|office|er|hospital|practice))|your (?:recent |last )?(?:visit|stay)|being (?:our|a|such a|one of our) (?:\w+ )?patient|letting us (?:care|treat|help|be)|(?:be|being) part of your (?:\w+ )?(?:journey|recovery|care|birth|pregnancy|healing)|finishing (?:\w+ )?(?:chemo|treatment|radiation|therapy)|we (?:could|were able to) (?:help (?:you|with your)|save|fix|treat|get you|see you|fit you|relieve|find|ease)|helped? (?:you (?:with|get|through|walk)|your)|working (?:for|out for) you|get you (?:back|walking|home|in)|your (?:last|final|first) (?:\w+ )?(?:radiation|chemo|infusion|treatment|session|dose|dialysis)|gave you (?:your|back)|you (?:rang|ring) the bell)\b|\bwatching you (?:ring|walk|heal|recover|take)\b|\b(?:see(?:ing)?|catch) you (?:again )?(?:at your|at the (?:clinic|office|hospital|appointment)|back (?:in|here)|for your|in (?:six|two|three|\d+|a few|clinic|the clinic|the office|a (?:week|month)))\b|\blook(?:ing)? forward to (?:your|seeing you|having you|treating you)\b|\bsee you (?:in (?:the )?(?:spring|summer|fall|autumn|winter|january|february|march|april|may|june|july|august|september|october|november|december)|back|for (?:your|the))\b|\benjoy (?:the|those|your) new \w+|\bwe (?:already )?miss (?:you|having you)\b|\bstay healthy\b|\b(?:thanks?|thank you) for (?:coming in|visiting us|your visit|stopping by (?:the|our) (?:clinic|office)|being (?:a|our) (?:\w+ )?patient|seeing (?:us|me|dr))\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto text = scan.lower(sentence(scan, place));
                     if (scan.has(text, public_talk()) || refuses_to_tell(scan, place)) return;
                     static const RE2 wish(
                         R"(\b(?:if|everyone|anyone|all of you|people|patients|folks)\b)", pattern_options()
                     );
                     if (scan.has(text, wish)) return;
                     scan.found(rule.kind, place, rule.id);
                 },
                 Kind::other},
                {"relation.sorry",
                 R"(\b(?:sorry|apologi[sz]e|apologies|regret|regrets)\b[^.!?\n]{0,30}\b(?:(?:your|the) (?:\w+ ){0,2}(?:visit|stay|room|appointment|procedure|surgery|wait|waits?|injection|iv|blood draw|meals?|bed|bill|billing|delays? (?:with|in|on) your|crown|filling|treatment|discharge|infusion|scan|nurse|roommate|referral|refill|prescription|results?)\b|you (?:had to|were (?:kept|left|moved|told|given|sent|made|put|turned|in|not (?:seen|given|told|called))|waited|sat|didn'?t get|did not get|weren'?t|experienced (?:pain|a (?:long|delay))|hurt|left (?:with|in|before)|got (?:the|a|an|sick|an infection))|(?:we|i|nobody|no one|our \w+|the \w+) (?:could not|couldn'?t|did not|didn'?t|were not|weren'?t|was|were|kept|forgot|failed|missed|ran|never|had to|hurt|made you|lost your|took so long|mis\w+ your|called you|woke you|rushed you))\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     if (scan.has(scan.right(place.end, 60), of_the_post())) return;
                     const auto text = scan.lower(sentence(scan, place));
                     if (scan.has(text, public_talk()) || refuses_to_tell(scan, place)) return;
                     scan.found(rule.kind, place, rule.id);
                 },
                 Kind::other},
                {"relation.measured",
                 R"(\byour (?:\w+ ){0,2}(?:a1c|blood pressure|bp|sugars?|glucose|weight|fever|temperature|oxygen|sats?|levels?|counts?|potassium|sodium|hemoglobin|infection|pain|swelling|rash|cough|symptoms|numbers|heart rate|pulse|attitude|behaviou?r|language|tone|conduct|tooth|gums|lungs|kidneys|liver|vision|eyes|bones?|spine|case|skin|stitches|bleeding|abscess) (?:\w+ ){0,4}?(?:was|were|had|dropped|went|came|fell|rose|improved|got|showed|needed|looked|cleared|did|has been|have been|is (?:better|healing|healed|down|back|stable))\b|\b(?:on|in|with) your case\b|\bduring (?:the|your) (?:\w+ )?(?:infusion|visit|procedure|exam|appointment|surgery|stay|session|delivery|labor|scan|admission|consult|cleaning|treatment)\b|\b(?:that|the|your) (?:antibiotics?|abscess|bone|fever|heartbeat|pump|drain|medication|dose|cream|injection|splint|brace) (?:did|was|were|had|worked|cleared|broke|came)\b|\bwe (?:\w+ )?(?:did everything|set the bone|had a (?:cancellation|opening)|kept your|saved your|held your|found you|fixed|removed|extracted|delivered|sewed|stitched|stabilized|resuscitated)\b|\b(?:diabetics|patients|people|someone|smokers) like you\b|\bas you (?:did|do|have|know)\b|\bcome at \d)",
                 told_definitely,
                 Kind::other},
                {"relation.as_told",
                 R"(\b(?:as|like|what|that|which|than what|just as|exactly what) (?:we|i|the (?:nurse|doctor|team|surgeon|midwife|pharmacist)|dr\.? \w+|our (?:nurse|doctor|team|staff|\w+ist)) (?:had |have |already |all |both |also |then |just ){0,2}(?:discussed|explained|told|showed|asked|talked|went over|agreed|advised|instructed|recommended|prescribed|said|promised|warned|suggested|covered)\b|\b(?:we|i) (?:\w+ly |had |have |already |just |also ){0,2}(?:prescribed|put you|gave you|fitted|placed|performed|started you|switched you|ordered (?:for|on) you|did on you|wrote you|injected|implanted|extracted|operated|stitched you|cast your|told you|warned you|asked you|saw you|treated you|helped you|sent you|called you|offered you|billed you|charged you|refunded you|remember (?:you|your|how|that|when|seeing)|delivered (?:you|both|your|the)|examined you|started your|recommended you)\b|\bi (?:was|am|'?m) (?:the|your|one of (?:the|your)) (?:\w+ )?(?:nurse|doctor|surgeon|tech|dentist|resident|paramedic|midwife|aide|therapist|physician|anesthesiologist|pa|np|who)\b|\bi'?m (?:the|your) (?:\w+ )?(?:nurse|doctor|surgeon|tech|dentist|resident|midwife|therapist|one) (?:who|that)\b|\byour (?:own )?(?:nurse|surgeon|dentist|therapist|pharmacist|midwife|anesthesiologist|oncologist|cardiologist|physician|doctor|hygienist|care team|social worker|case manager) (?:\w+ly |also |already |then |has |had )?(?:told|called|explained|documented|noted|said|remembers?|saw|sent|ordered|prescribed|was|asked|recommended|discussed|checked|spent|did|tried|says|confirmed|faxed|left you)\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto text = scan.lower(sentence(scan, place));
                     if (scan.has(text, public_talk()) || refuses_to_tell(scan, place)) return;
                     static const RE2 everybody(
                         R"(\b(?:patients|people|everyone|each other|families|visitors|residents|students|last (?:month|week)'s (?:chat|session))\b)",
                         pattern_options()
                     );
                     if (!scan.has(text, everybody)) scan.found(rule.kind, place, rule.id);
                 },
                 Kind::other},
                {"relation.findings",
                 R"(\b(?:the|both|those|that|good news about the|no news on the) (?:\w+ ){0,2}?(?:biopsy|scan|results?|labs?|culture|swab|x-?ray|mri|ct|ultrasound|pathology|script|prescription|refill|referral|crown|filling|extraction|tooth|charge|claim|refund|deposit|aligners|graft|cavity|tumou?r|surgery|procedure|injection|stent|cast|implant|infection|appointment|slot|voucher|fracture|clot|delay) (?:\w+ (?:of|in|on|for) (?:your|the) \w+ )?(?:\w+ly |also |already |finally |just )?(?:came back|was|were|is (?:for|in|ready|back|benign|clear|normal|from|due|booked|still|at)|are (?:in|ready|back|normal)|showed|shows|has been|have been|had|went|looked|needed)\b|\b(?:results|labs|x-?rays|scans?|test) (?:are|is) (?:in|back|ready|normal|fine|negative|clear)\b|\bgood news about (?:the|your)\b|\b(?:the|a|your|that) (?:script|prescription|refill|referral|rx) (?:was|is|has been|went|got|will be) (?:\w+ )?(?:sent|called|faxed|out|ready|in|over|denied|approved)\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto text = scan.lower(sentence(scan, place));
                     static const RE2 lesson(
                         R"(\b(?:usually|often|typically|when (?:a|the|an)|until the|once (?:a|the)|before the|after the|patients|people|women|men|adults|subjects|arm|group|placebo|percent|recall\w*|mice|authors?|editors?|meta|fda)\b)",
                         pattern_options()
                     );
                     if (scan.has(text, lesson)) return;
                     told_definitely(scan, place, rule);
                 },
                 Kind::other},
                {"relation.orders",
                 R"(\b(?:(?:come|stop|pop|swing|drop|call|phone|see me|see us|check) (?:back |in |by |me |us |him |her )*(?:on )?(?:monday|tuesday|wednesday|thursday|friday|tomorrow|today at|at \d|next week|after \d|in (?:two|three|a few|six|\d+) (?:days|weeks|months))|(?:just )?call me (?:back|if|when|directly|tonight|today)?|we'?ll (?:re-?check|repeat|re-?test|refill|re-?do|hold your|see you|call you|fax|adjust|swap|take (?:the|your|those|another)|remove|discuss (?:it|this|them) at|go over (?:it|this|them|your)|get you (?:in|scheduled|seen|rescheduled)|have you|send (?:the|your|you)|mail|waive)|i'?ll (?:refill|re-?check|call (?:it|you|your|them)|send (?:it|your|the|you)|adjust|look into your|go over your|see you|fax|order|renew|put in|talk to you at|review your|check your|squeeze you)|we (?:have|had|got|put|see|need|want|can fit|will have|could fit) you (?:down|scheduled|booked|back|in|on|at|for|listed|to come)|i see (?:that )?you(?:'?re| are| were| have| had| did| came)|(?:finish|take|keep taking|continue|stop|resume|restart|hold|increase|reduce|use) (?:\w+ ){0,3}(?:the|your|that) \w+ (?:\w+ )?(?:i|we|dr\.? \w+|the nurse) (?:prescribed|gave|put|started|ordered|fitted|recommended|sent|called)|keep taking (?:the|your) \w+ and|(?:how'?s|how is|how are|how did|how was) (?:the|your|that|those|things with the|everything since the|it feeling since) (?:\w+ ){0,2}(?:incision|wound|recovery|stitches|knee|hip|shoulder|back|baby|crown|tooth|implant|arm|leg|ankle|foot|cast|pain|new \w+|meds?|medication|surgery|procedure|rash|cough|ear|eye|scar|brace|pump|port|inhaler|dose|injection|appointment|session)|is this about (?:the|your)|(?:next time|remember to|please) bring (?:\w+ ){1,4}(?:like|as) we|like (?:the one you had|you had)|(?:knees?|hips?|cases?|fractures?|tumou?rs|levels?|numbers|symptoms|scans?|ferritin|pressure|\w+itis|\w+oma) like yours|with your (?:history|condition|numbers|kidneys|heart|diagnosis|symptoms)|given (?:your|what you|how you|that you)|people with your history|because of your (?:\w+ )?(?:condition|history|diagnosis|weight|pressure|levels|insurance|allerg\w+)|in the (?:exam|treatment|operating|recovery|delivery|procedure) room|you know (?:very well|full well|exactly|perfectly)|you were (?:all smiles|never|always)|(?:send|give|tell|dm|message) (?:me|us) your (?:\w+ )?(?:mrn|dob|date of birth|name|chart|record|number|phone|birthday|details)|dm me|sheet lists|on arrival\b|is booked for|you should have (?:had|got|received)|(?:past|over) ?due|days? past due|wrote off|written off|in collections|billed (?:\w+ ){1,3}for you)\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto text = scan.lower(sentence(scan, place));
                     if (scan.has(text, public_talk()) || refuses_to_tell(scan, place)) return;
                     static const RE2 lesson(
                         R"(\b(?:if|people|patients|everyone|anyone|someone|adults|most|may|might|should|for (?:a|the) (?:link|list)|with questions|the (?:main|feedback|patient|nurse|office|front|advice|help|hot)\w* ?(?:line|number|desk|office)?)\b)",
                         pattern_options()
                     );
                     static const RE2 whose(R"(your history|given (?:your|what you)|like yours)", pattern_options());
                     if (scan.has(text, lesson) && !scan.has(scan.lower(place), whose)) return;
                     scan.found(rule.kind, place, rule.id);
                 },
                 Kind::other},
                {"relation.billed",
                 R"(\b(?:your|ur) (?:\w+ ){0,2}(?:insurer|insurance|plan|policy|carrier|coverage|co-?pay|deductible|balance|bill|claim|payment|deposit|statement|account|refund|invoice)\b|\b(?:insurance|medicare|medicaid|cigna|aetna|the insurer|the plan) (?:\w+ly |has |already |only |then )?(?:paid|denied|covered|rejected|approved|pays|required|declined|did not|didn'?t)\b|\b(?:the|this|that) (?:charge|bill|fee|claim|amount|payment|balance) (?:is|was|on your|for (?:the|your)|has|includes|covers)\b|\byou (?:still )?owed?\b|\bpayment for your\b)",
                 [](Scan& scan, Place place, const Rule& rule) {
                     const auto text = scan.lower(sentence(scan, place));
                     static const RE2 general_money(
                         R"(\b(?:check with|ask|call|contact|verify with|bring|questions|policy is|policies|plans|network|accept|your insurer (?:can|will)|depends?)\b)",
                         pattern_options()
                     );
                     if (scan.has(text, general_money)) return;
                     told_definitely(scan, place, rule);
                 },
                 Kind::other},
            }
        );
    return all;
}

} // namespace rounds::privacy
