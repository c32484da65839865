#include "server/privacy/detect/relationship.hpp"

#include "server/privacy/detect/model.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/reply_rules.hpp"
#include "server/privacy/detect/sentence.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

// What belongs to one patient's care.
#define CARE                                                                                                           \
    "(?:appointments?|appts?|visits?|procedures?|surger(?:y|ies)|operation|results?|labs?|lab ?work|blood "            \
    "?work|blood tests?|"                                                                                              \
    "scans?|mri|ct|pet|ultrasound|x-?rays?|biops(?:y|ies)|pathology|colonoscopy|mammogram|echo|ekg|charts?|records?|"  \
    "files?|"                                                                                                          \
    "notes?|history|insurance|insurer|claims?|co-?pays?|bills?|balance|deductible|coverage|payments?|accounts?|"       \
    "prescriptions?|refills?|scripts?|meds|medications?|doses?|dosage|treatments?|treatment plan|care "                \
    "plan|diagnos[ie]s|"                                                                                               \
    "condition|tumou?r|cancer|infections?|wounds?|incision|crowns?|implants?|fillings?|root canal|extraction|"         \
    "dentures?|braces|teeth|tooth|knee|hip|shoulder|heart|pregnancy|delivery|baby|stay|admission|discharge(?: "        \
    "papers| summary|"                                                                                                 \
    " instructions)?|referrals?|consult(?:ation)?|follow-?up|sessions?|therapy|chemo(?:therapy)?|infusions?|"          \
    "radiation|"                                                                                                       \
    "symptoms|levels?|numbers?|a1c|blood pressure|blood "                                                              \
    "sugar|test|tests|exam|check-?up|case|paperwork|forms?|consent|"                                                   \
    "authorization|workup|screening|transplant|dialysis|pump|device|pacemaker|vaccin(?:e|ation)|shots?|cycle|intake|"  \
    "file|"                                                                                                            \
    "portal messages?|complaints?|concerns about your (?:visit|care))"
#define STAFF                                                                                                          \
    "(?:we|i|our "                                                                                                     \
    "(?:team|office|staff|clinic|doctors?|nurses?|surgeons?|records?|notes?|files?|system|department|billing "         \
    "\\w+|front desk|practice|hygienist|dentist|er)|the (?:team|office|staff|clinic|nurse|surgeon|doctor) "            \
    "here|dr\\.? \\w+|the (?:\\w+ "                                                                                    \
    ")?(?:doctor|nurse|surgeon|dentist|hygienist|resident|attending|provider|anesthesiologist|technician|"             \
    "technologist|tech|receptionist|team|staff|front "                                                                 \
    "desk|specialist|pharmacist|therapist|radiologist|midwife|oncologist|cardiologist))"
#define WHEN                                                                                                           \
    "(?:yesterday|today|last (?:week|month|year|night|time|spring|summer|fall|winter|\\w+day)|this "                   \
    "(?:week|morning|month)|on "                                                                                       \
    "\\w+day|earlier|with us|here|with (?:me|our|dr)|at our|in our|in "                                                \
    "(?:january|february|march|april|may|june|july|august|"                                                            \
    "september|october|november|december)|on (?:the )?\\d|next (?:week|\\w+day|month)|tomorrow)"

/// Words before that make a sentence general or a condition: "if you were prescribed", "ask whether your results".
ROUNDS_PATTERN(
    general_before,
    R"(\b(?:if|whether|unless|should|can|could|might|may|would|once|whenever|in case|suppose|imagine|anyone|people|patients|someone|before|always|never|to|ask|bring|check|keep|talk|discuss|tell|call|contact|share|show|review|understand\w*|know|about|with|make sure|track|write down|don't|do not|please don't|we (?:never|cannot|can't|don't) (?:discuss|comment|confirm))\s+(?:\w+\s+){0,2}$)"
)
ROUNDS_PATTERN(
    condition_before, R"(\b(?:if|whether|unless|in case|suppose|imagine|when someone|say)\s+(?:\w+\s+){0,3}$)"
)
ROUNDS_PATTERN(
    no_confirm, R"(\b(?:cannot|can't|can not|unable to|not able to|do not|don't|won't|never|nor)\s+(?:\w+\s+){0,4}$)"
)

