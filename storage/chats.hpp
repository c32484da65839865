#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::chats {

[[nodiscard]] ChatId next_id(Transaction& tx);
/// The chat with its prompts and people.
void create(
    Transaction& tx, const Chat& chat, const std::vector<Prompt>& prompts, const std::vector<ChatPerson>& people
);
[[nodiscard]] result<Chat> find(Transaction& tx, ChatId id);
/// With its row locked: the state machine decides on it.
[[nodiscard]] result<Chat> lock(Transaction& tx, ChatId id);
void update(Transaction& tx, const Chat& chat);
/// The chat whose Event is this post.
[[nodiscard]] result<Chat> find_by_status(Transaction& tx, StatusId status);
/// Of a network, the last to start first.
[[nodiscard]] std::vector<Chat> list(Transaction& tx, NetworkId network, int limit);
/// Scheduled or live ones of all networks here, the next first.
[[nodiscard]] std::vector<Chat> upcoming(Transaction& tx, int limit);
/// The same of these networks.
[[nodiscard]] std::vector<Chat> upcoming_of(Transaction& tx, const std::vector<NetworkId>& networks, int limit);
/// Those that end after that time, cancelled ones too, the first to start first: for calendars.
[[nodiscard]] std::vector<Chat> of_network_since(Transaction& tx, NetworkId network, Time since, int limit);
/// The same of all networks that are open to every reader (knowledge::may_read).
[[nodiscard]] std::vector<Chat> with_tag_since(Transaction& tx, std::string_view hashtag, Time since, int limit);
[[nodiscard]] std::vector<Prompt> prompts(Transaction& tx, ChatId chat);
[[nodiscard]] std::vector<ChatPerson> people(Transaction& tx, ChatId chat);
void update_prompt(Transaction& tx, const Prompt& prompt);
void replace_people(Transaction& tx, ChatId chat, const std::vector<ChatPerson>& people);
/// Before the chat starts.
void replace_prompts(Transaction& tx, ChatId chat, const std::vector<Prompt>& prompts);

/// Locked and due now: chats to open, prompts to release (of live chats only), chats to close. Skips what another
/// worker holds.
[[nodiscard]] std::vector<Chat> due_to_open(Transaction& tx, Time now);
[[nodiscard]] std::vector<Prompt> due_prompts(Transaction& tx, Time now);
[[nodiscard]] std::vector<Chat> due_to_close(Transaction& tx, Time now);
/// The next moment at which any of these will be due.
[[nodiscard]] std::optional<Time> next_due(Transaction& tx);

[[nodiscard]] std::optional<Prompt> find_prompt_by_status(Transaction& tx, StatusId status);
/// Where a reply to `parent` belongs; nothing when the parent is part of no chat.
struct Place
{
    ChatId chat{};
    std::optional<PromptId> prompt{};
};
[[nodiscard]] std::optional<Place> place_of_reply(Transaction& tx, StatusId parent);
/// The chat whose hashtag the post carries: one that is live, else one whose tail has not ended at `now`.
[[nodiscard]] std::optional<ChatId> open_with_tag_of(Transaction& tx, StatusId status, Time now);
/// Whether the author lets the chat's network quote them.
[[nodiscard]] bool may_quote(Transaction& tx, ChatId chat, AccountId author);
/// Gives or takes back that leave, for posts of the past as well.
void set_quote_consent(Transaction& tx, NetworkId network, AccountId author, bool granted, Time now);

/// Repeating it changes nothing.
void add_post(Transaction& tx, ChatId chat, const ChatPost& post, Time now);
/// The transcript without what slow mode holds back, oldest first.
[[nodiscard]] std::vector<ChatPost> posts(Transaction& tx, ChatId chat);

/// A post of the transcript with what a summary needs to know of it.
struct Highlight
{
    StatusId status{};
    std::optional<PromptId> prompt{};
    bool quote_consent = false;
    bool late = false; ///< came after the end of the chat
    AccountId account{};
    std::string acct{}; ///< of its author: ann, ann@stluke.example
    std::string uri{};
    std::string url{};     ///< page for people, else the uri
    std::string content{}; ///< sanitised HTML
    std::int64_t favourites = 0;
    std::int64_t reblogs = 0;
    std::int64_t replies = 0;
    /// Replies by clinicians to others, or by others to clinicians, as far as this instance knows who is what.
    std::int64_t cross_group_replies = 0;
};
/// Those of the transcript that were not deleted, are on topic and not queued by slow mode, oldest first.
[[nodiscard]] std::vector<Highlight> highlights(Transaction& tx, ChatId chat);

} // namespace rounds::storage::chats
