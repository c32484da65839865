#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::chat_reminders {

struct Reminder
{
    ChatId chat{};
    std::string before{}; ///< "7d", "1d", "1h"
    Time due_at{};
};

/// The reminders that a chat is to have, all yet to come. Those that wait are replaced; one that was posted is posted
/// again when the chat has moved.
void plan(Transaction& tx, ChatId chat, const std::vector<Reminder>& reminders);
/// None that waits is posted any more.
void drop(Transaction& tx, ChatId chat);
/// Due at `now`, of chats that have not begun, locked; the latest of a chat first. Skips what another worker holds.
[[nodiscard]] std::vector<Reminder> due(Transaction& tx, Time now);
/// Posted, or passed over because a later one was due as well.
void finish(Transaction& tx, const Reminder& reminder, std::optional<StatusId> status, Time now);
/// What a chat was reminded of so far, and will be, the first first.
struct Planned
{
    std::string before{};
    Time due_at{};
    std::optional<Time> done_at{};
    std::optional<StatusId> status{};
};
[[nodiscard]] std::vector<Planned> of_chat(Transaction& tx, ChatId chat);

} // namespace rounds::storage::chat_reminders