void always(Scan& scan, Place place, const Rule& rule)
{
    scan.found(rule.kind, place, rule.id);
}

void unless_conditional(Scan& scan, Place place, const Rule& rule)
{
    const auto left = scan.left(place.begin, 40);
    if (scan.has(left, condition_before()) || scan.has(left, no_confirm())) return;
    if (talks_in_public(scan, place)) return;
    scan.found(rule.kind, place, rule.id);
}

/// "our patient" speaks of the reader; "our patient relations line" does not.
void patient_of_ours(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 office(
        R"(^\s(?:relations?|advoca\w+|experience|portal|safety|education|resources?|services?|care|representatives?|privacy|support|handbook|line|liaison|navigat\w+|community|council|family|stories|story|rights|guides?|information|groups?|network|centered|population|volunteers?|and family|advisory|feedback|surveys?|satisfaction|financial|billing)\b)",
        pattern_options()
    );
    if (scan.has(scan.right(place.end, 24), office)) return;
    unless_conditional(scan, place, rule);
}

void unless_general(Scan& scan, Place place, const Rule& rule)
{
    const auto left = scan.left(place.begin, 40);
    if (scan.has(left, general_before()) || scan.has(left, no_confirm())) return;
    scan.found(rule.kind, place, rule.id);
}

/// In somebody's past: not after "if", "when", "the doses that".
void unless_any_case(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 any_case(
        R"(\b(?:if|when|whenever|once|after|before|whether|what|how|unless|until|that|which|who|whoever|than|as|any|anything|everything|whatever|doses?|medicines?|where|while|in case|things|times?|questions?)\s+(?:\w+\s+){0,2}$)",
        pattern_options()
    );
    if (scan.has(scan.left(place.begin, 40), any_case) || talks_in_public(scan, place)) return;
    unless_conditional(scan, place, rule);
}

/// What staff did, unless it was reading, writing or studying.
void staff_did(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 public_work(
        R"(\b(?:comment|post|question|message here|review|feedback|concerns?|studies|evidence|literature|research|guidelines?|article|chat|network|survey|newsletter|webinar|page|website|link|video|people|patients|participants|everyone|anybody)\b)",
        pattern_options()
    );
    if (scan.has(scan.lower(place), public_work)) return;
    unless_conditional(scan, place, rule);
}

