#pragma once

#include "server/privacy/detect/scan.hpp"

namespace rounds::privacy {

// Detectors of what is told by words that stand near each other rather than by a phrase. Each adds what it finds.
void find_old_ages(Scan& scan);   ///< ages over 89 in words, or behind whoever has them
void find_traits(Scan& scan);     ///< records of a body, and faces that are shown
void find_told_names(Scan& scan); ///< people of no list; after find_names()

} // namespace rounds::privacy
