#include "storage/inbox.hpp"

#include "storage/pg/bulk.hpp"
#include "storage/seal_contexts.hpp"
#include "storage/sealed.hpp"

namespace rounds::storage::inbox {
namespace {

const Statement add_sql{"inbox.add", R"(
    INSERT INTO inbox (origin, activity_uri, actor_uri, target, body)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (origin, activity_uri) DO NOTHING)"};

// Rows in the order in which they were given: an actor's activities are understood in the order of ids.
const BulkStatement add_all_sql{
    "inbox.add_all",
    R"(
    WITH added AS (
        INSERT INTO inbox (origin, activity_uri, actor_uri, target, body)
        SELECT origin, activity_uri, actor_uri, target, body
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
            AS r (origin, activity_uri, actor_uri, target, body)
        ON CONFLICT (origin, activity_uri) DO NOTHING
        RETURNING origin, activity_uri)
    SELECT min(r.position) AS position
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r (origin, activity_uri, position)
    JOIN added ON added.origin = r.origin AND added.activity_uri = r.activity_uri
    GROUP BY r.origin, r.activity_uri)",
    BulkStatement::Stage::parts
};

// One claim at a time in all processes: two that run at once would each see the other's rows as free and take an
// actor's activities out of order. A claim lasts a few milliseconds.
const Statement claim_lock_sql{"inbox.claim_lock", "SELECT pg_advisory_xact_lock(hashtext('inbox.claim'))"};

// Those of a worker that is gone: one attempt each.
const Statement lapse_sql{"inbox.lapse", R"(
    WITH lapsed AS (DELETE FROM inbox_leases WHERE ends_at <= now() RETURNING items)
    UPDATE inbox SET attempts = attempts + 1
    WHERE id = ANY (ARRAY(SELECT unnest(items) FROM lapsed)) AND state = 'waiting')"};

// Taken in the order of ids, so that the limit never cuts off an earlier activity of an actor and leaves a later one.
// What holds an actor back is leased, or was tried before: it is few rows, found by their ids and by an index of their
// own, read once. NOT IN is looked up in a hash table and keeps the order of the scan, so that a claim costs as much as
// it takes, however long the queue is; only for actors that are held back the first row that does so is compared.
const Statement claim_sql{"inbox.claim", R"(
    WITH leased AS MATERIALIZED (
        SELECT unnest(items) AS id FROM inbox_leases
    ), held AS MATERIALIZED (
        SELECT actor_uri, min(id) AS first FROM (
            SELECT actor_uri, id FROM inbox
            WHERE state = 'waiting' AND attempts > 0 AND run_at > now() AND (lease_until > now() OR attempts < $3)
            UNION ALL
            SELECT i.actor_uri, i.id
            FROM leased CROSS JOIN LATERAL (
                SELECT actor_uri, id FROM inbox WHERE id = leased.id AND state = 'waiting' OFFSET 0) AS i
        ) AS waits
        GROUP BY actor_uri
    ), due AS MATERIALIZED (
        SELECT id, origin, activity_uri, actor_uri, target, body, attempts + 1 AS attempts
        FROM inbox AS i
        WHERE state = 'waiting' AND run_at <= now() AND id NOT IN (SELECT id FROM leased)
            AND (i.actor_uri NOT IN (SELECT actor_uri FROM held)
                OR (i.id < (SELECT max(first) FROM held)
                    AND i.id < (SELECT first FROM held WHERE held.actor_uri = i.actor_uri)))
        ORDER BY id
        LIMIT $1
    ), lease AS (
        INSERT INTO inbox_leases (items, ends_at)
        SELECT array_agg(id), now() + make_interval(secs => $2) FROM due HAVING count(*) > 0
        RETURNING id
    )
    SELECT due.id, origin, activity_uri, actor_uri, target, body, attempts, lease.id AS lease
    FROM due, lease
    ORDER BY due.id)"};

// What was let go of meanwhile stays so.
const Statement end_lease_sql{"inbox.end_lease", R"(
    WITH ended AS (DELETE FROM inbox_leases WHERE id = $1 AND cardinality($2::bigint[]) = 0)
    UPDATE inbox_leases
    SET items = ARRAY(SELECT unnest(items) INTERSECT SELECT unnest($2))
    WHERE id = $1 AND cardinality($2) > 0)"};

// Leases before rows of the inbox, as where they lapse: nobody waits in a circle.
const Statement let_go_sql{"inbox.let_go", R"(
    UPDATE inbox_leases
    SET items = ARRAY(SELECT unnest(items) EXCEPT SELECT unnest($1::bigint[]))
    WHERE items && $1)"};

const Statement hold_sql{
    "inbox.hold", "SELECT id FROM inbox WHERE id = ANY ($1) AND state = 'waiting' ORDER BY id FOR UPDATE"
};

const Statement finish_sql{"inbox.finish", R"(
    UPDATE inbox AS i
    SET state = 'done', body = NULL, lease_until = NULL, last_error = nullif(d.reason, '')
    FROM unnest($1::bigint[], $2::text[]) AS d (id, reason)
    WHERE i.id = d.id)"};

const Statement retry_sql{"inbox.retry", R"(
    UPDATE inbox
    SET attempts = attempts + 1, run_at = now() + make_interval(secs => $2), lease_until = NULL, last_error = $3
    WHERE id = $1 AND state = 'waiting')"};

const Statement bury_sql{"inbox.bury", R"(
    UPDATE inbox SET state = 'dead', lease_until = NULL, last_error = $2 WHERE id = $1 AND state = 'waiting')"};

const Statement replay_sql{"inbox.replay", R"(
    UPDATE inbox
    SET state = 'waiting', attempts = 0, run_at = now(), lease_until = NULL
    WHERE id = $1 AND state = 'dead')"};

const Statement dead_sql{"inbox.list_dead", R"(
    SELECT id, activity_uri, actor_uri, coalesce(last_error, '') AS error, received_at
    FROM inbox
    WHERE state = 'dead'
    ORDER BY id DESC
    LIMIT $1)"};

const Statement figures_sql{"inbox.figures", R"(
    SELECT count(*) AS waiting,
        (SELECT count(*) FROM inbox_leases l CROSS JOIN LATERAL unnest(l.items) AS item (id)
            JOIN inbox i ON i.id = item.id AND i.state = 'waiting' WHERE l.ends_at > now()) AS leased,
        (SELECT count(*) FROM inbox WHERE state = 'dead') AS dead,
        min(received_at) AS oldest
    FROM inbox
    WHERE state = 'waiting')"};

const Statement rush_sql{"inbox.rush", R"(
    SELECT count(*) FILTER (WHERE run_at <= now()) >= $1
    FROM (SELECT run_at FROM inbox WHERE state = 'waiting' ORDER BY id DESC LIMIT $1) AS latest)"};

const Statement forget_sql{"inbox.forget", R"(
    DELETE FROM inbox WHERE id = ANY (ARRAY(
        SELECT id FROM inbox WHERE state = 'done' AND received_at < $1 LIMIT $2)))"};

constexpr std::size_t longest_error = 500;

std::string body_of(Transaction& tx, const Row& row)
{
    auto kept = row.get<std::optional<std::string>>("body");
    if (!kept) return {};
    const auto context = seal_contexts::arrival(row.get<std::string>("origin"), row.get<std::string>("activity_uri"));
    return sealed::open(tx, std::move(*kept), context);
}

} // namespace

