#pragma once

#include "storage/model/status.hpp"
#include "storage/thread_refreshes.hpp"

#include <string_view>

namespace rounds::social {

/// The kind of the job that asks another server for replies to its post.
inline constexpr std::string_view read_thread_job = "read_thread";
/// A thread is asked for again after this long.
inline constexpr std::chrono::minutes thread_pause{15};

/// Asks where a post of another server is at home for replies that are not known here, when it is open to all; nothing
/// when nothing is to be asked, or it was a moment ago. What is under way already comes back too.
[[nodiscard]] std::optional<storage::thread_refreshes::Refresh>
refresh_thread(storage::Transaction& tx, const storage::Status& status, Time now);

} // namespace rounds::social
