#include "server/knowledge/event_post.hpp"

#include "server/social/text/markdown.hpp"
#include "storage/base/text.hpp"

#include <fmt/format.h>

namespace rounds::knowledge {
namespace {

using storage::Status;

std::string state_text(const Chat& chat)
{
    if (chat.state == "cancelled") return "This chat is cancelled.";
    if (chat.state == "live") return "This chat is open now.";
    if (chat.state == "closed") return "This chat has ended; its page keeps the transcript.";
    return {};
}

/// What Mastodon makes of an Event (heading, summary, link), so that all clients show the same.
std::string content_of(const Chat& chat)
{
    std::string html = fmt::format(
        "<p><strong>{}</strong></p><p>{}</p>", text::escape_html(chat.title), text::escape_html(when_text(chat))
    );
    if (const auto state = state_text(chat); !state.empty()) html += fmt::format("<p>{}</p>", state);
    html += text::markdown_to_html(chat.description);
    html += fmt::format("<p><a href=\"{0}\">{0}</a></p>", text::escape_html(chat.uri));
    return html;
}

} // namespace

result<Status> post_event(Transaction& tx, const social::Urls& urls, const Account& group, const Chat& chat)
{
    Status status;
    status.id = storage::statuses::next_id(tx);
    status.uri = chat.uri;
    status.url = urls.chat(chat.id);
    status.account = group.id;
    status.object_type = "Event";
    status.local = true;
    status.title = chat.title;
    status.content = content_of(chat);
    status.audience = group.id;
    status.language = "en";
    status.conversation = storage::statuses::new_conversation(tx, std::nullopt);
    status.created_at = chat.created_at;
    const auto added = storage::statuses::insert(tx, status);
    if (!added) return added.error();
    storage::statuses::add_tag(tx, status.id, chat.hashtag);
    storage::accounts::change_stats(tx, group.id, {.statuses = 1, .followers = 0, .following = 0, .posted = true});
    social::say(
        tx, {.what = social::Say::status_created, .account = group.id, .target = {}, .status = status.id, .text = {}}
    );
    return status;
}

void update_event_post(Transaction& tx, const Account& group, const Chat& chat, Time now)
{
    if (!chat.status) return;
    auto status = storage::statuses::find(tx, *chat.status);
    if (!status) return;
    status->title = chat.title;
    status->content = content_of(chat);
    storage::statuses::edit(tx, *status, now);
    social::say(
        tx, {.what = social::Say::status_edited, .account = group.id, .target = {}, .status = status->id, .text = {}}
    );
}

result<Status> post_in_thread(
    Transaction& tx, const social::Urls& urls, const Account& group, const Chat& chat, std::string_view text, Time now
)
{
    social::PostForm form;
    form.text = text;
    form.in_reply_to = chat.status;
    form.language = "en";
    form.quote_policy.automatic = storage::QuotePolicy::everybody; // what a network says is for everybody to pass on
    return social::post(tx, urls, group, form, now);
}

} // namespace rounds::knowledge