const Statement& add_statement() noexcept
{
    return add_all_sql;
}

std::vector<Param> params_of(const Arrival& arrival, const crypto::Vault& vault)
{
    const auto kept = [&] {
        if (arrival.for_all) return arrival.body;
        return vault.seal(
            crypto::Vault::KeyId::own, arrival.body, seal_contexts::arrival(arrival.origin, arrival.activity_uri)
        );
    };
    return {arrival.origin, arrival.activity_uri, arrival.actor_uri, arrival.target, kept()};
}

bool add(Transaction& tx, const Arrival& arrival)
{
    const auto params = params_of(arrival, tx.vault());
    return tx.run(add_sql, params).affected() == 1;
}

std::vector<Item> claim(Transaction& tx, int limit, std::chrono::seconds lease, const std::optional<Ended>& ended)
{
    tx.exec(claim_lock_sql);
    if (ended) tx.later(end_lease_sql, ended->lease, ended->still_held);
    tx.later(lapse_sql);
    std::vector<Item> items;
    for (const auto row : tx.exec(claim_sql, limit, static_cast<double>(lease.count()), ordered_attempts)) {
        items.push_back(Item{
            .id = row.get<InboxRowId>("id"),
            .origin = row.get<std::string>("origin"),
            .activity_uri = row.get<std::string>("activity_uri"),
            .actor_uri = row.get<std::string>("actor_uri"),
            .target = row.get<std::string>("target"),
            .body = body_of(tx, row),
            .attempts = row.get<int>("attempts"),
            .lease = row.get<LeaseId>("lease"),
        });
    }
    return items;
}

