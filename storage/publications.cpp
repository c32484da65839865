#include "storage/publications.hpp"

namespace rounds::storage::publications {

namespace {

const Statement trace_sql{"publication.trace", R"(
    SELECT s.id, s.uri, s.account_id, s.object_type, s.visibility, s.local, s.reblog_of_id, s.audience_account_id,
        s.deleted_at, a.suspended_at IS NULL AND a.deleted_at IS NULL AS author_usable
    FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.id = $1)"};

const Statement trace_by_uri_sql{"publication.trace_by_uri", R"(
    SELECT s.id, s.uri, s.account_id, s.object_type, s.visibility, s.local, s.reblog_of_id, s.audience_account_id,
        s.deleted_at, a.suspended_at IS NULL AND a.deleted_at IS NULL AS author_usable
    FROM statuses s JOIN accounts a ON a.id = s.account_id WHERE s.uri = $1)"};

const Statement actor_sql{"publication.actor", R"(
    SELECT id, uri, actor_type, followers_url, deleted_at FROM accounts WHERE id = $1 AND domain IS NULL)"};

const Statement actor_by_uri_sql{"publication.actor_by_uri", R"(
    SELECT id, uri, actor_type, followers_url, deleted_at FROM accounts WHERE uri = $1 AND domain IS NULL)"};

const Statement conversation_uri_sql{"publication.conversation_uri", R"(
    SELECT uri FROM conversations WHERE id = $1)"};

const Statement replies_sql{"publication.replies", R"(
    SELECT id, uri FROM statuses
    WHERE in_reply_to_id = $1 AND deleted_at IS NULL AND visibility <= 1 AND ($2::bigint IS NULL OR id > $2)
      AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.local_only
        AND n.account_id IN (statuses.account_id, statuses.audience_account_id))
    ORDER BY id LIMIT $3)"};

const Statement count_replies_sql{"publication.count_replies", R"(
    SELECT count(*) AS count FROM statuses WHERE in_reply_to_id = $1 AND deleted_at IS NULL AND visibility <= 1
      AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.local_only
        AND n.account_id IN (statuses.account_id, statuses.audience_account_id)))"};

const Statement conversation_sql{"publication.conversation", R"(
    SELECT id, uri FROM statuses
    WHERE conversation_id = $1 AND deleted_at IS NULL AND visibility <= 1 AND reblog_of_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.local_only
        AND n.account_id IN (statuses.account_id, statuses.audience_account_id))
      AND ($2::bigint IS NULL OR id > $2)
    ORDER BY id LIMIT $3)"};

const Statement count_conversation_sql{"publication.count_conversation", R"(
    SELECT count(*) AS count FROM statuses
    WHERE conversation_id = $1 AND deleted_at IS NULL AND visibility <= 1 AND reblog_of_id IS NULL
      AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.local_only
        AND n.account_id IN (statuses.account_id, statuses.audience_account_id)))"};

const Statement conversation_owner_sql{"publication.conversation_owner", R"(
    SELECT a.uri FROM statuses s JOIN accounts a ON a.id = s.account_id
    WHERE s.conversation_id = $1 AND s.in_reply_to_id IS NULL AND s.in_reply_to_uri IS NULL
      AND s.reblog_of_id IS NULL AND s.visibility <= 1
    ORDER BY s.id LIMIT 1)"};

const Statement pinned_sql{"publication.pinned", R"(
    SELECT s.id, s.uri FROM status_pins p JOIN statuses s ON s.id = p.status_id
    WHERE p.account_id = $1 AND s.deleted_at IS NULL AND s.visibility <= 1
      AND NOT EXISTS (SELECT 1 FROM networks n WHERE n.local_only
        AND n.account_id IN (s.account_id, s.audience_account_id))
    ORDER BY p.created_at DESC, s.id DESC LIMIT 100)"};

const Statement like_uri_sql{"publication.like_uri", R"(
    SELECT uri FROM favourites WHERE account_id = $1 AND status_id = $2)"};

const Statement signer_sql{"publication.signer", R"(
    SELECT id, suspended_at IS NULL AND deleted_at IS NULL AS usable FROM accounts WHERE uri = $1)"};

const Statement is_closed_to_sql{"publication.is_closed_to", R"(
    SELECT EXISTS (SELECT FROM accounts WHERE id = $1 AND suspended_at IS NOT NULL)
        OR EXISTS (SELECT FROM blocks WHERE account_id = $1 AND target_account_id = $2) AS found)"};

const Statement has_follower_on_sql{"publication.has_follower_on", R"(
    SELECT EXISTS (
        SELECT FROM follows f JOIN accounts a ON a.id = f.account_id
        WHERE f.target_account_id = $1 AND f.accepted_at IS NOT NULL AND lower(a.domain) = lower($2)
          AND a.suspended_at IS NULL) AS found)"};

const Statement mentions_on_sql{"publication.mentions_anyone_on", R"(
    SELECT EXISTS (
        SELECT FROM mentions m JOIN accounts a ON a.id = m.account_id
        WHERE m.status_id = $1 AND lower(a.domain) = lower($2)) AS found)"};

const Statement was_sent_to_sql{"publication.was_sent_to", R"(
    SELECT EXISTS (
        SELECT FROM activities a JOIN deliveries d ON d.activity_id = a.id
        WHERE a.uri = $1 AND d.host = lower($2)) AS found)"};

const Statement moderators_sql{"publication.moderators", R"(
    SELECT a.uri FROM network_roles r
    JOIN networks n ON n.id = r.network_id
    JOIN accounts a ON a.id = r.account_id
    WHERE n.account_id = $1 AND r.role = 'steward' AND a.deleted_at IS NULL
    ORDER BY r.created_at, a.id)"};

