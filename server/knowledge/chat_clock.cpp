#include "server/knowledge/chats.hpp"

#include "server/knowledge/chat_tools.hpp"
#include "server/knowledge/event_post.hpp"
#include "server/knowledge/reminders.hpp"
#include "server/knowledge/series.hpp"
#include "server/social/barred.hpp"
#include "storage/base/log.hpp"
#include "storage/chat_reminders.hpp"
#include "storage/chat_tools.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"

#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using storage::Prompt;

result<Account> group_of(Transaction& tx, const Chat& chat)
{
    const auto network = storage::networks::find(tx, chat.network);
    if (!network) return network.error();
    return storage::accounts::find(tx, network->account);
}

std::string welcome_text(const Chat& chat)
{
    return fmt::format(
        "Welcome to \"{0}\". Say who you are if you like, and answer the topics T1, T2 ... by replying to them.\n\n"
        "Posts here are public and stay so. This is sharing, not medical advice: take what you learn to your own "
        "clinician. "
        "Please name no doctors, relatives or other patients. #{1}",
        chat.title,
        chat.hashtag
    );
}

std::string closing_text(const Chat& chat)
{
    const auto late =
        chat.tail_hours > 0 ? fmt::format("Late answers are welcome for {} hours. ", chat.tail_hours) : "";
    return fmt::format(
        "{}{}Thank you all: \"{}\" ends here. {}A summary, reviewed by a clinician, will follow. #{}",
        chat.closing,
        chat.closing.empty() ? "" : "\n\n",
        chat.title,
        late,
        chat.hashtag
    );
}

void open_chat(Transaction& tx, const social::Urls& urls, Chat chat, Time now)
{
    const auto group = group_of(tx, chat);
    if (!group) return;
    chat.state = "live";
    storage::chat_reminders::drop(tx, chat.id);
    chat.opened_at = now;
    chat.updated_at = now;
    storage::chats::update(tx, chat);
    update_event_post(tx, *group, chat, now);
    if (const auto posted = post_in_thread(tx, urls, *group, chat, welcome_text(chat), now); !posted)
        log::error("chat {}: the welcome could not be posted: {}", to_string(chat.id), posted.error().message());
}

/// "T2 ..." or "A2: ..." at the start of a post names a prompt.
std::optional<int> named_prompt(std::string_view text)
{
    const auto start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return std::nullopt;
    text.remove_prefix(start);
    if (text.size() < 2 || (text[0] != 'T' && text[0] != 'A' && text[0] != 't' && text[0] != 'a')) return std::nullopt;
    int number = 0;
    std::size_t at = 1;
    for (; at < text.size() && at < 3 && text[at] >= '0' && text[at] <= '9'; ++at)
        number = number * 10 + (text[at] - '0');
    const bool ends = at == text.size() || text[at] == ':' || text[at] == ' ' || text[at] == '.' || text[at] == ')' ||
                      text[at] == '<';
    return at > 1 && ends ? std::optional{number} : std::nullopt;
}

std::string_view without_markup(std::string_view html)
{
    while (html.starts_with('<')) {
        const auto end = html.find('>');
        if (end == std::string_view::npos) return {};
        html.remove_prefix(end + 1);
    }
    return html;
}

/// Answers that were sent ahead stand under their prompt from now on.
void adopt_answers(Transaction& tx, const Prompt& prompt)
{
    for (const auto& post : storage::chats::highlights(tx, prompt.chat))
        if (!post.prompt && named_prompt(without_markup(post.content)) == prompt.position)
            storage::chats::set_prompt(tx, prompt.chat, post.status, prompt.id);
}

void release(Transaction& tx, const social::Urls& urls, Prompt prompt, Time now)
{
    const auto chat = storage::chats::find(tx, prompt.chat);
    if (!chat) return;
    const auto group = group_of(tx, *chat);
    if (!group) return;
    const auto text = fmt::format("{}: {} #{}", prompt.label, prompt.content, chat->hashtag);
    const auto posted = post_in_thread(tx, urls, *group, *chat, text, now);
    if (!posted)
        throw std::runtime_error(fmt::format("prompt {} of chat {} cannot be posted", prompt.label, to_string(chat->id))
        );
    prompt.state = "released";
    prompt.released_at = now;
    prompt.status = posted->id;
    storage::chats::update_prompt(tx, prompt);
    adopt_answers(tx, prompt);
}

