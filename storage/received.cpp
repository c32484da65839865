#include "storage/received.hpp"

#include "storage/sql_text.hpp"

namespace rounds::storage::received {
namespace {

// `d` is every delivery that is meant. The last one of each sort speaks for the inbox.
constexpr SqlText by_inbox{R"( SELECT host, inbox_url,
        coalesce(array_agg(DISTINCT kind) FILTER (WHERE kind NOT IN ('Delete', 'Undo')), '{}') AS kinds,
        (array_agg(state ORDER BY id DESC) FILTER (WHERE kind NOT IN ('Delete', 'Undo')))[1] AS state,
        (array_agg(finished_at ORDER BY id DESC) FILTER (WHERE kind NOT IN ('Delete', 'Undo')))[1] AS at,
        (array_agg(last_status ORDER BY id DESC) FILTER (WHERE kind NOT IN ('Delete', 'Undo')))[1] AS status,
        (array_agg(last_error ORDER BY id DESC) FILTER (WHERE kind NOT IN ('Delete', 'Undo')))[1] AS error,
        (array_agg(state ORDER BY id DESC) FILTER (WHERE kind = 'Delete'))[1] AS recall,
        (array_agg(finished_at ORDER BY id DESC) FILTER (WHERE kind = 'Delete'))[1] AS recalled_at,
        (array_agg(last_status ORDER BY id DESC) FILTER (WHERE kind = 'Delete'))[1] AS recall_status
    FROM d GROUP BY host, inbox_url ORDER BY host, inbox_url LIMIT $2)"};

constexpr auto receivers_text = R"(
    WITH meant AS (
        SELECT $1::text AS uri
        UNION SELECT b.uri FROM statuses s JOIN statuses b ON b.reblog_of_id = s.id WHERE s.uri = $1 AND b.local),
    d AS (
        SELECT d.id, d.host, d.inbox_url, d.state, d.finished_at, d.last_status, d.last_error, a.kind
        FROM meant m JOIN activities a ON a.object_uri = m.uri JOIN deliveries d ON d.activity_id = a.id))" +
                                by_inbox;
const Statement receivers_sql{"received.receivers", receivers_text.c_str()};

// A Delete of the account speaks for all of it; those of single posts do not.
constexpr auto receivers_from_text = R"(
    WITH d AS (
        SELECT d.id, d.host, d.inbox_url, d.state, d.finished_at, d.last_status, d.last_error,
            CASE WHEN a.kind = 'Delete' AND a.object_uri <> o.uri THEN 'Create' ELSE a.kind END AS kind
        FROM accounts o JOIN activities a ON a.account_id = o.id JOIN deliveries d ON d.activity_id = a.id
        WHERE o.id = $1))" + by_inbox;
const Statement receivers_from_sql{"received.receivers_from", receivers_from_text.c_str()};

const Statement note_fetch_sql{"received.note_fetch", R"(
    INSERT INTO fetches (object_uri, host, kind, actor_uri, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $5)
    ON CONFLICT (object_uri, host, kind) DO UPDATE
        SET last_at = excluded.last_at, actor_uri = excluded.actor_uri, times = least(fetches.times + 1, 1000000))"};

const Statement note_file_sql{"received.note_file", R"(
    INSERT INTO fetches (object_uri, host, kind, first_at, last_at)
    SELECT s.uri, $2, 'media', $3, $3
    FROM media_attachments m JOIN statuses s ON s.id = m.status_id WHERE m.file_key = $1 LIMIT 1
    ON CONFLICT (object_uri, host, kind) DO UPDATE
        SET last_at = excluded.last_at, times = least(fetches.times + 1, 1000000))"};

const Statement fetches_sql{
    "received.fetches", R"(
    SELECT host, kind, actor_uri, first_at, last_at, times FROM fetches WHERE object_uri = $1 ORDER BY host, kind LIMIT $2)"
};

const Statement forget_old_sql{"received.forget_old", R"(
    DELETE FROM fetches WHERE (object_uri, host, kind) IN (
        SELECT object_uri, host, kind FROM fetches WHERE last_at < $1 ORDER BY last_at LIMIT $2))"};

const Statement forget_surplus_sql{"received.forget_surplus", R"(
    DELETE FROM fetches WHERE (object_uri, host, kind) IN (
        SELECT object_uri, host, kind FROM fetches ORDER BY last_at
        LIMIT least($2::bigint, greatest(0, (SELECT count(*) FROM fetches) - $1::bigint))))"};

