#include "storage/events.hpp"

namespace rounds::storage::events {
namespace {

const Statement now_sql{"events.now", "SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS transaction"};

// `events.` before the column: the bare name would be the text of the answer, by which 1000 comes before 999.
const Statement read_sql{"events.read", R"(
    SELECT id, transaction::text AS transaction, kind, status_id, account_id, target_account_id, subject_id, subject_name,
        transaction < pg_snapshot_xmin(pg_current_snapshot()) AS settled
    FROM events
    WHERE (transaction, id) > ($1::text::xid8, $2::bigint)
    ORDER BY events.transaction, id
    LIMIT $3)"};

const Statement prune_sql{"events.prune", R"(
    DELETE FROM events
    WHERE id = ANY (ARRAY(SELECT id FROM events ORDER BY id LIMIT $1)) AND created_at < now() - interval '1 hour')"};

} // namespace

Cursor now(Transaction& tx)
{
    return {.transaction = tx.exec(now_sql).front().get<std::string>("transaction"), .id = 0, .held = false};
}

std::vector<Event> read(Transaction& tx, Cursor& cursor, int limit)
{
    const auto rows = tx.exec(read_sql, cursor.transaction, cursor.id, limit);
    std::vector<Event> events;
    events.reserve(rows.size());
    cursor.held = false;
    for (const auto row : rows) {
        if (!row.get<bool>("settled")) {
            cursor.held = true;
            break;
        }
        events.push_back(
            {.id = row.get<std::int64_t>("id"),
             .kind = row.get<std::string>("kind"),
             .status = row.get<std::optional<StatusId>>("status_id"),
             .account = row.get<std::optional<AccountId>>("account_id"),
             .target = row.get<std::optional<AccountId>>("target_account_id"),
             .subject = row.get<std::optional<std::int64_t>>("subject_id"),
             .name = row.get<std::optional<std::string>>("subject_name")}
        );
        cursor.transaction = row.get<std::string>("transaction");
        cursor.id = events.back().id;
    }
    return events;
}

std::size_t prune(Transaction& tx, int limit)
{
    return tx.exec(prune_sql, limit).affected();
}

} // namespace rounds::storage::events
