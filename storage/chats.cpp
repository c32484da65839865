#include "storage/chats.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::chats {
namespace {

constexpr SqlText chat_columns{
    "c.id, c.network_id, c.uri, c.status_id, c.title, c.description, c.hashtag, c.starts_at, c.ends_at, c.timezone,"
    " c.state, c.sequence, c.slow_seconds, c.pinned_status_id, c.closing, c.tail_hours, c.reminders,"
    " c.created_by, c.opened_at, c.closed_at, c.created_at, c.updated_at"
};

Chat read_chat(const Row& row)
{
    ColumnReader in(row);
    Chat chat;
    chat.id = in.next<ChatId>();
    chat.network = in.next<NetworkId>();
    chat.uri = in.next<std::string>();
    chat.status = in.next<std::optional<StatusId>>();
    chat.title = in.next<std::string>();
    chat.description = in.next<std::string>();
    chat.hashtag = in.next<std::string>();
    chat.starts_at = in.next<Time>();
    chat.ends_at = in.next<Time>();
    chat.timezone = in.next<std::string>();
    chat.state = in.next<std::string>();
    chat.sequence = in.next<int>();
    chat.slow_seconds = in.next<int>();
    chat.pinned = in.next<std::optional<StatusId>>();
    chat.closing = in.next<std::string>();
    chat.tail_hours = in.next<int>();
    chat.reminders = in.next<std::optional<std::vector<std::string>>>();
    chat.created_by = in.next<AccountId>();
    chat.opened_at = in.next<std::optional<Time>>();
    chat.closed_at = in.next<std::optional<Time>>();
    chat.created_at = in.next<Time>();
    chat.updated_at = in.next<Time>();
    return chat;
}

constexpr SqlText prompt_columns{
    "p.id, p.chat_id, p.position, p.label, p.content, p.due_at, p.state, p.released_at, p.status_id"
};

Prompt read_prompt(const Row& row)
{
    ColumnReader in(row);
    Prompt prompt;
    prompt.id = in.next<PromptId>();
    prompt.chat = in.next<ChatId>();
    prompt.position = in.next<int>();
    prompt.label = in.next<std::string>();
    prompt.content = in.next<std::string>();
    prompt.due_at = in.next<Time>();
    prompt.state = in.next<std::string>();
    prompt.released_at = in.next<std::optional<Time>>();
    prompt.status = in.next<std::optional<StatusId>>();
    return prompt;
}

const Statement next_id_sql{"chats.next_id", "SELECT next_id() AS id"};

const Statement create_sql{"chats.create", R"(
    INSERT INTO chats (id, network_id, uri, status_id, title, description, hashtag, starts_at, ends_at, timezone, state,
        created_by, closing, tail_hours, reminders)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15::text[]))"};

const Statement add_prompt_sql{"chats.add_prompt", R"(
    INSERT INTO chat_prompts (chat_id, position, label, content, due_at) VALUES ($1, $2, $3, $4, $5))"};

const Statement clear_prompts_sql{"chats.clear_prompts", "DELETE FROM chat_prompts WHERE chat_id = $1"};

const Statement add_person_sql{"chats.add_person", R"(
    INSERT INTO chat_people (chat_id, account_id, role, interests) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING)"};

const Statement clear_people_sql{"chats.clear_people", "DELETE FROM chat_people WHERE chat_id = $1"};

constexpr auto find_text = "SELECT " + chat_columns + " FROM chats c WHERE c.id = $1";
const Statement find_sql{"chats.find", find_text.c_str()};

constexpr auto find_by_status_text = "SELECT " + chat_columns + " FROM chats c WHERE c.status_id = $1";
const Statement find_by_status_sql{"chats.find_by_status", find_by_status_text.c_str()};

constexpr auto lock_text = "SELECT " + chat_columns + " FROM chats c WHERE c.id = $1 FOR UPDATE";
const Statement lock_sql{"chats.lock", lock_text.c_str()};

