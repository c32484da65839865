#pragma once

#include "server/workers/task_worker.hpp"

namespace rounds::workers {

/// Checks a credential that somebody of another server links to (server/inbound/affiliations.hpp).
[[nodiscard]] result<void> ask_for_credential(const TaskWorker::Parts& parts, const json::object& payload);
/// Plans the next check, well before this one is a day old.
[[nodiscard]] result<void>
plan_next_check(const TaskWorker::Parts& parts, storage::Transaction& tx, const json::object& payload);

} // namespace rounds::workers
