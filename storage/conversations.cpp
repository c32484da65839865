#include "storage/conversations.hpp"

#include "storage/columns.hpp"
#include "storage/paged.hpp"

namespace rounds::storage::conversations {
namespace {

const Statement add_sql{"account_conversations.add", R"(
    WITH post AS (
        SELECT id, account_id, conversation_id FROM statuses
        WHERE id = $1 AND visibility = 3 AND reblog_of_id IS NULL AND conversation_id IS NOT NULL AND deleted_at IS NULL
    ), people AS (
        SELECT account_id AS id FROM post
        UNION
        SELECT m.account_id FROM mentions m JOIN post ON post.id = m.status_id
    ), joined AS (
    INSERT INTO account_conversations (account_id, conversation_id, participants, last_status_id, unread)
    SELECT me.id, post.conversation_id, ARRAY(SELECT p.id FROM people p WHERE p.id <> me.id ORDER BY p.id), post.id,
        me.id <> post.account_id
    FROM post
    CROSS JOIN people me
    JOIN users u ON u.account_id = me.id
    WHERE NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = me.id AND b.target_account_id = post.account_id)
    ORDER BY me.id
    ON CONFLICT (account_id, conversation_id, hash_array_extended(participants, 0)) DO UPDATE
        SET unread = CASE WHEN excluded.last_status_id > account_conversations.last_status_id
                THEN excluded.unread ELSE account_conversations.unread END,
            last_status_id = greatest(account_conversations.last_status_id, excluded.last_status_id)
    RETURNING id, account_id, last_status_id)
    INSERT INTO events (kind, account_id, subject_id)
    SELECT 'conversation', account_id, id FROM joined WHERE last_status_id = $1)"};

// The set of people of each post in the thread is compared with that of the conversation, the latest post first.
const Statement settle_sql{"account_conversations.settle", R"(
    WITH touched AS (
        SELECT c.id, (
            SELECT s.id FROM statuses s
            WHERE s.conversation_id = c.conversation_id AND s.visibility = 3 AND s.reblog_of_id IS NULL
                AND s.deleted_at IS NULL
                AND (s.account_id = c.account_id OR EXISTS (
                    SELECT 1 FROM mentions m WHERE m.status_id = s.id AND m.account_id = c.account_id))
                AND c.participants = ARRAY(
                    SELECT p.id FROM (SELECT s.account_id AS id UNION
                                      SELECT m.account_id FROM mentions m WHERE m.status_id = s.id) AS p
                    WHERE p.id <> c.account_id ORDER BY p.id)
            ORDER BY s.id DESC LIMIT 1) AS last
        FROM account_conversations c WHERE c.last_status_id = $1
    ), ended AS (
        DELETE FROM account_conversations c USING touched t WHERE c.id = t.id AND t.last IS NULL
    )
    UPDATE account_conversations c SET last_status_id = t.last FROM touched t WHERE c.id = t.id AND t.last <> $1)"};

const PagedStatement list_sql{"account_conversations.list", R"(
    SELECT c.id, c.participants, c.last_status_id, c.unread
    FROM account_conversations c
    WHERE c.account_id = $4 AND c.last_status_id < $1 AND c.last_status_id > $2
        AND NOT EXISTS (SELECT 1 FROM statuses s JOIN blocks b ON b.account_id = $4 AND b.target_account_id = s.account_id
            WHERE s.id = c.last_status_id)
    ORDER BY c.last_status_id DESC LIMIT $3)"};

const Statement find_sql{"account_conversations.find", R"(
    SELECT c.id, c.participants, c.last_status_id, c.unread
    FROM account_conversations c
    WHERE c.id = $2 AND c.account_id = $1
        AND NOT EXISTS (SELECT 1 FROM statuses s JOIN blocks b ON b.account_id = $1 AND b.target_account_id = s.account_id
            WHERE s.id = c.last_status_id))"};

const Statement set_unread_sql{"account_conversations.set_unread", R"(
    UPDATE account_conversations c SET unread = $3 WHERE c.id = $2 AND c.account_id = $1
    RETURNING c.id, c.participants, c.last_status_id, c.unread)"};

const Statement remove_sql{
    "account_conversations.remove", "DELETE FROM account_conversations WHERE id = $2 AND account_id = $1"
};

Conversation read_conversation(const Row& row)
{
    ColumnReader in(row);
    return {
        .id = in.next<AccountConversationId>(),
        .others = in.next<std::vector<AccountId>>(),
        .last_status = in.next<StatusId>(),
        .unread = in.next<bool>()
    };
}

} // namespace

void add(Transaction& tx, StatusId status)
{
    tx.later(add_sql, status);
}

void settle(Transaction& tx, StatusId status)
{
    tx.later(settle_sql, status);
}

std::vector<Conversation> list(Transaction& tx, AccountId of, const accounts::Page& page)
{
    std::vector<Conversation> found;
    for (const auto row : list_sql.run(tx, page, of)) found.push_back(read_conversation(row));
    if (page.min_id) std::ranges::reverse(found);
    return found;
}

result<Conversation> find(Transaction& tx, AccountId of, AccountConversationId id)
{
    const auto rows = tx.exec(find_sql, of, id);
    if (rows.empty()) return errc::not_found;
    return read_conversation(rows.front());
}

result<Conversation> set_unread(Transaction& tx, AccountId of, AccountConversationId id, bool unread)
{
    const auto rows = tx.exec(set_unread_sql, of, id, unread);
    if (rows.empty()) return errc::not_found;
    return read_conversation(rows.front());
}

result<void> remove(Transaction& tx, AccountId of, AccountConversationId id)
{
    if (tx.exec(remove_sql, of, id).affected() == 0) return errc::not_found;
    return {};
}

} // namespace rounds::storage::conversations
