#pragma once

#include "server/privacy/detect/scan.hpp"

namespace rounds::privacy {

/// Rules for photographs and other pictures (45 CFR 164.514(b)(2)(i)(Q)), beside those for biometrics.
[[nodiscard]] const RuleSet& picture_rules();

} // namespace rounds::privacy

/// "my", "mi", "meine": whose it is, in the languages of the rules.
#define OWNED                                                                                                          \
    "(?:my|his|her|our|their|mi|mis|su|sus|mon|ma|mes|mein\\w*|unser\\w*|meu|minha|meus|minhas|sua|seu|mio|mia|mie|"   \
    "la "                                                                                                              \
    "mia|il mio|le mie|mijn|\\w+'s)"