const RuleSet& rules()
{
    static const RuleSet all(std::
                                 vector<Rule>{
                                     {"relation.role",
                                      R"(\b(?:as|i'?m|i am|being) your (?:own )?(?:\w+ )?(?:doctor|physician|nurse|surgeon|oncologist|therapist|dentist|provider|midwife|pharmacist|counsel\w+|psychiatrist|cardiologist|care team|hygienist|treating \w+|case manager|pcp|gp)\b|\b(?:our|my) (?:own )?(?:former |past |long-?time |loyal |valued |dear )?(?:patient|client)\b(?: (?:since|for|of|here)| \w+ (?:since|for))?|\b(?:you|you're|you are|you were|you've been|having you) (?:are |were |been )?(?:as |a |an )?(?:(?:our|my)|(?:(?:valued|loyal|new|long-?time|former|established|returning) )?(?:a |our )?)\s?patients? (?:of (?:ours|mine|dr)|here|with us|at our|since)|\byou (?:have been|were|are) under (?:our|my) care|\bin our care\b|\bunder our care\b|\bsigned you up as a patient\b)",
                                      patient_of_ours,
                                      Kind::other},
                                     {"relation.came",
                                      R"(\b(?:when|since|after|before|while|the (?:day|time|night|morning|first time|last time)|until|that) you (?:first |last |were |had |just )?(?:came|come in|visited|stayed|saw (?:us|me|dr|our)|called (?:us|our|the office|in)|had your|left (?:our|the|us|against|before|without)|arrived|checked (?:in|out)|were (?:here|admitted|in (?:our|the)|seen|with us|discharged|under|a patient|treated|hospitali[sz]ed|on our)|underwent|spoke (?:to|with) (?:us|me|our|dr)|sat down|signed|told (?:us|me|our|the nurse)|brought (?:him|her|your)|dropped|presented|delivered|started (?:treatment|therapy|with us)|transferred|walked (?:in|out))\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.came_in",
                                      R"(\byou (?:came (?:in|to (?:us|our|my|the (?:er|clinic|office|ed|practice)))|came back|presented (?:with|to)|visited (?:us|our|my|the (?:er|clinic|office))|stayed with us|saw (?:me|us|dr\.? \w+|our)|checked in|no-?showed|walked out|left (?:against|ama|without|before)|were (?:seen|admitted|treated|discharged|scheduled|diagnosed|evaluated|examined|told|advised|informed|offered|given|prescribed|billed|charged|late|late for|rescheduled|referred|screened|tested|operated|sedated|in (?:our|my)|here|upset|hostile|non-?compliant|refunded|warned|asked to|counsel\w+|intubated|transferred|a no-?show)|had (?:an|a|your|the) )" CARE
                                      R"(|missed (?:your|the|two|three|several|\d+|an|a|multiple) |cancell?ed (?:your|the|on|two|three|several|\d+|an|a|multiple)|declined (?:the|our|to|a|any|treatment|x-?rays)|refused (?:the|our|to|a|any|treatment|care)|signed (?:a|the|our|off|consent)|agreed to (?:the|a|our|pay)|chose (?:to (?:decline|skip|wait|leave|stop|not)|not to)|never (?:paid|came|showed|returned|followed|picked|filled|told|mentioned|completed|finished)|owe (?:us|a|the)?|still owe|failed to|didn't (?:show|come|return|follow|tell|mention|pay|pick|take|complete)|did not (?:show|come|return|follow|tell|mention|pay|pick|take|complete)|told (?:us|me|our|the (?:nurse|doctor|front|staff))|mentioned (?:to us|during|at your|in the)|complained (?:of|about|to)|tested (?:positive|negative)|opted (?:for|to)|asked (?:us|me|our|dr|for a refund)|reported (?:to us|having|no|that you)|requested (?:a|the|that|early)|received (?:the|a|your|our|\w+ (?:from|at) (?:us|our))|waited (?:\w+ ){1,3}because))",
                                      unless_any_case,
                                      Kind::other},
                                     {"relation.chart",
                                      R"(\b(?:your|ur) (?:\w+ )?(?:chart|records?|file|notes?|history|intake form|consent form|account|lab work|labs?|results?|scans?|mri|ct|x-?rays?|biopsy|pathology|blood ?work|tests?|screening|imaging|insurance(?: company| plan| carrier)?|insurer|claim|coverage|deductible|co-?pay|bill|balance|payment)s? (?:clearly |actually |also |then |only |already |still |just |that day |from \w+ )?(?:shows?|showed|says?|said|indicates?|indicated|states?|stated|documents?|notes?|noted|reflects?|lists?|listed|confirms?|came back|came in|come back|are (?:in|back|ready|normal|abnormal|fine|available|due|overdue|on file)|is (?:in\b|back|ready|on file|overdue|past due|due|in our|with|positive|negative|fine|normal)|was (?:denied|not|sent|positive|negative|normal|abnormal|declined|reviewed|billed|lost|rejected|clean|clear|inactive|terminated)|were (?:sent|normal|abnormal|positive|negative|reviewed|fine|lost|clear|not)|denied|did not|didn't|does not|doesn't|only|won't|refused|declined|paid|lapsed|rejected|requires? that you|has been|have been|had been|hasn't))",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.according",
                                      R"(\b(?:according to|per|based on|looking at|reviewing|pulled(?: up)?|checked|looked (?:at|into|up|over|through)|reviewed|went through|went over|see in|noted in|documented in|from|in|found|opened|reread|updated|corrected|saw|see|have) (?:both )?(?:your|ur|our) (?:\w+ ){0,2}(?:chart|records?|files?|notes|history|account|intake|billing|imaging|labs?|x-?rays?|results|scans?|schedule|appointment log|documentation|surveillance|call log)\b)",
                                      unless_general,
                                      Kind::other},
                                     {"relation.staff_did", R"(\b)" STAFF R"(\s(?:\w+ly |all |both |also |did |had |have |has |already |just |even |then |personally |certainly |was |were |are |am |'ve |'d ){0,3}(?:saw|see you|seen|treated|treating|examined|diagnosed|prescribed (?:you|your|the)|removed (?:your|the)|performed|operated|delivered your|reviewed your|discussed (?:your|with you|this with you)|explained (?:to you|your|all|the|this to you)|told you|informed you|advised you|offered you|recommended (?:you|your|that you)|called you|tried to (?:call|reach) you|left you|scheduled you|rescheduled you|billed (?:you|your)|charged you|refunded you|submitted your|sent (?:you|your)|placed (?:your|you|the)|fixed your|admitted you|discharged you|ordered (?:your|the|you|an|a)|refilled|adjusted your|changed your|started you|put you on|gave you|warned you|asked you|met with you|spoke (?:to|with) you|took care of (?:you|your)|cared for you|caring for you|took out your|did your|drained your|repaired your|replaced your|tested you|swabbed you|waived your|looked after you|remember(?:ed)? (?:you|your)|noticed (?:you|your)|noted (?:you|your|that you)|documented (?:your|that you|you)|referred you|counsel\w+ you|helped you with your|followed you|monitored you|stitched|numbed|x-?rayed|screened you|immuni[sz]ed you|enrolled you|transferred you|worked on your|reached out to you|fit you in|squeezed you in|kept you|held you|restrained you|sedated you|intubated you|your (?:doctor|surgeon) here)\b)", unless_conditional, Kind::other
                                     },
                                     {"relation.visit",
                                      R"(\byour (?:\w+[- ]){0,3})" CARE R"(\s(?:\w+ ){0,2})" WHEN R"(\b)",
                                      unless_general,
                                      Kind::other},
                                     {"relation.visit_was",
                                      R"(\byour (?:\w+[- ]){0,2}(?:appointment|visit|procedure|surgery|operation|biopsy|scan|mri|infusion|session|admission|stay|consult(?:ation)?|cleaning|extraction|delivery|exam|root canal|crown|implant|filling|colonoscopy|check-?up|treatment|chemo|diagnosis|condition|infection|symptoms?|refill|prescription|referral|dose) (?:was|were|went|had|is (?:on|at|scheduled|set|confirmed|tomorrow|ready|still|overdue|being)|has been|had been|lasted|ran|took|required|did not|didn't|came|got|failed|included|involved|showed|turned)\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.thanks",
                                      R"(\b(?:thank(?:s| you)(?: so much)?(?: again)? for (?:visiting|coming (?:in|to)|choosing|trusting|being (?:our|a|such)|seeing|letting us (?:care|treat)|your (?:visit|patience during your|trust in us with your))|(?:great|good|nice|lovely|wonderful|pleasure) (?:to (?:see|treat|care for|meet)|seeing|treating|caring for|meeting) (?:you|your)|glad (?:we could|your|the) (?:help you with|surgery|procedure|treatment|treat|recovery|knee|results?|scan)|(?:sorry|apologi[sz]e|regret)\b[^.\n]{0,40}(?:your (?:visit|stay|experience (?:with|at|in) (?:us|our|the)|wait|appointment|procedure|surgery|care (?:with|at|here)|time with us|treatment (?:with|at|here))|you (?:had to wait|waited|were kept|felt rushed))|(?:we )?look forward to (?:seeing|treating) you|we(?:'ll| will) see you (?:at|on|next|for|tomorrow|soon|in)|see you (?:at your|on \w+day|next|tomorrow|for your)|hope (?:your|the) (?:recovery|surgery|knee|hip|wound|incision|baby|new \w+) (?:is|was|goes|went)|how(?:'s| is| are) (?:your|the) (?:\w+ )?(?:incision|wound|recovery|stitches|knee|hip|new \w+|pain|crown|implant) (?:\w+ )?(?:since|after|doing|feeling|healing)|congratulations on (?:your|finishing) (?:\w+ )?(?:chemo|treatment|remission|delivery|transplant|surgery|baby))\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.family",
                                      R"(\byour (?:mom|mother|mum|dad|father|child|son|daughter|husband|wife|spouse|partner|baby|brother|sister|grand\w+|kid|loved one|parent|aunt|uncle) (?:was|had|has been|came|is|did|received|refused|left|needed|passed|died|arrived|got|missed|stayed|fell) (?:\w+ ){0,3}?(?:here|with us|our|treated|admitted|seen|in our|discharged|patient|under|given|scheduled|diagnosed|sedated|transferred|to (?:our|the (?:er|icu|clinic))|appointments?|care|surgery|in (?:room|bed)|the \w+ unit|on our)\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.records",
                                      R"(\bour (?:records?|files?|notes?|chart|charts|system|schedule|billing (?:records?|department)|logs?|documentation|cameras?) (?:clearly |also |actually )?(?:shows?|indicates?|states?|reflects?|says?|confirms?|has|have|do not show|don't show|contains?|notes?)\b|\bwe (?:do )?(?:have|had|show|found|keep|kept|see) (?:\w+ ){0,2}(?:record|documentation|notes?|proof|file|history|no record) (?:of|that|on|in|about|from|showing) (?:\w+ ){0,2}(?:you|your))",
                                      always,
                                      Kind::other},
                                     {"relation.es",
                                      R"(\b(?:cuando (?:usted |tu )?(?:vino|viniste|fue atendid[oa]|ingreso|estuvo|estuviste|nos visito)|(?:su|tu) (?:cita|consulta|visita|operacion|cirugia|historia clinica|expediente|ingreso|tratamiento|seguro|resultados?|analisis|biopsia|factura)s? (?:fue|fueron|estan|esta|muestra\w*|indica\w*|con nosotros|del|de ayer|salio|salieron|era|es el|no cubr\w*|rechazo)|como (?:su|tu) (?:medic[oa]|doctor[a]?|enfermer[oa]|dentista)|nuestr[oa] paciente|segun (?:su|tu|nuestr[oa]s?) (?:historia|expediente|registros?|ficha)|nuestros registros|le (?:atendimos|vimos|operamos|explicamos|recetamos|llamamos|dimos)|te (?:atendimos|vimos|operamos|explicamos|recetamos|llamamos)|no (?:se presento|acudio|pago|vino) a (?:su|la) cita|gracias por (?:su visita|venir|elegirnos|confiar en nosotros))\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.staff_verb",
                                      "\\b" STAFF
                                      R"((?:'ve|'d)?\s(?:\w+ly |all |both |also |already |just |even |have |had |has |did |were |was |still |only |never |once |twice ){0,3}(?:saw|treated|numbed|gave|told|left (?:you|your|a|two|three|messages?|voicemails?)|called|phoned|texted|messaged|paged|spent|took|put|did|explained|discussed|documented|reviewed|checked|sent|scheduled|rescheduled|moved|removed|ordered|prescribed|offered|asked|billed|charged|refunded|quoted|examined|tested|diagnosed|admitted|discharged|referred|delivered|repaired|replaced|fixed|cleaned|filled|pulled|stitched|kept|watched|met|spoke|talked|declined|refused|waived|followed up|contacted|reached|tried|monitored|helped|cared|fit|squeezed|mentioned|warned|noted|noticed|recommended|advised|informed|reminded|mailed|emailed|faxed|submitted|approved|denied|cancell?ed|operated|intubated|transferred|wanted|needed)\b[^.!?\n]{0,60}\b(?:you|your|yours)\b)",
                                      staff_did,
                                      Kind::other},
                                     {"relation.you_past",
                                      R"(\byou (?:\w+ly |also |already |just |still |then |both |first ){0,2}(?:arrived|agreed|signed|missed|declined|refused|cancell?ed|rescheduled|no-?showed|checked in|showed up|walked|waited|called (?:us|me|our)|asked (?:us|me|for)|told|came|visited|stayed|saw (?:us|me|dr)|had (?:a|an|your|the|two|three|four|\d+) |requested|reported|paid|owe|opted|chose|complained|yelled|threatened|demanded|failed|never (?:\w+ed|came|told|paid|showed)|ate|drank|left|brought)\b)",
                                      unless_any_case,
                                      Kind::other},
                                     {"relation.family_past",
                                      R"(\byour (?:mom|mother|mum|dad|father|child|son|daughter|husband|wife|spouse|partner|baby|brother|sister|grand\w+|kid|loved one|parent|aunt|uncle)(?:'s (?:\w+ ){0,2}(?:surgery|appointment|visit|stay|treatment|procedure|room|chart|results?|care|scan|biopsy|delivery|insurance|bill|case|admission|discharge))? (?:\w+ly )?(?:was|were|had|signed|received|came|went|got|arrived|refused|declined|needed|passed|died|did|has been|is recovering|is stable)\b)",
                                      unless_any_case,
                                      Kind::other},
                                     {"relation.care_was",
                                      R"(\byour (?:\w+[- ]){0,2})" CARE
                                      R"( (?:(?:for|of|on|with|from|in|to) \w+ (?:\w+ )?)?(?:was|were|went|came|had to|has been|have been|had been|got|showed)\b)",
                                      unless_any_case,
                                      Kind::other},
                                     {"relation.favorite",
                                      R"(\byou(?:'re| are|r) (?:\w+ ){0,3}(?:of )?(?:my|our) (?:\w+ )?(?:patients?|clients?)\b|\bunder your name\b)",
                                      unless_any_case,
                                      Kind::other},
                                     {"relation.scheduled",
                                      R"(\byour (?:\w+[- ]){0,2})" CARE
                                      R"( (?:is|are) (?:still |now |already )?(?:scheduled|booked|set for|confirmed|ready|overdue|tomorrow|today|(?:on |this |next )?\w+day|at \d|pending|delayed|cancell?ed|on hold|denied|due (?:on|for|next|this|in))\b|\b(?:about|regarding|discuss) your (?:\w+ ){0,2})" CARE
                                      R"( (?:from|on|of) (?:\w+day|yesterday|last|the \d|\d|january|february|march|april|may|june|july|august|september|october|november|december)\b|\bsee you \w+day\b)",
                                      unless_any_case,
                                      Kind::other},
                                     {"relation.passive",
                                      R"(\byour (?:\w+ ){1,3}(?:was|were) (?:\w+ly )?(?:sent|explained|provided|scheduled|ordered|mailed|done|drawn|taken|performed|read|reviewed|removed|placed|called in|canceled|cancelled|rescheduled|processed|submitted|filed|corrected|given|administered|tested)\b|\b(?:was|were) (?:\w+ly )?(?:explained|offered|given|told|provided|read|shown|mailed|sent) to you\b)",
                                      unless_any_case,
                                      Kind::other},
                                     {"relation.nobody",
                                      R"(\b(?:nobody|no one|none of (?:us|our \w+)|we (?:never|did not|didn't)|i (?:never|did not|didn't)) (?:\w+ )?(?:forced|made|asked|told|promised|denied|refused|ignored|kept|charged|rushed|touched|yelled at|dismissed|turned) you\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.healing",
                                      R"(\b(?:hope|hoping|glad|happy|how)\b[^.!?\n]{0,20}\b(?:the|those|your|that) (?:new )?(?:stitches|incision|wound|knee|hip|baby|crown|tooth|ankle|cast|shoulder|inhaler|pump|brace|implant|graft|scar|leg|arm|back|wrist)\b[^.!?\n]{0,20}\b(?:is|are|doing|healing|feels?|feeling|holding|works?|working|recovering)\b|\bwe (?:gave|prescribed|fitted|placed|put) you\b|\b(?:finishing|completing|beating|starting) (?:chemo|treatment|radiation|therapy) with us\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.pleased",
                                      R"(\b(?:glad|happy|pleased|delighted|thrilled|pleasure|honou?r(?:ed)?|privilege|great|good|wonderful|relieved)\b[^.!?\n]{0,40}\b(?:your (?:\w+ ){0,3}(?:recover\w*|healing|healed|baby|surgery|hip|knee|results?|scan|treatment|birth|bypass|visit|delivery|procedure|incision|wound)|you(?:'re| are) (?:\w+ ){0,2}(?:recovering|healing))\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.call_with",
                                      R"(\b(?:calls?|conversations?|discussions?|e-?mails?|voicemails?|meetings?|appointments?|visits?|history|record) with you\b|\bwith you (?:\w+ ){0,3}about your\b)",
                                      unless_conditional,
                                      Kind::other},
                                     {"relation.insurer",
                                      R"(\byour (?:\w+ )?(?:insurance|insurer|plan|policy|carrier|health plan)(?: company| carrier)? (?:\w+ly |also |only |then )?(?:told|paid|denied|approved|required|sent|rejected|covered|maxed|said|refused|declined|lapsed|ended|terminated|changed|did|wouldn't|had)\b|\b(?:denied|rejected|declined|approved|refused) by your (?:\w+ )?(?:insurance|insurer|plan|policy|carrier)\b)",
                                      unless_any_case,
                                      Kind::other},
                                     {"relation.other",
                                      R"(\b(?:en tant que votre (?:medecin|infirmiere?|dentiste|chirurgien)|lors de votre (?:visite|rendez-vous|hospitalisation|operation|sejour|consultation)|votre dossier (?:indique|montre)|nous vous avons (?:vu|soigne|opere|recu|explique)|notre patiente?|als ihr(?:e)? (?:arzt|arztin|zahnarzt)|bei ihrem (?:besuch|termin|aufenthalt)|in ihrer akte|ihre akte|unser(?:e|en)? patient(?:in)?|wir haben sie (?:behandelt|untersucht|operiert|gesehen)|na sua (?:consulta|cirurgia|visita)|seu prontuario|nossa? paciente|atendemos voce|durante la sua visita|la sua cartella|nostr[oa] paziente)\b)",
                                      unless_conditional,
                                      Kind::other},
                                 });
    return all;
}

