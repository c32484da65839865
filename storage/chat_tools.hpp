#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

// What the hosts of a chat work with while it runs.

namespace rounds::storage::chats {

/// When the author last said something in the chat before this post, or will be heard there (slow mode).
[[nodiscard]] std::optional<Time> last_heard(Transaction& tx, ChatId chat, AccountId author, StatusId except);
/// Posts whose time in the queue is over are shown. Returns how many.
std::size_t release_queued(Transaction& tx, Time now);
/// Those that slow mode holds back, the next first.
[[nodiscard]] std::vector<StatusId> queued(Transaction& tx, ChatId chat, int limit);
/// Shown at once. not_found: it does not wait.
[[nodiscard]] result<void> release_post(Transaction& tx, ChatId chat, StatusId status);
/// not_found: no post of this chat.
[[nodiscard]] result<void> set_off_topic(Transaction& tx, ChatId chat, StatusId status, bool off_topic);
/// The post is in the transcript, or one of the chat's own: its Event, a prompt, another post of the network there.
[[nodiscard]] bool is_of_chat(Transaction& tx, ChatId chat, StatusId status);
/// A post that came before its prompt was asked goes under it.
void set_prompt(Transaction& tx, ChatId chat, StatusId status, PromptId prompt);

/// Public questions in the transcript by people who do not run the chat (no host, guest, moderator on call, role in
/// the network, or credential in force), to which none of those who do has replied; the one that waits longest first.
/// A question is what was put to a network as one, or ends a sentence with a question mark.
[[nodiscard]] std::vector<StatusId> unanswered(Transaction& tx, ChatId chat, Time now, int limit);

/// Those who keep the chat: no pace is set for them.
[[nodiscard]] bool runs_chat(Transaction& tx, ChatId chat, AccountId account, Time now);

/// Grows with whatever a reader of the chat's page sees: posts, prompts, states, marks.
[[nodiscard]] std::string stamp(Transaction& tx, ChatId chat);

/// What the person says about their interests. not_found: they have no part in the chat.
[[nodiscard]] result<void>
declare_interests(Transaction& tx, ChatId chat, AccountId account, std::string_view interests);

} // namespace rounds::storage::chats
