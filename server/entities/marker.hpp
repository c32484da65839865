#pragma once

#include "storage/base/json.hpp"
#include "storage/personal.hpp"

#include <vector>

namespace rounds::entities {

/// Markers by timeline.
[[nodiscard]] json::object markers(const std::vector<storage::personal::Marker>& markers);

} // namespace rounds::entities
