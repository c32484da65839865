#pragma once

#include "storage/jobs.hpp"
#include "storage/pg/database.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace rounds::workers {

/// Why a job did not end.
struct Trouble
{
    std::string why;
    bool for_good = false; ///< no retry can help
};

/// Which jobs a worker takes at a time.
struct JobRound
{
    std::vector<std::string> kinds;
    int claim;
    std::chrono::seconds lease;
    std::chrono::seconds retry_base; ///< rest after the first failure; doubles
};

/// Claims what is due and runs it job by job: `run` finishes a job in its own transaction, or says what stood in the
/// way, which is then noted (and logged, as a job of `kind`). After a stop was asked for the others' leases run out.
/// Returns how many ended.
std::size_t do_round(
    storage::Database& db,
    const JobRound& round,
    const std::stop_token& stop,
    const std::function<std::optional<Trouble>(const storage::jobs::Job&)>& run
);

} // namespace rounds::workers
