#include "server/privacy/detect/checks.hpp"
#include "server/privacy/detect/lexicon.hpp"
#include "server/privacy/detect/pattern.hpp"
#include "storage/base/text.hpp"

#include <algorithm>

namespace rounds::privacy {
namespace {

#define TOP_DOMAIN                                                                                                     \
    "(?:com|org|net|edu|gov|info|io|co|me|us|uk|ca|au|de|fr|es|it|pt|br|mx|ar|cl|nl|be|ch|at|pl|se|no|dk|fi|ie|in|ph|" \
    "ng|"                                                                                                              \
    "za|ly|gl|gg|page|link|fm|tv|ai|store|shop|social|photos|gallery|family|fund|jp|cn|kr|ru|tr|health|care|blog|"     \
    "example|test|email|app|dev|eu|cat|life|live|online|site|xyz|pro|biz)"
#define DOT                                                                                                            \
    "(?:\\s*\\.\\s*|\\s*[\\[({<]\\s*(?:dot|\\.|punto|punkt|point|ponto)\\s*[\\])}>]\\s*|\\s+(?:dot|punto|punkt|point|" \
    "ponto)\\s+)"
#define AT                                                                                                             \
    "(?:\\s*@\\s*|\\s*[\\[({<]\\s*(?:at|@|arroba|arobase|chiocciola)\\s*[\\])}>]\\s*|\\s+(?:at|arroba|arobase|"        \
    "chiocciola|"                                                                                                      \
    "klammeraffe|aet)\\s+)"

// What is before and after a phone number, and what is not one.
ROUNDS_PATTERN(
    phone_cue,
    R"((?:call|calls|called|phone|ph|tel|telephone|telefono|telefon|telefone|cell|cel|celular|movil|mobile|mobil|handy|portable|text|txt|sms|whatsapp|wsp|dial|ring|reach|reachable|contact|number|numero|nummer|num|nbr|line|pager|beeper|voicemail|landline|fixe|llamar?|llam[ae](?:me|nos)?|llamenme|escrib\w*|zap|marqu\w*|mandame|numerito|joignable|rejoindre|appelle|telefone|liga|meld|hit me up|holler|buzz|beep|wa|viber|signal|imessage|facetime|marca|appelez|joindre|anrufen|ruf|erreichbar|ligue|ligar|chiama(?:mi)?|chama(?:r)?|chiamare|bel|hmu|digits|desk|ext|msg|message|vm|leave)\b[^\n]{0,40}$)"
)
ROUNDS_PATTERN(fax_cue, R"(\b(?:fax|telefax|faks|facsimile|efax)\b[^\n]{0,25}$)")
ROUNDS_PATTERN(
    code_cue,
    R"((?:\bndc|\bisbn|\bpmid|\bpmcid|\bloinc|\bsnomed|\bcpt|\bhcpcs|\bgtin|\bdoi|\bnct|\bisrctn|\beudract|\btrial|\bissn|\brxcui|\bcas|\bicd|\bncit|\bdrugbank|\bmesh|\bomim|\batc|\bupc|\bpart|\bmodel|\bgrant|\bcatalog(?:ue)?|\bprotocol|\bgene ?id|\bchr\w*|doi\.org\S*|arxiv|\bposition|\bversion|\bv\.?)[\s:#.]{0,4}(?:no\.?|number|code|id|codes)?[\s:#.]{0,3}$)"
)
ROUNDS_PATTERN(
    unit_after,
    R"(^\s?(?:mg|mcg|ug|g|kg|ml|l|dl|mmol|mol|iu|units?|cells?|copies|k|bpm|mmhg|cm|mm|years?|yrs|per|patients|people|steps|participants|women|men|kcal|cal|dollars|usd|eur)\b|^\s?(?:%|/\s*(?:ml|l|ul|mm|dl|kg|mg|day)))"
)
ROUNDS_PATTERN(
    personal,
    R"(\b(?:my|his|her|our|their|me|i|mi|su|mon|ma|mein|meine|meu|minha|mio|mia|moms?|dads?|mother|father|wife|husband|sister|brother|son|daughter)\b[^.\n]{0,40}$)"
)

ROUNDS_PATTERN(
    own_line,
    R"(\b(?:my|me|i|i'm|his|her|mi|mon|mein\w*|meu|minha|mio|moi|him|home|cell|mobile|mom|dad|mum)\b[^.\n]{0,30}$)"
)
// Lines of organisations, which help texts name.
ROUNDS_PATTERN(
    organisation_line,
    R"(\b(?:hot ?line|help ?line|life ?line|poison (?:control|center|centre|line)|crisis (?:line|center|centre|team)|samaritans|switchboard|patient (?:relations|advocate|experience|services)|front desk|(?:our|the) (?:main|office|clinic|nurse|feedback|business office|billing|information|info|scheduling|advice)\s?(?:line|number|office|desk)?|clinical cent(?:er|re)|society|foundation|association|institute|info(?:rmation)? line|registry|nurse line|customer (?:service|care|support)|manufacturer|medwatch|vaers|fda|cdc|nih|nhs|red cross|department of|ministry|linea (?:de la vida|de crisis|gratuita)|telefon ?seelsorge|numero (?:verde|vert|national)|sos \w+|cvv|samu|poison|suicide|prevention|veterans|medicare|medicaid|pharmacy line|ombudsman|tip line)\b)"
)

bool toll_free(std::string_view digits)
{
    if (digits.size() == 11 && digits[0] == '1') digits.remove_prefix(1);
    if (digits.size() != 10) return false;
    const auto area = digits.substr(0, 3);
    return area == "800" || area == "888" || area == "877" || area == "866" || area == "855" || area == "844" ||
           area == "833";
}

bool glued(const Scan& scan, Place place)
{
    const auto is_word = [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '/' || c == '_';
    };
    const auto text = scan.lower();
    const bool before = place.begin > 0 && (is_word(text[place.begin - 1]) || text[place.begin - 1] == '-' ||
                                            text[place.begin - 1] == '.');
    const bool after = place.end < text.size() &&
                       (is_word(text[place.end]) ||
                        ((text[place.end] == '-' || text[place.end] == '.') && place.end + 1 < text.size() &&
                         text[place.end + 1] >= '0' && text[place.end + 1] <= '9'));
    return before || after;
}

/// A number that has the form of a phone number in some country.
void phone(Scan& scan, Place place, const Rule& rule)
{
    while (place.size() > 0 && !std::isalnum(static_cast<unsigned char>(scan.lower()[place.end - 1]))) --place.end;
    if (scan.covered(place) || glued(scan, place)) return;
    const auto digits = digits_in(scan.lower(place));
    if (digits.size() < 7 || digits.size() > 15) return;
    static const RE2 day(R"(^(?:19|20)\d\d[-. ]\d\d[-. ]\d\d$)", pattern_options());
    if (scan.has(scan.lower(place), day)) return;
    const auto left = scan.left(place.begin, 60);
    // "00482917" is a number like any other unless somebody is to be called.
    if (scan.lower(place).starts_with("00") && digits.size() < 11 && !scan.has(left, phone_cue())) return;
    if (scan.has(scan.left(place.begin, 30), code_cue()) || scan.has(scan.right(place.end, 12), unit_after())) return;
    if (scan.has(left, fax_cue())) return scan.found(Kind::fax, place, "fax");
    // Public lines are what help texts are full of.
    if (toll_free(digits) && !scan.has(left, personal())) return;
    if (scan.has(left, organisation_line()) && !scan.has(left, own_line())) return;
    scan.found(Kind::phone, place, rule.id);
}

/// Digits that only their context makes a phone number.
void phone_by_cue(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 asked(
        R"(^[^\n.]{0,12}\b(?:text|txt|call|ring|whatsapp|sms|anytime|hmu|calls?|is my (?:cell|number|phone)|is me|thats me|cell|mobile|tel|fax|phone|if you|ask for|leave a|no (?:calls|texts)|voicemail|after \d|before \d|day or night)\b)",
        pattern_options()
    );
    const auto left = scan.left(place.begin, 60);
    const bool told = scan.has(left, phone_cue()) || scan.has(left, fax_cue());
    const auto digits = digits_in(scan.lower(place)).size();
    if (!told && !(digits >= 9 && digits <= 12 && scan.has(scan.right(place.end, 40), asked))) return;
    phone(scan, place, rule);
}

/// Seven digits in two groups: a local number unless a range is spoken of.
void phone_local(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 range(
        R"(\b(?:range|between|from|normal|ref|reference|levels?|counts?|score|pages?|pp|years?|lot|code|grid|box)\b[^\n]{0,20}$)",
        pattern_options()
    );
    const auto left = scan.left(place.begin, 40);
    const bool dashed = scan.lower(place)[3] == '-';
    if (scan.has(left, phone_cue()) || (dashed && !scan.has(left, range))) phone(scan, place, rule);
}

/// E-mail, also "jane dot doe at gmail dot com".
void email(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.lower(place);
    const bool sign = text.find('@') != std::string_view::npos;
    // "@jane@mastodon.example" is an address of this network.
    if (place.begin > 0 && scan.lower()[place.begin - 1] == '@') return;
    const bool said = text.find(" at ") != std::string_view::npos && text.find(" dot ") == std::string_view::npos &&
                      text.find(" punto ") == std::string_view::npos &&
                      text.find(" point ") == std::string_view::npos &&
                      text.find(" punkt ") == std::string_view::npos && text.find(" ponto ") == std::string_view::npos;
    // "more at cancer.org" is a sentence; "jane.doe at gmail.com" and "jdoe92 at gmail.com" are not.
    if (!sign && said) {
        const auto user = text.substr(0, text.find(" at "));
        const bool name = user.find_first_of("._0123456789+") != std::string_view::npos;
        const bool post_box =
            text.find("mail") != std::string_view::npos || text.find("yahoo") != std::string_view::npos ||
            text.find("outlook") != std::string_view::npos || text.find("proton") != std::string_view::npos ||
            text.find("icloud") != std::string_view::npos || text.find("aol") != std::string_view::npos;
        static const RE2 cue(R"(e-?mail|reach|contact|write|correo|courriel|escrib)", pattern_options());
        if (!name && !post_box && !scan.has(scan.left(place.begin, 40), cue)) return;
    }
    // "info@lupus.example.org" is nobody's own.
    static const RE2 role(
        R"(^(?:info|contact|patients?|patient[._-]?(?:relations|experience|advocate|services|info)|support|help|help ?desk|privacy|feedback|media|press|admin|office|events?|chats?|registration|register|volunteers?|research|trials?|study|clinical ?trials|editor\w*|questions|care|hello|webmaster|ombudsman|appointments?|records|billing|team|donat\w+|membership|members|conference|abstracts?|enquiries|inquiries|secretary|moderators?|mods?|no-?reply|safety|pharmacovigilance|report\w*|kontakt|contacto|informacion|presse|atencion\w*|ouvidoria|contato|contatti)\s?@)",
        pattern_options()
    );
    static const RE2 owned(
        R"(\b(?:my|his|her|mi|mon|mein\w*|meu|minha|mio|me|i|i'm)\b[^.\n]{0,25}$)", pattern_options()
    );
    if (scan.has(text, role) && !scan.has(scan.left(place.begin, 40), owned)) return;
    scan.found(Kind::email, place, rule.id);
}

ROUNDS_PATTERN(
    reference_host,
    R"((?:^|[./@])(?:doi\.org|ncbi\.nlm\.nih\.gov|nih\.gov|cdc\.gov|fda\.gov|clinicaltrials\.gov|nejm\.org|thelancet\.com|bmj\.com|jamanetwork\.com|nature\.com|sciencedirect\.com|springer\.com|wiley\.com|cell\.com|science\.org|plos\.org|frontiersin\.org|mdpi\.com|medrxiv\.org|biorxiv\.org|arxiv\.org|cochrane\w*\.(?:org|com)|uptodate\.com|medscape\.com|webmd\.com|healthline\.com|drugs\.com|mayoclinic\.org|clevelandclinic\.org|hopkinsmedicine\.org|wikipedia\.org|youtube\.com/watch|youtu\.be|nytimes\.com|theguardian\.com|bbc\.co\.uk|npr\.org|who\.int|ema\.europa\.eu|nhs\.uk|nice\.org\.uk|zoom\.us|eventbrite\.com|surveymonkey\.com|forms\.gle|openstreetmap\.org|github\.com|statnews\.com)|\.(?:gov|int|mil|edu|ac\.uk)(?:[/:?#]|$))"
)
ROUNDS_PATTERN(
    portal_path,
    R"(mychart|patient|portal|/(?:records?|charts?|results?|visits?|chart|person|profile|users?|members?|accounts?|people|u|in|p|f|~)(?:[/=]|$)|[?&](?:token|mrn|id|pid|patient\w*|user\w*|member\w*|session|key|name|dob|ssn)=|caringbridge|gofundme|giveforward|mealtrain|facebook\.com/|fb\.com/|fb\.me/|instagram\.com/|tiktok\.com/@|snapchat\.com/add|linkedin\.com/in/|(?:twitter|x)\.com/\w|youtube\.com/(?:@|c/|user/|channel/)|t\.me/|wa\.me/|venmo\.com|paypal\.me|onlyfans|\w\.(?:wordpress|blogspot|tumblr|substack|wixsite|weebly|livejournal|over-blog|neocities|carrd|github|squarespace|typepad|jimdo\w*|webnode|beehiiv|ghost)\.|medium\.com/@|sites\.google|pinterest\.\w+/|flickr\.com/|photos\.(?:google|app)|icloud\.com/|dropbox\.com/|drive\.google|linktr\.ee|/~\w|myspace|patreon\.com/|ko-fi\.com/|buymeacoffee|justgiving|youcaring|fundly|everydayhero|gofund\.me|plumfund|strava\.com/athletes|23andme|ancestry\w*\.com/|findagrave|legacy\.com|obituar|tributes?)"
)
ROUNDS_PATTERN(
    own_site,
    R"(\b(?:my|his|her|our|their|mi|su|mon|ma|mein|meine|meu|minha|il mio|mijn|moms?|dads?|mother's|father's|daughter's|son's|wife's|husband's|sister's|brother's)\s+(?:\w+['s]*\s+){0,3}(?:blog|page|site|website|web|profile|story|diary|journal|album|photos?|pics?|channel|fundraiser|link|portal|chart|records?|results?|insta\w*|facebook|fb|vlog|account|obituary|pagina|perfil|seite|homepage|linkedin|url)\b|\b(?:find|follow|add|friend|reach|message|visit|see) (?:me|us|him|her)\b|\bi (?:blog|write|wrote|post|posted|vlog|put|keep|tell)\b|\b(?:pagina|seite|blog|site|web|page) (?:de|von|of|da|do|di) (?:mi|meine[mr]?|mon|ma|meu|minha|my|our|unsere[mr]?|nuestr[oa]|mio|mia|notre)\b|\b(?:nuestra|nuestro|unsere|notre|nossa|mia|la mia)\s+(?:pagina|seite|page|web|blog|sito)\b|\b(?:its|it's|blog ?[=:]|site ?[=:]|link ?[=:]|page ?[=:])\s*$)"
)

bool names_somebody(std::string_view url)
{
    std::size_t given = 0;
    std::size_t family = 0;
    std::string word;
    const auto end_word = [&] {
        const auto is = classify(word);
        if (word.size() >= 3 && is.given && !is.common && !is.never)
            ++given;
        else if (word.size() >= 3 && is.surname && !is.common && !is.never)
            ++family;
        word.clear();
    };
    for (const char c : url) {
        if (c >= 'a' && c <= 'z')
            word += c;
        else
            end_word();
    }
    end_word();
    return given >= 1 && given + family >= 2;
}

void url(Scan& scan, Place place, const Rule& rule)
{
    while (place.size() > 0 &&
           std::string_view(".,;:!?)]}'\"").find(scan.lower()[place.end - 1]) != std::string_view::npos)
        --place.end;
    if (scan.covered(place)) return;
    const auto address = scan.lower(place);
    const bool personal_path = scan.has(address, portal_path());
    const bool reference = scan.has(address, reference_host());
    const bool own = scan.has(scan.left(place.begin, 60), own_site());
    if (reference && !(own && personal_path)) return;
    // A page of nobody known, told in full.
    static const RE2 organisation(
        R"(cancer|health|clinic|hospital|medic|pharm|societ|foundation|associat|institut|journal|news|times|post\.com|guardian|bbc|amazon|walgreens|cvs|disease|syndrome|diabet|heart|lung|kidney|arthritis|lupus|aware|support|network|rounds|trial|study|research|science|science|edu|univers|school|guideline|calculat|mdcalc|patientslike|drug|vaccin|pubmed|google\.com|zoom|teams\.|microsoft|apple\.com|spotify|netflix|store|shop|\.org(?:[/:?#]|$)|\.example(?:[/:?#]|$)|prevention|lifeline|epic\.com|cerner|conference|congress|summit|webinar|event|survey|doodle|meetup|podcast|bit\.ly|tinyurl|t\.co/)",
        pattern_options()
    );
    const bool obscure = (address.starts_with("http") || address.starts_with("www") || address.starts_with("hxxp") ||
                          rule.id == std::string_view("url.bare")) &&
                         !scan.has(address, organisation);
    static const RE2 own_after(
        R"(^[^.\n]{0,30}\b(?:is (?:me|my|mine|our|his|her|where i|the (?:picture|photo|link to my))|that'?s (?:me|my|our|where)|my (?:story|blog|page|site))\b)",
        pattern_options()
    );
    const bool owned_after = scan.has(scan.right(place.end, 50), own_after) ||
                             scan.left(place.begin, 30).find("www ") != std::string_view::npos;
    static const RE2 sent(
        R"(\b(?:go to|visit|check out|look (?:up|at)|read (?:it |all |more )?(?:on|at)|story (?:on|at|is)|all (?:on|at)|posted (?:on|at))\s*$)",
        pattern_options()
    );
    static const RE2 trade(
        R"(rx|care|med|drug|doc|help|fund|charit|price|cost|optum|express|wiki|forum|reddit|quora|calc|app\b|diet|sleep|pain|mental|therapy|psych)",
        pattern_options()
    );
    // Who writes "desmondsfight DOT com" wants it to be found and not to be seen.
    const auto dot = place.begin + address.find('.');
    const auto told_dot = scan.view().span({dot, dot + 1});
    const bool hidden = told_dot.end - told_dot.start > 1 && !scan.has(address, organisation);
    const bool sent_there =
        scan.has(scan.left(place.begin, 30), sent) && !scan.has(address, organisation) && !scan.has(address, trade);
    if (personal_path || own || owned_after || obscure || hidden || sent_there || names_somebody(address)) {
        // "my site is janes lupus diary dot com": a name of several words.
        static const RE2 words(
            R"((?:\b(?:is|es|ist|est|e|at|to|on|:|called|blog|site|page|web|pagina|canal|perfil|seite|em|bei|sur)\b|:)\s+((?:[a-z0-9'-]+ ){1,4})$)",
            pattern_options()
        );
        const auto left = scan.left(place.begin, 48);
        re2::StringPiece title;
        scan.worked(left.size());
        if (own && RE2::PartialMatch(re2::StringPiece(left.data(), left.size()), words, &title))
            place.begin = static_cast<std::size_t>(title.data() - scan.lower().data());
        if (const auto www = left.rfind("www "); www != std::string_view::npos)
            place.begin = place.begin - left.size() + www;
        scan.found(Kind::url, place, rule.id);
    }
}

void ip4(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 cue(
        R"(\b(?:ip|ips|ipv4|address|server|host|login|logged|device|router|from|connection|vpn|ping)\b)",
        pattern_options()
    );
    static const RE2 version(
        R"((?:\bversion|\bv|\bver|\brelease|\bsection|\bcriteria|\bchapter|\bec)\.?\s*$)", pattern_options()
    );
    if (glued(scan, place)) return;
    std::size_t long_parts = 0;
    for (const auto part : text::split(scan.lower(place), '.')) {
        const auto number = text::parse_int(part);
        if (!number || *number > 255) return;
        long_parts += part.size() > 1 ? 1 : 0;
    }
    const auto left = scan.left(place.begin, 40);
    if (scan.has(left, version)) return;
    if (long_parts >= 2 || scan.has(left, cue)) scan.found(Kind::ip, place, rule.id);
}

void ip6(Scan& scan, Place place, const Rule& rule)
{
    const auto text = scan.lower(place);
    const auto colons = std::ranges::count(text, ':');
    const bool shortened = text.find("::") != std::string_view::npos;
    const bool hex = text.find_first_of("abcdef") != std::string_view::npos || shortened;
    if (glued(scan, place) || !hex || (colons < 7 && !shortened)) return;
    scan.found(Kind::ip, place, rule.id);
}

/// "insta: maria.k_92", "snapchat is kiki99".
void handle(Scan& scan, Place place, const Rule& rule)
{
    auto begin = place.end;
    const auto lower = scan.lower();
    while (begin > place.begin && std::string_view(" \n:=").find(lower[begin - 1]) == std::string_view::npos) --begin;
    Place value{begin, place.end};
    while (value.size() > 0 && (lower[value.end - 1] == '.' || lower[value.end - 1] == '-')) --value.end;
    const auto text = scan.lower(value);
    const bool marked = text.find_first_of("@$_0123456789.") != std::string_view::npos || text.starts_with("u/");
    const auto is = classify(text);
    const bool named = !is.common && scan.has(scan.lower({place.begin, begin}), own_site());
    static const RE2 said(R"((?:handle|username|user ?name|id|is|:|es)\s*$)", pattern_options());
    const bool told = !is.common && !is.never && text.size() >= 5 && scan.has(scan.lower({place.begin, begin}), said);
    const bool number = text.find_first_not_of("0123456789.,") == std::string_view::npos;
    // "@jane@mastodon.example" after the name of a network is an address of this one.
    const bool elsewhere = std::ranges::count(text, '@') > 1;
    if ((marked || named || told) && !number && !elsewhere && text.size() >= 3) scan.found(rule.kind, value, rule.id);
}

const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
        {"email",
         R"([a-z0-9][a-z0-9._%+'-]*\s?@\s{0,2}[a-z0-9-]+(?:\s?\.\s{0,2}[a-z0-9-]+){0,3}\s?\.\s?)" TOP_DOMAIN R"(\b)",
         email,
         Kind::email},
        {"email.plain", R"([a-z0-9][a-z0-9._%+-]*@[a-z0-9-]+(?:\.[a-z0-9-]+){1,4})", email, Kind::email},
        {"email.spoken",
         R"(\b[a-z0-9][a-z0-9_+-]*(?:)" DOT R"([a-z0-9_+-]+){0,2})" AT R"([a-z0-9-]+(?:)" DOT
         R"([a-z0-9-]+){0,2})" DOT TOP_DOMAIN R"(\b)",
         email,
         Kind::email},
        {"email.provider",
         R"(\b[a-z0-9][a-z0-9._-]{2,}\s?(?: at | @ |@| arroba |\(at\))\s?(?:gmail|yahoo|hotmail|outlook|icloud|proton|protonmail|aol|gmx|ymail|fastmail|zoho)\b)",
         [](Scan& scan, Place place, const Rule& rule) {
             static const RE2 cue(
                 R"(e-?mail|reach|contact|write|message|correo|courriel|escrib|mailto|addy)", pattern_options()
             );
             const auto user = scan.lower(place).substr(0, scan.lower(place).find_first_of(" @("));
             if (user.find_first_of("._0123456789") != std::string_view::npos ||
                 scan.has(scan.left(place.begin, 40), cue))
                 scan.found(rule.kind, place, rule.id);
         },
         Kind::email},
        {"url", R"(\bh(?:tt|xx)ps?\s?:\s?//\s?[^\s<>"]+)", url, Kind::url},
        {"url.www",
         R"(\bwww\s?\.\s?[a-z0-9-]+(?:\s?\.\s?[a-z0-9-]+){0,3}\s?\.\s?)" TOP_DOMAIN R"(\b(?:\s?/\s?[^\s<>"]+)?)",
         url,
         Kind::url},
        {"url.bare", R"(\b[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*\.)" TOP_DOMAIN R"(/[^\s<>"]+)", url, Kind::url},
        {"url.host",
         R"(\b[a-z0-9][a-z0-9-]+\.(?:[a-z0-9-]+\.)?(?:com|net|org|blog|me|site|online|life|live|xyz|info|es|fr|de|pt|it|br|mx|ar|uk|us|ca|au|eu)\b)",
         url,
         Kind::url},
        {"url.spoken",
         R"(\b(?:www)" DOT R"()?[a-z0-9-]+)" DOT
         R"((?:com|org|net|blog|me|co)\s*(?:/|\bslash\b|\bbarra\b)\s*[a-z0-9._-]+(?:\s*(?:/|\bslash\b)\s*[a-z0-9._-]+)*)",
         url,
         Kind::url},
        {"phone.us",
         R"((?:\+?1[-. /\n]{0,2})?(?:\(\s?[2-9o]\d{2}\s?\)|\b[1-9]\d{2})[-. /\n)*_~]{1,4}\d{3}[-. /\n*_~]{1,3}\d{4}(?:\s?(?:x|ext\.?|extension|#)\s?\d{1,6})?)",
         phone,
         Kind::phone},
        {"phone.international", R"((?:\+|\b00)\s?[1-9]\d{0,2}(?:[-. /()\n]{0,3}\d{1,5}){2,6})", phone, Kind::phone},
        {"phone.gb",
         R"(\b0(?:7\d{3}[ -]?\d{3}[ -]?\d{3}|[12]\d{2,3}[ -]\d{3,4}[ -]?\d{3,4}|20[ -]\d{4}[ -]?\d{4})\b)",
         phone,
         Kind::phone},
        {"phone.fr", R"(\b0[1-9](?:[ .-]\d\d){4}\b)", phone, Kind::phone},
        {"phone.de", R"(\b0\d{2,4}\s?[/-]\s?\d{3,8}(?:[ -]?\d{1,4})?\b)", phone, Kind::phone},
        {"phone.br", R"(\(\d{2}\)\s?9?\d{4}[ -]\d{4}\b)", phone, Kind::phone},
        {"phone.br_plain", R"(\b\d{2} 9\d{4}[ -]\d{4}\b)", phone, Kind::phone},
        {"phone.grouped", R"(\b(?:\d{2,4}[-. ]){2,4}\d{2,4}\b)", phone_by_cue, Kind::phone},
        {"phone.run", R"(\b\d{7,13}\b)", phone_by_cue, Kind::phone},
        {"phone.local", R"(\b[2-9]\d{2}[-. ]\d{4}\b)", phone_local, Kind::phone},
        {"phone.split", R"(\b\d{3,6}-?[ \n]{1,2}\d{3,7}\b)", phone_by_cue, Kind::phone},
        {"ip.v4", R"(\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b)", ip4, Kind::ip},
        {"ip.v6", R"((?:[0-9a-f]{1,4}::?){2,8}[0-9a-f]{0,4})", ip6, Kind::ip},
        {"handle",
         R"(\b(?:my |his |her |our )?(?:instagram|insta|ig|snap|snapchat|twitter|tiktok|tik tok|facebook|fb|telegram|discord|skype|venmo|cashapp|cash app|zelle|kik|linkedin|reddit|wechat|line id|signal|xbox|psn|gamertag|onlyfans|threads|bluesky|myspace|tumblr|pinterest|youtube)\b(?:\s?(?:handle|username|user ?name|user|id|name|account|acct|page|profile|is|es|im|i'm|as|@|:|=|-|->|at|under|me|add|dm)){0,4}[\s:=]{1,3}[@$]?(?:u/)?[a-z0-9][a-z0-9._@-]+)",
         handle,
         Kind::url},
    });
    return all;
}

} // namespace

void find_contacts(Scan& scan)
{
    rules().run(scan);
}

} // namespace rounds::privacy