const Statement update_sql{"chats.update", R"(
    UPDATE chats SET status_id = $2, title = $3, description = $4, hashtag = $5, starts_at = $6, ends_at = $7,
        timezone = $8, state = $9, sequence = $10, opened_at = $11, closed_at = $12, updated_at = $13,
        slow_seconds = $14, pinned_status_id = $15, closing = $16, tail_hours = $17,
        reminders = $18::text[]
    WHERE id = $1)"};

constexpr auto list_text = "SELECT " + chat_columns + R"(
    FROM chats c WHERE c.network_id = $1 ORDER BY c.starts_at DESC LIMIT $2)";
const Statement list_sql{"chats.list", list_text.c_str()};

constexpr auto upcoming_text = "SELECT " + chat_columns + R"(
    FROM chats c WHERE c.state IN ('scheduled', 'live') ORDER BY c.starts_at LIMIT $1)";
const Statement upcoming_sql{"chats.upcoming", upcoming_text.c_str()};

constexpr auto upcoming_of_text = "SELECT " + chat_columns + R"(
    FROM chats c WHERE c.network_id = ANY ($1::bigint[]) AND c.state IN ('scheduled', 'live')
    ORDER BY c.starts_at LIMIT $2)";
const Statement upcoming_of_sql{"chats.upcoming_of", upcoming_of_text.c_str()};

constexpr auto of_network_since_text = "SELECT " + chat_columns + R"(
    FROM chats c WHERE c.network_id = $1 AND c.ends_at >= $2 ORDER BY c.starts_at LIMIT $3)";
const Statement of_network_since_sql{"chats.of_network_since", of_network_since_text.c_str()};

constexpr auto with_tag_since_text = "SELECT " + chat_columns + R"(
    FROM chats c
    JOIN networks n ON n.id = c.network_id
    JOIN accounts a ON a.id = n.account_id
    WHERE lower(c.hashtag) = lower($1::text) AND c.ends_at >= $2 AND n.join_policy <> 'invitation' AND NOT n.sensitive
        AND a.suspended_at IS NULL AND a.deleted_at IS NULL
    ORDER BY c.starts_at LIMIT $3)";
const Statement with_tag_since_sql{"chats.with_tag_since", with_tag_since_text.c_str()};

constexpr auto prompts_text =
    "SELECT " + prompt_columns + " FROM chat_prompts p WHERE p.chat_id = $1 ORDER BY p.position";
const Statement prompts_sql{"chats.prompts", prompts_text.c_str()};

const Statement people_sql{"chats.people", R"(
    SELECT account_id, role, interests FROM chat_people WHERE chat_id = $1
    ORDER BY array_position(ARRAY['host', 'guest', 'moderator'], role), account_id)"};

const Statement update_prompt_sql{"chats.update_prompt", R"(
    UPDATE chat_prompts SET content = $2, due_at = $3, state = $4, released_at = $5, status_id = $6 WHERE id = $1)"};

constexpr auto due_to_open_text = "SELECT " + chat_columns + R"(
    FROM chats c WHERE c.state = 'scheduled' AND c.starts_at <= $1
    ORDER BY c.starts_at LIMIT 20 FOR UPDATE SKIP LOCKED)";
const Statement due_to_open_sql{"chats.due_to_open", due_to_open_text.c_str()};

constexpr auto due_prompts_text = "SELECT " + prompt_columns + R"(
    FROM chat_prompts p JOIN chats c ON c.id = p.chat_id
    WHERE p.state = 'waiting' AND p.due_at <= $1 AND c.state = 'live'
    ORDER BY p.due_at, p.position LIMIT 20 FOR UPDATE OF p SKIP LOCKED)";
const Statement due_prompts_sql{"chats.due_prompts", due_prompts_text.c_str()};

