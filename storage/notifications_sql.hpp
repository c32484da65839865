#pragma once

#include "storage/notifications.hpp"
#include "storage/pg/value.hpp"

#include <string>

/// What the statements about notifications share.
namespace rounds::storage::notifications {

/// The condition under which $4 reads a notification (alias n): kinds ($5 wanted, none for all; $6 not wanted), sender
/// ($7 or null), and whether those that are held back count too ($8).
inline const std::string wanted_sql = R"(
      AND (cardinality($5::text[]) = 0 OR n.kind = ANY ($5)) AND n.kind <> ALL ($6::text[])
      AND ($7::bigint IS NULL OR n.from_account_id = $7) AND ($8::boolean OR NOT n.filtered)
      AND n.from_account_id NOT IN (SELECT target_account_id FROM blocks WHERE account_id = $4)
      AND n.from_account_id NOT IN (SELECT target_account_id FROM mutes WHERE account_id = $4 AND hide_notifications
                                    AND (expires_at IS NULL OR expires_at > now()))
      AND (n.report_id IS NULL
           OR EXISTS (SELECT FROM users WHERE account_id = $4 AND role IN ('moderator', 'admin')))
      AND (SELECT a.suspended_at IS NULL AND a.deleted_at IS NULL
                  AND coalesce(lower(a.domain), '') NOT IN (SELECT domain FROM account_domain_blocks WHERE account_id = $4)
           FROM accounts a WHERE a.id = n.from_account_id))";

/// Newer than the reader's marker.
inline const std::string unread_condition_sql = R"(
      AND n.id > coalesce(
        (SELECT last_read_id FROM markers m WHERE m.account_id = $4 AND m.timeline = 'notifications'), 0))";

/// Of `notifications n`, for read_notification.
inline const std::string notification_columns = "n.id, n.kind, n.from_account_id, n.status_id, n.report_id, "
                                                "n.created_at, n.group_key, n.strike_id, n.collection_id";
[[nodiscard]] Notification read_notification(const Row& row);

} // namespace rounds::storage::notifications
