#include "storage/chat_tools.hpp"

#include "storage/sql_text.hpp"

namespace rounds::storage::chats {
namespace {

const Statement last_heard_sql{"chats.last_heard", R"(
    SELECT max(coalesce(p.queued_until, p.heard_at, s.created_at)) AS at
    FROM chat_posts p JOIN statuses s ON s.id = p.status_id
    WHERE p.chat_id = $1 AND s.account_id = $2 AND s.id <> $3 AND s.deleted_at IS NULL)"};

const Statement release_queued_sql{"chats.release_queued", R"(
    UPDATE chat_posts SET queued_until = NULL WHERE queued_until <= $1 RETURNING status_id)"};

const Statement queued_sql{"chats.queued", R"(
    SELECT p.status_id FROM chat_posts p JOIN statuses s ON s.id = p.status_id
    WHERE p.chat_id = $1 AND p.queued_until IS NOT NULL AND s.deleted_at IS NULL
    ORDER BY p.queued_until, p.status_id LIMIT $2)"};

const Statement release_post_sql{"chats.release_post", R"(
    UPDATE chat_posts SET queued_until = NULL
    WHERE chat_id = $1 AND status_id = $2 AND queued_until IS NOT NULL RETURNING status_id)"};

const Statement off_topic_sql{"chats.off_topic", R"(
    UPDATE chat_posts SET off_topic = $3 WHERE chat_id = $1 AND status_id = $2 RETURNING status_id)"};

const Statement is_of_chat_sql{"chats.is_of_chat", R"(
    SELECT 1 FROM chat_posts WHERE chat_id = $1 AND status_id = $2
    UNION ALL
    SELECT 1 FROM chats c JOIN networks n ON n.id = c.network_id JOIN statuses s ON s.account_id = n.account_id
    WHERE c.id = $1 AND s.id = $2 AND s.deleted_at IS NULL AND (s.id = c.status_id OR s.in_reply_to_id = c.status_id)
    LIMIT 1)"};

const Statement set_prompt_sql{"chats.set_prompt", R"(
    UPDATE chat_posts SET prompt_id = $3 WHERE chat_id = $1 AND status_id = $2)"};

/// $1 the chat, $2 now: the accounts that run it.
constexpr SqlText runners{R"(
    SELECT account_id FROM chat_people WHERE chat_id = $1
    UNION SELECT r.account_id FROM network_roles r JOIN chats c ON c.network_id = r.network_id
        WHERE c.id = $1 AND r.role IN ('steward', 'host', 'clinician_mentor')
    UNION SELECT n.account_id FROM networks n JOIN chats c ON c.network_id = n.id WHERE c.id = $1
    UNION SELECT k.account_id FROM credentials k
        WHERE k.revoked_at IS NULL AND k.valid_from <= $2 AND k.valid_until > $2)"};

constexpr auto unanswered_text = "WITH runners AS MATERIALIZED (" + runners + R"()
    SELECT s.id
    FROM chat_posts p
    JOIN statuses s ON s.id = p.status_id
    WHERE p.chat_id = $1 AND s.deleted_at IS NULL AND s.visibility <= 1 AND NOT p.off_topic AND p.queued_until IS NULL
        AND s.account_id NOT IN (SELECT account_id FROM runners)
        AND (EXISTS (SELECT 1 FROM questions q WHERE q.status_id = s.id)
            OR regexp_replace(s.content, '<[^>]*>', ' ', 'g') ~ '[?？؟]([[:space:]"”’»)!.]|$)')
        AND NOT EXISTS (SELECT 1 FROM guard_holds h WHERE h.status_id = s.id AND h.state <> 'released')
        AND NOT EXISTS (SELECT 1 FROM statuses r
            WHERE r.in_reply_to_id = s.id AND r.deleted_at IS NULL AND r.visibility <= 1
                AND r.account_id IN (SELECT account_id FROM runners))
    ORDER BY s.id LIMIT $3)";
const Statement unanswered_sql{"chats.unanswered", unanswered_text.c_str()};

constexpr auto runs_text = "SELECT 1 FROM (" + runners + ") AS runner WHERE account_id = $3 LIMIT 1";
const Statement runs_sql{"chats.runs", runs_text.c_str()};

const Statement stamp_sql{"chats.stamp", R"(
    SELECT concat_ws('.', extract(epoch FROM c.updated_at), c.pinned_status_id, c.slow_seconds,
        (SELECT concat_ws('.', count(*), max(p.status_id), count(*) FILTER (WHERE p.off_topic),
                max(extract(epoch FROM s.edited_at)))
            FROM chat_posts p JOIN statuses s ON s.id = p.status_id
            WHERE p.chat_id = c.id AND s.deleted_at IS NULL AND p.queued_until IS NULL),
        (SELECT string_agg(p.state, '.' ORDER BY p.position) FROM chat_prompts p WHERE p.chat_id = c.id)) AS stamp
    FROM chats c WHERE c.id = $1)"};

const Statement interests_sql{"chats.declare_interests", R"(
    UPDATE chat_people SET interests = $3 WHERE chat_id = $1 AND account_id = $2 RETURNING account_id)"};

std::vector<StatusId> ids_of(const Rows& rows)
{
    std::vector<StatusId> ids;
    for (const auto row : rows) ids.push_back(row.at(0).as<StatusId>());
    return ids;
}

result<void> found(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return {};
}

} // namespace

std::optional<Time> last_heard(Transaction& tx, ChatId chat, AccountId author, StatusId except)
{
    return tx.exec(last_heard_sql, chat, author, except).front().get<std::optional<Time>>("at");
}

std::size_t release_queued(Transaction& tx, Time now)
{
    return tx.exec(release_queued_sql, now).size();
}

std::vector<StatusId> queued(Transaction& tx, ChatId chat, int limit)
{
    return ids_of(tx.exec(queued_sql, chat, limit));
}

result<void> release_post(Transaction& tx, ChatId chat, StatusId status)
{
    return found(tx.exec(release_post_sql, chat, status));
}

result<void> set_off_topic(Transaction& tx, ChatId chat, StatusId status, bool off_topic)
{
    return found(tx.exec(off_topic_sql, chat, status, off_topic));
}

bool is_of_chat(Transaction& tx, ChatId chat, StatusId status)
{
    return !tx.exec(is_of_chat_sql, chat, status).empty();
}

void set_prompt(Transaction& tx, ChatId chat, StatusId status, PromptId prompt)
{
    tx.exec(set_prompt_sql, chat, status, prompt);
}

std::vector<StatusId> unanswered(Transaction& tx, ChatId chat, Time now, int limit)
{
    return ids_of(tx.exec(unanswered_sql, chat, now, limit));
}

bool runs_chat(Transaction& tx, ChatId chat, AccountId account, Time now)
{
    return !tx.exec(runs_sql, chat, now, account).empty();
}

std::string stamp(Transaction& tx, ChatId chat)
{
    const auto rows = tx.exec(stamp_sql, chat);
    return rows.empty() ? std::string{} : rows.front().get<std::string>("stamp");
}

result<void> declare_interests(Transaction& tx, ChatId chat, AccountId account, std::string_view interests)
{
    return found(tx.exec(interests_sql, chat, account, interests));
}

} // namespace rounds::storage::chats
