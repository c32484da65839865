#include "storage/chats.hpp"

namespace rounds::storage::chats {
namespace {

// A reply belongs where its parent does: to a prompt, to an answer's prompt, or to the chat as a whole,
// which is its Event and what the network says below it: welcome, reminders, closing words.
const Statement place_of_reply_sql{"chats.place_of_reply", R"(
    SELECT p.chat_id, p.id AS prompt_id FROM chat_prompts p WHERE p.status_id = $1
    UNION ALL
    SELECT a.chat_id, a.prompt_id FROM chat_posts a WHERE a.status_id = $1
    UNION ALL
    SELECT c.id, NULL FROM chats c WHERE c.status_id = $1
    UNION ALL
    SELECT c.id, NULL FROM statuses s
    JOIN chats c ON c.status_id = s.in_reply_to_id
    JOIN networks n ON n.id = c.network_id AND n.account_id = s.account_id
    WHERE s.id = $1
    LIMIT 1)"};

const Statement open_with_tag_sql{"chats.open_with_tag", R"(
    SELECT c.id AS chat_id
    FROM chats c
    JOIN tags t ON t.name = lower(c.hashtag)
    JOIN status_tags s ON s.tag_id = t.id AND s.status_id = $1
    WHERE c.state = 'live' OR c.state = 'closed' AND c.closed_at + make_interval(hours => c.tail_hours) > $2
    ORDER BY c.state DESC, c.starts_at DESC
    LIMIT 1)"};

const Statement may_quote_sql{"chats.may_quote", R"(
    SELECT EXISTS (
        SELECT 1 FROM quote_consents q JOIN chats c ON c.network_id = q.network_id
        WHERE c.id = $1 AND q.account_id = $2 AND q.withdrawn_at IS NULL
    ) AS granted)"};

const Statement set_consent_sql{"chats.set_consent", R"(
    INSERT INTO quote_consents (network_id, account_id, granted_at, withdrawn_at)
    VALUES ($1, $2, $4, CASE WHEN $3 THEN NULL ELSE $4::timestamptz END)
    ON CONFLICT (network_id, account_id) DO UPDATE SET
        granted_at = CASE WHEN $3 THEN $4 ELSE quote_consents.granted_at END,
        withdrawn_at = CASE WHEN $3 THEN NULL ELSE $4::timestamptz END)"};

const Statement spread_consent_sql{"chats.spread_consent", R"(
    UPDATE chat_posts p SET quote_consent = $3
    FROM statuses s, chats c
    WHERE s.id = p.status_id AND c.id = p.chat_id AND c.network_id = $1 AND s.account_id = $2)"};

} // namespace

std::optional<Place> place_of_reply(Transaction& tx, StatusId parent)
{
    const auto rows = tx.exec(place_of_reply_sql, parent);
    if (rows.empty()) return std::nullopt;
    return Place{rows.front().get<ChatId>("chat_id"), rows.front().get<std::optional<PromptId>>("prompt_id")};
}

std::optional<ChatId> open_with_tag_of(Transaction& tx, StatusId status, Time now)
{
    const auto rows = tx.exec(open_with_tag_sql, status, now);
    if (rows.empty()) return std::nullopt;
    return rows.front().get<ChatId>("chat_id");
}

bool may_quote(Transaction& tx, ChatId chat, AccountId author)
{
    return tx.exec(may_quote_sql, chat, author).front().get<bool>("granted");
}

void set_quote_consent(Transaction& tx, NetworkId network, AccountId author, bool granted, Time now)
{
    tx.exec(set_consent_sql, network, author, granted, now);
    tx.exec(spread_consent_sql, network, author, granted);
}

} // namespace rounds::storage::chats
