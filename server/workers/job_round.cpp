#include "server/workers/job_round.hpp"

#include "storage/base/log.hpp"

namespace rounds::workers {

namespace jobs = storage::jobs;

std::size_t do_round(
    storage::Database& db,
    const JobRound& round,
    const std::stop_token& stop,
    const std::function<std::optional<Trouble>(const jobs::Job&)>& run
)
{
    const auto claimed = db.single_blocking([&](storage::Transaction& tx) {
        return jobs::claim(tx, round.kinds, round.claim, round.lease);
    });
    std::size_t ended = 0;
    for (const auto& job : claimed) {
        if (stop.stop_requested()) break;
        const auto trouble = run(job);
        if (!trouble) {
            ++ended;
            continue;
        }
        log::warn("{} job {}: {}", job.kind, to_string(job.id), log::printable(trouble->why));
        db.transact_blocking([&](storage::Transaction& tx) {
            if (trouble->for_good)
                jobs::bury(tx, job, trouble->why);
            else
                jobs::fail(tx, job, trouble->why, round.retry_base);
        });
    }
    return ended;
}

} // namespace rounds::workers
