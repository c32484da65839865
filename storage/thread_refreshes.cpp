#include "storage/thread_refreshes.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::thread_refreshes {
namespace {

// What ended is told of for a while longer: its row stays until the thread is asked for again.
const Statement begin_sql{"thread_refreshes.begin", R"(
    INSERT INTO thread_refreshes AS r (status_id, begun_at) VALUES ($1, $2)
    ON CONFLICT (status_id) DO UPDATE SET begun_at = $2, finished_at = NULL, found = 0
        WHERE r.begun_at < $3
    RETURNING id, status_id, finished_at IS NOT NULL, found)"};
const Statement running_sql{"thread_refreshes.running", R"(
    SELECT id, status_id, finished_at IS NOT NULL, found FROM thread_refreshes
    WHERE status_id = $1 AND finished_at IS NULL AND begun_at >= $2)"};
const Statement find_sql{"thread_refreshes.find", R"(
    SELECT id, status_id, finished_at IS NOT NULL, found FROM thread_refreshes WHERE id = $1)"};
const Statement count_sql{"thread_refreshes.count", "UPDATE thread_refreshes SET found = found + $2 WHERE id = $1"};
const Statement finish_sql{"thread_refreshes.finish", "UPDATE thread_refreshes SET finished_at = $2 WHERE id = $1"};

Refresh read(const Row& row)
{
    ColumnReader in(row);
    Refresh one;
    one.id = in.next<ThreadRefreshId>();
    one.status = in.next<StatusId>();
    one.finished = in.next<bool>();
    one.found = in.next<int>();
    return one;
}

} // namespace

std::optional<Refresh> begin(Transaction& tx, StatusId status, Time now, std::chrono::seconds pause)
{
    const auto rows = tx.exec(begin_sql, status, now, now - pause);
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

std::optional<Refresh> running(Transaction& tx, StatusId status, Time now, std::chrono::seconds pause)
{
    const auto rows = tx.exec(running_sql, status, now - pause);
    if (rows.empty()) return std::nullopt;
    return read(rows.front());
}

result<Refresh> find(Transaction& tx, ThreadRefreshId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

void count(Transaction& tx, ThreadRefreshId id, int found)
{
    tx.exec(count_sql, id, found);
}

void finish(Transaction& tx, ThreadRefreshId id, Time now)
{
    tx.exec(finish_sql, id, now);
}

} // namespace rounds::storage::thread_refreshes
