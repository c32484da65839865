#pragma once

#include "server/privacy/detect/scan.hpp"

#include <string_view>
#include <unordered_set>

namespace rounds::privacy {

using WordSet = std::unordered_set<std::string_view>;

// Words around names, in lower case.
extern const WordSet honorifics;
extern const WordSet relations;     ///< relatives and roles, before a given name
extern const WordSet titled_roles;  ///< roles that are said before a family name like a title: "Nurse", "Aunt"
extern const WordSet owners;        ///< "my", "our"
extern const WordSet things;        ///< after an eponym, an institution or a work
extern const WordSet person_verbs;  ///< what people do
extern const WordSet particles;     ///< "de", "van", inside a name
extern const WordSet suffixes;      ///< "Jr", "MD"
extern const WordSet doctor_jokes;  ///< after "Dr.", nobody
extern const WordSet places_before; ///< "in", "near": before a place or a title
extern const WordSet saints;        ///< "St", "San", before a place

/// What announces a name: "name.told" surely, "name.cue" and "name.signature" perhaps. Their `match` is empty.
[[nodiscard]] const RuleSet& name_cues();
/// Initials, and names in scripts without capitals.
[[nodiscard]] const RuleSet& name_shapes();

// What stands beside a name, in any case of letters.
[[nodiscard]] const RE2& told_whence();    ///< " bed", " group": what follows "from"
[[nodiscard]] const RE2& cited();          ///< after a family name: an author of a paper
[[nodiscard]] const RE2& told_age();       ///< ", 52, "
[[nodiscard]] const RE2& someone_called(); ///< somebody "called" so

} // namespace rounds::privacy
