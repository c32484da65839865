#include "server/privacy/detect/name_rules.hpp"

#include "server/privacy/detect/pattern.hpp"

#include <algorithm>
#include <cctype>

namespace rounds::privacy {
namespace {

void take_rest(Scan& scan, Place place, const Rule& rule)
{
    // The cue and the name in scripts without capitals.
    scan.found(Kind::name, place, rule.id);
}

/// Initials that stand for somebody: "pt J.S.", "initials: MKT".
void initials(Scan& scan, Place place, const Rule& rule)
{
    auto begin = place.end;
    const auto text = scan.text();
    while (begin > place.begin && (std::isalpha(static_cast<unsigned char>(text[begin - 1])) || text[begin - 1] == '.'))
        --begin;
    const auto written = text.substr(begin, place.end - begin);
    const bool capitals = std::ranges::none_of(written, [](char c) { return c >= 'a' && c <= 'z'; });
    if (capitals) scan.found(Kind::name, {begin, place.end}, rule.id);
}

} // namespace

ROUNDS_PATTERN(
    told_whence, R"(^ (?:bed|room|rm|bay|ward|group|chat|class|church|work|school|down|across|upstairs|next)\b)"
)
ROUNDS_PATTERN(cited, R"(^(?:,? et al|, [A-Z]\.|,? \(?(?:19|20)\d\d|,? (?:md|phd|jama|nejm|lancet)\b))")
ROUNDS_PATTERN(told_age, R"(^(?:,| \()\s?\d{1,2}(?:,|\)| ?(?:yo|y/o|years?|yrs?|f\b|m\b)|\. [A-Z]))")
ROUNDS_PATTERN(
    someone_called,
    R"(\b(?:he|she|he's|she's|who|baby|son|daughter|boy|girl|kid|we|i|i'm|im|am|dog|cat|man|woman|friend|nurse|doctor|patient|sister|brother|husband|wife|an?a?esthetist|surgeon|consultant|midwife|tech|therapist|porter|roommate|neighbou?r|teacher|aide) (?:is |was |am |also |now |been )?(?:called|named)\s*$)"
)

const RuleSet& name_cues()
{
    static const RuleSet
        all(
            std::vector<Rule>{
                {"name.told",
                 R"(\b(?:(?:my|his|her|their|the patient'?s|patient'?s?|pt|full|legal|maiden|real|last|first|sur|family|child'?s|daughter'?s|son'?s|wife'?s|husband'?s|mom'?s|dad'?s|baby'?s?|kid'?s|emergency contact|contact|next of kin) ?names? (?:is|was|are|:|=|-)|(?:patient|pt|full|contact|customer|member|caller)? ?name ?[:=]|name'?s is|name'?s|name is|name was|(?:people|ppl|everyone|everybody|friends|they|they all|u can|you can) call me|aqui e [ao]|aqui (?:esta|habla|escribe)|hier (?:ist|schreibt|spricht)|my names?|real name|goes by|go by|known as|knows me as|know me as|call me ms|under the name(?: of)?|nicknamed?(?: is)?|aka|a\.k\.a\.|f/k/a|me llamo|mi nombre(?: completo)? es|nombre(?: del paciente)?:|llamad[oa]|je m'appelle|(?:il|elle) s'appelle|mon nom est|nom:|prenommee?|ich heisse|mein name ist|heisst|namens|meu nome e|me chamo|(?:se )?chama(?:-se| se)|nome:|mi chiamo|si chiama|ik heet|mijn naam is|heet|genaamd|nazywam sie|mam na imie|ang pangalan (?:ko|niya) ay|jag heter|adim|benim adim|toi ten la|ten toi la|jina langu ni|nimi on|chiamat[oa]|undersigned|patient:|pt:|re:|attn:?|dob for|mrn for|chart for|record of|records of|results for|appointment for|booked for|prescribed to|issued to|registered to|belongs to|signed by|signed,?|regards,?|sincerely,?|xoxo,?|cheers,?|yours,?|saludos,?|atte\.?,?|cordialement,?|gruss,?|abracos,?|in memory of|in loving memory of|memorial for|rip|r\.i\.p\.?|emergency contact:?|next of kin:?|poc:?|contact person:?)\s{0,3})",
                 nullptr,
                 Kind::name},
                {"name.called",
                 R"(\b(?:called|named|names|named (?:him|her|our son|our daughter|our baby|the baby)|im called|i'm called|se llama(?:ba)?|heisst|heet)\s{1,3})",
                 nullptr,
                 Kind::name},
                {"name.person",
                 R"(\b(?:ask for|speak (?:to|with)|talk (?:to|with)|spoke (?:to|with)|talked (?:to|with)|told by|thanks to|shout ?out to|hug for|prayers? for|rip|rest (?:easy|in peace|in power|well),?|fly high,?|miss (?:you|u),?|missing you,?|love (?:you|u|ya),?|luv u,?|congrat(?:s|ulations),?|happy birthday,?|welcome home,?|get well(?: soon)?,?|stay strong,?|keep fighting,?|praying for|pray for|thinking of|remembering|in honou?r of|honou?ring|tribute to|proud of|thanks to|thank you to|we are|we're|wir sind|somos|nous sommes|ich bin (?:die|der)|sou [ao]|soy (?:la|el)|moi,? c'est|c'est|ask|tell|told|(?:hi|hey|hello),? its|(?:hi|hey|hello),? it'?s|(?:hi|hey|hello),? this is)\s{1,2})",
                 nullptr,
                 Kind::name},
                {"name.closing", R"((?:^|\n)\s*(?:best|all the best|love|thanks|thank you|thx|hugs|warmly|kind regards|best wishes|take care|blessings|respectfully|un abrazo|besos|abrazos|beijos|bisous|amities|lg|liebe grusse|viele grusse|mit freundlichen grussen|baci|groetjes|pozdrawiam)[,!. ]*\n\s*)", nullptr, Kind::name
                },
                {"name.cue",
                 R"(\b(?:i'm|i am|im|this is|dis is|it's me,?|its me,?|it's|its|it is|meet|hi|hello|hey|dear|hola|hallo|bonjour|salut|ola|ciao|querid[oa]|estimad[oa]|liebe[rs]?|chere?|thanks|thank you|thx|love|ask for|speak (?:to|with)|talk to|spoke (?:to|with)|talked to|talking to|contact|call me|call|text|email|message|emailed|reach|find|see|saw|our (?:own|little|sweet|beautiful)|my (?:own|little|sweet|beautiful|dear|late|poor|brave)|seeing|seen by|met|met with|with|cc|c/o|soy|sou|ich bin|je suis|sono|ako si|si|ako po si|pray(?:ing|ers)? for|congrats,? |congratulations,? |shoutout to|shout out to|happy birthday,?|happy birthday to|told|asked)\s{1,2})",
                 nullptr,
                 Kind::name},
                {"name.signature", R"((?:^|\n)\s*(?:--?|~|\*)\s?)", nullptr, Kind::name},
            }
        );
    return all;
}

const RuleSet& name_shapes()
{
    static const RuleSet all(
        std::vector<Rule>{
            {"name.initials",
             R"(\b(?:initials?(?: are| is|:)?|patient|pt|client)\s{1,2}[a-z]\.\s?[a-z]\.(?:\s?[a-z]\.)?)",
             initials,
             Kind::name},
            {"name.initials_told", R"(\binitials?(?: are| is|:)\s{0,2}[a-z]{2,3}\b)", initials, Kind::name},
            {"name.cyrillic",
             R"((?:[Мм]еня зовут|[Мм]о[йяюе]\p{Cyrillic}* (?:дочь|дочка|сын|муж|жена|мама|папа|мать|отец|брат|сестра|бабушка)|[Пп]ациент(?:ка)?|[Зз]овут|[Мм]ене звати|ФИО:?)\s+\p{Lu}\p{Cyrillic}+(?:\s+\p{Lu}\p{Cyrillic}+){0,2})",
             take_rest,
             Kind::name},
            {"name.han",
             R"((?:我叫|我是|我的名字是|名字叫|姓名[:：]?|患者|病人|患者名[:：]?|お名前[:：]?|私は|名前は)\s*[\p{Han}\p{Katakana}\p{Hiragana}]{2,5})",
             take_rest,
             Kind::name},
            {"name.hangul", R"((?:제 이름은|이름[:은]|환자)\s*\p{Hangul}{2,8})", take_rest, Kind::name},
            {"name.arabic",
             R"((?:اسمي|إسمي|المريض|المريضة|اسمه|اسمها)\s+\p{Arabic}+(?:\s+\p{Arabic}+){0,2})",
             take_rest,
             Kind::name},
            {"name.devanagari",
             R"((?:मेरा नाम|मरीज|नाम)\s+[\p{Devanagari}]+(?:\s+[\p{Devanagari}]+)?)",
             take_rest,
             Kind::name},
            {"name.greek",
             R"((?:[Μμ]ε λενε|[Οο]νομαζομαι)\s+\p{Lu}\p{Greek}+(?:\s+\p{Lu}\p{Greek}+)?)",
             take_rest,
             Kind::name},
        },
        utf8_options()
    );
    return all;
}

} // namespace rounds::privacy
