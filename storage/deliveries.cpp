#include "storage/deliveries.hpp"

#include <algorithm>

namespace rounds::storage::deliveries {

namespace {

/// A parked row of a host may not be overtaken: what is added for a host with an open breaker or an unreleased backlog
/// is parked behind it. OFFSET 0: from the follower to its account by key, however many accounts there are and whatever
/// the planner knew of them when the plan was made; and the host of an inbox is found once for each inbox.
const Statement add_sql{"delivery.add", R"(
    WITH receivers AS (
        SELECT inbox_url, shared_inbox_url FROM accounts
        WHERE id = ANY($4) AND domain IS NOT NULL AND suspended_at IS NULL AND deleted_at IS NULL
        UNION ALL
        SELECT a.inbox_url, a.shared_inbox_url
        FROM (
            SELECT account_id FROM follows WHERE target_account_id = ANY($5) AND accepted_at IS NOT NULL OFFSET 0
        ) AS f CROSS JOIN LATERAL (
            SELECT inbox_url, shared_inbox_url FROM accounts
            WHERE id = f.account_id AND domain IS NOT NULL AND suspended_at IS NULL AND deleted_at IS NULL
            OFFSET 0
        ) AS a
    ), inboxes AS (
        SELECT CASE WHEN $7 THEN inbox_url ELSE coalesce(nullif(shared_inbox_url, ''), inbox_url) END AS url
        FROM receivers
        UNION
        SELECT d.inbox_url FROM activities a JOIN deliveries d ON d.activity_id = a.id
        WHERE $6 <> '' AND a.object_uri = $6
        UNION
        SELECT (SELECT coalesce(nullif(a.shared_inbox_url, ''), a.inbox_url) FROM accounts a
                WHERE lower(a.domain) = f.host AND a.inbox_url <> '' AND a.deleted_at IS NULL ORDER BY a.id LIMIT 1)
        FROM fetches f WHERE $6 <> '' AND f.object_uri = $6
        UNION
        SELECT (SELECT coalesce(nullif(a.shared_inbox_url, ''), a.inbox_url) FROM accounts a
                WHERE lower(a.domain) = f.host AND a.inbox_url <> '' AND a.deleted_at IS NULL ORDER BY a.id LIMIT 1)
        FROM statuses s JOIN fetches f ON f.object_uri = s.uri WHERE $8::bigint IS NOT NULL AND s.account_id = $8
        UNION
        SELECT d.inbox_url FROM activities a JOIN deliveries d ON d.activity_id = a.id
        WHERE $8::bigint IS NOT NULL AND a.account_id = $8
    ), targets AS (
        SELECT url, lower(split_part(translate(url, '?#', '//'), '/', 3)) AS host FROM inboxes
        WHERE url ^@ 'https://' OR url ^@ 'http://' OFFSET 0
    )
    INSERT INTO deliveries (activity_id, host, inbox_url, object_uri, state, run_at)
    SELECT $1, t.host, t.url, $2,
        CASE WHEN p.breaker <> 'closed' OR EXISTS (
            SELECT FROM deliveries d WHERE d.host = t.host AND d.state = 'parked'
        ) THEN 'parked' ELSE 'waiting' END,
        $3
    FROM targets t LEFT JOIN peers p ON p.host = t.host
    WHERE t.host <> ''
    ORDER BY t.host, t.url
    ON CONFLICT (activity_id, inbox_url) DO NOTHING
    RETURNING CASE WHEN state = 'parked' THEN host END AS parked_at)"};

/// Whoever releases a backlog may have found the end of it just before this one's rows are seen. The update waits for
/// that transaction and then asks for another round.
const Statement release_again_sql{"delivery.release_again", R"(
    UPDATE peers SET retry_at = $2 WHERE host = ANY($1) AND retry_at IS NULL)"};

// One claim at a time in all processes, as of the inbox: two that run at once would each see the other's rows as free.
const Statement claim_lock_sql{"delivery.claim_lock", "SELECT pg_advisory_xact_lock(hashtext('delivery.claim'))"};

// Those of a worker that is gone.
const Statement lapse_sql{"delivery.lapse", "DELETE FROM delivery_leases WHERE ends_at <= $1"};

/// Walks the hosts that have due rows one index probe at a time (a loose index scan), so the cost does not grow with
/// the backlog of any of them; then takes a few of each. OFFSET 0: an earlier one is looked for by host and object, for
/// each row that is considered. NOT IN is looked up in a hash table. What is leased is due and is passed over: so many
/// rows of a host at the most as its window holds.
const Statement claim_sql{"delivery.claim", R"(
    WITH RECURSIVE leased AS MATERIALIZED (
        SELECT unnest(items) AS id FROM delivery_leases
    ), hosts AS (
        (SELECT host, 1 AS n FROM deliveries
         WHERE state = 'waiting' AND run_at <= $1 AND host > $2 ORDER BY host LIMIT 1)
        UNION ALL
        SELECT (SELECT d.host FROM deliveries d
                WHERE d.state = 'waiting' AND d.run_at <= $1 AND d.host > h.host ORDER BY d.host LIMIT 1), h.n + 1
        FROM hosts h WHERE h.host IS NOT NULL AND h.n < 1000
    ), claimed AS MATERIALIZED (
        SELECT c.* FROM hosts h CROSS JOIN LATERAL (
            SELECT d.id, d.activity_id, d.host, d.inbox_url, d.attempts FROM deliveries d
            WHERE d.state = 'waiting' AND d.host = h.host AND d.run_at <= $1
              AND d.id NOT IN (SELECT id FROM leased)
              AND NOT EXISTS (
                SELECT FROM deliveries e
                WHERE e.host = d.host AND e.object_uri = d.object_uri AND e.id < d.id
                  AND e.state IN ('waiting', 'parked')
                OFFSET 0)
            ORDER BY d.run_at, d.id
            LIMIT $4
        ) c
        WHERE h.host IS NOT NULL AND h.host NOT IN (SELECT unnest($3::text[]))
        LIMIT $5
    ), lease AS (
        INSERT INTO delivery_leases (items, ends_at) SELECT array_agg(id), $6 FROM claimed HAVING count(*) > 0
        RETURNING id
    )
    SELECT c.id, c.activity_id, c.host, c.inbox_url, c.attempts, a.created_at, lease.id AS lease
    FROM lease, claimed c JOIN activities a ON a.id = c.activity_id
    ORDER BY c.host, c.id)"};

const Statement let_go_sql{"delivery.let_go", R"(
    UPDATE delivery_leases
    SET items = ARRAY(SELECT unnest(items) EXCEPT SELECT unnest($1::bigint[]))
    WHERE items && $1)"};

const Statement end_leases_sql{"delivery.end_leases", "DELETE FROM delivery_leases WHERE id = ANY ($1)"};

const Statement finish_sql{"delivery.finish", R"(
    UPDATE deliveries d SET
        state = o.state, attempts = d.attempts + 1, run_at = coalesce(o.run_at, d.run_at), lease_until = NULL,
        last_status = nullif(o.status, 0), last_error = nullif(o.error, ''),
        finished_at = CASE WHEN o.state = 'waiting' THEN NULL ELSE $6::timestamptz END
    FROM unnest($1::bigint[], $2::text[], $3::timestamptz[], $4::integer[], $5::text[])
        AS o(id, state, run_at, status, error)
    WHERE d.id = o.id AND d.state IN ('waiting', 'parked'))"};

const Statement park_sql{"delivery.park", R"(
    UPDATE deliveries SET state = 'parked'
    WHERE host = ANY($1) AND state = 'waiting' AND id NOT IN (SELECT unnest(items) FROM delivery_leases))"};

const Statement unpark_sql{"delivery.unpark", R"(
    UPDATE deliveries SET state = 'waiting', run_at = $3
    WHERE id IN (
        SELECT id FROM deliveries WHERE host = $1 AND state = 'parked' ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED))"};

const Statement wake_stranded_sql{"delivery.wake_stranded", R"(
    INSERT INTO peers (host, retry_at)
    SELECT DISTINCT host, $1::timestamptz FROM deliveries WHERE state = 'parked'
    ON CONFLICT (host) DO UPDATE SET retry_at = $1 WHERE peers.retry_at IS NULL)"};

const Statement drop_rows_sql{
    "delivery.drop_inbox", R"(
    UPDATE deliveries SET state = 'failed', finished_at = now(), last_status = 410, lease_until = NULL
    WHERE inbox_url = $1 AND host = lower(substring($1 FROM '^https?://([^/?#]+)')) AND state IN ('waiting', 'parked'))"
};

/// Only when the account's own inbox is gone: a shared inbox that answers 410 says nothing about any one of them.
const Statement drop_follows_sql{"delivery.drop_followers", R"(
    WITH ended AS (
        DELETE FROM follows f USING accounts a
        WHERE a.id = f.account_id AND a.domain IS NOT NULL AND a.inbox_url = $1
        RETURNING f.target_account_id, f.accepted_at
    ), counted AS (
        UPDATE account_stats s SET followers_count = greatest(s.followers_count - e.count, 0)
        FROM (SELECT target_account_id, count(*) AS count FROM ended WHERE accepted_at IS NOT NULL GROUP BY 1) e
        WHERE s.account_id = e.target_account_id
    )
    SELECT count(*) AS count FROM ended)"};

const Statement next_due_sql{"delivery.next_due", R"(
    SELECT least(
        (SELECT run_at FROM deliveries
         WHERE state = 'waiting' AND id NOT IN (SELECT unnest(items) FROM delivery_leases) ORDER BY run_at LIMIT 1),
        (SELECT min(ends_at) FROM delivery_leases)) AS at)"};

const Statement give_up_sql{"delivery.give_up", R"(
    UPDATE deliveries d SET state = 'failed', finished_at = $2, lease_until = NULL,
        last_error = coalesce(last_error, 'given up')
    WHERE d.state IN ('waiting', 'parked')
      AND (SELECT a.created_at FROM activities a WHERE a.id = d.activity_id) < $1)"};

/// What is kept for good is not read again each time: only what became old since, within a week, is looked at.
const Statement prune_sql{"delivery.prune", R"(
    DELETE FROM deliveries d
    WHERE d.state IN ('done', 'failed') AND (
        d.finished_at < $1 AND d.finished_at >= $1 - interval '7 days'
            AND (SELECT a.kind FROM activities a WHERE a.id = d.activity_id) NOT IN ('Create', 'Announce', 'Delete')
        OR d.finished_at < $2 AND d.finished_at >= $2 - interval '7 days'
            AND (SELECT a.kind FROM activities a WHERE a.id = d.activity_id) = 'Delete'))"};

const Statement figures_sql{"delivery.figures", R"(
    SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting,
           count(*) FILTER (WHERE state = 'parked') AS parked,
           (SELECT count(*) FROM deliveries WHERE state = 'failed') AS failed
    FROM deliveries WHERE state IN ('waiting', 'parked'))"};

const char* name_of(Outcome::State state) noexcept
{
    switch (state) {
    case Outcome::State::done:
        return "done";
    case Outcome::State::failed:
        return "failed";
    case Outcome::State::retry:
        break;
    }
    return "waiting";
}

} // namespace

