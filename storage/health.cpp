#include "storage/health.hpp"

namespace rounds::storage::health {
namespace {

const Statement queues_sql{"health.queues", R"(
    SELECT kind, count(*) AS waiting, count(*) FILTER (WHERE run_at <= clock_timestamp()) AS due,
           min(run_at) FILTER (WHERE run_at <= clock_timestamp()) AS oldest
    FROM jobs GROUP BY kind ORDER BY due DESC, waiting DESC, kind LIMIT $1)"};

const Statement hosts_sql{"health.hosts", R"(
    WITH queued AS (
        SELECT host, count(*) FILTER (WHERE state = 'waiting') AS waiting,
               count(*) FILTER (WHERE state = 'parked') AS parked
        FROM deliveries WHERE state IN ('waiting', 'parked') GROUP BY host)
    SELECT host, coalesce(peer.breaker, 'closed') AS breaker, coalesce(queued.waiting, 0) AS waiting,
           coalesce(queued.parked, 0) AS parked, coalesce(peer.failures, 0) AS failures, peer.retry_at, peer.dead_since,
           peer.last_success_at
    FROM peers AS peer FULL JOIN queued USING (host)
    WHERE queued.host IS NOT NULL OR peer.breaker <> 'closed'
    ORDER BY coalesce(queued.waiting, 0) + coalesce(queued.parked, 0) DESC, host
    LIMIT $1)"};

const Statement waiting_sql{"health.waiting", R"(
    SELECT (SELECT count(*) FROM reports WHERE handled_at IS NULL) AS reports,
           (SELECT count(*) FROM guard_holds WHERE state = 'held') AS held,
           (SELECT count(*) FROM sign_ups
            WHERE must_approve AND approved_at IS NULL AND (NOT must_confirm OR confirmed_at IS NOT NULL)) AS sign_ups,
           (SELECT count(*) FROM appeals WHERE approved_at IS NULL AND rejected_at IS NULL) AS appeals,
           (SELECT count(*) FROM inbox WHERE state = 'waiting') AS inbox)"};

} // namespace

std::vector<Queue> queues(Transaction& tx, int limit)
{
    std::vector<Queue> all;
    for (const auto row : tx.exec(queues_sql, limit))
        all.push_back(
            {.kind = row.get<std::string>("kind"),
             .waiting = row.get<std::int64_t>("waiting"),
             .due = row.get<std::int64_t>("due"),
             .oldest = row.get<std::optional<Time>>("oldest")}
        );
    return all;
}

std::vector<Host> hosts(Transaction& tx, int limit)
{
    std::vector<Host> all;
    for (const auto row : tx.exec(hosts_sql, limit))
        all.push_back(
            {.host = row.get<std::string>("host"),
             .breaker = row.get<std::string>("breaker"),
             .waiting = row.get<std::int64_t>("waiting"),
             .parked = row.get<std::int64_t>("parked"),
             .failures = row.get<int>("failures"),
             .retry_at = row.get<std::optional<Time>>("retry_at"),
             .dead_since = row.get<std::optional<Time>>("dead_since"),
             .last_success_at = row.get<std::optional<Time>>("last_success_at")}
        );
    return all;
}

Waiting waiting(Transaction& tx)
{
    const auto row = tx.exec(waiting_sql).front();
    return {
        .reports = row.get<std::int64_t>("reports"),
        .held = row.get<std::int64_t>("held"),
        .sign_ups = row.get<std::int64_t>("sign_ups"),
        .appeals = row.get<std::int64_t>("appeals"),
        .inbox = row.get<std::int64_t>("inbox")
    };
}

} // namespace rounds::storage::health
