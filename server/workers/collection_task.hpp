#pragma once

#include "server/workers/task_worker.hpp"

namespace rounds::workers {

/// Of social::verify_item_job: whether whom a collection of another server recommends agrees, asked at the stamp it
/// names. The actor is read as well, when it is not known.
[[nodiscard]] result<void> verify_item(const TaskWorker::Parts& parts, const json::object& payload);
/// Of social::read_collection_job: reads a collection where it is at home.
[[nodiscard]] result<void> read_collection(const TaskWorker::Parts& parts, const json::object& payload);

} // namespace rounds::workers
