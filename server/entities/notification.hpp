#pragma once

#include "storage/base/json.hpp"
#include "storage/notifications.hpp"

namespace rounds::entities {

/// Notification without `account` and `status`, which the caller adds.
[[nodiscard]] json::object notification(const storage::notifications::Notification& notification);

} // namespace rounds::entities