std::vector<InboxRowId> hold(Transaction& tx, const std::vector<InboxRowId>& ids)
{
    std::vector<InboxRowId> held;
    for (const auto row : tx.exec(hold_sql, ids)) held.push_back(row.get<InboxRowId>("id"));
    return held;
}

void finish(Transaction& tx, std::span<const Done> done)
{
    if (done.empty()) return;
    std::vector<InboxRowId> ids;
    std::vector<std::string> reasons;
    for (const auto& one : done) {
        ids.push_back(one.id);
        reasons.push_back(one.reason);
    }
    tx.exec(finish_sql, ids, reasons);
}

void retry(Transaction& tx, InboxRowId id, std::string_view error, std::chrono::seconds delay)
{
    tx.later(let_go_sql, std::vector{id});
    tx.exec(retry_sql, id, static_cast<double>(delay.count()), error.substr(0, longest_error));
}

void release(Transaction& tx, const std::vector<InboxRowId>& ids)
{
    if (!ids.empty()) tx.exec(let_go_sql, ids);
}

void bury(Transaction& tx, InboxRowId id, std::string_view error)
{
    tx.exec(bury_sql, id, error.substr(0, longest_error));
}

result<void> replay(Transaction& tx, InboxRowId id)
{
    tx.later(let_go_sql, std::vector{id});
    if (tx.exec(replay_sql, id).affected() == 0) return errc::not_found;
    return {};
}

std::vector<Dead> list_dead(Transaction& tx, int limit)
{
    std::vector<Dead> dead;
    for (const auto row : tx.exec(dead_sql, limit)) {
        dead.push_back(Dead{
            .id = row.get<InboxRowId>("id"),
            .activity_uri = row.get<std::string>("activity_uri"),
            .actor_uri = row.get<std::string>("actor_uri"),
            .error = row.get<std::string>("error"),
            .received_at = row.get<Time>("received_at"),
        });
    }
    return dead;
}

Figures figures(Transaction& tx)
{
    const auto rows = tx.exec(figures_sql);
    const auto row = rows.front();
    return Figures{
        .waiting = row.get<std::int64_t>("waiting"),
        .leased = row.get<std::int64_t>("leased"),
        .dead = row.get<std::int64_t>("dead"),
        .oldest = row.get<std::optional<Time>>("oldest"),
    };
}

bool in_a_rush(Transaction& tx, int many)
{
    return tx.exec(rush_sql, many).front().at(0).as<bool>();
}

std::size_t forget(Transaction& tx, Time before, int limit)
{
    return tx.exec(forget_sql, before, limit).affected();
}

} // namespace rounds::storage::inbox
