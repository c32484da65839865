#include "server/social/barred.hpp"
#include "server/social/cards.hpp"
#include "server/social/collections.hpp"
#include "server/social/polls.hpp"
#include "server/social/quotes.hpp"
#include "server/social/thread.hpp"
#include "server/social/visibility.hpp"
#include "storage/base/guards.hpp"
#include "storage/conversations.hpp"

#include <algorithm>

namespace rounds::social {

namespace {

using namespace std::chrono_literals;

/// A post that was fetched long after it was written, to complete a thread, is no news to anybody.
constexpr auto news = 24h;

void place_in_thread(
    Transaction& tx, const ArrivedPost& arrived, const storage::statuses::Arriving& arriving, Status& status
)
{
    status.in_reply_to.reset();
    status.in_reply_to_account.reset();
    status.conversation.reset();
    if (status.in_reply_to_uri) {
        const auto parent = storage::statuses::find_by_uri(tx, *status.in_reply_to_uri);
        // Who names a post that they cannot see gets no link to it, nor into its conversation.
        if (parent && !parent->reblog_of && find_visible(tx, parent->id, status.account))
            attach_to_parent(status, *parent);
    }
    if (status.conversation) return;
    if (arrived.conversation_uri) {
        status.conversation = storage::statuses::new_conversation(tx, arrived.conversation_uri);
    } else {
        status.conversation = arriving.conversation;
        storage::statuses::open_conversation(tx, arriving.conversation);
    }
}

void tell_people(Transaction& tx, const Status& status, const ArrivedPost& arrived)
{
    notify(tx, arrived.mentions, status.account, "mention", status.id);
    if (arrived.awaited_by_none) return;
    const bool begins = !status.in_reply_to_uri || status.in_reply_to_account == status.account;
    if (begins && status.visibility != Visibility::direct)
        notify(tx, storage::graph::local_followers_to_notify(tx, status.account), status.account, "status", status.id);
}

result<Account> author_of(Transaction& tx, const ArrivedPost& arrived)
{
    auto author = arrived.author != nullptr ? result<Account>(*arrived.author)
                                            : storage::accounts::find(tx, arrived.status.account);
    if (!author || !guards::hold("suspended", author->usable())) return errc::forbidden;
    return author;
}

/// For the Groups among them.
std::vector<storage::AccountView> mentioned_in(Transaction& tx, const ArrivedPost& arrived)
{
    if (arrived.people_only) return {};
    auto addressed = arrived.mentions;
    addressed.insert(addressed.end(), arrived.silent_mentions.begin(), arrived.silent_mentions.end());
    return storage::accounts::views(tx, addressed);
}

void adopt_replies(Transaction& tx, const Status& status)
{
    storage::statuses::StatsChange waited;
    waited.replies = static_cast<int>(storage::statuses::adopt_replies(tx, status.uri, status));
    if (waited.replies > 0) storage::statuses::change_stats(tx, status.id, waited);
}

} // namespace

result<Status> receive_post(Transaction& tx, const Urls& urls, const ArrivedPost& arrived, Time now)
{
    auto status = arrived.status;
    status.local = false;
    status.created_at = std::min(status.created_at, now); // a clock ahead must not pin a post to the top
    const auto arriving = arrived.arriving != nullptr
                              ? result<storage::statuses::Arriving>(*arrived.arriving)
                              : storage::statuses::begin_arrival(tx, status.uri, status.created_at);
    if (!arriving) return arriving.error();
    status.id = arriving->id;
    const auto author = author_of(tx, arrived);
    if (!author) return author.error();
    const auto mentioned = mentioned_in(tx, arrived);
    if (status.visibility == Visibility::direct)
        status.audience.reset();
    else if (!status.audience)
        status.audience = first_network(mentioned);
    place_in_thread(tx, arrived, *arriving, status);
    // Its author may say so at home, to whom they like; it does not come into the network.
    const auto open = let_post(tx, status, {});
    if (!open) status.audience.reset();

    if (arrived.arriving != nullptr)
        storage::statuses::insert_new(tx, status);
    else if (const auto added = storage::statuses::insert(tx, status); !added)
        return added.error();
    storage::statuses::add_mentions(tx, status.id, arrived.mentions, false);
    storage::statuses::add_mentions(tx, status.id, arrived.silent_mentions, true);
    if (status.visibility == Visibility::direct) storage::conversations::add(tx, status.id);
    storage::statuses::add_tags(tx, status.id, arrived.tags);
    storage::statuses::add_media(tx, status, arrived.media);
    link_collections(tx, status);
    if (arrived.poll) ask(tx, status, *arrived.poll);
    if (arrived.quote) receive_quote(tx, urls, status, *arrived.quote);

    if (!arrived.activity_uri.empty() || now - status.created_at < news) {
        tell_people(tx, status, arrived);
        plan_card(tx, status, now);
    }
    std::vector<AccountId> networks;
    if (open || open.error() != shut::locked)
        networks = announce(tx, *author, status, networks_of(status, mentioned), arrived.activity_uri);
    if (!status.in_reply_to_uri) boost_by(tx, urls, networks, status, now);
    if (arriving->awaited) adopt_replies(tx, status);
    count_post(tx, status, 1);
    return status;
}

} // namespace rounds::social
