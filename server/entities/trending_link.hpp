#pragma once

#include "storage/base/json.hpp"
#include "storage/discovery.hpp"

namespace rounds::entities {

/// Trends::Link: a PreviewCard with its history.
[[nodiscard]] json::object trending_link(const storage::discovery::TrendingLink& link);

} // namespace rounds::entities