const Statement stakeholder_sql{"publication.stakeholder", R"(
    SELECT stakeholder FROM users WHERE account_id = $1)"};

const Statement arrived_body_sql{"publication.arrived_body", R"(
    SELECT body FROM inbox WHERE origin = $1 AND activity_uri = $2)"};

result<Trace> first_trace(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    return Trace{
        .id = row.get<StatusId>("id"),
        .uri = row.get<std::string>("uri"),
        .account = row.get<AccountId>("account_id"),
        .object_type = row.get<std::string>("object_type"),
        .visibility = static_cast<Visibility>(row.get<int>("visibility")),
        .local = row.get<bool>("local"),
        .reblog_of = row.get<std::optional<StatusId>>("reblog_of_id"),
        .audience = row.get<std::optional<AccountId>>("audience_account_id"),
        .deleted_at = row.get<std::optional<Time>>("deleted_at"),
        .author_usable = row.get<bool>("author_usable"),
    };
}

result<Actor> first_actor(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    return Actor{
        .id = row.get<AccountId>("id"),
        .uri = row.get<std::string>("uri"),
        .actor_type = row.get<std::string>("actor_type"),
        .followers_url = row.get<std::optional<std::string>>("followers_url").value_or(""),
        .deleted_at = row.get<std::optional<Time>>("deleted_at"),
    };
}

std::vector<Entry> entries(const Rows& rows)
{
    std::vector<Entry> found;
    for (const auto row : rows) found.push_back({row.get<StatusId>("id"), row.get<std::string>("uri")});
    return found;
}

} // namespace

result<Trace> trace(Transaction& tx, StatusId id)
{
    return first_trace(tx.exec(trace_sql, id));
}

result<Trace> trace_by_uri(Transaction& tx, std::string_view uri)
{
    return first_trace(tx.exec(trace_by_uri_sql, uri));
}

result<Actor> local_actor(Transaction& tx, AccountId id)
{
    return first_actor(tx.exec(actor_sql, id));
}

result<Actor> local_actor_by_uri(Transaction& tx, std::string_view uri)
{
    return first_actor(tx.exec(actor_by_uri_sql, uri));
}

result<std::optional<std::string>> conversation_uri(Transaction& tx, ConversationId id)
{
    const auto rows = tx.exec(conversation_uri_sql, id);
    if (rows.empty()) return errc::not_found;
    return rows.front().get<std::optional<std::string>>("uri");
}

std::vector<Entry> replies(Transaction& tx, StatusId status, std::optional<StatusId> after, int limit)
{
    return entries(tx.exec(replies_sql, status, after, limit));
}

std::int64_t count_replies(Transaction& tx, StatusId status)
{
    return tx.exec(count_replies_sql, status).front().get<std::int64_t>("count");
}

std::vector<Entry> conversation(Transaction& tx, ConversationId id, std::optional<StatusId> after, int limit)
{
    return entries(tx.exec(conversation_sql, id, after, limit));
}

std::int64_t count_conversation(Transaction& tx, ConversationId id)
{
    return tx.exec(count_conversation_sql, id).front().get<std::int64_t>("count");
}

std::string conversation_owner(Transaction& tx, ConversationId id)
{
    const auto rows = tx.exec(conversation_owner_sql, id);
    return rows.empty() ? std::string{} : rows.front().get<std::string>("uri");
}

std::vector<Entry> pinned(Transaction& tx, AccountId account)
{
    return entries(tx.exec(pinned_sql, account));
}

std::optional<std::string> like_uri(Transaction& tx, AccountId account, StatusId status)
{
    const auto rows = tx.exec(like_uri_sql, account, status);
    if (rows.empty()) return std::nullopt;
    return rows.front().get<std::optional<std::string>>("uri");
}

std::optional<Signer> signer(Transaction& tx, std::string_view uri)
{
    const auto rows = tx.exec(signer_sql, uri);
    if (rows.empty()) return std::nullopt;
    return Signer{.id = rows.front().get<AccountId>("id"), .usable = rows.front().get<bool>("usable")};
}

bool is_closed_to(Transaction& tx, AccountId account, std::optional<AccountId> reader)
{
    return tx.exec(is_closed_to_sql, account, reader).front().get<bool>("found");
}

bool has_follower_on(Transaction& tx, AccountId account, std::string_view host)
{
    return tx.exec(has_follower_on_sql, account, host).front().get<bool>("found");
}

bool mentions_anyone_on(Transaction& tx, StatusId status, std::string_view host)
{
    return tx.exec(mentions_on_sql, status, host).front().get<bool>("found");
}

bool was_sent_to(Transaction& tx, std::string_view activity_uri, std::string_view host)
{
    return tx.exec(was_sent_to_sql, activity_uri, host).front().get<bool>("found");
}

std::vector<std::string> moderators(Transaction& tx, AccountId network)
{
    std::vector<std::string> found;
    for (const auto row : tx.exec(moderators_sql, network)) found.push_back(row.get<std::string>("uri"));
    return found;
}

std::string stakeholder(Transaction& tx, AccountId account)
{
    const auto rows = tx.exec(stakeholder_sql, account);
    return rows.empty() ? std::string{} : rows.front().get<std::string>("stakeholder");
}

std::optional<std::string> arrived_body(Transaction& tx, std::string_view origin, std::string_view activity_uri)
{
    const auto rows = tx.exec(arrived_body_sql, origin, activity_uri);
    if (rows.empty()) return std::nullopt;
    return rows.front().get<std::optional<std::string>>("body");
}

} // namespace rounds::storage::publications
