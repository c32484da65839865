#include "storage/activities.hpp"

#include "storage/seal_contexts.hpp"
#include "storage/sealed.hpp"

namespace rounds::storage::activities {

namespace {

const Statement add_sql{"activity.add", R"(
    INSERT INTO activities (uri, account_id, kind, object_uri, body, public)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (uri) DO NOTHING
    RETURNING id)"};

const Statement find_by_uri_sql{"activity.find_by_uri", R"(
    SELECT id, uri, account_id, kind, object_uri, body, public, created_at FROM activities WHERE uri = $1)"};

const Statement find_latest_about_sql{"activity.find_latest_about", R"(
    SELECT a.id, a.uri, a.account_id, a.kind, a.object_uri, a.body, a.public, a.created_at
    FROM statuses s JOIN activities a ON a.object_uri = s.uri AND a.account_id = s.account_id
    WHERE s.id = $1
    ORDER BY a.id DESC
    LIMIT 1)"};

const Statement list_public_sql{"activity.list_public", R"(
    SELECT id, uri, account_id, kind, object_uri, body, public, created_at
    FROM activities
    WHERE public AND account_id = $1 AND ($2::bigint IS NULL OR id < $2)
    ORDER BY id DESC
    LIMIT $3)"};

const Statement count_public_sql{"activity.count_public", R"(
    SELECT count(*) AS count FROM activities WHERE public AND account_id = $1)"};

const Statement withdraw_sql{"activity.withdraw", R"(
    UPDATE activities SET public = false WHERE object_uri = $1 AND public AND kind <> 'Delete')"};

const Statement bodies_sql{"activity.bodies", R"(
    SELECT id, uri, account_id, body FROM activities WHERE id = ANY($1))"};

std::string body_of(Transaction& tx, const Row& row)
{
    return sealed::open(tx, row.get<std::string>("body"), seal_contexts::activity(row.get<std::string>("uri")));
}

Activity from_row(Transaction& tx, const Row& row)
{
    return {
        .id = row.get<ActivityRowId>("id"),
        .uri = row.get<std::string>("uri"),
        .account = row.get<AccountId>("account_id"),
        .kind = row.get<std::string>("kind"),
        .object_uri = row.get<std::string>("object_uri"),
        .body = body_of(tx, row),
        .public_ = row.get<bool>("public"),
        .created_at = row.get<Time>("created_at"),
    };
}

} // namespace

result<ActivityRowId> add(Transaction& tx, const Activity& a)
{
    // What is not for everybody may carry a direct message, and waits sealed.
    const auto kept = a.public_ ? a.body : sealed::seal_passing(tx, a.body, seal_contexts::activity(a.uri));
    const auto rows = tx.exec(add_sql, a.uri, a.account, a.kind, a.object_uri, kept, a.public_);
    if (rows.empty()) return errc::already_exists;
    return rows.front().get<ActivityRowId>("id");
}

result<Activity> find_by_uri(Transaction& tx, std::string_view uri)
{
    const auto rows = tx.exec(find_by_uri_sql, uri);
    if (rows.empty()) return errc::not_found;
    return from_row(tx, rows.front());
}

result<Activity> find_latest_about(Transaction& tx, StatusId status)
{
    const auto rows = tx.exec(find_latest_about_sql, status);
    if (rows.empty()) return errc::not_found;
    return from_row(tx, rows.front());
}

std::vector<Activity> list_public(Transaction& tx, AccountId account, std::optional<ActivityRowId> max_id, int limit)
{
    std::vector<Activity> found;
    for (const auto row : tx.exec(list_public_sql, account, max_id, limit)) found.push_back(from_row(tx, row));
    return found;
}

std::int64_t count_public(Transaction& tx, AccountId account)
{
    return tx.exec(count_public_sql, account).front().get<std::int64_t>("count");
}

void withdraw(Transaction& tx, std::string_view object_uri)
{
    tx.exec(withdraw_sql, object_uri);
}

std::vector<Body> bodies(Transaction& tx, const std::vector<ActivityRowId>& ids)
{
    std::vector<Body> found;
    for (const auto row : tx.exec(bodies_sql, ids))
        found.push_back({row.get<ActivityRowId>("id"), row.get<AccountId>("account_id"), body_of(tx, row)});
    return found;
}

} // namespace rounds::storage::activities
