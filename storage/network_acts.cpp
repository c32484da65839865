#include "storage/network_acts.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::network_acts {
namespace {

constexpr SqlText columns{"a.id, a.group_account_id, a.kind, a.account_id, a.status_id, a.reason, a.by_account_id,"
                          " a.until, a.with_posts, a.in_audience, a.passed_on, a.uri, a.created_at, a.undone_at"};

constexpr SqlText stands{" a.undone_at IS NULL AND (a.until IS NULL OR a.until > now())"};

Act read_act(const Row& row)
{
    ColumnReader in(row);
    Act act;
    act.id = in.next<ActId>();
    act.group = in.next<AccountId>();
    act.kind = in.next<std::string>();
    act.account = in.next<std::optional<AccountId>>();
    act.status = in.next<std::optional<StatusId>>();
    act.reason = in.next<std::string>();
    act.by = in.next<std::optional<AccountId>>();
    act.until = in.next<std::optional<Time>>();
    act.with_posts = in.next<bool>();
    act.in_audience = in.next<bool>();
    act.passed_on = in.next<bool>();
    act.uri = in.next<std::optional<std::string>>();
    act.created_at = in.next<Time>();
    act.undone_at = in.next<std::optional<Time>>();
    return act;
}

// A ban whose time is over makes room for the next one.
const Statement end_sql{"network_acts.end", R"(
    UPDATE network_acts SET undone_at = until
    WHERE group_account_id = $1 AND account_id = $2 AND undone_at IS NULL AND until <= now())"};

const Statement add_sql{"network_acts.add", R"(
    INSERT INTO network_acts (group_account_id, kind, account_id, status_id, reason, by_account_id, until, with_posts,
        in_audience, uri)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
    ON CONFLICT DO NOTHING
    RETURNING id)"};

const Statement undo_sql{"network_acts.undo", R"(
    UPDATE network_acts SET undone_at = now() WHERE id = $1 AND undone_at IS NULL)"};

constexpr auto find_text = "SELECT " + columns + " FROM network_acts a WHERE a.id = $1";
const Statement find_sql{"network_acts.find", find_text.c_str()};

constexpr auto find_ban_text =
    "SELECT " + columns + " FROM network_acts a WHERE a.group_account_id = $1 AND a.account_id = $2 AND" + stands;
const Statement find_ban_sql{"network_acts.find_ban", find_ban_text.c_str()};

constexpr auto find_about_text =
    "SELECT " + columns +
    " FROM network_acts a WHERE a.group_account_id = $1 AND a.status_id = $2 AND a.kind = $3 AND" + stands;
const Statement find_about_sql{"network_acts.find_about", find_about_text.c_str()};

constexpr auto list_text = "SELECT " + columns +
                           " FROM network_acts a WHERE a.group_account_id = $1 AND a.kind = $2 AND" + stands +
                           " ORDER BY a.id DESC LIMIT $3";
const Statement list_sql{"network_acts.list", list_text.c_str()};

constexpr auto standing_text = "SELECT " + columns +
                               " FROM network_acts a JOIN networks n ON n.account_id = a.group_account_id WHERE" +
                               stands + " ORDER BY a.id DESC LIMIT $1";
const Statement standing_sql{"network_acts.standing", standing_text.c_str()};

constexpr auto bars_text =
    "SELECT 1 FROM network_acts a WHERE a.group_account_id = ANY ($1::bigint[]) AND a.account_id = $2 AND" + stands +
    " LIMIT 1";
const Statement bars_sql{"network_acts.bars_any", bars_text.c_str()};

const Statement removed_by_sql{"network_acts.removed_by", R"(
    SELECT group_account_id FROM network_acts WHERE status_id = $1 AND kind = 'removal' AND undone_at IS NULL)"};

// Up the thread, as far as threads are read.
const Statement locked_sql{"network_acts.is_locked", R"(
    WITH RECURSIVE up AS (
        SELECT id, in_reply_to_id, 1 AS depth FROM statuses WHERE id = $2
        UNION ALL
        SELECT s.id, s.in_reply_to_id, up.depth + 1 FROM up JOIN statuses s ON s.id = up.in_reply_to_id
        WHERE up.depth < 100
    )
    SELECT 1 FROM up
    JOIN network_acts a ON a.status_id = up.id AND a.kind = 'lock' AND a.group_account_id = $1 AND a.undone_at IS NULL
    LIMIT 1)"};

// A summary that was published is corrected or retracted, with a banner: it does not vanish (health.md 5).
constexpr SqlText no_summary{" AND NOT EXISTS (SELECT 1 FROM summaries u WHERE u.status_id = s.id)"};

constexpr auto has_post_text = R"(
    SELECT 1 FROM statuses s
    WHERE s.id = $2 AND s.deleted_at IS NULL AND s.reblog_of_id IS NULL AND s.account_id <> $1
        AND (s.audience_account_id = $1
            OR EXISTS (SELECT 1 FROM statuses b
                WHERE b.reblog_of_id = s.id AND b.account_id = $1 AND b.deleted_at IS NULL)
            OR EXISTS (SELECT 1 FROM chat_posts p
                JOIN chats c ON c.id = p.chat_id JOIN networks n ON n.id = c.network_id
                WHERE p.status_id = s.id AND n.account_id = $1)))" +
                               no_summary;
const Statement has_post_sql{"network_acts.has_post", has_post_text.c_str()};

constexpr auto posts_text = R"(
    SELECT s.id FROM statuses s
    WHERE s.audience_account_id = $1 AND s.account_id <> $1 AND s.deleted_at IS NULL AND s.reblog_of_id IS NULL)" +
                            no_summary + " ORDER BY s.id DESC LIMIT $2";
