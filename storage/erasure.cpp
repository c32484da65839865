#include "storage/erasure.hpp"

namespace rounds::storage::erasure {
namespace {

const Statement statuses_sql{"erasure.statuses", R"(
    SELECT id FROM statuses WHERE account_id = $1 AND deleted_at IS NULL ORDER BY id LIMIT $2)"};

const Statement favourites_sql{"erasure.favourites", R"(
    WITH gone AS (
        DELETE FROM favourites WHERE id = ANY (ARRAY(SELECT id FROM favourites WHERE account_id = $1 LIMIT $2))
        RETURNING status_id),
    counted AS (
        UPDATE status_stats SET favourites_count = greatest(0, favourites_count - 1)
        WHERE status_id IN (SELECT status_id FROM gone))
    SELECT count(*) FROM gone)"};

const Statement follows_sql{"erasure.follows", R"(
    WITH gone AS (
        DELETE FROM follows WHERE account_id = $1 OR target_account_id = $1
        RETURNING account_id, target_account_id, accepted_at),
    followers AS (
        UPDATE account_stats SET followers_count = greatest(0, followers_count - 1)
        WHERE account_id IN (
            SELECT target_account_id FROM gone WHERE accepted_at IS NOT NULL AND target_account_id <> $1))
    UPDATE account_stats SET following_count = greatest(0, following_count - 1)
    WHERE account_id IN (SELECT account_id FROM gone WHERE accepted_at IS NOT NULL AND account_id <> $1))"};

// Files go to the trash: their blobs are removed from the store when it is emptied.
const Statement media_sql{"erasure.media", R"(
    UPDATE media_attachments SET status_id = NULL, idle_since = '-infinity'
    WHERE account_id = $1 AND remote_url IS NULL)"};

const Statement others_sql[] = {
    {"erasure.bookmarks", "DELETE FROM bookmarks WHERE account_id = $1"},
    {"erasure.blocks", "DELETE FROM blocks WHERE account_id = $1 OR target_account_id = $1"},
    {"erasure.mutes", "DELETE FROM mutes WHERE account_id = $1 OR target_account_id = $1"},
    {"erasure.notes", "DELETE FROM account_notes WHERE account_id = $1 OR target_account_id = $1"},
    {"erasure.domain_blocks", "DELETE FROM account_domain_blocks WHERE account_id = $1"},
    {"erasure.lists", "DELETE FROM lists WHERE account_id = $1"},
    {"erasure.list_places", "DELETE FROM list_accounts WHERE account_id = $1"},
    {"erasure.filters", "DELETE FROM filters WHERE account_id = $1"},
    {"erasure.notifications", "DELETE FROM notifications WHERE account_id = $1 OR from_account_id = $1"},
    {"erasure.notification_policies", "DELETE FROM notification_policies WHERE account_id = $1"},
    {"erasure.notification_requests", "DELETE FROM notification_requests WHERE account_id = $1 OR from_account_id = $1"
    },
    {"erasure.notification_permissions",
     "DELETE FROM notification_permissions WHERE account_id = $1 OR from_account_id = $1"},
    {"erasure.conversations", "DELETE FROM account_conversations WHERE account_id = $1"},
    {"erasure.conversation_mutes", "DELETE FROM conversation_mutes WHERE account_id = $1"},
    {"erasure.tags", "DELETE FROM tag_follows WHERE account_id = $1"},
    {"erasure.conditions", "DELETE FROM condition_follows WHERE account_id = $1"},
    {"erasure.featured_tags", "DELETE FROM featured_tags WHERE account_id = $1"},
    {"erasure.endorsements", "DELETE FROM endorsements WHERE account_id = $1 OR target_account_id = $1"},
    {"erasure.collections", "DELETE FROM collections WHERE account_id = $1"},
    {"erasure.recommendations", "DELETE FROM collection_items WHERE account_id = $1"},
    {"erasure.markers", "DELETE FROM markers WHERE account_id = $1"},
    {"erasure.scheduled", "DELETE FROM scheduled_statuses WHERE account_id = $1"},
    {"erasure.votes", "DELETE FROM poll_votes WHERE account_id = $1"},
    {"erasure.interests", "DELETE FROM summary_interests WHERE account_id = $1"},
    {"erasure.summary_marks", "DELETE FROM summary_marks WHERE account_id = $1"},
    {"erasure.network_roles", "DELETE FROM network_roles WHERE account_id = $1"},
    {"erasure.network_acts", "DELETE FROM network_acts WHERE account_id = $1"},
    {"erasure.network_consents", "DELETE FROM network_consents WHERE account_id = $1"},
    {"erasure.chat_people", "DELETE FROM chat_people WHERE account_id = $1"},
    {"erasure.pseudonym_orders", "DELETE FROM pseudonym_orders WHERE account_id = $1"},
    {"erasure.warnings", "DELETE FROM guard_warnings WHERE account_id = $1"},
    {"erasure.keys", "DELETE FROM idempotency_keys WHERE account_id = $1"},
    {"erasure.links", "DELETE FROM email_tokens WHERE account_id = $1"},
    // Keys first destroyed, then what they sealed is only noise. Letters under way still go: their Delete follows.
    {"erasure.data_keys", "DELETE FROM data_keys WHERE account_id = $1"},
    {"erasure.letters", R"(
    UPDATE activities a SET body = '{}' WHERE a.account_id = $1 AND NOT a.public AND a.kind IN ('Create', 'Update')
        AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.activity_id = a.id AND d.state = 'waiting'))"},
    {"erasure.codes", "DELETE FROM oauth_codes WHERE account_id = $1"},
    {"erasure.tokens", "DELETE FROM oauth_tokens WHERE account_id = $1"},
};

const Statement rest_sql{"erasure.rest", R"(
    SELECT a.deleted_at, (SELECT count(*) FROM statuses s WHERE s.account_id = a.id AND s.deleted_at IS NULL) AS posts,
        (SELECT count(*) FROM media_attachments m WHERE m.account_id = a.id AND m.remote_url IS NULL) AS files,
        (SELECT count(*) FROM data_keys k WHERE k.account_id = a.id) AS keys
    FROM accounts a WHERE a.id = $1 AND a.domain IS NULL)"};

} // namespace

std::vector<StatusId> statuses_of(Transaction& tx, AccountId account, int limit)
{
    std::vector<StatusId> ids;
    for (const auto row : tx.exec(statuses_sql, account, limit)) ids.push_back(row.get<StatusId>("id"));
    return ids;
}

std::size_t forget_marks(Transaction& tx, AccountId account, int limit)
{
    return tx.exec(favourites_sql, account, limit).front().at(0).as<std::size_t>();
}

void forget_belongings(Transaction& tx, AccountId account)
{
    tx.exec(follows_sql, account);
    tx.exec(media_sql, account);
    for (const auto& statement : others_sql) tx.exec(statement, account);
}

result<Rest> rest_of(Transaction& tx, AccountId account)
{
    const auto rows = tx.exec(rest_sql, account);
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    return Rest{
        .deleted_at = row.get<std::optional<Time>>("deleted_at"),
        .posts = row.get<std::int64_t>("posts"),
        .files = row.get<std::int64_t>("files"),
        .data_keys = row.get<std::int64_t>("keys"),
    };
}

} // namespace rounds::storage::erasure
