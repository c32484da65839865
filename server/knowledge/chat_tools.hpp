#pragma once

#include "server/knowledge/chats.hpp"

#include <chrono>
#include <optional>

// What hosts do while their chat runs, beside its prompts (change_prompt). All of it is forbidden to who does not keep
// the chat, and invalid_argument once the chat is over for good (its tail has ended) or cancelled.

namespace rounds::knowledge {

/// Stewards and hosts of the network, hosts of the chat, and its moderators on call. Guests answer, and run nothing.
[[nodiscard]] bool may_run(Transaction& tx, const Chat& chat, AccountId account);

/// The longest pause that slow mode may ask for.
inline constexpr std::chrono::seconds longest_pause{3600};

/// Between two posts of one person; 0 seconds: as they like. invalid_argument beyond `longest_pause`.
[[nodiscard]] result<Chat>
set_slow_mode(Transaction& tx, const Account& by, ChatId chat, std::chrono::seconds pause, Time now);
/// Shown first on the page; nothing: none is. invalid_argument unless it is a post of this chat.
[[nodiscard]] result<Chat>
pin_post(Transaction& tx, const Account& by, ChatId chat, std::optional<StatusId> status, Time now);
/// Set aside: out of the topics, of exports and of drafts; still to be read at the end of the page.
[[nodiscard]] result<Chat>
mark_off_topic(Transaction& tx, const Account& by, ChatId chat, StatusId status, bool off_topic, Time now);
/// A post that slow mode holds back is shown now.
[[nodiscard]] result<Chat> let_in(Transaction& tx, const Account& by, ChatId chat, StatusId status, Time now);
/// The hosts' last words, posted by the network when the chat ends. invalid_argument when it has ended.
[[nodiscard]] result<Chat>
set_closing(Transaction& tx, const Account& by, ChatId chat, std::string_view text, Time now);
/// Somebody is on call for this chat, or no longer.
[[nodiscard]] result<Chat>
set_on_call(Transaction& tx, const Account& by, ChatId chat, AccountId moderator, bool on_call, Time now);
/// By a host, guest or moderator of the chat about themselves; "none" is something to say, too.
[[nodiscard]] result<Chat>
declare_chat_interests(Transaction& tx, const Account& by, ChatId chat, std::string_view interests, Time now);

/// record_chat_post for a post that was just written here: in slow mode it does not join, and what is returned is how
/// long its author has to wait. The caller then lets nothing of it stay.
[[nodiscard]] std::optional<std::chrono::seconds> say_in_chat(Transaction& tx, const storage::Status& status, Time now);

/// How long the author has to wait before they may say this in the chat; nothing: it may stand there now.
[[nodiscard]] std::optional<std::chrono::seconds>
pause_in(Transaction& tx, const Chat& chat, const storage::Status& status, Time now);

/// Whether posts still join the chat: it is live, or its tail has not ended.
[[nodiscard]] bool is_open(const Chat& chat, Time now) noexcept;

} // namespace rounds::knowledge
