#pragma once

#include "storage/base/json.hpp"
#include "storage/model/account.hpp"

namespace rounds::entities {

/// Preferences
[[nodiscard]] json::object preferences(const storage::User& user);

} // namespace rounds::entities
