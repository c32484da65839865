#include "server/social/verbs.hpp"

namespace rounds::social {

namespace {

using storage::Statement;

// The sender and the conversation are looked up once, and each recipient by keys: OFFSET 0 keeps the planner from
// joining whole tables, which is what it prefers while its figures are those of an empty database.
//
// Each recipient's policy (storage/notification_policies) gives a verdict: 0 told, 1 held back, 2 not written. What is
// told joins the open group of its kind and post, or begins one. Held-back ones become a request; the others are pushed
// to the apps that asked for it.
const Statement notify_sql{"notifications.add", R"(
    WITH sender AS MATERIALIZED (
        SELECT a.id, a.silenced_at IS NOT NULL AS silenced, lower(a.domain) AS domain, s.conversation_id,
            s.visibility = 3 AND $3 = 'mention' AS private,
            coalesce(a.published_at, a.created_at) > now() - interval '30 days' AS young,
            $3 IN ('update', 'poll', 'admin.report', 'admin.sign_up') OR coalesce(u.role IN ('moderator', 'admin'), false)
                AS exempt,
            floor(extract(epoch FROM now()) / 3600)::integer AS hour
        FROM accounts a
        LEFT JOIN users u ON u.account_id = a.id
        LEFT JOIN statuses s ON s.id = $4
        WHERE a.id = $2 AND a.suspended_at IS NULL AND a.deleted_at IS NULL
    ), written AS (
        INSERT INTO notifications (account_id, from_account_id, kind, status_id, report_id, filtered, group_hour)
        SELECT told.id, sender.id, $3, $4, $5::bigint, reader.verdict = 1,
            CASE WHEN reader.verdict = 0 AND $3 IN ('favourite', 'reblog', 'follow') THEN coalesce(
                (SELECT h.hour FROM generate_series(sender.hour, sender.hour - 11, -1) AS h (hour)
                    JOIN notifications n ON n.account_id = told.id
                        AND n.group_key = $3 || '-' || coalesce($4::bigint::text || '-', '') || h.hour::text
                    ORDER BY h.hour DESC LIMIT 1),
                sender.hour) END
        FROM sender
        CROSS JOIN (SELECT DISTINCT id FROM unnest($1::bigint[]) AS w (id)) AS told
        CROSS JOIN LATERAL (
            SELECT CASE
                WHEN sender.exempt OR EXISTS (SELECT 1 FROM notification_permissions y
                    WHERE y.account_id = told.id AND y.from_account_id = $2) THEN 0
                ELSE greatest(0,
                    CASE WHEN f.id IS NULL THEN coalesce(p.for_not_following, 0) END,
                    CASE WHEN coalesce(back.created_at > now() - interval '3 days', true)
                        THEN coalesce(p.for_not_followers, 0) END,
                    CASE WHEN f.id IS NULL AND sender.young THEN coalesce(p.for_new_accounts, 0) END,
                    CASE WHEN f.id IS NULL AND sender.silenced AND $3 <> 'follow_request'
                        THEN coalesce(p.for_limited_accounts, 1) END,
                    CASE WHEN f.id IS NULL AND sender.private AND NOT EXISTS (
                        SELECT 1 FROM statuses asked
                        JOIN mentions m ON m.status_id = asked.id AND m.account_id = $2
                        WHERE asked.conversation_id = sender.conversation_id AND asked.account_id = told.id
                            AND asked.visibility = 3 AND asked.deleted_at IS NULL)
                        THEN coalesce(p.for_private_mentions, 1) END)
                END AS verdict
            FROM users u
            JOIN accounts reader ON reader.id = told.id AND reader.suspended_at IS NULL AND reader.deleted_at IS NULL
            LEFT JOIN follows f ON f.account_id = told.id AND f.target_account_id = $2 AND f.accepted_at IS NOT NULL
            LEFT JOIN follows back
                ON back.account_id = $2 AND back.target_account_id = told.id AND back.accepted_at IS NOT NULL
            LEFT JOIN notification_policies p ON p.account_id = told.id
            WHERE u.account_id = told.id AND (told.id <> $2 OR $3 = 'poll')
                AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = told.id AND b.target_account_id = $2)
                AND NOT EXISTS (SELECT 1 FROM mutes m
                    WHERE m.account_id = told.id AND m.target_account_id = $2 AND m.hide_notifications
                        AND (m.expires_at IS NULL OR m.expires_at > now()))
                AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d
                    WHERE d.account_id = told.id AND d.domain = sender.domain AND f.id IS NULL)
                AND NOT EXISTS (SELECT 1 FROM conversation_mutes c
                    WHERE c.account_id = told.id AND c.conversation_id = sender.conversation_id)
            OFFSET 0
        ) AS reader
        WHERE reader.verdict < 2
        ORDER BY told.id
        ON CONFLICT DO NOTHING
        RETURNING id, account_id, filtered
    ), requested AS (
        INSERT INTO notification_requests (account_id, from_account_id, last_status_id)
        SELECT account_id, $2, $4 FROM written WHERE filtered
        ON CONFLICT (account_id, from_account_id) DO UPDATE
            SET last_status_id = coalesce(excluded.last_status_id, notification_requests.last_status_id),
                updated_at = now()
    )
    INSERT INTO jobs (kind, payload)
    SELECT 'push', jsonb_build_object('notification', w.id::text, 'subscription', p.id::text)
    FROM written w JOIN push_subscriptions p ON p.account_id = w.account_id AND $3 = ANY (p.alerts)
    WHERE NOT w.filtered AND CASE p.policy
        WHEN 'all' THEN true
        WHEN 'followed' THEN EXISTS (SELECT 1 FROM follows f
            WHERE f.account_id = w.account_id AND f.target_account_id = $2 AND f.accepted_at IS NOT NULL)
        WHEN 'follower' THEN EXISTS (SELECT 1 FROM follows f
            WHERE f.account_id = $2 AND f.target_account_id = w.account_id AND f.accepted_at IS NOT NULL)
        ELSE false END)"};

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
    if (!to.empty()) tx.later(notify_sql, to, from, kind, status, std::optional<ReportId>{});
}

void notify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status)
{
    notify(tx, std::vector{to}, from, kind, status);
}

void notify_staff(Transaction& tx, AccountId from, ReportId report)
{
    std::vector<AccountId> staff;
    for (const auto row : tx.exec(staff_sql)) staff.push_back(row.at(0).as<AccountId>());
    if (!staff.empty()) tx.later(notify_sql, staff, from, "admin.report", std::optional<StatusId>{}, report);
}

void unnotify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status)
{
    tx.later(unnotify_sql, to, from, kind, status);
}

} // namespace rounds::social