std::size_t add(Transaction& tx, ActivityRowId activity, std::string_view object_uri, const Recipients& to, Time now)
{
    const auto rows = tx.exec(
        add_sql,
        activity,
        object_uri,
        now,
        to.accounts,
        to.followers_of,
        to.receivers_of,
        to.personal_inboxes,
        to.receivers_from
    );
    std::vector<std::string> parked_at;
    for (const auto row : rows)
        if (auto host = row.get<std::optional<std::string>>("parked_at")) parked_at.push_back(std::move(*host));
    if (!parked_at.empty()) tx.exec(release_again_sql, parked_at, now);
    return rows.size();
}

namespace {

void claim_after(Transaction& tx, const Claim& how, std::string_view after, Time now, std::vector<Delivery>& found)
{
    const auto room = how.limit - static_cast<int>(found.size());
    if (room <= 0) return;
    const auto rows = tx.exec(claim_sql, now, after, how.except_hosts, how.per_host, room, now + how.lease);
    for (const auto row : rows)
        found.push_back({
            .id = row.get<DeliveryId>("id"),
            .activity = row.get<ActivityRowId>("activity_id"),
            .host = row.get<std::string>("host"),
            .inbox_url = row.get<std::string>("inbox_url"),
            .attempts = row.get<int>("attempts"),
            .created_at = row.get<Time>("created_at"),
            .lease = row.get<LeaseId>("lease"),
        });
}

} // namespace

