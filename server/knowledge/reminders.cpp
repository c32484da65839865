#include "server/knowledge/reminders.hpp"

#include "server/knowledge/event_post.hpp"
#include "storage/base/log.hpp"
#include "storage/base/text.hpp"
#include "storage/chat_reminders.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace rounds::knowledge {
namespace {

using storage::chat_reminders::Reminder;

constexpr std::size_t most_reminders = 6;
constexpr std::chrono::minutes longest = std::chrono::days{60};

std::string words_for(std::string_view before)
{
    const auto number = before.substr(0, before.size() - 1);
    const std::string_view unit = before.ends_with('d') ? "day" : before.ends_with('h') ? "hour" : "minute";
    return fmt::format("{} {}{}", number, unit, number == "1" ? "" : "s");
}

/// It asks those who cannot come to answer ahead: replies to the Event, or to this, join the transcript.
std::string reminder_text(const Chat& chat, std::string_view before)
{
    return fmt::format(
        "In {}: \"{}\", {}.\n\nCannot come? Reply to this with your answer, starting with A1, A2 ... for the topic "
        "that "
        "you mean; it will stand in the transcript. #{}",
        words_for(before),
        chat.title,
        when_text(chat),
        chat.hashtag
    );
}

std::optional<StatusId> post_reminder(Transaction& tx, const social::Urls& urls, const Reminder& reminder, Time now)
{
    const auto chat = storage::chats::lock(tx, reminder.chat);
    if (!chat || chat->state != "scheduled" || chat->starts_at <= now) return std::nullopt;
    const auto network = storage::networks::find(tx, chat->network);
    if (!network) return std::nullopt;
    const auto group = storage::accounts::find(tx, network->account);
    if (!group) return std::nullopt;
    const auto posted = post_in_thread(tx, urls, *group, *chat, reminder_text(*chat, reminder.before), now);
    if (posted) return posted->id;
    log::error("chat {}: a reminder could not be posted: {}", to_string(chat->id), posted.error().message());
    return std::nullopt;
}

} // namespace

std::optional<std::chrono::minutes> parse_before(std::string_view text)
{
    if (text.size() < 2 || text.size() > 5 || text.front() == '0') return std::nullopt;
    const auto number = text::parse_int(text.substr(0, text.size() - 1));
    if (!number || *number < 1) return std::nullopt;
    std::chrono::minutes unit{};
    switch (text.back()) {
    case 'd':
        unit = std::chrono::days{1};
        break;
    case 'h':
        unit = std::chrono::hours{1};
        break;
    case 'm':
        unit = std::chrono::minutes{1};
        break;
    default:
        return std::nullopt;
    }
    const auto before = unit * *number;
    if (before > longest) return std::nullopt;
    return before;
}

bool are_reminders(const std::vector<std::string>& before)
{
    std::set<std::chrono::minutes> seen;
    return before.size() <= most_reminders && std::ranges::all_of(before, [&](const std::string& one) {
               const auto length = parse_before(one);
               return length && seen.insert(*length).second;
           });
}

void plan_reminders(Transaction& tx, const Chat& chat, const storage::Network& network, Time now)
{
    std::vector<Reminder> planned;
    for (const auto& before : chat.reminders.value_or(network.reminders))
        if (const auto length = parse_before(before); length && chat.starts_at - *length > now)
            planned.push_back({chat.id, before, chat.starts_at - *length});
    storage::chat_reminders::plan(tx, chat.id, planned);
}

std::size_t remind(Transaction& tx, const social::Urls& urls, Time now)
{
    const auto due = storage::chat_reminders::due(tx, now);
    std::optional<ChatId> reminded;
    for (const auto& reminder : due) {
        // The latest of a chat comes first; what lies before it would be old news.
        std::optional<StatusId> posted;
        if (reminded != reminder.chat) posted = post_reminder(tx, urls, reminder, now);
        reminded = reminder.chat;
        storage::chat_reminders::finish(tx, reminder, posted, now);
    }
    return due.size();
}

} // namespace rounds::knowledge
