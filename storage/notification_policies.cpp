#include "storage/notification_policies.hpp"

#include "storage/columns.hpp"
#include "storage/paged.hpp"

namespace rounds::storage::notification_policies {
namespace {

const Statement find_sql{"notification_policies.find", R"(
    SELECT for_not_following, for_not_followers, for_new_accounts, for_private_mentions, for_limited_accounts
    FROM notification_policies WHERE account_id = $1)"};

const Statement save_sql{"notification_policies.save", R"(
    INSERT INTO notification_policies (account_id, for_not_following, for_not_followers, for_new_accounts,
        for_private_mentions, for_limited_accounts)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (account_id) DO UPDATE SET for_not_following = $2, for_not_followers = $3, for_new_accounts = $4,
        for_private_mentions = $5, for_limited_accounts = $6)"};

/// Requests (r) of $4 that anything is left of, with what is left (held).
const std::string open_requests = R"(
    FROM notification_requests r
    JOIN accounts a ON a.id = r.from_account_id AND a.suspended_at IS NULL AND a.deleted_at IS NULL
    CROSS JOIN LATERAL (SELECT count(*) AS total FROM notifications n
        WHERE n.account_id = r.account_id AND n.from_account_id = r.from_account_id AND n.filtered) AS held
    WHERE r.account_id = $4 AND held.total > 0 AND r.id < $1 AND r.id > $2
        AND NOT EXISTS (SELECT FROM blocks b WHERE b.account_id = $4 AND b.target_account_id = r.from_account_id))";

const std::string request_columns =
    "SELECT r.id, r.from_account_id, held.total, r.last_status_id, r.created_at, r.updated_at";

const PagedStatement list_sql{
    "notification_requests.list", request_columns + open_requests + " ORDER BY r.id DESC LIMIT $3"
};
const PagedStatement find_request_sql{
    "notification_requests.find", request_columns + open_requests + " AND r.id = $5 ORDER BY r.id DESC LIMIT $3"
};
const PagedStatement pending_sql{
    "notification_requests.pending",
    "SELECT count(*), coalesce(sum(total), 0)::bigint FROM (SELECT held.total" + open_requests +
        " ORDER BY r.id DESC LIMIT $3) AS waiting"
};

const Statement accept_sql{"notification_requests.accept", R"(
    WITH accepted AS (
        DELETE FROM notification_requests WHERE account_id = $1 AND id = ANY ($2::bigint[]) RETURNING from_account_id
    ), permitted AS (
        INSERT INTO notification_permissions (account_id, from_account_id) SELECT $1, from_account_id FROM accepted
        ON CONFLICT DO NOTHING
    ), merged AS (
        UPDATE notifications n SET filtered = false FROM accepted
        WHERE n.account_id = $1 AND n.from_account_id = accepted.from_account_id AND n.filtered
    )
    SELECT count(*) FROM accepted)"};

const Statement dismiss_sql{"notification_requests.dismiss", R"(
    WITH dismissed AS (
        DELETE FROM notification_requests WHERE account_id = $1 AND id = ANY ($2::bigint[]) RETURNING from_account_id
    ), gone AS (
        DELETE FROM notifications n USING dismissed
        WHERE n.account_id = $1 AND n.from_account_id = dismissed.from_account_id AND n.filtered
    )
    SELECT count(*) FROM dismissed)"};

const Statement merged_sql{"notification_requests.merged", R"(
    SELECT NOT EXISTS (SELECT FROM notifications n
        JOIN notification_permissions p ON p.account_id = n.account_id AND p.from_account_id = n.from_account_id
        WHERE n.account_id = $1 AND n.filtered))"};

Request read_request(const Row& row)
{
    ColumnReader in(row);
    return {
        .id = in.next<NotificationRequestId>(),
        .from = in.next<AccountId>(),
        .count = in.next<std::int64_t>(),
        .last_status = in.next<std::optional<StatusId>>(),
        .created_at = in.next<Time>(),
        .updated_at = in.next<Time>()
    };
}

} // namespace

Policy find(Transaction& tx, AccountId of)
{
    const auto rows = tx.exec(find_sql, of);
    if (rows.empty()) return {};
    ColumnReader in(rows.front());
    const auto next = [&in] { return static_cast<Treatment>(in.next<std::int8_t>()); };
    Policy policy;
    policy.not_following = next();
    policy.not_followers = next();
    policy.new_accounts = next();
    policy.private_mentions = next();
    policy.limited_accounts = next();
    return policy;
}

void save(Transaction& tx, AccountId of, const Policy& policy)
{
    const auto kept = [](Treatment treatment) { return static_cast<int>(treatment); };
    tx.exec(
        save_sql,
        of,
        kept(policy.not_following),
        kept(policy.not_followers),
        kept(policy.new_accounts),
        kept(policy.private_mentions),
        kept(policy.limited_accounts)
    );
}

Pending pending(Transaction& tx, AccountId of)
{
    accounts::Page page;
    page.limit = 10'000;
    const auto row = pending_sql.run(tx, page, of).front();
    return {.requests = row.at(0).as<std::int64_t>(), .notifications = row.at(1).as<std::int64_t>()};
}

std::vector<Request> list(Transaction& tx, AccountId of, const accounts::Page& page)
{
    std::vector<Request> found;
    for (const auto row : list_sql.run(tx, page, of)) found.push_back(read_request(row));
    if (page.min_id) std::ranges::reverse(found);
    return found;
}

result<Request> find_request(Transaction& tx, AccountId of, NotificationRequestId id)
{
    const auto rows = find_request_sql.run(tx, {}, of, id);
    if (rows.empty()) return errc::not_found;
    return read_request(rows.front());
}

std::size_t accept(Transaction& tx, AccountId of, const std::vector<NotificationRequestId>& ids)
{
    return tx.exec(accept_sql, of, ids).front().at(0).as<std::size_t>();
}

std::size_t dismiss(Transaction& tx, AccountId of, const std::vector<NotificationRequestId>& ids)
{
    return tx.exec(dismiss_sql, of, ids).front().at(0).as<std::size_t>();
}

bool merged(Transaction& tx, AccountId of)
{
    return tx.exec(merged_sql, of).front().at(0).as<bool>();
}

} // namespace rounds::storage::notification_policies
