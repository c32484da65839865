#include "server/social/verbs.hpp"
#include "storage/pg/bulk.hpp"

namespace rounds::social {

namespace {

using storage::BulkStatement;
using storage::Statement;

// Each sender and post is looked up once, and each recipient by keys: OFFSET 0 keeps the planner from joining whole
// tables, which is what it prefers while its figures are those of an empty database.
//
// Each recipient's policy (storage/notification_policies) gives a verdict: 0 told, 1 held back, 2 not written. What is
// told joins the open group of its kind and post, or begins one; what staff, the instance itself or a network of ours
// says always is. Of posts of somebody who blocked the recipient nothing is told: they could not read them. Held-back
// ones become a request; the others are pushed to the apps that asked for it.
const BulkStatement notify_sql{
    "notifications.add",
    R"(
    WITH told AS MATERIALIZED (
        SELECT account_id, from_account_id, kind, coalesce(status_id, 0) AS status, coalesce(report_id, 0) AS report,
            coalesce(collection_id, 0) AS collection, min(position) AS position
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) WITH ORDINALITY
            AS r (account_id, from_account_id, kind, status_id, report_id, collection_id, position)
        GROUP BY 1, 2, 3, 4, 5, 6
    ), news AS MATERIALIZED (
        SELECT n.from_account_id, n.kind, n.status, n.report, sender.*
        FROM (SELECT DISTINCT from_account_id, kind, status, report FROM told) AS n
        CROSS JOIN LATERAL (
            SELECT a.silenced_at IS NOT NULL AS silenced, lower(a.domain) AS domain, s.conversation_id,
                s.visibility = 3 AND n.kind = 'mention' AS private,
                coalesce(a.published_at, a.created_at) > now() - interval '30 days' AS young,
                n.kind IN ('update', 'quoted_update', 'poll', 'admin.report', 'admin.sign_up')
                    OR coalesce(u.role IN ('moderator', 'admin'), false)
                    OR (a.actor_type IN ('Application', 'Group') AND a.domain IS NULL) AS exempt,
                floor(extract(epoch FROM now()) / 3600)::integer AS hour
            FROM accounts a
            LEFT JOIN users u ON u.account_id = a.id
            LEFT JOIN statuses s ON s.id = n.status
            WHERE a.id = n.from_account_id AND a.suspended_at IS NULL AND a.deleted_at IS NULL
            OFFSET 0
        ) AS sender
    ), written AS (
        INSERT INTO notifications (account_id, from_account_id, kind, status_id, report_id, collection_id, filtered,
            group_hour)
        SELECT told.account_id, told.from_account_id, told.kind, nullif(told.status, 0), nullif(told.report, 0),
            nullif(told.collection, 0), reader.verdict = 1,
            CASE WHEN reader.verdict = 0 AND told.kind IN ('favourite', 'reblog', 'follow') THEN coalesce(
                (SELECT h.hour FROM generate_series(news.hour, news.hour - 11, -1) AS h (hour)
                    JOIN notifications n ON n.account_id = told.account_id
                        AND n.group_key
                            = told.kind || '-' || coalesce(nullif(told.status, 0)::text || '-', '') || h.hour::text
                    ORDER BY h.hour DESC LIMIT 1),
                news.hour) END
        FROM told
        JOIN news ON news.from_account_id = told.from_account_id AND news.kind = told.kind
            AND news.status = told.status AND news.report = told.report
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN news.exempt OR EXISTS (SELECT 1 FROM notification_permissions y
                    WHERE y.account_id = told.account_id AND y.from_account_id = told.from_account_id) THEN 0
                ELSE greatest(0,
                    CASE WHEN f.id IS NULL THEN coalesce(p.for_not_following, 0) END,
                    CASE WHEN coalesce(back.created_at > now() - interval '3 days', true)
                        THEN coalesce(p.for_not_followers, 0) END,
                    CASE WHEN f.id IS NULL AND news.young THEN coalesce(p.for_new_accounts, 0) END,
                    CASE WHEN f.id IS NULL AND news.silenced AND told.kind <> 'follow_request'
                        THEN coalesce(p.for_limited_accounts, 1) END,
                    CASE WHEN f.id IS NULL AND news.private AND NOT EXISTS (
                        SELECT 1 FROM statuses asked
                        JOIN mentions m ON m.status_id = asked.id AND m.account_id = told.from_account_id
                        WHERE asked.conversation_id = news.conversation_id AND asked.account_id = told.account_id
                            AND asked.visibility = 3 AND asked.deleted_at IS NULL)
                        THEN coalesce(p.for_private_mentions, 1) END)
                END AS verdict
            FROM users u
            JOIN accounts reader
                ON reader.id = told.account_id AND reader.suspended_at IS NULL AND reader.deleted_at IS NULL
            LEFT JOIN follows f ON f.account_id = told.account_id AND f.target_account_id = told.from_account_id
                AND f.accepted_at IS NOT NULL
            LEFT JOIN follows back ON back.account_id = told.from_account_id
                AND back.target_account_id = told.account_id AND back.accepted_at IS NOT NULL
            LEFT JOIN notification_policies p ON p.account_id = told.account_id
            WHERE u.account_id = told.account_id AND (told.account_id <> told.from_account_id OR told.kind = 'poll')
                AND NOT EXISTS (SELECT 1 FROM blocks b
                    WHERE b.account_id = told.account_id AND b.target_account_id = told.from_account_id)
                AND (told.status = 0 OR NOT EXISTS (SELECT 1 FROM blocks b
                    WHERE b.account_id = told.from_account_id AND b.target_account_id = told.account_id))
                AND NOT EXISTS (SELECT 1 FROM mutes m
                    WHERE m.account_id = told.account_id AND m.target_account_id = told.from_account_id
                        AND m.hide_notifications AND (m.expires_at IS NULL OR m.expires_at > now()))
                AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d
                    WHERE d.account_id = told.account_id AND d.domain = news.domain AND f.id IS NULL)
                AND NOT EXISTS (SELECT 1 FROM conversation_mutes c
                    WHERE c.account_id = told.account_id AND c.conversation_id = news.conversation_id)
            OFFSET 0
        ) AS reader
        WHERE reader.verdict < 2
        ORDER BY told.account_id, told.position
        ON CONFLICT DO NOTHING
        RETURNING id, account_id, from_account_id, kind, status_id, filtered
    ), requested AS (
        INSERT INTO notification_requests (account_id, from_account_id, last_status_id)
        SELECT account_id, from_account_id, max(status_id) FROM written WHERE filtered
        GROUP BY account_id, from_account_id ORDER BY account_id, from_account_id
        ON CONFLICT (account_id, from_account_id) DO UPDATE
            SET last_status_id = coalesce(excluded.last_status_id, notification_requests.last_status_id),
                updated_at = now()
    )
    INSERT INTO jobs (kind, payload)
    SELECT 'push', jsonb_build_object('notification', w.id::text, 'subscription', p.id::text)
    FROM written w JOIN push_subscriptions p ON p.account_id = w.account_id AND w.kind = ANY (p.alerts)
    WHERE NOT w.filtered AND CASE p.policy
        WHEN 'all' THEN true
        WHEN 'followed' THEN EXISTS (SELECT 1 FROM follows f WHERE f.account_id = w.account_id
            AND f.target_account_id = w.from_account_id AND f.accepted_at IS NOT NULL)
        WHEN 'follower' THEN EXISTS (SELECT 1 FROM follows f WHERE f.account_id = w.from_account_id
            AND f.target_account_id = w.account_id AND f.accepted_at IS NOT NULL)
        ELSE false END)",
    BulkStatement::Stage::told
};

