#pragma once

#include "server/privacy/detect/scan.hpp"

namespace rounds::privacy {

/// What staff may not say to somebody in public, sentence by sentence: English, then the other languages. What a
/// sentence says in general, on a condition, or of a talk, a chat or a study is let go.
[[nodiscard]] const RuleSet& reply_rules();
[[nodiscard]] const RuleSet& foreign_reply_rules();

/// The sentence only refuses to speak of anybody.
[[nodiscard]] bool refuses_to_tell(const Scan& scan, Place place);

/// The sentence is about a talk, a chat, a study, a page.
[[nodiscard]] bool talks_in_public(const Scan& scan, Place place);

// How a match becomes a finding.
void told_surely(Scan& scan, Place place, const Rule& rule);     ///< unless the sentence refuses or sets a condition
void told_definitely(Scan& scan, Place place, const Rule& rule); ///< also not in general sentences, nor of a chat

} // namespace rounds::privacy
