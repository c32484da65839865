#pragma once

#include "server/privacy/detect/scan.hpp"

#include <optional>

namespace rounds::privacy {

/// How sure the words before a number make that it is somebody's: the less, the more digits it must have.
enum class Strength { weak, medium, strong };

/// The number or code announced by words that end at `at`: over "number", "is", "#:" and line ends, in one or more
/// groups. Nothing when a dose, a date, a year, a decimal or a published code (NCT, ICD, CPT) stands there.
[[nodiscard]] std::optional<Place> value_after(const Scan& scan, std::size_t at, Strength strength);
/// The number before words that begin at `at`: "84231177 is my MRN".
[[nodiscard]] std::optional<Place> value_before(const Scan& scan, std::size_t at, Strength strength);
/// A number plate, which may be three letters and three digits only.
[[nodiscard]] std::optional<Place> plate_after(const Scan& scan, std::size_t at);

} // namespace rounds::privacy
