#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"

#include <string_view>

namespace rounds::entities {

/// Role: of member, moderator or admin.
[[nodiscard]] json::object role(std::string_view name, const Site& site);

} // namespace rounds::entities
