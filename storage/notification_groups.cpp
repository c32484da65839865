// Notifications in groups.

#include "storage/columns.hpp"
#include "storage/notifications_sql.hpp"
#include "storage/paged.hpp"

#include <limits>

namespace rounds::storage::notifications {
namespace {

/// Kinds that the reader does not take grouped ($9 has the others) are told one by one, under a key of their own.
const std::string key_sql = "CASE WHEN n.kind = ANY ($9::text[]) THEN n.group_key ELSE 'ungrouped-' || n.id::text END";

/// What is said of a whole group. `members` selects its notifications, `page` says which are on the page.
std::string group_sql(const std::string& members, const std::string& page)
{
    return R"(
    SELECT count(*) AS total, max(n.id) AS newest, min(n.id) FILTER (WHERE )" +
           page + R"() AS page_min, max(n.id) FILTER (WHERE )" + page +
           R"() AS page_max, max(n.created_at) FILTER (WHERE )" + page + R"() AS latest,
        (array_agg(n.from_account_id ORDER BY n.id DESC))[1:8] AS sample
    FROM ()" +
           members + ") AS n";
}

const std::string columns_and_group =
    "SELECT first.key, of_group.total, of_group.newest, of_group.page_min, of_group.page_max, of_group.latest,"
    " of_group.sample, " +
    notification_columns;

/// One step of a walk along the index: the next notification of a group that was not met yet.
std::string step_sql(const std::string& range, const std::string& direction)
{
    return "SELECT n.id, " + key_sql + " AS key FROM notifications n WHERE n.account_id = $4 AND " + range +
           wanted_sql + " ORDER BY n.id " + direction + " LIMIT 1";
}

/// `downwards`: from the newest below $1; else from the oldest above $2.
std::string list_sql_text(bool downwards)
{
    const std::string direction = downwards ? "DESC" : "ASC";
    const std::string whole = "n.id < $1 AND n.id > $2";
    const std::string rest = std::string(downwards ? "n.id < page.id AND n.id > $2" : "n.id > page.id AND n.id < $1") +
                             " AND " + key_sql + " <> ALL (page.seen)";
    const std::string on_page = downwards ? "n.id < $1 AND n.id >= (SELECT min(id) FROM page)"
                                          : "n.id > $2 AND n.id <= (SELECT max(id) FROM page)";
    // A kind that is not taken grouped is a group of one: its key is that of no row.
    const std::string members = "SELECT n.* FROM notifications n WHERE n.account_id = $4 AND n.group_key = first.key" +
                                wanted_sql +
                                " UNION ALL SELECT m.* FROM notifications m WHERE m.id = first.id AND "
                                "m.group_key <> first.key";
    return "WITH RECURSIVE page AS ((SELECT begun.id, begun.key, ARRAY[begun.key] AS seen FROM (" +
           step_sql(whole, direction) +
           ") AS begun) UNION ALL SELECT later.id, later.key, page.seen || later.key FROM page CROSS JOIN LATERAL (" +
           step_sql(rest, direction) + ") AS later WHERE cardinality(page.seen) < $3) " + columns_and_group +
           " FROM page AS first JOIN notifications n ON n.id = first.id CROSS JOIN LATERAL (" +
           group_sql(members, on_page) + ") AS of_group ORDER BY first.id DESC";
}

const std::string newest_text = list_sql_text(true);
const std::string oldest_text = list_sql_text(false);
const Statement newest_sql{"notification_groups.newest", newest_text.c_str()};
const Statement oldest_sql{"notification_groups.oldest", oldest_text.c_str()};

/// The group $9, or the one notification $10.
const std::string chosen_sql = "n.account_id = $4 AND (n.group_key = $9 OR n.id = $10::bigint)";

const std::string find_text =
    "WITH first AS (SELECT n.id, $9::text AS key FROM notifications n WHERE " + chosen_sql +
    " AND n.id < $1 AND n.id > $2" + wanted_sql + " ORDER BY n.id DESC LIMIT $3) " + columns_and_group +
    " FROM first JOIN notifications n ON n.id = first.id CROSS JOIN LATERAL (" +
    group_sql("SELECT n.* FROM notifications n WHERE " + chosen_sql + wanted_sql, "true") + ") AS of_group";
const Statement find_sql{"notification_groups.find", find_text.c_str()};

const PagedStatement accounts_sql{
    "notification_groups.accounts",
    "SELECT n.id, n.from_account_id FROM notifications n WHERE " + chosen_sql + " AND n.id < $1 AND n.id > $2" +
        wanted_sql + " ORDER BY n.id DESC LIMIT $3"
};

const Statement dismiss_sql{"notification_groups.dismiss", R"(
    DELETE FROM notifications WHERE account_id = $1 AND (group_key = $2 OR id = $3::bigint))"};

// A look-back with an end: who never moves the marker has no end of unread ones.
const std::string unread_text = "SELECT DISTINCT key FROM (SELECT " + key_sql +
                                " AS key FROM notifications n WHERE n.account_id = $4 AND n.id < $1 AND n.id > $2" +
                                unread_condition_sql + wanted_sql +
                                " ORDER BY n.id DESC LIMIT 10000) AS unread LIMIT $3";
const Statement unread_sql{"notification_groups.unread", unread_text.c_str()};

constexpr auto top = std::numeric_limits<std::int64_t>::max();

Group read_group(const Row& row)
{
    ColumnReader in(row);
    Group group;
    group.key = in.next<std::string>();
    group.count = in.next<std::int64_t>();
    group.most_recent = in.next<NotificationId>();
    group.page_min = in.next<NotificationId>();
    group.page_max = in.next<NotificationId>();
    group.latest_on_page = in.next<Time>();
    group.sample = in.next<std::vector<AccountId>>();
    group.newest.id = in.next<NotificationId>();
    group.newest.kind = in.next<std::string>();
    group.newest.from = in.next<AccountId>();
    group.newest.status = in.next<std::optional<StatusId>>();
    group.newest.report = in.next<std::optional<ReportId>>();
    group.newest.created_at = in.next<Time>();
    group.newest.group_key = in.next<std::string>();
    group.newest.strike = in.next<std::optional<StrikeId>>();
    group.newest.collection = in.next<std::optional<CollectionId>>();
    return group;
}

std::optional<NotificationId> single(std::string_view key)
{
    constexpr std::string_view prefix = "ungrouped-";
    if (!key.starts_with(prefix)) return std::nullopt;
    return parse_id<NotificationId>(key.substr(prefix.size()));
}

} // namespace

const std::vector<std::string>& groupable_kinds()
{
    static const std::vector<std::string> kinds{"favourite", "reblog", "follow"};
    return kinds;
}

std::vector<Group> list_groups(
    Transaction& tx,
    AccountId of,
    const Query& query,
    const std::vector<std::string>& grouped,
    const accounts::Page& page
)
{
    const auto below = page.max_id.value_or(top);
    const auto above = page.min_id ? *page.min_id : page.since_id.value_or(0);
    const auto rows = tx.exec(
        page.min_id ? oldest_sql : newest_sql,
        below,
        above,
        page.limit,
        of,
        query.types,
        query.exclude_types,
        query.from,
        query.include_filtered,
        grouped
    );
    std::vector<Group> groups;
    for (const auto row : rows) groups.push_back(read_group(row));
    return groups;
}

result<Group> find_group(Transaction& tx, AccountId of, std::string_view key)
{
    const std::vector<std::string> any;
    const auto rows = tx.exec(find_sql, top, 0, 1, of, any, any, std::optional<AccountId>{}, true, key, single(key));
    if (rows.empty()) return errc::not_found;
    return read_group(rows.front());
}

std::vector<Entry> group_accounts(Transaction& tx, AccountId of, std::string_view key, const accounts::Page& page)
{
    const std::vector<std::string> any;
    return accounts_sql.entries<Entry, AccountId>(
        tx, page, of, any, any, std::optional<AccountId>{}, true, key, single(key)
    );
}

void dismiss_group(Transaction& tx, AccountId of, std::string_view key)
{
    tx.exec(dismiss_sql, of, key, single(key));
}

int unread_groups(Transaction& tx, AccountId of, const Query& query, const std::vector<std::string>& grouped, int limit)
{
    const auto rows = tx.exec(
        unread_sql, top, 0, limit, of, query.types, query.exclude_types, query.from, query.include_filtered, grouped
    );
    return static_cast<int>(rows.size());
}

} // namespace rounds::storage::notifications
