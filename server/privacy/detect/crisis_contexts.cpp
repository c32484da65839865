#include "server/privacy/detect/crisis_signs.hpp"

#include "server/privacy/detect/pattern.hpp"

// What makes strong words an idiom, a lesson, a tale, or the end of a long life.
namespace rounds::privacy::signs {

ROUNDS_PATTERN(
    laughter,
    R"(\b(?:lol|lmao|lmfao|haha\w*|jaja\w*|kkkk+|rsrs|mdr|rofl|jk|j/k|figuratively|so funny|hilarious|joking|kidding)\b|😂|🤣|😅|😆)"
)
ROUNDS_PATTERN(
    idiom,
    R"(\b(?:dramatic|cringe|embarrass\w*|mondays?,? |traffic|commute|parking|meeting|inbox|email|emails|printer|ehr|emr|charting|homework|spreadsheet|laundry|dishes|prior auth\w*|hold music|wifi|wi-fi|laptop|password reset|game|referee|the heat|humidity|this heat|mosquito\w*|allergy season|pollen|crossfit|burpees|leg day|workout|gym|squats|marathon|spin class|diet|dessert|cake|chocolate|donut|pizza|netflix|tiktok|caffeine|coffee|excel|zoom call|powerpoint|karaoke|small talk|icebreaker|in-laws|bridesmaid|puns?|dad jokes?|jokes|taxes|ikea|board exam|exam|osce|gpa|boards|step 1|residency interview|grand rounds|webinar|jello|cafeteria|hospital food|cookies|the form|paperwork|phone tree|itch|itching|haircut|deadline|thesis|midterm|finals|semester)\b|💀)"
)
ROUNDS_PATTERN(
    once_more, R"(\b(?:if|unless|again|another|one more|every time|whenever|makes? me (?:want|wanna)|ready to)\b)"
)
ROUNDS_PATTERN(
    teaching,
    R"(\b(?:warning signs?|know the signs|signs include|risk factors?|risk assessment|screen(?:ing|s|ed)? (?:for|everyone|patients|all)|phq-?9|c-ssrs|columbia (?:scale|protocol)|qpr|mental health first aid|training|workshop|webinar|lecture|curriculum|residents|clinicians|nurses:|if (?:someone|a patient|a friend|you or someone|a loved one|anyone|your (?:friend|child|patient))|when (?:a patient|patients|someone|people) (?:say|says|tell|tells|express)\w*|a person who|patients? who|people who|those who|study links|new study|studies|researchers|paper|meta-?analysis|cohort|prevalence|statistics|suicide rates?|\d+ ?(?:percent|%) of|black box|boxed warning|label|side effects? (?:include|may|can)|may cause|can cause|increase(?:s|d)? the risk|suicide prevention|prevention (?:day|week|month|walk|plan)|awareness|lifeline is|988 (?:answers|is|lifeline|offers)|call or text 988|if you are in crisis|samaritans (?:are|is|answer)|24/7|around the clock|myths?|guidelines?|how (?:to|do you) (?:ask|talk|help|respond|support|recogni[sz]e)|asking (?:someone )?(?:directly|about suicide)|documentary|movie|film|novel|lyrics?|character|episode|poem|heroine|romeo|quote|season finale|actor|plot|fiction|ethics class|in the 19th|headline|policy|legislation|reporting on|the media|media should|language matters|don't say|instead of saying|say \"?died by|is treated with|overdose is|toxicity|journal club|safe storage|means restriction|ligature|barriers|approved for|should be monitored|monitored for|in this (?:rct|study|trial)|reduced suicidal|patients on|highest suicide|in many countries|talks about wanting|volunteers|atienden?|linea de|personas con|suicidaires|salva vidas|setembro amarelo|fortbildung|pravention|prevencion|prevencao|prevention du|repond jour|numero vert|formation|taller|congreso|estudio|etude|studie)\b)"
)
ROUNDS_PATTERN(
    recovered,
    R"(\b(?:(?:\d+|a few|few|two|three|four|five|six|seven|eight|nine|ten|several|many|some) (?:years?|months?) (?:ago|since|later|clean|out)|years? (?:since|ago)|months? ago|in (?:19|20)\d\d|used to|back then|back in|when i was (?:a |in |\d|young\w*)|last (?:year|decade|winter|summer|spring|fall)|(?:ledge|bridge|there|was) once|once;|at my (?:lowest|worst)|as a (?:teen\w*|kid|student)|in (?:high school|college|my (?:teens|twenties|thirties))|years? sober|long time ago|anniversary of|survivor|survived|i tried to .{0,40} and (?:survived|lived|failed)|past attempt|last attempt|no longer|not anymore|anymore i don't|never again|recovery|recovered|i'?m (?:okay|ok|fine|better|alive|glad|grateful|so glad|doing (?:well|better|great)) (?:now|today|that)?|today i(?:'m| am)|glad i(?:'m| am| did| stayed| didn't| failed)|grateful|thankful|still here|therapy saved|saved me|saved my life|gave me my life back|doing (?:well|better|great)|feel better now|got help|reached out|talked me down|died by suicide|lost (?:him|her|our|my) (?:\w+ )?to suicide|lost \w+ (?:\w+ )?to suicide|hace (?:\w+ )?anos|ha \w+ anos|il y a \w+ ans|vor (?:\w+ )?jahren|\w+ anos atras|\w+ anni fa|jaar geleden|hoy ayudo|hoje ajudo|heute helfe)\b)"
)
ROUNDS_PATTERN(
    denied_before,
    R"((?:\bnot|\bnever|n't|\bno longer|\bwithout|\bno|\bdont|\bnor|\brather than|\binstead of|\bstopped|\bwouldn't|\bwould never|\bno intention(?: of)?|\bno plans?(?: to| of)?|\bno desire(?: to)?|\bno thoughts? of|\bdenies|\bdenied|\bnon)\s+(?:even |ever |actually |really |currently |planning |going |gonna |trying |want |wanting |thinking |feel |feeling |to |of |about |i |am |be |do |have |a |any ){0,4}$)"
)
ROUNDS_PATTERN(
    end_of_life,
    R"(\b(?:hospice|palliative|maid\b|medical assistance in dying|assisted dying|right to die|with dignity|die at home|dying at home|die peacefully|end of life|end-of-life|advance directive|living will|dnr|of old age|in my sleep|terminal|stage (?:4|iv)|prognosis|scared (?:to|of) (?:die|dying|death)|afraid (?:to|of) (?:die|dying|death|the pain)|don't want to die|dont want to die|not ready to die|fear of|her choice|his choice|at (?:8|9)\d|was peaceful|on my own terms|eutanasia|euthanasie|sterbehilfe)\b)"
)
ROUNDS_PATTERN(
    past_only,
    R"(\b(?:i used to|(?:years?|months?) ago|back then|when i was|in (?:19|20)\d\d|at my lowest|attempt survivor|last attempt|hace \w+ anos|il y a \w+ ans|vor \w+ jahren|ha \w+ anos|\w+ anos atras|\w+ anni fa)\b)"
)
ROUNDS_PATTERN(
    glad,
    R"(\b(?:glad|grateful|thankful|survivor|recovery|recovered|help(?:ing|s)? (?:others|people)|counselor|peer|it gets better|saved|proud|better now|here to (?:say|tell)|reach out|talk to someone|hoy ayudo|walk is)\b)"
)
ROUNDS_PATTERN(
    harmless_farewell,
    R"(\b(?:before (?:my )?(?:surgery|op|chemo|treatment)|new (?:hip|knee|kidney|heart|liver|job|me)|good ?bye (?:chemo|cancer|tumou?r|radiation|gallbladder|uterus|crutches|hospital|picc|port|hair|old|pain|dialysis|gluten|sugar|asthma|\w+itis)|hello (?:hair|new|freedom|remission|life)|see (?:you|u|y'?all|everyone) (?:all )?(?:at|on|in|next|tomorrow|thursday|soon|there)|thanks for the (?:chat|talk|info)|next (?:chat|week|time|month|session)|retir\w+|vacation|holiday|discharg\w+|new (?:instance|server|account|job)|from the ward|leaving (?:this|the) (?:group|network|server|instance)|need a break|moving to|last (?:day|post) (?:of|at|before|from) (?:my )?(?:work|chemo|treatment|radiation|school|rotation|surgery|the)|in hospice|grandma|grandpa|anyone in|while i'?m in (?:the )?hospital|happy)\b)"
)
ROUNDS_PATTERN(
    harmless,
    R"((?:cut(?:ting)? (?:myself|my (?:finger|thumb|hand|hair|bangs|arm|leg))\s?(?:shaving|cooking|on|while|some|a|off|chopping|with the|opening|slicing|short|back)\b|hurt myself (?:at|in|on|while|playing|running|lifting|doing|moving|skiing|yesterday at|falling)|burn(?:ed|t)? (?:myself|my \w+) (?:on|with the|cooking|while|making)|suicide (?:squad|mission|runs?|drill|door|squeeze|inhibition|gene|burger|king|is what my career)|(?:career|political|social|professional|commercial|financial) suicide|kill(?:ing|s|ed) (?:it|my (?:back|feet|knees|vibe|head))\b|dying (?:to|of (?:laughter|boredom|curiosity|heat|thirst|hunger))|to die for|die(?:d)? laughing|over my dead body|overdos(?:e|ed|ing) on (?:chocolate|coffee|caffeine|netflix|cute|sugar|cookies|turkey|candy|podcasts?|sun|tacos|pumpkin|christmas|vitamin c|memes|cheese)|jump(?:ing|ed)? (?:off|from) (?:the|a) (?:diving|couch|plane|high dive|trampoline|dock|boat|bandwagon|deep end|page|swing)|kill (?:for a|for some|for another|two birds|time)|jump(?:ing)? (?:in|on|into|onto|rope|jacks|the queue|through|at|over|up|for joy|to conclusions|back|ship|right|out of (?:my|your) skin|out of bed)\b|(?:bottle|glass|box) of (?:water|wine|ensure|juice|vitamins|tea|soda|chocolates?|ibuprofen (?:from|for|at))|miralax|golytely|suprep|gatorade|laxative|magnesium citrate|for the prep|colonoscopy|pull(?:ing|ed)? the trigger on (?:a|an|the|my|this|that|getting|buying)|cuelgo (?:del|el)|vitamins|(?:all|every) (?:of )?(?:my |the )?(?:antibiotics|doses|vitamins|supplements|morning)|(?:pills|meds|medications?|tablets|doses)(?: \w+){0,3} (?:on time|like a good|as prescribed|as directed|every (?:day|morning|night)|with (?:breakfast|food|dinner|me)|for a (?:whole )?(?:week|month)|before (?:bed|breakfast))|die(?:d)? (?:inside|of embarrassment)|phone (?:is )?(?:about to|going to|gonna) die|battery|(?:my|the) (?:plants?|car|laptop|phone|fish|garden|houseplant|sourdough|tomatoes) [^.\n]{0,20}(?:die|dying|dead)|hang myself (?:a|out)|by accident|accidentall?y|accidental|rope (?:climb|course|swing|burn)|end (?:it|this) already|end things on|grams? of carbs|g of carbs|(?:for|ein|zum) (?:mich )?tot ?lach|took the bridge|water bridge|dental bridge|gave away my crutches|gun (?:shot|violence|control|safety|lock|owners?)|pistol grip|shotgun (?:start|wedding)|razor.?thin|hair razor))"
)

} // namespace rounds::privacy::signs
