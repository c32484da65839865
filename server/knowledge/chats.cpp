#include "server/knowledge/chats.hpp"

#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/event_post.hpp"
#include "server/knowledge/networks.hpp"
#include "server/knowledge/reminders.hpp"
#include "storage/chat_reminders.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using storage::Prompt;

constexpr std::size_t longest_title = 200;
constexpr std::size_t longest_text = 20'000;
constexpr std::size_t longest_prompt = 1000;
constexpr std::size_t longest_interests = 1000;
constexpr std::size_t most_prompts = 20;
constexpr std::size_t most_people = 20;
constexpr std::size_t longest_closing = 2000;
constexpr int longest_tail = 168;
constexpr std::chrono::hours longest_chat{24 * 14};

bool is_prompt(const ChatForm::Prompt& prompt, std::chrono::microseconds length)
{
    return !prompt.content.empty() && prompt.content.size() <= longest_prompt &&
           prompt.offset >= std::chrono::seconds{0} && prompt.offset <= length;
}

bool is_person(const storage::ChatPerson& person)
{
    return (person.role == "host" || person.role == "guest" || person.role == "moderator") &&
           person.interests.size() <= longest_interests;
}

/// Everyone named has an account that this instance knows.
bool know_all(Transaction& tx, const std::vector<storage::ChatPerson>& people)
{
    return std::ranges::all_of(people, [&](const storage::ChatPerson& person) {
        return storage::accounts::find(tx, person.account).has_value();
    });
}

