#include "server/privacy/detect/name_rules.hpp"
#include "server/privacy/detect/pieces.hpp"
#include "server/privacy/detect/told.hpp"

#include <algorithm>
#include <optional>

/// Records of somebody's body and pictures of faces, told by three things that stand near each other: whose it is,
/// which part of the body, and what was made of it. No list of phrases has them all.
namespace rounds::privacy {
namespace {

const WordSet owners{"my",   "his",   "her",    "our",    "their",  "mi",    "mis",    "su",     "sus",
                     "mein", "meine", "meinen", "mon",    "ma",     "mes",   "meu",    "minha",  "meus",
                     "sua",  "seu",   "mio",    "mia",    "mijn",   "unser", "unsere", "nos",    "notre",
                     "moja", "moj",   "s",      "meiner", "meines", "seine", "ihre",   "nuestra"};
const WordSet whose{"me", "mine", "us", "him", "moi", "mir", "mim", "myself", "mi"};
const WordSet of_words{"of", "de", "von", "da", "di", "do", "del", "du", "van", "from"};
const WordSet parts{"finger",  "fingr",     "thumb",     "palm",      "iris",      "retina", "retinal", "face",
                    "facial",  "voice",     "gait",      "ear",       "dna",       "genome", "genetic", "genomic",
                    "dental",  "vein",      "hand",      "heartbeat", "brainwave", "eye",    "foot",    "facial",
                    "exome",   "biometric", "footprint", "rostro",    "voz",       "huella", "huellas", "cara",
                    "gesicht", "stimme",    "visage",    "voix",      "adn",       "dns",    "volto",   "voce",
                    "genoma",  "ecg",       "typing",    "lip"};
const WordSet made{"print",          "prints",         "scan",      "scans",       "scanned",  "template", "templates",
                   "recording",      "recordings",     "signature", "recognition", "profile",  "sequence", "sequences",
                   "geometry",       "hash",           "vector",    "embedding",   "file",     "pattern",  "map",
                   "sample",         "data",           "records",   "code",        "id",       "escaneo",  "escaneada",
                   "muestra",        "reconocimiento", "gravacao",  "biometria",   "aufnahme", "probe",    "impronta",
                   "enregistrement", "chart",          "model"};
// One word that says both.
const WordSet whole{"fingerprint",  "fingerprints",  "thumbprint",     "thumbprints",  "voiceprint",
                    "voiceprints",  "palmprint",     "faceprint",      "footprint",    "retinascan",
                    "irisscan",     "fingerabdruck", "fingerabdrucke", "gesichtsscan", "stimmprobe",
                    "stimmabdruck", "biometrics",    "biometria",      "earprint",     "handprint"};
const WordSet between{"raw",    "full",     "left",    "right",     "index",  "own",  "whole",
                      "actual", "the",      "of",      "my",        "his",    "her",  "de",
                      "vein",   "dactilar", "digital", "digitales", "facial", "wave", "movement",
                      "ring",   "both",     "mi",      "da",        "del",    "la",   "a"};
// Talk of health, of a telephone, and of questions about the technology.
const WordSet talk{"unlock",   "unlocks",  "wore",        "worn",      "won",        "faded",    "fade",
                   "peeling",  "peeled",   "smooth",      "normal",    "stable",     "drusen",   "edema",
                   "results",  "result",   "came",        "negative",  "positive",   "hoarse",   "swollen",
                   "showed",   "shows",    "fails",       "failed",    "works",      "airport",  "lost",
                   "numb",     "sore",     "doctor",      "clinician", "surgeon",    "stroke",   "mri",
                   "ct",       "biopsy",   "reads",       "easier",    "ultrasound", "fracture", "arthritis",
                   "glaucoma", "cataract", "appointment", "ordered",   "clear",      "fine",     "phone"};

bool near_talk(const Pieces& all, std::size_t first, std::size_t last)
{
    constexpr std::size_t reach = 5;
    for (auto i = last + 1; i < all.size() && i <= last + reach; ++i)
        if (talk.contains(all.text(i))) return all.together(last, i);
    for (auto i = first; i > 0 && first - i < 2; --i)
        if (talk.contains(all.text(i - 1))) return all.together(i - 1, first);
    return false;
}

struct Stretch
{
    std::size_t first;
    std::size_t last;
};

/// "retina scan", "recording of my voice", "voiceprint": a part of the body and what was made of it, in either order.
std::optional<Stretch> record_at(const Pieces& all, std::size_t i)
{
    constexpr std::size_t most_between = 3;
    if (whole.contains(all.text(i))) return Stretch{i, i};
    const bool part = parts.contains(all.text(i));
    if (!part && !made.contains(all.text(i))) return std::nullopt;
    for (auto j = i + 1; j < all.size() && j <= i + most_between + 1; ++j) {
        if (all.gap(j - 1) != " " && all.gap(j - 1) != "-" && all.gap(j - 1) != "'") return std::nullopt;
        if (part ? made.contains(all.text(j)) : parts.contains(all.text(j))) {
            while (j + 1 < all.size() && all.gap(j) == " " && made.contains(all.text(j + 1))) ++j;
            return Stretch{i, j};
        }
        if (!between.contains(all.text(j))) return std::nullopt;
    }
    return std::nullopt;
}

/// Whose it is: "my ... ", "... of my kids", "dad's ...", or inside "recording of my voice".
std::optional<Stretch> owned(const Pieces& all, Stretch record)
{
    for (auto i = record.first; i <= record.last; ++i)
        if (owners.contains(all.text(i))) return record;
    constexpr std::size_t before = 3;
    for (auto i = record.first; i > 0 && record.first - i < before; --i)
        if (owners.contains(all.text(i - 1)) && all.together(i - 1, record.first)) return Stretch{i - 1, record.last};
    const auto next = record.last + 1;
    if (next + 1 < all.size() && all.gap(record.last) == " " && of_words.contains(all.text(next))) {
        if (whose.contains(all.text(next + 1))) return Stretch{record.first, next + 1};
        if (owners.contains(all.text(next + 1)) && next + 2 < all.size()) return Stretch{record.first, next + 2};
    }
    return std::nullopt;
}

const WordSet shown_where{"on", "in", "over", "below", "attached", "here", "visible", "all", "next"};
const WordSet public_things{"brochure",  "poster",     "page",  "website", "site",    "facebook", "cover",
                            "billboard", "newsletter", "paper", "news",    "flyer",   "ad",       "campaign",
                            "video",     "photo",      "pic",   "picture", "avatar",  "pfp",      "below",
                            "attached",  "instagram",  "wall",  "slide",   "profile", "leaflet"};
const WordSet face_words{"face", "faces", "mug", "rostro", "cara", "gesicht", "visage", "rosto", "faccia", "twarz"};

/// "my daughter's face on the brochure": a face that is shown where others see it.
std::optional<Place> face_shown(const Pieces& all, std::size_t i)
{
    constexpr std::size_t before = 3;
    constexpr std::size_t after = 6;
    if (!face_words.contains(all.text(i))) return std::nullopt;
    std::optional<std::size_t> first;
    for (auto back = i; back > 0 && i - back < before && !first; --back)
        if (owners.contains(all.text(back - 1)) && all.text(back - 1) != "s" && all.together(back - 1, i))
            first = back - 1;
    if (!first) return std::nullopt;
    const auto shown = [&](std::size_t from, std::size_t to) {
        return to < all.size() && public_things.contains(all.text(to)) && all.together(from, to);
    };
    for (auto ahead = i + 1; ahead <= i + after; ++ahead)
        if (shown(i, ahead)) return Place{all[*first].place.begin, all[i].place.end};
    for (auto back = *first; back > 0 && *first - back < after; --back)
        if (shown(back - 1, back - 1) && all.together(back - 1, *first))
            return Place{all[*first].place.begin, all[i].place.end};
    return std::nullopt;
}

/// "selfi w the new nose": a picture of oneself by its own word, unless a rule or an advice speaks of such.
std::optional<Place> selfie(const Pieces& all, std::size_t i)
{
    static const WordSet words{"selfie", "selfi", "selfy"};
    static const WordSet with{"w",   "with", "from", "in",    "after", "before", "attached", "below",
                              "at",  "day",  "ausm", "aus",   "von",   "vom",    "de",       "du",
                              "con", "com",  "mit",  "desde", "pre",   "post",   "gemacht",  "no"};
    static const WordSet rules{
        "no", "please", "dont", "t", "stick", "rule", "allowed", "policy", "post", "never", "how"
    };
    if (!words.contains(all.text(i)) || i + 1 >= all.size() || !with.contains(all.text(i + 1))) return std::nullopt;
    for (auto back = i; back > 0 && i - back < 3; --back)
        if (rules.contains(all.text(back - 1))) return std::nullopt;
    return all[i].place;
}

} // namespace

void find_traits(Scan& scan)
{
    const Pieces all(scan);
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (const auto record = record_at(all, i)) {
            const auto whole_of = owned(all, *record);
            // "my hand chart" and "my eye code" are said of much: the weakest words need more.
            if (whole_of && !near_talk(all, whole_of->first, whole_of->last)) {
                const Place place{all[whole_of->first].place.begin, all[whole_of->last].place.end};
                scan.found(Kind::biometric, place, "biometric.trait");
            }
            i = record->last;
            continue;
        }
        auto picture = face_shown(all, i);
        if (!picture) picture = selfie(all, i);
        if (picture && !scan.covered(*picture)) scan.found(Kind::photo, *picture, "photo.trait");
    }
}

} // namespace rounds::privacy
