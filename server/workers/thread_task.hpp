#pragma once

#include "server/workers/task_worker.hpp"

namespace rounds::workers {

/// Of social::read_thread_job: reads replies to a post where it is at home, and replies to these.
[[nodiscard]] result<void> read_thread(const TaskWorker::Parts& parts, const json::object& payload);
/// It is told to be finished.
[[nodiscard]] result<void>
end_thread(const TaskWorker::Parts& parts, storage::Transaction& tx, const json::object& payload);

} // namespace rounds::workers
