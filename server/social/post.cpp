#include "server/social/barred.hpp"
#include "server/social/cards.hpp"
#include "server/social/collections.hpp"
#include "server/social/doors.hpp"
#include "server/social/move.hpp"
#include "server/social/polls.hpp"
#include "server/social/quotes.hpp"
#include "server/social/text/format.hpp"
#include "server/social/text/scan.hpp"
#include "server/social/thread.hpp"
#include "server/social/wording.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/text.hpp"
#include "storage/conversations.hpp"
#include "storage/network_doors.hpp"

#include <algorithm>

namespace rounds::social {

namespace {

result<void> place_in_thread(Transaction& tx, const Account& author, const PostForm& form, Status& status)
{
    if (!form.in_reply_to) {
        status.conversation = storage::statuses::new_conversation(tx, std::nullopt);
        return {};
    }
    const auto parent = find_original(tx, *form.in_reply_to, author.id);
    if (!parent) return parent.error();
    // A conversation that not everybody may read stays so, whoever answers (N71).
    if (!guards::hold("direct", open_to_all(*parent)))
        status.visibility = std::max(status.visibility, parent->visibility);
    if (status.visibility == Visibility::direct) status.audience.reset();
    attach_to_parent(status, *parent);
    if (!status.conversation) status.conversation = storage::statuses::new_conversation(tx, std::nullopt);
    return {};
}

Status begin_post(const Urls& urls, const Account& author, const PostForm& form, StatusId id, Time now)
{
    Status status;
    status.id = id;
    status.uri = urls.status(author, id);
    status.url = urls.status_page(author, id);
    status.account = author.id;
    status.visibility = form.visibility;
    status.local = true;
    status.spoiler_text = form.spoiler_text;
    status.sensitive = form.sensitive || !form.spoiler_text.empty();
    status.source = form.text;
    status.language = form.language;
    status.app = form.app;
    status.created_at = now;
    if (form.poll) status.object_type = "Question";
    return status;
}

/// What is put to a sensitive network stands in no public list, for no search.
void keep_from_lists(Transaction& tx, Status& status)
{
    if (!status.audience || status.visibility != Visibility::public_) return;
    if (storage::networks::doors_of(tx, *status.audience).sensitive) status.visibility = Visibility::unlisted;
}

void tell_people(Transaction& tx, const Status& status, const std::vector<AccountId>& mentions)
{
    notify(tx, mentions, status.account, "mention", status.id);
    const bool begins = !status.in_reply_to || status.in_reply_to_account == status.account;
    if (begins && status.visibility != Visibility::direct)
        notify(tx, storage::graph::local_followers_to_notify(tx, status.account), status.account, "status", status.id);
}

} // namespace

std::string format_text(const Urls& urls, std::string_view text, const std::vector<storage::AccountView>& mentioned)
{
    std::vector<text::MentionLink> links;
    for (const auto& [account, stats] : mentioned)
        links.push_back({account.username, account.domain.value_or(urls.domain()), account.url});
    return text::format_post(text, links, urls.base(), urls.domain());
}

std::vector<std::string> tags_in(std::string_view text)
{
    std::vector<std::string> names;
    for (auto& place : text::find_tags(text)) names.push_back(std::move(place.name));
    return names;
}

result<Status> post(Transaction& tx, const Urls& urls, const Account& author, const PostForm& form, Time now)
{
    if (has_left(author) || must_rename(tx, author)) return errc::forbidden;
    const auto mentioned = storage::accounts::views(tx, form.mentions);
    auto status = begin_post(urls, author, form, storage::statuses::next_id(tx), now);
    if (status.visibility != Visibility::direct) status.audience = first_network(mentioned);
    if (const auto placed = place_in_thread(tx, author, form, status); !placed) return placed.error();
    if (const auto open = let_post(tx, status, groups_among(mentioned)); !open) return open.error();
    keep_from_lists(tx, status);
    const auto quoted = find_quoted(tx, author, form, status);
    if (!quoted) return quoted.error();
    status.quote_policy = quote_policy_of(form.quote_policy, status.visibility);
    status.content = format_text(urls, form.text, mentioned);

    if (const auto added = storage::statuses::insert(tx, status); !added) return added.error();
    storage::statuses::add_mentions(tx, status.id, form.mentions, false);
    storage::statuses::add_tags(tx, status.id, tags_in(form.text));
    if (status.visibility == Visibility::direct) storage::conversations::add(tx, status.id);
    if (const auto done = storage::statuses::attach_media(tx, status, form.media); !done) return done.error();
    if (form.poll) ask(tx, status, form.poll->begin(now));
    plan_card(tx, status, now);
    link_collections(tx, status);

    tell_people(tx, status, form.mentions);
    say(tx, {.what = Say::status_created, .account = {}, .target = {}, .status = status.id, .text = {}});
    const auto networks = announce(tx, author, status, networks_of(status, mentioned), {});
    if (!status.in_reply_to) boost_by(tx, urls, networks, status, now);
    // Last, for a network announces what its author said last of the post.
    if (*quoted) begin_quote(tx, urls, author, status, **quoted);
    count_post(tx, status, 1);
    return status;
}

} // namespace rounds::social
