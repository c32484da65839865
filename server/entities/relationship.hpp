#pragma once

#include "storage/base/json.hpp"
#include "storage/graph.hpp"

namespace rounds::entities {

/// Relationship
[[nodiscard]] json::object relationship(const storage::graph::Relationship& relationship);

} // namespace rounds::entities
