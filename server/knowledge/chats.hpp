#pragma once

#include "server/social/verbs.hpp"
#include "storage/chats.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace rounds::knowledge {

using storage::Account;
using storage::Chat;
using storage::Transaction;

struct ChatForm
{
    std::string title{};
    std::string description{}; ///< Markdown
    std::string hashtag{};     ///< empty: the network's
    Time starts_at{};
    Time ends_at{};
    std::string timezone{}; ///< IANA
    struct Prompt
    {
        std::string content;
        std::chrono::seconds offset; ///< after the start
    };
    std::vector<Prompt> prompts{}; ///< labelled T1, T2 ... in their order
    std::vector<storage::ChatPerson> people{};
    std::string closing{};                               ///< closing thoughts, Markdown
    std::optional<std::vector<std::string>> reminders{}; ///< "7d", "1h"; nothing: as its network has it
    int tail_hours = 24;                                 ///< how long late posts still join
};

/// The field that is out of its bounds, empty when all are within. Whether the people are known here is looked up
/// later.
[[nodiscard]] std::string_view wrong_field(const ChatForm& form, Time now);

/// Schedules a chat of a network: its row, and its Event posted by the network, which federates. forbidden unless `by`
/// is steward or host; invalid_argument: no title, end not after start, start in the past, unknown time zone, no prompt
/// or one outside the chat, more than 20 prompts, people unknown here.
[[nodiscard]] result<Chat> schedule_chat(
    Transaction& tx, const social::Urls& urls, const Account& by, NetworkId network, const ChatForm& form, Time now
);
/// The same for who may: without a look at the roles of `by`.
[[nodiscard]] result<Chat>
plan_chat(Transaction& tx, const social::Urls& urls, AccountId by, NetworkId network, const ChatForm& form, Time now);
/// A chat that has not started may be changed or cancelled: sequence + 1, the Event is updated everywhere. A form
/// without people leaves them as they are.
[[nodiscard]] result<Chat>
change_chat(Transaction& tx, const social::Urls& urls, const Account& by, ChatId chat, const ChatForm& form, Time now);
[[nodiscard]] result<Chat>
cancel_chat(Transaction& tx, const social::Urls& urls, const Account& by, ChatId chat, Time now);
/// The host's hold on a prompt that waits: later by some time, not now ("held", released by hand), never ("skipped").
enum class PromptChange { hold, release, skip, extend };
[[nodiscard]] result<storage::Prompt> change_prompt(
    Transaction& tx,
    const Account& by,
    ChatId chat,
    int position,
    PromptChange change,
    std::chrono::seconds by_seconds,
    Time now
);

/// What the clock demands now, done in this transaction: chats open, prompts are posted by their networks, chats close.
/// After a restart all that was missed is done in its order. Returns how many things were done.
std::size_t run_due(Transaction& tx, const social::Urls& urls, Time now);

/// Where a post belongs: an answer to a prompt (or to an answer, or ahead of time to the chat's Event), or a post with
/// the chat's tag while it is open. Nothing for other posts, and when the chat takes none any more.
[[nodiscard]] std::optional<storage::chats::Place>
place_in_chat(Transaction& tx, const storage::Status& status, Time now);
/// Called for each new post, local or arrived: one that belongs to a chat joins its transcript, marked as late in the
/// tail, queued when slow mode wants its author to wait (whoever posts here is told so: say_in_chat).
void record_chat_post(Transaction& tx, const storage::Status& status, Time now);

/// "Tuesday 17 November 2026, 21:00 to 22:00 (America/New_York)", in the chat's zone; in English, or in Spanish ("es").
[[nodiscard]] std::string when_text(const Chat& chat, std::string_view language = "en");
/// A zone of the IANA database (ICU's copy).
[[nodiscard]] bool is_timezone(std::string_view name);

} // namespace rounds::knowledge