const Statement unnotify_sql{"notifications.remove", R"(
    DELETE FROM notifications
    WHERE account_id = $1 AND from_account_id = $2 AND kind = $3 AND status_id IS NOT DISTINCT FROM $4::bigint)"};

const Statement staff_sql{"users.staff", R"(
    SELECT account_id FROM users WHERE role IN ('moderator', 'admin') AND disabled_at IS NULL ORDER BY account_id)"};

} // namespace

void notify(
    Transaction& tx,
    const std::vector<AccountId>& to,
    AccountId from,
    std::string_view kind,
    std::optional<StatusId> status
)
{
    for (const auto recipient : to)
        tx.later(notify_sql, recipient, from, kind, status, std::optional<ReportId>{}, std::optional<CollectionId>{});
}

void notify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status)
{
    notify(tx, std::vector{to}, from, kind, status);
}

void notify_about(Transaction& tx, AccountId to, AccountId from, std::string_view kind, CollectionId collection)
{
    tx.later(notify_sql, to, from, kind, std::optional<StatusId>{}, std::optional<ReportId>{}, collection);
}

void notify_staff(Transaction& tx, AccountId from, ReportId report)
{
    for (const auto row : tx.exec(staff_sql))
        tx.later(
            notify_sql,
            row.at(0).as<AccountId>(),
            from,
            "admin.report",
            std::optional<StatusId>{},
            report,
            std::optional<CollectionId>{}
        );
}

void unnotify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status)
{
    tx.later(unnotify_sql, to, from, kind, status);
}

} // namespace rounds::social
