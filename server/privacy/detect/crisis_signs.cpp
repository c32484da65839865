#include "server/privacy/detect/crisis_signs.hpp"

#include "server/privacy/detect/pattern.hpp"

namespace rounds::privacy::signs {

ROUNDS_PATTERN(
    strong_death,
    R"(\b(?:kill(?:ing|ed)? (?:my ?self|him ?self|her ?self|them ?sel(?:f|ves))|kms|end(?:ing)? (?:my|his|her|their) (?:own )?life|end(?:ing)? it(?: all)?(?: tonight| now| today)?|commit(?:ting)? suicide|sewer ?slide|unaliv(?:e|ing)|(?:hang|shoot|drown|stab|gas)(?:ing)? (?:myself|himself|herself|themselves)|(?:cut|slit)(?:ting)? (?:my|his|her) (?:wrists?|throat|veins)|blow(?:ing)? my brains|overdos(?:e|ing)|od(?:ing)? on|tak(?:e|ing) (?:my|his|her) (?:own )?life|(?:gonna|going to|about to|wanna|want to|will|ready to|i'll|just) jump|jump(?:ing)? (?:off (?:the|a|this)|in front of)|step(?:ping)? in front of|walk(?:ing)? into traffic|driv(?:e|ing) (?:my car |the car |us )?(?:off|into) (?:a|the|this) (?:tree|wall|river|bridge|lake|cliff|pole|overpass|road|highway|canal|truck)|i'?m jumping|pull(?:ing)? the trigger|catch the bus|ctb|(?:tak(?:e|ing)|swallow(?:ing)?|inject(?:ing)?) (?:all|every|the whole|my whole|the entire|my entire|the rest)(?: of)? ?(?:my |the |these )?(?:\w+ )?(?:of )?(?:pills|meds|morphine|insulin|oxy\w*|sleeping pills|tablets|bottle|stash|stock|supply|prescription|fentanyl)|(?:to|gonna|gunna|will) be alive by|alive (?:tomorrow|by morning)|actively suicidal|won'?t be (?:here|alive|around) (?:tomorrow|in the morning|by|much longer|next)|me voy a (?:matar|suicidar|quitar|tirar|ahorcar)|vou me (?:matar|suicidar|enforcar)|matarme|me mat(?:o|ar)|suicidarme|me suicid\w+|me quit(?:o|ar) la vida|quitarme la vida|acabar con (?:mi vida|todo)|ahorcarme|tomarme tod[ao]s|me tuer|me suicider|en finir|me pendre|bring\w* (?:ich )?mich (?:\w+ )?um|umbringen|mich umzubringen|mein leben beenden|me matar|tirar a (?:minha )?vida|acab(?:ar|o) com (?:tudo|(?:a )?minha vida)|me enforcar|uccidermi|mi uccido|mi ammazzo|togliermi la vita|farla finita|einde aan mijn leven|magpapakamatay|papakamatay)\b)"
)
ROUNDS_PATTERN(
    weak_death,
    R"(\b(?:suicid(?:e|al)|(?:to|wanna|gonna|i'll|i will|would|could|just|rather|and|i) (?:die|be dead|be gone|disappear)|kill me|(?:never|not|don'?t|didn'?t|won'?t|couldn'?t) wak(?:e|ing) up|(?:last|final) (?:day|night|sunrise|birthday|christmas)(?: (?:on earth|alive|here))?|(?:not|won'?t|don'?t want to|wouldn'?t) (?:be|want to be) (?:here|alive|around)|be with (?:him|her|mom|dad|my \w+) (?:again|soon|in heaven)|be over (?:soon|tonight|in a|for good)|it'?s over|end (?:this|things|everything|the pain)|(?:to|gonna|gunna|finna) (?:actually |really |finally )?do it|doing it tonight|(?:before|when|as|after) i do (?:this|it)|all be over|alive|be gone|morir(?:me)?|mourir|sterben|nicht mehr leben|morrer|morire|sumir|ganas de vivir|vivir mas|plus vivre|viver)\b)"
)
ROUNDS_PATTERN(
    intent,
    R"(\b(?:going to|gonna|gunna|finna|about to|bout to|ready to|plan(?:ning|ned|s)?|decided|decision|i will|i'll|ill|i have to|need to|want to|wants to|wanna|will|time to|ima|imma|let me|let go|threaten\w*|thinking (?:of|about)|i'?m taking|voy a|quiero|je vais|je veux|ich werde|ich will|vou|quero|voglio|sto per|can'?t stop|no one can|nobody can|finally|tonight'?s the|tonight is the|today is the)\b)"
)
ROUNDS_PATTERN(
    soon,
    R"(\b(?:tonight|tonite|2nite|2night|today|right now|rn|now|tomorrow|this (?:morning|evening|afternoon|weekend)|(?:an?|one|two|\d+|few) (?:hours?|minutes?|mins?)(?: ago)?|in a (?:minute|bit|moment)|by morning|at midnight|after (?:my (?:wife|husband|kids?|mom) |work|everyone|they |i post|this post)|if they discharge|this time|on (?:my birthday|friday|saturday|sunday|monday|tuesday|wednesday|thursday)|friday is|hoy|ahora|esta noche|ce soir|maintenant|heute|jetzt|hoje|agora|stasera|adesso|vannacht|ngayon)\b)"
)
ROUNDS_PATTERN(
    hard_means,
    R"(\b(?:gun|pistol|shotgun|revolver|rifle|noose|rope|razor ?blades?|razor|on (?:the|a) (?:bridge|ledge|overpass|rooftop|roof|tracks|railing|cliff)|at the (?:bridge|train tracks|tracks|cliff|edge)|train tracks|engine running|exhaust|helium|bleach|antifreeze|pistola|soga|puente|corde|pistolet|strick|corda|arma)\b)"
)
ROUNDS_PATTERN(
    soft_means,
    R"(\b(?:(?:have|has|got|saved(?: up)?|saving(?: up)?|hoard\w+|stockpil\w+|counted|collected|bought|enough|all (?:of )?my|all the|every|lined up|holding|with) (?:\w+ ){0,3}(?:pills|tablets|meds|insulin|morphine|oxy\w*|percocet|xanax|sleeping pills|painkillers|fentanyl|bottle|knife|blade|belt|cord)|(?:pills|bottle|meds|insulin|knife|blade|belt|cord|tablets) (?:\w+ ){0,3}(?:counted|lined up|ready|right here|in my hand|in front of me|next to me|beside me|on the (?:table|bed|counter)|waiting)|tengo las pastillas|j'ai les (?:cachets|medicaments)|tabletten (?:liegen|bereit))\b)"
)
ROUNDS_PATTERN(
    act,
    R"(\b(?:took|taken|swallowed|downed|drank|injected|popped|tome|tomado|tragado|avale|pris|tomei|engoli|preso|ingoiato)\s(?:\w+ ){0,2}?(?:all|every|whole|entire|handful|bottle|bottles|box|too many|way too many|rest of|tod[oa]s?|frasco|bote|toute?s?|tous|boite|cartela|um monte|tutt[aei])\b(?:[^.\n]{0,30}\b(?:pills?|tablets?|bottle|bottles|meds|medication|tylenol|ambien|xanax|oxy\w*|insulin|sleeping|ativan|benadryl|them|fentanyl|painkillers?|capsules|ibuprofen|paracetamol|opioids?|percocet|vicodin|klonopin|valium|trazodone|morphine|norco|gabapentin|seroquel|advil|aspirin|pastillas|frasco|bote|medicamentos|boite|comprimes|cachets|comprimidos|remedios|cartela|pillole|pastiglie|bleach)\b|\s(?:boite|frasco|bottle))|\b(?:alle|die ganzen?|ganze packung) (?:\w+ )?(?:tabletten|pillen|packung) (?:genommen|geschluckt)|\b(?:cut|cutting) too deep|\b(?:cut|slit) my (?:wrists?|veins?|throat)|\bi(?:'m| am) bleeding out|\b(?:i|ive|i've|just|already|have|od'?d on|overdosed on) ?(?:just |already )?(?:overdosed|od'?d|my (?:antidepressants|meds|pills|insulin))\b|\b(?:drank|drunk|swallowed) (?:bleach|antifreeze|drain|rat poison|pesticide)|\bnoose (?:is )?(?:up|ready|around|tied|hanging))"
)
ROUNDS_PATTERN(
    act_counted,
    R"(\b(?:took|taken|swallowed|downed|popped|ate) (?:about |like |around |over |maybe |at least )?(?:[2-9]\d|1\d\d|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|half a bottle of) (?:of )?(?:my |the |his |her )?(?:\w+ )?(?:pills?|tablets?|capsules|pastillas|comprimes|comprimidos|tabletten)\b)"
)
ROUNDS_PATTERN(
    act_drug,
    R"(\b(?:took|taken|swallowed|downed|popped|ate) (?:about |like |around |over |maybe |at least )?(?:[2-9]\d|1\d\d|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|half a bottle of) (?:of )?(?:my |the |his |her )?(?:\w+ )?(?:tylenol|ambien|xanax|oxy\w*|ativan|benadryl|painkillers?|paracetamol|percocets?|vicodin|klonopin|valium|trazodone|norco|advil|aspirin|ibuprofen|sleeping pills|sleepers|seroquel|units of insulin|antidepressants|opioids?|morphine|fentanyl|gabapentin|lithium)\b)"
)
ROUNDS_PATTERN(
    goodbye,
    R"(\b(?:good ?bye|bye (?:everyone|everybody|all|world|forever|guys)|farewell|goodnight (?:everyone|world|forever)|(?:last|final) (?:message|post|words|note|letter|text|goodbye)|tell (?:my|her|him|them|mom|dad)\b[^.\n]{0,40}(?:loved?|sorry)|(?:wrote|written|left|writing|finished) (?:\w+ ){0,4}(?:letters?|(?:suicide )?notes?)|by the time (?:you|anyone|someone)|(?:take care of|look after|feed|adopt) (?:my|the) (?:dogs?|cats|dog|cat|kids?|children|son|daughter|mom|pets?)|i love(?:d)? you all|love you all|sorry (?:mom|mum|dad|everyone|everybody|to (?:my|everyone)|i couldn'?t|for everything|i wasn'?t)|time to go|see you on the other side|(?:nobody|no one|noone) (?:will|would) (?:even )?(?:miss|notice|care)|forgive me|given? away (?:all )?my|gave away my|won'?t hear from me|adios a todos|despedida|perdonenme|adieu|pardonnez|lebt wohl|verzeiht|adeus|me perdoem|addio|saying goodbye|said goodbye|texted me goodbye)\b|[.!] bye\b)"
)
ROUNDS_PATTERN(
    final_words,
    R"(\b(?:by the time|(?:last|final) (?:message|post|words|note|letter|text|goodbye)|tell (?:my|her|him|them|mom|dad)|suicide note|wrote|written|take care of my|look after my|forgive me|(?:nobody|no one) (?:will|would)|won'?t hear from me|given? away|time to go|despedida|adios a todos)\b)"
)
ROUNDS_PATTERN(
    despair,
    R"(\b(?:can'?t (?:any ?more|do (?:this|it)|go on|keep (?:going|fighting|living|doing)|take (?:it|this|any ?more)|live like|see (?:a|any) (?:future|way)|keep myself safe|stop myself|trust myself)|no (?:point|reason|way out|hope|future)|(?:nobody|no one) (?:cares|would care|needs me)|(?:so|just|i'?m|im) (?:so )?done\b|(?:tired|sick) of (?:living|life|being alive|existing|fighting|it all)|the pain wins|pain (?:is )?too much|give up|giving up|hopeless|worthless|burden|better (?:off )?without me|hate (?:my life|myself|being alive|living)|not strong enough|need the courage|just need courage|don'?t want to (?:live|exist|be here|be alive|wake up)|nothing (?:left )?to live for|what'?s the point|no aguanto|no puedo mas|n'en peux plus|kann nicht mehr|nao aguento|non ce la faccio|not safe (?:with|from) myself|don'?t feel safe|can'?t think of a reason|ready to be done|be done with)\b)"
)
ROUNDS_PATTERN(
    plan,
    R"(\b(?:i (?:have|made|got) (?:a|my|the) (?:plan|date|method)|plan and a date|know (?:how|when) i|picked (?:a|the|my) (?:date|day|spot)|(?:plan|date) is (?:set|ready|made))\b)"
)
ROUNDS_PATTERN(unsafe, R"(\b(?:keep (?:myself )?safe|stop myself|trust myself|safe (?:with|from) myself|feel safe)\b)")
ROUNDS_PATTERN(
    thoughts,
    R"(\b(?:(?:want(?:ed)?|wish(?:ed)?|wanna|rather|hope|hoping)\b[^.\n]{0,25}\b(?:die|dead|disappear|not exist|never (?:been )?born|not wake up|never wake up|not be here|didn'?t exist|sleep forever|stop existing|kill me)|(?:don'?t|do not|didn'?t|no longer) (?:really |even )?(?:want|wanna|wish) (?:to )?(?:live|be alive|be here|exist|wake up|go on|keep living|keep going)|(?:don'?t|do not) see (?:a |any )?(?:point|reason)|(?:point|reason|purpose) (?:in|of|to|for) (?:living|life|live|going on|keep going|be alive|being alive|being here)|life (?:isn'?t|is not|isnt|ain'?t) worth|not worth living|(?:better|best) off (?:without me|dead)|be better (?:off )?without me|(?:tired|sick) of (?:living|being alive|life|existing)|can'?t (?:go on|do this any ?more|keep going|see a (?:future|way out))|nothing (?:left )?to live for|(?:feel|feeling|felt|such|just|am|like|being|i'?m) (?:like )?(?:such )?a burden|(?:feel|feeling|am|i'?m|been|felt) (?:so |really )?suicidal|suicidal thoughts|thoughts of (?:suicide|death|ending|dying|self.?harm|killing)|think(?:ing)? (?:a lot )?(?:about|of) (?:suicide|death|dying|ending|killing myself|not being here|hurting myself)|hate (?:being alive|my life|living)|what if i (?:just )?(?:didn'?t|never|died|wasn'?t)|if i (?:died|didn'?t wake up|disappeared|was gone|were gone)|give up on life|give up on everything|(?:cut|cutting|harm|harming|hurt|hurting|burn|burning|starv\w+|punch\w*|scratch\w*) (?:myself|my (?:arms?|legs?|thighs?|wrists?|skin))|self.?harm\w*|cutting again|want the pain to (?:stop|end)|quiero (?:morir(?:me)?|desaparecer)|no quiero (?:vivir|seguir|existir|estar aqui)|ganas de vivir|ya no (?:puedo|aguanto)|ojala (?:estuviera )?muert[oa]|mejor muert[oa]|envie de (?:mourir|vivre)|veux (?:plus vivre|mourir)|lieber tot|will (?:sterben|nicht mehr leben)|nicht mehr (?:leben|da sein)|nao (?:quero|aguento) (?:mais )?(?:viver)?|quer(?:o|ia) (?:morrer|sumir)|voglio (?:morire|sparire))\b)"
)
ROUNDS_PATTERN(
    kin,
    R"(\b(?:my (?:\w+ )?(?:friend|bestie|brother|sister|son|daughter|kid|child|mom|mum|dad|mother|father|wife|husband|partner|boyfriend|girlfriend|bf|gf|ex|roommate|cousin|nephew|niece|uncle|aunt|teen|student|patient|neighbor|neighbour|roomie|coworker)|she|he|somebody|someone (?:here|in (?:this|my|our) (?:group|chat|thread|dms?)))\b)"
)
ROUNDS_PATTERN(
    kin_danger,
    R"(\b(?:says? (?:he|she|they)|said (?:he|she|they)|is saying|threatening|texted|posted|posting|told me|locked|left (?:a|the) (?:\w+ )?note|left the house|missing|took|swallowed|has (?:a|his|her|the|dad'?s)|is going to|is gonna|'s going to|wants to|saying goodbye|is on (?:the|a)|standing on|with (?:a|his|her) (?:gun|knife))\b)"
)
ROUNDS_PATTERN(
    means_ready,
    R"(\b(?:gun|pistol|shotgun|revolver|rifle|rope|noose|knife|blade|razor)\b[^.\n]{0,20}\b(?:loaded|next to me|beside me|in my (?:hand|mouth|lap)|to my head|against my|around my neck|right here|tied|set up)\b|\bloaded (?:gun|pistol|revolver|shotgun|rifle))"
)
ROUNDS_PATTERN(first_person, R"(\b(?:i|i'm|im|i'll|my|me)\b)")

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
ROUNDS_PATTERN(past_only, R"(\b(?:i used to|years? ago|back then|when i was|in (?:19|20)\d\d|at my lowest)\b)")
ROUNDS_PATTERN(
    harmless,
    R"((?:cut(?:ting)? (?:myself|my (?:finger|thumb|hand|hair|bangs|arm|leg))\s?(?:shaving|cooking|on|while|some|a|off|chopping|with the|opening|slicing|short|back)\b|hurt myself (?:at|in|on|while|playing|running|lifting|doing|moving|skiing|yesterday at|falling)|burn(?:ed|t)? (?:myself|my \w+) (?:on|with the|cooking|while|making)|suicide (?:squad|mission|runs?|drill|door|squeeze|inhibition|gene|burger|king)|(?:career|political|social|professional|commercial|financial) suicide|kill(?:ing|s|ed) (?:me|it|my (?:back|feet|knees|vibe|head))\b|dying (?:to|of (?:laughter|boredom|curiosity|heat|thirst|hunger))|to die for|die(?:d)? laughing|over my dead body|overdos(?:e|ed|ing) on (?:chocolate|coffee|caffeine|netflix|cute|sugar|cookies|turkey|candy|podcasts?|sun|tacos|pumpkin|christmas|vitamin c|memes|cheese)|jump(?:ing|ed)? (?:off|from) (?:the|a) (?:diving|couch|plane|high dive|trampoline|dock|boat|bandwagon|deep end|page)|kill (?:for a|for some|for another|two birds|time)|jump(?:ing)? (?:in|on|into|onto|rope|jacks|the queue|through|at|over|up|for joy|to conclusions|back|ship|right)\b|(?:bottle|glass|box) of (?:water|wine|ensure|juice|vitamins|tea|soda|chocolates?)|vitamins|(?:all|every) (?:of )?(?:my |the )?(?:antibiotics|doses|vitamins|supplements|morning)|die(?:d)? (?:inside|of embarrassment)|phone (?:is )?(?:about to|going to|gonna) die|battery|(?:my|the) (?:plants?|car|laptop|phone|fish|garden|houseplant|sourdough|tomatoes) [^.\n]{0,20}(?:die|dying|dead)|hang myself (?:a|out)))"
)

} // namespace rounds::privacy::signs