std::vector<Finding> by_rules(Scan& scan)
{
    rules().run(scan);
    reply_rules().run(scan);
    foreign_reply_rules().run(scan);
    return scan.findings();
}

/// What the rules say, as a cue among the others.
std::string_view rule_cue(const std::vector<Finding>& told)
{
    return told.empty() ? "r:nothing" : told.size() == 1 ? "r:once" : "r:often";
}

} // namespace

std::vector<Finding> find_relationship(std::string_view text)
{
    Scan scan(text);
    auto told = by_rules(scan);
    const auto score = reply_model().score(scan, rule_cue(told));
    if (score.value <= 0) return {};
    if (told.empty()) {
        const auto sentence = sentence_at(scan.lower(), score.place.begin);
        told.push_back({Kind::other, scan.view().span(sentence), "relation.learnt"});
    }
    return told;
}

std::vector<std::string> relationship_cues(std::string_view text)
{
    Scan scan(text);
    auto cues = written_cues(scan);
    cues.emplace_back(rule_cue(by_rules(scan)));
    return cues;
}

void forget_names_of(std::vector<Finding>& findings, std::string_view text, std::string_view parent)
{
    const auto said = text::to_lower(normalise(parent).text);
    const auto own = normalise(text);
    std::erase_if(findings, [&](const Finding& one) {
        if (one.kind != Kind::name || said.empty()) return false;
        std::string name;
        for (std::size_t i = 0; i < own.text.size(); ++i)
            if (own.starts[i] >= one.span.start && own.ends[i] <= one.span.end) name += own.text[i];
        name = text::to_lower(name);
        for (const auto* title : {"dr. ", "dr ", "mr. ", "mr ", "mrs. ", "mrs ", "ms. ", "ms "})
            if (name.starts_with(title)) name = name.substr(std::string_view(title).size());
        return said.find(name) != std::string::npos;
    });
}

} // namespace rounds::privacy