std::vector<Delivery> claim(Transaction& tx, const Claim& how, Time now)
{
    tx.exec(claim_lock_sql);
    tx.later(lapse_sql, now);
    std::vector<Delivery> found;
    claim_after(tx, how, how.after_host, now, found);
    // Wrap around. What the first half took is leased, so it is not found again.
    if (!how.after_host.empty()) claim_after(tx, how, "", now, found);
    // Within a host the earlier row goes first.
    std::ranges::sort(found, [](const Delivery& a, const Delivery& b) {
        return a.host != b.host ? a.host < b.host : to_int(a.id) < to_int(b.id);
    });
    return found;
}

void finish(Transaction& tx, const std::vector<Outcome>& outcomes, Time now)
{
    if (outcomes.empty()) return;
    std::vector<std::int64_t> ids;
    std::vector<std::int64_t> statuses;
    std::vector<std::string> states;
    std::vector<std::string> times;
    std::vector<std::string> errors;
    std::vector<DeliveryId> to_try_again;
    for (const auto& o : outcomes) {
        if (o.state == Outcome::State::retry) to_try_again.push_back(o.id);
        ids.push_back(to_int(o.id));
        statuses.push_back(o.status);
        states.emplace_back(name_of(o.state));
        times.push_back(*Param(o.run_at.value_or(now)).text());
        errors.push_back(o.error);
    }
    // What is done or failed needs no lease to be left alone.
    release(tx, to_try_again);
    tx.exec(finish_sql, ids, states, times, statuses, errors, now);
}

