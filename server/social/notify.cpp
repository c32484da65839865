#include "server/social/verbs.hpp"

namespace rounds::social {

namespace {

using storage::Statement;

const Statement notify_sql{"notifications.add", R"(
    INSERT INTO notifications (account_id, from_account_id, kind, status_id)
    SELECT u.account_id, sender.id, $3, $4
    FROM users u
    JOIN accounts reader ON reader.id = u.account_id AND reader.suspended_at IS NULL AND reader.deleted_at IS NULL
    JOIN accounts sender ON sender.id = $2 AND sender.suspended_at IS NULL AND sender.deleted_at IS NULL
    LEFT JOIN follows f ON f.account_id = u.account_id AND f.target_account_id = sender.id AND f.accepted_at IS NOT NULL
    WHERE u.account_id = ANY($1) AND u.account_id <> sender.id
        AND (sender.silenced_at IS NULL OR f.id IS NOT NULL OR $3 = 'follow_request')
        AND NOT EXISTS (SELECT 1 FROM blocks b
            WHERE b.account_id = u.account_id AND b.target_account_id = sender.id)
        AND NOT EXISTS (SELECT 1 FROM mutes m
            WHERE m.account_id = u.account_id AND m.target_account_id = sender.id AND m.hide_notifications
                AND (m.expires_at IS NULL OR m.expires_at > now()))
        AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d
            WHERE d.account_id = u.account_id AND d.domain = lower(sender.domain) AND f.id IS NULL)
        AND NOT EXISTS (SELECT 1 FROM conversation_mutes c JOIN statuses s ON s.conversation_id = c.conversation_id
            WHERE c.account_id = u.account_id AND s.id = $4)
    ORDER BY u.account_id
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
    if (!to.empty()) tx.exec(notify_sql, to, from, kind, status);
}

void notify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status)
{
    notify(tx, std::vector{to}, from, kind, status);
}

void unnotify(Transaction& tx, AccountId to, AccountId from, std::string_view kind, std::optional<StatusId> status)
{
    tx.exec(unnotify_sql, to, from, kind, status);
}

} // namespace rounds::social
