#pragma once

#include "storage/base/json.hpp"
#include "storage/pg/transaction.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace rounds::storage::jobs {

struct Job
{
    JobId id{};
    std::string kind;
    json::object payload;
    int attempts = 0; ///< including this one
    int max_attempts = 0;
};

/// Adds work to be done after commit. Jobs with one order_key run one after another, in the order they were added.
void add(
    Transaction& tx,
    std::string_view kind,
    const json::object& payload,
    std::string_view order_key = {},
    std::optional<Time> run_at = {}
);

/// Leases up to `limit` due jobs of the given kinds: `FOR UPDATE SKIP LOCKED`, the head of each order_key only. A lease
/// that runs out (its worker died) makes the job due again.
[[nodiscard]] std::vector<Job>
claim(Transaction& tx, const std::vector<std::string>& kinds, int limit, std::chrono::seconds lease);
void finish(Transaction& tx, JobId id);
/// Runs again after full-jitter back-off, or goes to dead_jobs when max_attempts are used up.
void fail(Transaction& tx, const Job& job, std::string_view error, std::chrono::seconds base);
/// Runs again after `delay`, which the other side asked for; or goes to dead_jobs as above.
void postpone(Transaction& tx, const Job& job, std::string_view error, std::chrono::seconds delay);
/// Straight to dead_jobs: no retry can help.
void bury(Transaction& tx, const Job& job, std::string_view error);

/// Moves a dead job back.
[[nodiscard]] result<void> replay(Transaction& tx, JobId id);
/// Deletes dead jobs that died before `before`, at most `limit`; returns how many.
std::size_t forget_dead(Transaction& tx, Time before, int limit);

struct Figures
{
    std::int64_t waiting;
    std::int64_t due;
    std::int64_t dead;
};
[[nodiscard]] Figures figures(Transaction& tx);
/// When the next job is due; nothing when the queue is empty.
[[nodiscard]] std::optional<Time> next_due(Transaction& tx);

} // namespace rounds::storage::jobs
