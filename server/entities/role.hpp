#pragma once

#include "storage/base/json.hpp"

#include <string_view>

namespace rounds::entities {

/// Role: of member, moderator or admin.
[[nodiscard]] json::object role(std::string_view name);

} // namespace rounds::entities