const Statement posts_sql{"network_acts.posts", posts_text.c_str()};

constexpr auto posts_by_text = R"(
    SELECT s.id FROM statuses s
    WHERE s.audience_account_id = $1 AND s.account_id = $2 AND s.deleted_at IS NULL AND s.reblog_of_id IS NULL)" +
                               no_summary + " ORDER BY s.id DESC LIMIT $3";
const Statement posts_by_sql{"network_acts.posts_by", posts_by_text.c_str()};

const Statement end_parts_sql{"network_acts.end_parts", R"(
    DELETE FROM chat_people p USING chats c, networks n
    WHERE c.id = p.chat_id AND n.id = c.network_id AND n.account_id = $1 AND p.account_id = $2
        AND c.state IN ('scheduled', 'live'))"};

const Statement leave_chats_sql{"network_acts.leave_chats", R"(
    WITH gone AS (
        DELETE FROM chat_posts p USING chats c, networks n
        WHERE c.id = p.chat_id AND n.id = c.network_id AND n.account_id = $2 AND p.status_id = $3
        RETURNING p.*
    )
    UPDATE network_acts SET chat_posts = (SELECT jsonb_agg(to_jsonb(gone)) FROM gone),
        passed_on = EXISTS (SELECT 1 FROM statuses b
            WHERE b.reblog_of_id = $3 AND b.account_id = $2 AND b.deleted_at IS NULL),
        in_audience = EXISTS (SELECT 1 FROM statuses s WHERE s.id = $3 AND s.audience_account_id = $2)
    WHERE id = $1)"};

const Statement leave_sql{"network_acts.leave", R"(
    UPDATE statuses SET audience_account_id = NULL WHERE id = $2 AND audience_account_id = $1)"};

const Statement return_sql{"network_acts.return", R"(
    UPDATE statuses SET audience_account_id = $1 WHERE id = $2 AND audience_account_id IS NULL)"};

const Statement return_to_chats_sql{"network_acts.return_to_chats", R"(
    INSERT INTO chat_posts
    SELECT p.* FROM network_acts a, jsonb_populate_recordset(NULL::chat_posts, a.chat_posts) p
    WHERE a.id = $1 AND a.chat_posts IS NOT NULL
    ON CONFLICT DO NOTHING)"};

result<Act> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read_act(rows.front());
}

std::vector<StatusId> ids_of(const Rows& rows)
{
    std::vector<StatusId> ids;
    for (const auto row : rows) ids.push_back(row.at(0).as<StatusId>());
    return ids;
}

} // namespace

result<Act> add(Transaction& tx, const Act& act)
{
    if (act.account) tx.exec(end_sql, act.group, *act.account);
    const auto rows = tx.exec(
        add_sql,
        act.group,
        act.kind,
        act.account,
        act.status,
        act.reason,
        act.by,
        act.until,
        act.with_posts,
        act.in_audience,
        act.uri
    );
    if (rows.empty()) return errc::already_exists;
    return find(tx, rows.front().get<ActId>("id"));
}

result<void> undo(Transaction& tx, ActId id)
{
    if (tx.exec(undo_sql, id).affected() == 0) return errc::not_found;
    return {};
}

result<Act> find(Transaction& tx, ActId id)
{
    return first(tx.exec(find_sql, id));
}

result<Act> find_ban(Transaction& tx, AccountId group, AccountId account)
{
    return first(tx.exec(find_ban_sql, group, account));
}

result<Act> find_about(Transaction& tx, AccountId group, StatusId status, std::string_view kind)
{
    return first(tx.exec(find_about_sql, group, status, kind));
}

std::vector<Act> list(Transaction& tx, AccountId group, std::string_view kind, int limit)
{
    std::vector<Act> found;
    for (const auto row : tx.exec(list_sql, group, kind, limit)) found.push_back(read_act(row));
    return found;
}

std::vector<Act> standing(Transaction& tx, int limit)
{
    std::vector<Act> found;
    for (const auto row : tx.exec(standing_sql, limit)) found.push_back(read_act(row));
    return found;
}

std::vector<AccountId> removed_by(Transaction& tx, StatusId status)
{
    std::vector<AccountId> groups;
    for (const auto row : tx.exec(removed_by_sql, status)) groups.push_back(row.at(0).as<AccountId>());
    return groups;
}

bool bars_any(Transaction& tx, const std::vector<AccountId>& groups, AccountId account)
{
    return !groups.empty() && !tx.exec(bars_sql, groups, account).empty();
}

bool is_locked(Transaction& tx, AccountId group, StatusId status)
{
    return !tx.exec(locked_sql, group, status).empty();
}

void leave_chats(Transaction& tx, AccountId group, AccountId account)
{
    tx.exec(end_parts_sql, group, account);
}

bool has_post(Transaction& tx, AccountId group, StatusId status)
{
    return !tx.exec(has_post_sql, group, status).empty();
}

std::vector<StatusId> posts(Transaction& tx, AccountId group, int limit)
{
    return ids_of(tx.exec(posts_sql, group, limit));
}

std::vector<StatusId> posts_by(Transaction& tx, AccountId group, AccountId author, int limit)
{
    return ids_of(tx.exec(posts_by_sql, group, author, limit));
}

void take_out(Transaction& tx, const Act& act)
{
    tx.exec(leave_chats_sql, act.id, act.group, act.status);
    tx.exec(leave_sql, act.group, act.status);
}

void put_back(Transaction& tx, const Act& act)
{
    if (act.in_audience) tx.exec(return_sql, act.group, act.status);
    tx.exec(return_to_chats_sql, act.id);
}

} // namespace rounds::storage::network_acts
