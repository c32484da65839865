#pragma once

#include "server/app/rosters.hpp"
#include "server/workers/task_worker.hpp"

namespace rounds::workers {

/// Reads a subscribed roster and takes its new version. What goes wrong is noted beside it.
[[nodiscard]] result<void> ask_roster(const TaskWorker::Parts& parts, const json::object& payload);
/// Asks all members for their entries, and plans the next reading.
[[nodiscard]] result<void>
plan_roster(const TaskWorker::Parts& parts, storage::Transaction& tx, const json::object& payload);
/// Reads what a member says of itself. An entry that cannot be read again for a week is not shown any more.
[[nodiscard]] result<void> ask_roster_entry(const TaskWorker::Parts& parts, const json::object& payload);

} // namespace rounds::workers