void release(Transaction& tx, const std::vector<DeliveryId>& ids)
{
    if (!ids.empty()) tx.later(let_go_sql, ids);
}

void end_leases(Transaction& tx, const std::vector<LeaseId>& leases)
{
    if (!leases.empty()) tx.later(end_leases_sql, leases);
}

void park(Transaction& tx, const std::vector<std::string>& hosts)
{
    if (!hosts.empty()) tx.exec(park_sql, hosts);
}

std::size_t unpark(Transaction& tx, std::string_view host, int limit, Time now)
{
    return tx.exec(unpark_sql, host, limit, now).affected();
}

void wake_stranded(Transaction& tx, Time now)
{
    tx.exec(wake_stranded_sql, now);
}

std::size_t drop_inbox(Transaction& tx, std::string_view inbox_url)
{
    tx.exec(drop_rows_sql, inbox_url);
    return tx.exec(drop_follows_sql, inbox_url).front().get<std::size_t>("count");
}

std::optional<Time> next_due(Transaction& tx)
{
    return tx.exec(next_due_sql).front().get<std::optional<Time>>("at");
}

std::size_t give_up(Transaction& tx, Time before, Time now)
{
    return tx.exec(give_up_sql, before, now).affected();
}

std::size_t prune(Transaction& tx, Time before, Time receipts_before)
{
    return tx.exec(prune_sql, before, receipts_before).affected();
}

Figures figures(Transaction& tx)
{
    const auto rows = tx.exec(figures_sql);
    const auto row = rows.front();
    return {row.get<std::int64_t>("waiting"), row.get<std::int64_t>("parked"), row.get<std::int64_t>("failed")};
}

} // namespace rounds::storage::deliveries