constexpr auto due_to_close_text = "SELECT " + chat_columns + R"(
    FROM chats c WHERE c.state = 'live' AND c.ends_at <= $1
        AND NOT EXISTS (SELECT 1 FROM chat_prompts p WHERE p.chat_id = c.id AND p.state = 'waiting' AND p.due_at <= $1)
    ORDER BY c.ends_at LIMIT 20 FOR UPDATE SKIP LOCKED)";
const Statement due_to_close_sql{"chats.due_to_close", due_to_close_text.c_str()};

const Statement next_due_sql{"chats.next_due", R"(
    SELECT least(
        (SELECT min(starts_at) FROM chats WHERE state = 'scheduled'),
        (SELECT min(ends_at) FROM chats WHERE state = 'live'),
        (SELECT min(fill_at) FROM chat_series WHERE fill_at IS NOT NULL),
        (SELECT min(due_at) FROM chat_reminders WHERE done_at IS NULL),
        (SELECT min(queued_until) FROM chat_posts WHERE queued_until IS NOT NULL),
        (SELECT min(p.due_at) FROM chat_prompts p JOIN chats c ON c.id = p.chat_id
            WHERE p.state = 'waiting' AND c.state = 'live')
    ) AS due)"};

constexpr auto prompt_by_status_text = "SELECT " + prompt_columns + " FROM chat_prompts p WHERE p.status_id = $1";
const Statement prompt_by_status_sql{"chats.prompt_by_status", prompt_by_status_text.c_str()};

const Statement add_post_sql{"chats.add_post", R"(
    INSERT INTO chat_posts (chat_id, status_id, prompt_id, quote_consent, late, queued_until, heard_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING)"};

const Statement posts_sql{"chats.posts", R"(
    SELECT p.status_id, p.prompt_id, p.quote_consent, p.off_topic, p.late
    FROM chat_posts p JOIN statuses s ON s.id = p.status_id
    WHERE p.chat_id = $1 AND s.deleted_at IS NULL AND p.queued_until IS NULL
        AND NOT EXISTS (SELECT 1 FROM guard_holds h WHERE h.status_id = s.id AND h.state <> 'released')
    ORDER BY p.status_id)"};

template <class Read> auto read_all(const Rows& rows, Read read)
{
    std::vector<decltype(read(rows.front()))> found;
    for (const auto row : rows) found.push_back(read(row));
    return found;
}

} // namespace

ChatId next_id(Transaction& tx)
{
    return tx.exec(next_id_sql).front().get<ChatId>("id");
}

void create(
    Transaction& tx, const Chat& chat, const std::vector<Prompt>& prompts, const std::vector<ChatPerson>& people
)
{
    tx.exec(
        create_sql,
        chat.id,
        chat.network,
        chat.uri,
        chat.status,
        chat.title,
        chat.description,
        chat.hashtag,
        chat.starts_at,
        chat.ends_at,
        chat.timezone,
        chat.state,
        chat.created_by,
        chat.closing,
        chat.tail_hours,
        chat.reminders
    );
    for (const auto& prompt : prompts)
        tx.exec(add_prompt_sql, chat.id, prompt.position, prompt.label, prompt.content, prompt.due_at);
    for (const auto& person : people) tx.exec(add_person_sql, chat.id, person.account, person.role, person.interests);
}

result<Chat> find(Transaction& tx, ChatId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_chat(rows.front());
}

result<Chat> find_by_status(Transaction& tx, StatusId status)
{
    const auto rows = tx.exec(find_by_status_sql, status);
    if (rows.empty()) return errc::not_found;
    return read_chat(rows.front());
}

