#include "server/knowledge/chat_tools.hpp"

#include "server/knowledge/networks.hpp"
#include "storage/chat_tools.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <algorithm>

namespace rounds::knowledge {
namespace {

namespace chats = storage::chats;

constexpr std::size_t longest_closing = 2000;
constexpr std::size_t longest_interests = 1000;

/// The chat, locked, for somebody who keeps it.
result<Chat> hold(Transaction& tx, const Account& by, ChatId id, Time now)
{
    auto chat = chats::lock(tx, id);
    if (!chat) return chat.error();
    if (!may_run(tx, *chat, by.id)) return errc::forbidden;
    const bool over = chat->state == "cancelled" || (chat->state == "closed" && !is_open(*chat, now));
    if (over) return errc::invalid_argument;
    return chat;
}

Chat save(Transaction& tx, Chat chat, Time now)
{
    chat.updated_at = now;
    chats::update(tx, chat);
    return chat;
}

} // namespace

bool is_open(const Chat& chat, Time now) noexcept
{
    if (chat.state == "live") return true;
    return chat.state == "closed" && chat.closed_at && *chat.closed_at + std::chrono::hours(chat.tail_hours) > now;
}

bool may_run(Transaction& tx, const Chat& chat, AccountId account)
{
    const auto network = storage::networks::find(tx, chat.network);
    if (network && may_host(tx, *network, account)) return true;
    return std::ranges::any_of(chats::people(tx, chat.id), [&](const storage::ChatPerson& person) {
        return person.account == account && person.role != "guest";
    });
}

result<Chat> set_slow_mode(Transaction& tx, const Account& by, ChatId id, std::chrono::seconds pause, Time now)
{
    auto chat = hold(tx, by, id, now);
    if (!chat) return chat.error();
    if (pause < std::chrono::seconds{0} || pause > longest_pause) return errc::invalid_argument;
    chat->slow_seconds = static_cast<int>(pause.count());
    return save(tx, std::move(*chat), now);
}

result<Chat> pin_post(Transaction& tx, const Account& by, ChatId id, std::optional<StatusId> status, Time now)
{
    auto chat = hold(tx, by, id, now);
    if (!chat) return chat.error();
    if (status && !chats::is_of_chat(tx, id, *status)) return errc::invalid_argument;
    chat->pinned = status;
    return save(tx, std::move(*chat), now);
}

result<Chat> mark_off_topic(Transaction& tx, const Account& by, ChatId id, StatusId status, bool off_topic, Time now)
{
    auto chat = hold(tx, by, id, now);
    if (!chat) return chat.error();
    if (const auto marked = chats::set_off_topic(tx, id, status, off_topic); !marked) return marked.error();
    if (off_topic && chat->pinned == status) chat->pinned.reset();
    return save(tx, std::move(*chat), now);
}

result<Chat> let_in(Transaction& tx, const Account& by, ChatId id, StatusId status, Time now)
{
    auto chat = hold(tx, by, id, now);
    if (!chat) return chat.error();
    if (const auto released = chats::release_post(tx, id, status); !released) return released.error();
    return save(tx, std::move(*chat), now);
}

result<Chat> set_closing(Transaction& tx, const Account& by, ChatId id, std::string_view text, Time now)
{
    auto chat = hold(tx, by, id, now);
    if (!chat) return chat.error();
    if (chat->state == "closed" || text.size() > longest_closing) return errc::invalid_argument;
    chat->closing = text;
    return save(tx, std::move(*chat), now);
}

result<Chat> set_on_call(Transaction& tx, const Account& by, ChatId id, AccountId moderator, bool on_call, Time now)
{
    auto chat = hold(tx, by, id, now);
    if (!chat) return chat.error();
    if (!storage::accounts::find(tx, moderator)) return errc::not_found;
    auto people = chats::people(tx, id);
    std::erase_if(people, [&](const storage::ChatPerson& person) {
        return person.account == moderator && person.role == "moderator";
    });
    if (on_call) people.push_back({moderator, "moderator", {}});
    chats::replace_people(tx, id, people);
    return save(tx, std::move(*chat), now);
}

result<Chat> declare_chat_interests(Transaction& tx, const Account& by, ChatId id, std::string_view interests, Time now)
{
    auto chat = chats::lock(tx, id);
    if (!chat) return chat.error();
    if (interests.empty() || interests.size() > longest_interests) return errc::invalid_argument;
    if (!chats::declare_interests(tx, id, by.id, interests)) return errc::forbidden;
    return save(tx, std::move(*chat), now);
}

std::optional<std::chrono::seconds> pause_in(Transaction& tx, const Chat& chat, const storage::Status& status, Time now)
{
    if (chat.state != "live" || chat.slow_seconds == 0) return std::nullopt;
    if (chats::runs_chat(tx, chat.id, status.account, now)) return std::nullopt;
    const auto last = chats::last_heard(tx, chat.id, status.account, status.id);
    if (!last) return std::nullopt;
    const auto wait = std::chrono::ceil<std::chrono::seconds>(*last + std::chrono::seconds(chat.slow_seconds) - now);
    if (wait <= std::chrono::seconds{0}) return std::nullopt;
    return wait;
}

} // namespace rounds::knowledge
