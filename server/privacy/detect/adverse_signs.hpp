#pragma once

#include "server/privacy/detect/scan.hpp"

namespace rounds::privacy {

// Signs of an adverse event, over lower case.
[[nodiscard]] const RuleSet& ae_products(); ///< classes and everyday words; names are in the lexicon
[[nodiscard]] const RuleSet& ae_events();   ///< symptoms, what bodies and devices do when they fail
[[nodiscard]] const RE2& medicine_stem();   ///< of an international nonproprietary name (WHO)

} // namespace rounds::privacy
