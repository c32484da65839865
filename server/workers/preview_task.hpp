#pragma once

#include "server/workers/task_worker.hpp"

namespace rounds::workers {

/// Reads the page that the post links, unless that was done lately. One request to one page, of bounded size and time.
[[nodiscard]] result<void> ask_page(const TaskWorker::Parts& parts, const json::object& payload);
/// Hangs what is known of the page on the post.
[[nodiscard]] result<void>
attach_card(const TaskWorker::Parts& parts, storage::Transaction& tx, const json::object& payload);

} // namespace rounds::workers
