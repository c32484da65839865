#include "server/knowledge/article.hpp"
#include "server/knowledge/marks.hpp"
#include "server/knowledge/summaries.hpp"
#include "storage/base/text.hpp"
#include "storage/chats.hpp"
#include "storage/networks.hpp"
#include "storage/summaries.hpp"

namespace rounds::knowledge {
namespace {

using storage::Status;

/// The post of the chat's Event, when there is one: a summary continues its conversation.
result<Status> event_post(Transaction& tx, const Summary& summary)
{
    if (!summary.chat) return errc::not_found;
    const auto chat = storage::chats::find(tx, *summary.chat);
    if (!chat) return chat.error();
    if (!chat->status) return errc::not_found;
    return storage::statuses::find(tx, *chat->status);
}

void say_about(Transaction& tx, social::Say what, const Status& status)
{
    social::Saying saying{};
    saying.what = what;
    saying.account = status.account;
    saying.status = status.id;
    social::say(tx, saying);
}

/// The network passes the author's latest activity about the Article on (FEP-1b12).
void announce(Transaction& tx, AccountId network, const Status& status)
{
    social::Saying saying{};
    saying.what = social::Say::activity_announced;
    saying.account = network;
    saying.status = status.id;
    social::say(tx, saying);
}

void place(Transaction& tx, const Summary& summary, Status& status)
{
    if (const auto event = event_post(tx, summary)) {
        status.in_reply_to = event->id;
        status.in_reply_to_account = event->account;
        status.in_reply_to_uri = event->uri;
        status.conversation = event->conversation;
        storage::statuses::change_stats(tx, event->id, {.replies = 1, .reblogs = 0, .favourites = 0});
    }
    if (!status.conversation) status.conversation = storage::statuses::new_conversation(tx, std::nullopt);
}

/// The Article as a post of its author, told to others and boosted by the network.
result<Status> post_article(
    Transaction& tx,
    const social::Urls& urls,
    const storage::Network& network,
    const Summary& summary,
    const SummaryVersion& wording,
    Time now
)
{
    const auto group = storage::accounts::find(tx, network.account);
    if (!group) return group.error();
    Status status;
    status.id = storage::statuses::next_id(tx);
    status.uri = summary.uri;
    status.url = urls.summary_page(summary.id);
    status.account = summary.author;
    status.object_type = "Article";
    status.local = true;
    status.audience = group->id;
    status.title = wording.title;
    status.language = wording.language;
    status.created_at = now;
    status.content = article_post_html(wording, reviewer_of(tx, wording), *status.url);
    place(tx, summary, status);
    if (const auto added = storage::statuses::insert(tx, status); !added) return added.error();
    storage::statuses::add_tag(tx, status.id, network.hashtag);
    say_about(tx, social::Say::status_created, status);
    announce(tx, group->id, status);
    if (const auto boosted = social::boost(tx, urls, *group, status.id, storage::Visibility::public_, now); !boosted)
        return boosted.error();
    storage::accounts::change_stats(
        tx, summary.author, {.statuses = 1, .followers = 0, .following = 0, .posted = true}
    );
    return status;
}

/// A corrected wording, or a retraction, changes the post everywhere.
result<void> change_article(
    Transaction& tx, const social::Urls& urls, const Summary& summary, const SummaryVersion& wording, Time now
)
{
    auto status = storage::statuses::find(tx, *summary.status);
    if (!status) return status.error();
    status->title = wording.title;
    status->language = wording.language;
    status->content = article_post_html(wording, reviewer_of(tx, wording), urls.summary_page(summary.id));
    if (summary.retracted_at) {
        status->title = "Retracted: " + wording.title;
        status->content =
            retraction_html(storage::summaries::retraction_reason(tx, summary.id), *summary.retracted_at) +
            status->content;
    }
    storage::statuses::edit(tx, *status, now);
    say_about(tx, social::Say::status_edited, *status);
    if (status->audience) announce(tx, *status->audience, *status);
    return {};
}

} // namespace

result<Summary> publish(Transaction& tx, const social::Urls& urls, const Account& by, SummaryId id, Time now)
{
    auto summary = storage::summaries::lock(tx, id);
    if (!summary) return summary.error();
    if (!may_edit(tx, *summary, by.id)) return errc::forbidden;
    if (!obstacles(tx, id, now).empty()) return errc::invalid_argument;
    const auto network = storage::networks::find(tx, summary->network);
    if (!network) return network.error();
    auto wording = storage::summaries::find_version(tx, id, summary->version);
    if (!wording) return wording.error();
    wording->published_at = now;
    storage::summaries::save_version(tx, *wording);
    if (summary->status) {
        if (const auto changed = change_article(tx, urls, *summary, *wording, now); !changed) return changed.error();
    } else {
        const auto posted = post_article(tx, urls, *network, *summary, *wording, now);
        if (!posted) return posted.error();
        summary->status = posted->id;
    }
    summary->state = "published";
    if (!summary->published_at) summary->published_at = now;
    summary->updated_at = now;
    storage::summaries::update(tx, *summary);
    return summary;
}

result<Summary> retract_summary(
    Transaction& tx, const social::Urls& urls, const Account& by, SummaryId id, std::string_view reason, Time now
)
{
    constexpr std::size_t longest_reason = 2000;
    auto summary = storage::summaries::lock(tx, id);
    if (!summary) return summary.error();
    if (!may_edit(tx, *summary, by.id)) return errc::forbidden;
    reason = text::trim(reason);
    const bool possible = summary->published_at && !summary->retracted_at;
    if (!possible || reason.empty() || reason.size() > longest_reason) return errc::invalid_argument;
    const auto wording = storage::summaries::published_version(tx, id);
    if (!wording) return wording.error();
    storage::summaries::set_retraction(tx, id, reason, by.id, now);
    summary->state = "retracted";
    summary->retracted_at = now;
    summary->updated_at = now;
    storage::summaries::update(tx, *summary);
    if (!summary->status) return summary;
    if (const auto changed = change_article(tx, urls, *summary, *wording, now); !changed) return changed.error();
    return summary;
}

} // namespace rounds::knowledge