result<Chat> lock(Transaction& tx, ChatId id)
{
    const auto rows = tx.exec(lock_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_chat(rows.front());
}

void update(Transaction& tx, const Chat& chat)
{
    tx.exec(
        update_sql,
        chat.id,
        chat.status,
        chat.title,
        chat.description,
        chat.hashtag,
        chat.starts_at,
        chat.ends_at,
        chat.timezone,
        chat.state,
        chat.sequence,
        chat.opened_at,
        chat.closed_at,
        chat.updated_at,
        chat.slow_seconds,
        chat.pinned,
        chat.closing,
        chat.tail_hours,
        chat.reminders
    );
}

std::vector<Chat> list(Transaction& tx, NetworkId network, int limit)
{
    return read_all(tx.exec(list_sql, network, limit), read_chat);
}

std::vector<Chat> upcoming(Transaction& tx, int limit)
{
    return read_all(tx.exec(upcoming_sql, limit), read_chat);
}

std::vector<Chat> upcoming_of(Transaction& tx, const std::vector<NetworkId>& networks, int limit)
{
    return read_all(tx.exec(upcoming_of_sql, networks, limit), read_chat);
}

std::vector<Chat> of_network_since(Transaction& tx, NetworkId network, Time since, int limit)
{
    return read_all(tx.exec(of_network_since_sql, network, since, limit), read_chat);
}

std::vector<Chat> with_tag_since(Transaction& tx, std::string_view hashtag, Time since, int limit)
{
    return read_all(tx.exec(with_tag_since_sql, hashtag, since, limit), read_chat);
}

std::vector<Prompt> prompts(Transaction& tx, ChatId chat)
{
    return read_all(tx.exec(prompts_sql, chat), read_prompt);
}

std::vector<ChatPerson> people(Transaction& tx, ChatId chat)
{
    return read_all(tx.exec(people_sql, chat), [](const Row& row) {
        return ChatPerson{
            row.get<AccountId>("account_id"), row.get<std::string>("role"), row.get<std::string>("interests")
        };
    });
}

void update_prompt(Transaction& tx, const Prompt& prompt)
{
    tx.exec(
        update_prompt_sql, prompt.id, prompt.content, prompt.due_at, prompt.state, prompt.released_at, prompt.status
    );
}

void replace_prompts(Transaction& tx, ChatId chat, const std::vector<Prompt>& prompts)
{
    tx.exec(clear_prompts_sql, chat);
    for (const auto& prompt : prompts)
        tx.exec(add_prompt_sql, chat, prompt.position, prompt.label, prompt.content, prompt.due_at);
}

void replace_people(Transaction& tx, ChatId chat, const std::vector<ChatPerson>& people)
{
    tx.exec(clear_people_sql, chat);
    for (const auto& person : people) tx.exec(add_person_sql, chat, person.account, person.role, person.interests);
}

std::vector<Chat> due_to_open(Transaction& tx, Time now)
{
    return read_all(tx.exec(due_to_open_sql, now), read_chat);
}

std::vector<Prompt> due_prompts(Transaction& tx, Time now)
{
    return read_all(tx.exec(due_prompts_sql, now), read_prompt);
}

std::vector<Chat> due_to_close(Transaction& tx, Time now)
{
    return read_all(tx.exec(due_to_close_sql, now), read_chat);
}

std::optional<Time> next_due(Transaction& tx)
{
    return tx.exec(next_due_sql).front().get<std::optional<Time>>("due");
}

std::optional<Prompt> find_prompt_by_status(Transaction& tx, StatusId status)
{
    const auto rows = tx.exec(prompt_by_status_sql, status);
    if (rows.empty()) return std::nullopt;
    return read_prompt(rows.front());
}

void add_post(Transaction& tx, ChatId chat, const ChatPost& post, Time now)
{
    tx.exec(add_post_sql, chat, post.status, post.prompt, post.quote_consent, post.late, post.queued_until, now);
}

std::vector<ChatPost> posts(Transaction& tx, ChatId chat)
{
    return read_all(tx.exec(posts_sql, chat), [](const Row& row) {
        return ChatPost{
            row.get<StatusId>("status_id"),
            row.get<std::optional<PromptId>>("prompt_id"),
            row.get<bool>("quote_consent"),
            row.get<bool>("off_topic"),
            row.get<bool>("late"),
            std::nullopt
        };
    });
}

} // namespace rounds::storage::chats
