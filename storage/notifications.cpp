#include "storage/notifications.hpp"

#include "storage/paged.hpp"

namespace rounds::storage::notifications {
namespace {

const std::string wanted = R"(
      AND (cardinality($5::text[]) = 0 OR n.kind = ANY ($5)) AND n.kind <> ALL ($6::text[])
      AND ($7::bigint IS NULL OR n.from_account_id = $7)
      AND n.from_account_id NOT IN (SELECT target_account_id FROM blocks WHERE account_id = $4)
      AND n.from_account_id NOT IN (SELECT target_account_id FROM mutes WHERE account_id = $4 AND hide_notifications
                                    AND (expires_at IS NULL OR expires_at > now()))
      AND NOT EXISTS (SELECT FROM accounts a WHERE a.id = n.from_account_id
                      AND (a.suspended_at IS NOT NULL OR a.deleted_at IS NOT NULL
                           OR lower(a.domain) IN (SELECT domain FROM account_domain_blocks WHERE account_id = $4))))";

const PagedStatement list_sql{
    "notifications.list",
    R"(
    SELECT n.id, n.kind, n.from_account_id, n.status_id, n.created_at FROM notifications n
    WHERE n.account_id = $4 AND n.id < $1 AND n.id > $2)" +
        wanted + " ORDER BY n.id DESC LIMIT $3"
};

const PagedStatement unread_sql{
    "notifications.unread",
    R"(
    SELECT n.id FROM notifications n
    WHERE n.account_id = $4 AND n.id < $1 AND n.id > $2 AND n.id > coalesce(
        (SELECT last_read_id FROM markers m WHERE m.account_id = $4 AND m.timeline = 'notifications'), 0))" +
        wanted + " ORDER BY n.id DESC LIMIT $3"
};

const Statement find_sql{"notifications.find", R"(
    SELECT id, kind, from_account_id, status_id, created_at FROM notifications WHERE id = $1 AND account_id = $2)"};
const Statement dismiss_sql{"notifications.dismiss", "DELETE FROM notifications WHERE id = $1 AND account_id = $2"};
const Statement clear_sql{"notifications.clear", "DELETE FROM notifications WHERE account_id = $1"};

Notification notification(const Row& row)
{
    return {
        .id = row.get<NotificationId>("id"),
        .kind = row.get<std::string>("kind"),
        .from = row.get<AccountId>("from_account_id"),
        .status = row.get<std::optional<StatusId>>("status_id"),
        .created_at = row.get<Time>("created_at")
    };
}

} // namespace

std::vector<Notification> list(Transaction& tx, AccountId of, const Query& query, const accounts::Page& page)
{
    std::vector<Notification> found;
    for (const auto row : list_sql.run(tx, page, of, query.types, query.exclude_types, query.from))
        found.push_back(notification(row));
    if (page.min_id) std::ranges::reverse(found);
    return found;
}

result<Notification> find(Transaction& tx, AccountId of, NotificationId id)
{
    const auto rows = tx.exec(find_sql, id, of);
    if (rows.empty()) return errc::not_found;
    return notification(rows.front());
}

result<void> dismiss(Transaction& tx, AccountId of, NotificationId id)
{
    if (tx.exec(dismiss_sql, id, of).affected() == 0) return errc::not_found;
    return {};
}

void clear(Transaction& tx, AccountId of)
{
    tx.exec(clear_sql, of);
}

int unread_count(Transaction& tx, AccountId of, const Query& query, int limit)
{
    accounts::Page page;
    page.limit = limit;
    return static_cast<int>(unread_sql.run(tx, page, of, query.types, query.exclude_types, query.from).size());
}

} // namespace rounds::storage::notifications
