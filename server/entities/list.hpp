#pragma once

#include "storage/base/json.hpp"
#include "storage/lists.hpp"

namespace rounds::entities {

/// List
[[nodiscard]] json::object list(const storage::lists::List& list);

} // namespace rounds::entities
