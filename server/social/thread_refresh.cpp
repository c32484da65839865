#include "server/social/thread_refresh.hpp"

#include "storage/jobs.hpp"

namespace rounds::social {

namespace refreshes = storage::thread_refreshes;

std::optional<refreshes::Refresh> refresh_thread(storage::Transaction& tx, const storage::Status& status, Time now)
{
    if (status.local || status.reblog_of || status.visibility > storage::Visibility::unlisted) return std::nullopt;
    if (auto running = refreshes::running(tx, status.id, now, thread_pause)) return running;
    auto begun = refreshes::begin(tx, status.id, now, thread_pause);
    if (!begun) return std::nullopt;
    json::object payload;
    payload["refresh"] = to_string(begun->id);
    storage::jobs::add(tx, read_thread_job, payload);
    return begun;
}

} // namespace rounds::social