std::vector<Prompt> prompts_of(const ChatForm& form)
{
    std::vector<Prompt> prompts;
    for (const auto& wanted : form.prompts) {
        Prompt prompt;
        prompt.position = static_cast<int>(prompts.size()) + 1;
        prompt.label = fmt::format("T{}", prompt.position);
        prompt.content = wanted.content;
        prompt.due_at = form.starts_at + wanted.offset;
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

void fill(Chat& chat, const ChatForm& form, const storage::Network& network)
{
    chat.title = form.title;
    chat.description = form.description;
    chat.hashtag = form.hashtag.empty() ? network.hashtag : form.hashtag;
    if (chat.hashtag.starts_with('#')) chat.hashtag.erase(0, 1);
    chat.starts_at = form.starts_at;
    chat.ends_at = form.ends_at;
    chat.timezone = form.timezone;
    chat.closing = form.closing;
    chat.reminders = form.reminders;
    chat.tail_hours = form.tail_hours;
}

/// A chat locked for a change by a host, with its network and that one's Group.
struct Held
{
    Chat chat;
    storage::Network network;
    Account group;
};

result<Held> hold(Transaction& tx, const Account& by, ChatId id)
{
    auto chat = storage::chats::lock(tx, id);
    if (!chat) return chat.error();
    auto network = storage::networks::find(tx, chat->network);
    if (!network) return network.error();
    if (!may_host(tx, *network, by.id)) return errc::forbidden;
    auto group = storage::accounts::find(tx, network->account);
    if (!group) return group.error();
    return Held{std::move(*chat), std::move(*network), std::move(*group)};
}

void save_change(Transaction& tx, Held& held, Time now)
{
    held.chat.sequence += 1;
    held.chat.updated_at = now;
    storage::chats::update(tx, held.chat);
    update_event_post(tx, held.group, held.chat, now);
}

} // namespace

std::string_view wrong_field(const ChatForm& form, Time now)
{
    const auto length = form.ends_at - form.starts_at;
    if (form.title.empty() || form.title.size() > longest_title) return "title";
    if (form.description.size() > longest_text) return "description";
    if (!form.hashtag.empty() && !is_hashtag(form.hashtag)) return "hashtag";
    if (form.starts_at < now) return "starts_at";
    if (form.ends_at <= form.starts_at || length > longest_chat) return "ends_at";
    if (!is_timezone(form.timezone)) return "timezone";
    const auto fits = [&](const ChatForm::Prompt& prompt) { return is_prompt(prompt, length); };
    if (form.prompts.empty() || form.prompts.size() > most_prompts || !std::ranges::all_of(form.prompts, fits))
        return "prompts";
    if (form.people.size() > most_people || !std::ranges::all_of(form.people, is_person)) return "people";
    if (form.closing.size() > longest_closing) return "closing";
    if (form.reminders && !are_reminders(*form.reminders)) return "reminders";
    if (form.tail_hours < 0 || form.tail_hours > longest_tail) return "tail_hours";
    return {};
}

result<Chat> schedule_chat(
    Transaction& tx, const social::Urls& urls, const Account& by, NetworkId network_id, const ChatForm& form, Time now
)
{
    const auto network = storage::networks::find(tx, network_id);
    if (!network) return network.error();
    if (!may_host(tx, *network, by.id)) return errc::forbidden;
    return plan_chat(tx, urls, by.id, network_id, form, now);
}

result<Chat>
plan_chat(Transaction& tx, const social::Urls& urls, AccountId by, NetworkId network_id, const ChatForm& form, Time now)
{
    const auto network = storage::networks::find(tx, network_id);
    if (!network) return network.error();
    if (!wrong_field(form, now).empty() || !know_all(tx, form.people)) return errc::invalid_argument;
    const auto group = storage::accounts::find(tx, network->account);
    if (!group) return group.error();
    Chat chat;
    chat.id = storage::chats::next_id(tx);
    chat.network = network->id;
    chat.uri = urls.chat(chat.id);
    chat.created_by = by;
    chat.created_at = chat.updated_at = now;
    fill(chat, form, *network);
    auto people = form.people;
    if (std::ranges::find(people, "host", &storage::ChatPerson::role) == people.end())
        people.push_back({by, "host", {}});
    storage::chats::create(tx, chat, prompts_of(form), people);
    const auto event = post_event(tx, urls, *group, chat);
    if (!event) return event.error();
    chat.status = event->id;
    storage::chats::update(tx, chat);
    plan_reminders(tx, chat, *network, now);
    return chat;
}

result<Chat>
change_chat(Transaction& tx, const social::Urls&, const Account& by, ChatId id, const ChatForm& form, Time now)
{
    auto held = hold(tx, by, id);
    if (!held) return held.error();
    if (held->chat.state != "scheduled" || !wrong_field(form, now).empty() || !know_all(tx, form.people))
        return errc::invalid_argument;
    fill(held->chat, form, held->network);
    storage::chats::replace_prompts(tx, id, prompts_of(form));
    if (!form.people.empty()) storage::chats::replace_people(tx, id, form.people);
    save_change(tx, *held, now);
    plan_reminders(tx, held->chat, held->network, now);
    return held->chat;
}

result<Chat> cancel_chat(Transaction& tx, const social::Urls&, const Account& by, ChatId id, Time now)
{
    auto held = hold(tx, by, id);
    if (!held) return held.error();
    if (held->chat.state != "scheduled") return errc::invalid_argument;
    held->chat.state = "cancelled";
    storage::chat_reminders::drop(tx, id);
    save_change(tx, *held, now);
    return held->chat;
}

result<Prompt> change_prompt(
    Transaction& tx,
    const Account& by,
    ChatId id,
    int position,
    PromptChange change,
    std::chrono::seconds by_seconds,
    Time now
)
{
    auto chat = storage::chats::lock(tx, id);
    if (!chat) return chat.error();
    if (!may_run(tx, *chat, by.id)) return errc::forbidden;
    auto prompts = storage::chats::prompts(tx, id);
    const auto found = std::ranges::find(prompts, position, &Prompt::position);
    if (found == prompts.end()) return errc::not_found;
    if (found->state == "released" || found->state == "skipped") return errc::invalid_argument;
    switch (change) {
    case PromptChange::hold:
        found->state = "held";
        break;
    case PromptChange::skip:
        found->state = "skipped";
        break;
    case PromptChange::release:
        found->state = "waiting";
        found->due_at = now;
        break;
    case PromptChange::extend:
        if (by_seconds <= std::chrono::seconds{0}) return errc::invalid_argument;
        found->due_at += by_seconds;
        break;
    }
    storage::chats::update_prompt(tx, *found);
    chat->updated_at = now; // its readers look anew
    storage::chats::update(tx, *chat);
    return *found;
}

} // namespace rounds::knowledge
