#include "storage/jobs.hpp"

#include "storage/columns.hpp"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rounds::storage::jobs {

namespace {

const Statement add_sql{"jobs.add", R"(
    INSERT INTO jobs (kind, payload, order_key, run_at) VALUES ($1, $2, nullif($3, ''), coalesce($4, now())))"};

// Due by the clock, not by the transaction's start: a worker may hold one open for a while.
const Statement claim_sql{"jobs.claim", R"(
    WITH due AS (
        SELECT j.id FROM jobs j
        WHERE j.kind = ANY($1) AND j.run_at <= clock_timestamp()
            AND (j.lease_until IS NULL OR j.lease_until <= clock_timestamp())
            AND (j.order_key IS NULL
                OR NOT EXISTS (SELECT 1 FROM jobs e WHERE e.order_key = j.order_key AND e.id < j.id))
        ORDER BY j.run_at, j.id
        LIMIT $2
        FOR UPDATE OF j SKIP LOCKED)
    UPDATE jobs SET attempts = jobs.attempts + 1, lease_until = clock_timestamp() + $3 * interval '1 second'
    FROM due WHERE jobs.id = due.id
    RETURNING jobs.id, jobs.kind, jobs.payload, jobs.attempts, jobs.max_attempts)"};

const Statement finish_sql{"jobs.finish", "DELETE FROM jobs WHERE id = $1"};

// Full jitter: anywhere between now and base * 2^(attempts - 1), at most six hours. A worker whose lease ran out has
// nothing to say about the next one's attempt ($2).
const Statement retry_sql{"jobs.retry", R"(
    UPDATE jobs SET lease_until = NULL, last_error = $3,
        run_at = clock_timestamp()
            + random() * least(21600, $4::bigint * power(2, least($2::integer, 30) - 1)) * interval '1 second'
    WHERE id = $1 AND attempts = $2)"};

const Statement postpone_sql{"jobs.postpone", R"(
    UPDATE jobs SET lease_until = NULL, last_error = $3, run_at = clock_timestamp() + $4 * interval '1 second'
    WHERE id = $1 AND attempts = $2)"};

const Statement bury_sql{"jobs.bury", R"(
    WITH given_up AS (DELETE FROM jobs WHERE id = $1 AND attempts = $2 RETURNING *)
    INSERT INTO dead_jobs (id, kind, payload, order_key, attempts, last_error, created_at)
    SELECT id, kind, payload, order_key, attempts, $3, created_at FROM given_up)"};

const Statement replay_sql{"jobs.replay", R"(
    WITH again AS (DELETE FROM dead_jobs WHERE id = $1 RETURNING kind, payload, order_key)
    INSERT INTO jobs (kind, payload, order_key) SELECT kind, payload, order_key FROM again RETURNING id)"};

const Statement forget_dead_sql{"jobs.forget_dead", R"(
    DELETE FROM dead_jobs WHERE id = ANY (ARRAY(SELECT id FROM dead_jobs WHERE died_at < $1 LIMIT $2)))"};

const Statement figures_sql{"jobs.figures", R"(
    SELECT count(*), count(*) FILTER (WHERE run_at <= clock_timestamp()), (SELECT count(*) FROM dead_jobs)
    FROM jobs)"};

const Statement next_due_sql{"jobs.next_due", "SELECT min(greatest(run_at, lease_until)) FROM jobs"};

} // namespace

void add(
    Transaction& tx,
    std::string_view kind,
    const json::object& payload,
    std::string_view order_key,
    std::optional<Time> run_at
)
{
    tx.exec(add_sql, kind, json::serialize(payload), order_key, run_at);
}

std::vector<Job> claim(Transaction& tx, const std::vector<std::string>& kinds, int limit, std::chrono::seconds lease)
{
    std::vector<Job> claimed;
    for (const auto row : tx.exec(claim_sql, kinds, limit, lease.count())) {
        ColumnReader in(row);
        Job job;
        job.id = in.next<JobId>();
        job.kind = in.next<std::string>();
        job.payload = json::parse(in.next<std::string>()).as_object();
        job.attempts = in.next<int>();
        job.max_attempts = in.next<int>();
        claimed.push_back(std::move(job));
    }
    std::ranges::sort(claimed, {}, &Job::id);
    return claimed;
}

void finish(Transaction& tx, JobId id)
{
    tx.exec(finish_sql, id);
}

void fail(Transaction& tx, const Job& job, std::string_view error, std::chrono::seconds base)
{
    if (job.attempts >= job.max_attempts) return bury(tx, job, error);
    tx.exec(retry_sql, job.id, job.attempts, error, base.count());
}

void postpone(Transaction& tx, const Job& job, std::string_view error, std::chrono::seconds delay)
{
    if (job.attempts >= job.max_attempts) return bury(tx, job, error);
    tx.exec(postpone_sql, job.id, job.attempts, error, delay.count());
}

void bury(Transaction& tx, const Job& job, std::string_view error)
{
    tx.exec(bury_sql, job.id, job.attempts, error);
}

result<void> replay(Transaction& tx, JobId id)
{
    if (tx.exec(replay_sql, id).empty()) return errc::not_found;
    return {};
}

std::size_t forget_dead(Transaction& tx, Time before, int limit)
{
    return tx.exec(forget_dead_sql, before, limit).affected();
}

Figures figures(Transaction& tx)
{
    const auto rows = tx.exec(figures_sql);
    return {
        .waiting = rows.front().at(0).as<std::int64_t>(),
        .due = rows.front().at(1).as<std::int64_t>(),
        .dead = rows.front().at(2).as<std::int64_t>(),
    };
}

std::optional<Time> next_due(Transaction& tx)
{
    return tx.exec(next_due_sql).front().at(0).as<std::optional<Time>>();
}

} // namespace rounds::storage::jobs
