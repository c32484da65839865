#include "storage/chat_reminders.hpp"

namespace rounds::storage::chat_reminders {
namespace {

const Statement drop_sql{"chat_reminders.drop", "DELETE FROM chat_reminders WHERE chat_id = $1 AND done_at IS NULL"};

const Statement plan_sql{"chat_reminders.plan", R"(
    INSERT INTO chat_reminders (chat_id, before, due_at) VALUES ($1, $2, $3)
    ON CONFLICT (chat_id, before) DO UPDATE SET due_at = EXCLUDED.due_at, done_at = NULL, status_id = NULL
    WHERE chat_reminders.due_at <> EXCLUDED.due_at)"};

// Locks the chat as well: whoever cancels it holds that row first.
const Statement due_sql{"chat_reminders.due", R"(
    SELECT r.chat_id, r.before, r.due_at
    FROM chat_reminders r JOIN chats c ON c.id = r.chat_id
    WHERE r.done_at IS NULL AND r.due_at <= $1
    ORDER BY r.chat_id, r.due_at DESC LIMIT 50 FOR UPDATE OF c, r SKIP LOCKED)"};

const Statement finish_sql{"chat_reminders.finish", R"(
    UPDATE chat_reminders SET done_at = $3, status_id = $4 WHERE chat_id = $1 AND before = $2)"};

const Statement of_chat_sql{"chat_reminders.of_chat", R"(
    SELECT before, due_at, done_at, status_id FROM chat_reminders WHERE chat_id = $1 ORDER BY due_at)"};

} // namespace

void plan(Transaction& tx, ChatId chat, const std::vector<Reminder>& reminders)
{
    drop(tx, chat);
    for (const auto& reminder : reminders) tx.exec(plan_sql, chat, reminder.before, reminder.due_at);
}

void drop(Transaction& tx, ChatId chat)
{
    tx.exec(drop_sql, chat);
}

std::vector<Reminder> due(Transaction& tx, Time now)
{
    std::vector<Reminder> found;
    for (const auto row : tx.exec(due_sql, now))
        found.push_back({row.get<ChatId>("chat_id"), row.get<std::string>("before"), row.get<Time>("due_at")});
    return found;
}

void finish(Transaction& tx, const Reminder& reminder, std::optional<StatusId> status, Time now)
{
    tx.exec(finish_sql, reminder.chat, reminder.before, now, status);
}

std::vector<Planned> of_chat(Transaction& tx, ChatId chat)
{
    std::vector<Planned> found;
    for (const auto row : tx.exec(of_chat_sql, chat))
        found.push_back(
            {row.get<std::string>("before"),
             row.get<Time>("due_at"),
             row.get<std::optional<Time>>("done_at"),
             row.get<std::optional<StatusId>>("status_id")}
        );
    return found;
}

} // namespace rounds::storage::chat_reminders
