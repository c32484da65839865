#include "storage/notifications.hpp"

#include "storage/columns.hpp"
#include "storage/notifications_sql.hpp"
#include "storage/paged.hpp"

namespace rounds::storage::notifications {
namespace {

const PagedStatement list_sql{
    "notifications.list",
    "SELECT " + notification_columns + " FROM notifications n WHERE n.account_id = $4 AND n.id < $1 AND n.id > $2" +
        wanted_sql + " ORDER BY n.id DESC LIMIT $3"
};

const PagedStatement unread_sql{
    "notifications.unread",
    "SELECT n.id FROM notifications n WHERE n.account_id = $4 AND n.id < $1 AND n.id > $2" + unread_condition_sql +
        wanted_sql + " ORDER BY n.id DESC LIMIT $3"
};

const std::string find_text =
    "SELECT " + notification_columns + " FROM notifications n WHERE n.id = $1 AND n.account_id = $2";
const Statement find_sql{"notifications.find", find_text.c_str()};
const Statement dismiss_sql{
    "notifications.dismiss", "DELETE FROM notifications WHERE id = ANY ($1::bigint[]) AND account_id = $2"
};
const Statement clear_sql{"notifications.clear", R"(
    WITH waiting AS (DELETE FROM notification_requests WHERE account_id = $1)
    DELETE FROM notifications WHERE account_id = $1)"};

} // namespace

Notification read_notification(const Row& row)
{
    ColumnReader in(row);
    return {
        .id = in.next<NotificationId>(),
        .kind = in.next<std::string>(),
        .from = in.next<AccountId>(),
        .status = in.next<std::optional<StatusId>>(),
        .report = in.next<std::optional<ReportId>>(),
        .created_at = in.next<Time>(),
        .group_key = in.next<std::string>(),
        .strike = in.next<std::optional<StrikeId>>(),
        .collection = in.next<std::optional<CollectionId>>()
    };
}

std::vector<Notification> list(Transaction& tx, AccountId of, const Query& query, const accounts::Page& page)
{
    std::vector<Notification> found;
    for (const auto row :
         list_sql.run(tx, page, of, query.types, query.exclude_types, query.from, query.include_filtered))
        found.push_back(read_notification(row));
    if (page.min_id) std::ranges::reverse(found);
    return found;
}

result<Notification> find(Transaction& tx, AccountId of, NotificationId id)
{
    const auto rows = tx.exec(find_sql, id, of);
    if (rows.empty()) return errc::not_found;
    return read_notification(rows.front());
}

result<void> dismiss(Transaction& tx, AccountId of, NotificationId id)
{
    if (tx.exec(dismiss_sql, std::vector{id}, of).affected() == 0) return errc::not_found;
    return {};
}

void dismiss(Transaction& tx, AccountId of, const std::vector<NotificationId>& ids)
{
    if (!ids.empty()) tx.exec(dismiss_sql, ids, of);
}

void clear(Transaction& tx, AccountId of)
{
    tx.exec(clear_sql, of);
}

int unread_count(Transaction& tx, AccountId of, const Query& query, int limit)
{
    accounts::Page page;
    page.limit = limit;
    const auto unread =
        unread_sql.run(tx, page, of, query.types, query.exclude_types, query.from, query.include_filtered);
    return static_cast<int>(unread.size());
}

} // namespace rounds::storage::notifications