const Statement exports_sql{"received.exports", R"(
    SELECT e.at, e.actor_id, e.action FROM audit_log e
    WHERE e.at >= $3 AND (
        e.action IN ('data.export', 'archive.make') AND e.target_kind = 'account' AND e.target_id = $1
        OR e.action = 'backup.make'
        OR e.action = 'transcript.export' AND e.target_kind = 'chat'
            AND e.target_id IN (SELECT chat_id FROM chat_posts WHERE status_id = $2))
    ORDER BY e.id LIMIT $4)"};

const Statement local_readers_sql{"received.local_readers", R"(
    SELECT count(*) FROM (
        SELECT f.account_id FROM statuses s JOIN follows f ON f.target_account_id = s.account_id
            JOIN accounts a ON a.id = f.account_id
        WHERE s.id = $1 AND s.visibility < 3 AND f.accepted_at IS NOT NULL AND a.domain IS NULL
        UNION
        SELECT m.account_id FROM mentions m JOIN accounts a ON a.id = m.account_id
        WHERE m.status_id = $1 AND a.domain IS NULL) AS people)"};

std::vector<Receiver> read_receivers(const Rows& rows)
{
    std::vector<Receiver> found;
    for (const auto row : rows)
        found.push_back({
            .host = row.get<std::string>("host"),
            .inbox = row.get<std::string>("inbox_url"),
            .kinds = row.get<std::vector<std::string>>("kinds"),
            .state = row.get<std::optional<std::string>>("state").value_or(""),
            .at = row.get<std::optional<Time>>("at"),
            .status = row.get<std::optional<int>>("status"),
            .error = row.get<std::optional<std::string>>("error").value_or(""),
            .recall = row.get<std::optional<std::string>>("recall").value_or(""),
            .recalled_at = row.get<std::optional<Time>>("recalled_at"),
            .recall_status = row.get<std::optional<int>>("recall_status"),
        });
    return found;
}

} // namespace

std::vector<Receiver> receivers(Transaction& tx, std::string_view object_uri, int limit)
{
    return read_receivers(tx.exec(receivers_sql, object_uri, limit));
}

std::vector<Receiver> receivers_from(Transaction& tx, AccountId account, int limit)
{
    return read_receivers(tx.exec(receivers_from_sql, account, limit));
}

void note_fetch(
    Transaction& tx,
    std::string_view object_uri,
    std::string_view host,
    std::string_view kind,
    std::string_view actor,
    Time now
)
{
    tx.exec(note_fetch_sql, object_uri, host, kind, actor, now);
}

void note_file(Transaction& tx, std::string_view file_key, std::string_view host, Time now)
{
    tx.exec(note_file_sql, file_key, host, now);
}

std::vector<Fetch> fetches(Transaction& tx, std::string_view object_uri, int limit)
{
    std::vector<Fetch> found;
    for (const auto row : tx.exec(fetches_sql, object_uri, limit))
        found.push_back({
            .host = row.get<std::string>("host"),
            .kind = row.get<std::string>("kind"),
            .actor = row.get<std::string>("actor_uri"),
            .first_at = row.get<Time>("first_at"),
            .last_at = row.get<Time>("last_at"),
            .times = row.get<int>("times"),
        });
    return found;
}

std::size_t forget_fetches(Transaction& tx, Time before, std::int64_t most, int limit)
{
    const auto old = tx.exec(forget_old_sql, before, limit).affected();
    if (old >= static_cast<std::size_t>(limit)) return old;
    return old + tx.exec(forget_surplus_sql, most, limit - static_cast<int>(old)).affected();
}

std::vector<Export> exports(Transaction& tx, AccountId author, StatusId status, Time since, int limit)
{
    std::vector<Export> found;
    for (const auto row : tx.exec(exports_sql, author, status, since, limit))
        found.push_back({
            .at = row.get<Time>("at"),
            .actor = row.get<std::optional<AccountId>>("actor_id"),
            .action = row.get<std::string>("action"),
        });
    return found;
}

std::int64_t local_readers(Transaction& tx, StatusId status)
{
    return tx.exec(local_readers_sql, status).front().at(0).as<std::int64_t>();
}

} // namespace rounds::storage::received
