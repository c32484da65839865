#pragma once

#include "server/workers/task_worker.hpp"

namespace rounds::workers {

/// Works off the next rows of an import: what a row names is asked for, then it is done in a transaction of its own, so
/// that it has its effect once.
[[nodiscard]] result<void> work_off_rows(const TaskWorker::Parts& parts, const json::object& payload);
/// Plans the next rows, when there are any.
[[nodiscard]] result<void>
plan_next_rows(const TaskWorker::Parts& parts, storage::Transaction& tx, const json::object& payload);

} // namespace rounds::workers
