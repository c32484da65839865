#pragma once

#include "server/workers/task_worker.hpp"

namespace rounds::workers {

/// Looks up whether the author of the quoted post agreed: fetches that post when it is not here, and the approval that
/// the quote names, from its own address (FEP-044f, verifying a QuoteAuthorization). An origin that does not answer is
/// asked again; any other answer leaves the quote as it is.
[[nodiscard]] result<void> ask_for_stamp(const TaskWorker::Parts& parts, const json::object& payload);

} // namespace rounds::workers
