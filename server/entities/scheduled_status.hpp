#pragma once

#include "storage/base/json.hpp"
#include "storage/scheduled.hpp"

namespace rounds::entities {

/// ScheduledStatus.
[[nodiscard]] json::object scheduled_status(const storage::scheduled::Scheduled& scheduled);

} // namespace rounds::entities