void close_chat(Transaction& tx, const social::Urls& urls, Chat chat, Time now)
{
    const auto group = group_of(tx, chat);
    if (!group) return;
    if (const auto posted = post_in_thread(tx, urls, *group, chat, closing_text(chat), now); !posted)
        log::error("chat {}: the closing words could not be posted: {}", to_string(chat.id), posted.error().message());
    chat.state = "closed";
    chat.closed_at = now;
    chat.updated_at = now;
    storage::chats::update(tx, chat);
    update_event_post(tx, *group, chat, now);
}

std::optional<PromptId> prompt_named_in(Transaction& tx, ChatId chat, const storage::Status& status)
{
    const auto number = named_prompt(without_markup(status.content));
    if (!number) return std::nullopt;
    for (const auto& prompt : storage::chats::prompts(tx, chat))
        if (prompt.position == *number && prompt.state == "released") return prompt.id;
    return std::nullopt;
}

} // namespace

std::size_t run_due(Transaction& tx, const social::Urls& urls, Time now)
{
    std::size_t done = 0;
    for (auto& chat : storage::chats::due_to_open(tx, now)) {
        open_chat(tx, urls, std::move(chat), now);
        ++done;
    }
    for (auto& prompt : storage::chats::due_prompts(tx, now)) {
        release(tx, urls, std::move(prompt), now);
        ++done;
    }
    for (auto& chat : storage::chats::due_to_close(tx, now)) {
        close_chat(tx, urls, std::move(chat), now);
        ++done;
    }
    done += remind(tx, urls, now) + storage::chats::release_queued(tx, now);
    return done + fill_series(tx, urls, now);
}

std::optional<storage::chats::Place> place_in_chat(Transaction& tx, const storage::Status& status, Time now)
{
    // What a network says itself is no answer, and the transcript holds public posts only.
    if (status.reblog_of || status.audience == status.account || status.visibility > storage::Visibility::unlisted)
        return std::nullopt;
    std::optional<storage::chats::Place> place;
    if (status.in_reply_to) place = storage::chats::place_of_reply(tx, *status.in_reply_to);
    if (!place)
        if (const auto chat = storage::chats::open_with_tag_of(tx, status.id, now)) place = {*chat, std::nullopt};
    if (place && !place->prompt) place->prompt = prompt_named_in(tx, place->chat, status);
    return place;
}

namespace {

/// What becomes of a post that slow mode wants to come later.
enum class Haste { queue, refuse };

/// Whoever bears the tag is heard, but for those whom the network keeps out.
bool is_kept_out(Transaction& tx, const Chat& chat, AccountId account)
{
    const auto network = storage::networks::find(tx, chat.network);
    return network && !social::let_in(tx, {network->account}, account);
}

/// How long its author has to wait when it did not join for that; nothing otherwise.
std::optional<std::chrono::seconds> join(Transaction& tx, const storage::Status& status, Time now, Haste haste)
{
    const auto place = place_in_chat(tx, status, now);
    if (!place) return std::nullopt;
    const auto chat = storage::chats::find(tx, place->chat);
    if (!chat || chat->state == "cancelled" || (chat->state == "closed" && !is_open(*chat, now))) return std::nullopt;
    if (is_kept_out(tx, *chat, status.account)) return std::nullopt;
    const auto pause = pause_in(tx, *chat, status, now);
    if (pause && haste == Haste::refuse) return pause;
    storage::ChatPost post;
    post.status = status.id;
    post.prompt = place->prompt;
    post.quote_consent = storage::chats::may_quote(tx, place->chat, status.account);
    post.late = chat->state == "closed";
    if (pause) post.queued_until = now + *pause;
    storage::chats::add_post(tx, place->chat, post, now);
    return std::nullopt;
}

} // namespace

void record_chat_post(Transaction& tx, const storage::Status& status, Time now)
{
    (void)join(tx, status, now, Haste::queue);
}

std::optional<std::chrono::seconds> say_in_chat(Transaction& tx, const storage::Status& status, Time now)
{
    return join(tx, status, now, Haste::refuse);
}

} // namespace rounds::knowledge
