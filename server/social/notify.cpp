#include "server/social/verbs.hpp"

namespace rounds::social {

namespace {

using storage::Statement;

// The sender and the conversation are looked up once, and each recipient by keys: OFFSET 0 keeps the planner from
// joining whole tables, which is what it prefers while its figures are those of an empty database.
const Statement notify_sql{"notifications.add", R"(
    WITH sender AS MATERIALIZED (
        SELECT id, silenced_at IS NOT NULL AS silenced, lower(domain) AS domain,
            (SELECT conversation_id FROM statuses WHERE id = $4) AS conversation_id
        FROM accounts
        WHERE id = $2 AND suspended_at IS NULL AND deleted_at IS NULL
    )
    INSERT INTO notifications (account_id, from_account_id, kind, status_id)
    SELECT told.id, sender.id, $3, $4
    FROM sender
    CROSS JOIN (SELECT DISTINCT id FROM unnest($1::bigint[]) AS w (id)) AS told
    CROSS JOIN LATERAL (
        SELECT u.account_id
        FROM users u
        JOIN accounts reader ON reader.id = told.id AND reader.suspended_at IS NULL AND reader.deleted_at IS NULL
        LEFT JOIN follows f ON f.account_id = told.id AND f.target_account_id = $2 AND f.accepted_at IS NOT NULL
        WHERE u.account_id = told.id AND told.id <> $2
            AND (NOT sender.silenced OR f.id IS NOT NULL OR $3 = 'follow_request')
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
    ORDER BY told.id
    ON CONFLICT DO NOTHING)"};

const Statement unnotify_sql{"notifications.remove", R"(
    DELETE FROM notifications
    WHERE account_id = $1 AND from_account_id = $2 AND kind = $3 AND status_id IS NOT DISTINCT FROM $4::bigint)"};

} // namespace

void notify(
    Transaction& tx,
    const std::vector<AccountId>& to,
    AccountId from,
    std::string_view kind,
    std::optional<StatusId> status
)
{
    if (!to.empty()) tx.later(notify_sql, to, from, kind, status);
}

void notify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status)
{
    notify(tx, std::vector{to}, from, kind, status);
}

void unnotify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status)
{
    tx.later(unnotify_sql, to, from, kind, status);
}

} // namespace rounds::social
