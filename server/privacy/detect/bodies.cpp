#include "server/privacy/detect/pattern.hpp"
#include "server/privacy/detect/value.hpp"

namespace rounds::privacy {
namespace {

ROUNDS_PATTERN(year, R"(^(?:19|20)\d\d$)")

/// A measurement of a body that was written down: its words and the code after them.
void biometric(Scan& scan, Place place, const Rule& rule)
{
    static const RE2 talk(
        R"(\b(?:can|could|do|does|will|may|should|instead|use|uses|using|unlock|sensor|technology|security|login)\b)",
        pattern_options()
    );
    // The words and the code after them: neither says much without the other.
    for (const auto strength : {Strength::strong, Strength::weak})
        if (const auto value = value_after(scan, place.end, strength);
            value && !scan.has(scan.lower(*value), year()) && value->begin < place.end + 30)
            return scan.found(Kind::biometric, {place.begin, value->end}, rule.id);
    static const RE2 owner(
        R"(\b(?:my|his|her|our|their|mi|patient'?s?|daughter'?s|son'?s|mom'?s|dad'?s|husband'?s|wife'?s)\b[^.\n]{0,20}$)",
        pattern_options()
    );
    static const RE2 shown(
        R"(^[^.\n]{0,30}(?:attached|here|below|is in|uploaded|file|scan|sample|template|hash|on file|enrolled|recording|:|=))",
        pattern_options()
    );
    if (scan.has(scan.left(place.begin, 30), owner) && scan.has(scan.right(place.end, 40), shown) &&
        !scan.has(scan.right(place.end, 40), talk))
        scan.found(Kind::biometric, place, rule.id);
}

const RuleSet& rules()
{
    static const RuleSet all(std::vector<Rule>{
        {"biometric",
         R"(\b(?:finger ?prints?|thumb ?prints?|palm ?prints?|foot ?prints?|voice ?prints?|face ?prints?|retinal? scans?|iris(?:es)? (?:scans?|codes?|templates?|hash)|retina (?:scans?|hash|code)|hand geometry|palm vein\w*|gait (?:signature|profile)|faceprint|facial (?:recognition|geometry) (?:template|data|id|scan)|face ?id (?:template|hash|data)|biometric (?:template|id|hash|data|token|enrol\w*)|voice (?:biometric|recording) (?:id|sample)?|dna (?:profile|fingerprint|sequence|sample)|genome (?:file|id)|huella(?:s)?(?: dactilar(?:es)?| digital(?:es)?)?|empreinte(?:s)? digitale(?:s)?|fingerabdruck|impressao digital|impronta digitale)\b)",
         biometric,
         Kind::biometric},
        {"photo.file",
         R"(\b[a-z0-9_-]*(?:selfie|face|headshot|portrait|mugshot|passport-?_?photo|profile-?_?(?:pic|photo))[a-z0-9_-]*\.(?:jpe?g|png|heic|webp|gif|tiff?|bmp)\b)",
         take_match,
         Kind::photo},
        {"photo.camera",
         R"(\b(?:img|dsc|dscn|pxl|photo|image)[_-]\d{4,}(?:[_-]\d+)*\.(?:jpe?g|png|heic|webp)\b)",
         take_match,
         Kind::photo},
        {"photo.words",
         R"(\b(?:full[- ]?face (?:photo|picture|image|shot|pic)s?|(?:photo|picture|pic|selfie|image|snap|portrait|headshot|close-?up)s? of (?:my|his|her|our|their|the patient's|mom's|dad's) (?:\w+'s )?face|(?:my|his|her|our) (?:selfie|headshot|face (?:pic|photo|picture)|mugshot|passport photo)(?: is)? (?:attached|here|below|is attached|is below)|foto de (?:mi|su) (?:cara|rostro)|photo de (?:mon|son) visage|foto (?:von|meines) (?:meinem )?gesichts?|foto do meu rosto)\b)",
         take_match,
         Kind::photo},
    });
    return all;
}

} // namespace

void find_bodies(Scan& scan)
{
    rules().run(scan);
}

} // namespace rounds::privacy
