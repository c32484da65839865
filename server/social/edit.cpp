#include "server/social/cards.hpp"
#include "server/social/collections.hpp"
#include "server/social/doors.hpp"
#include "server/social/polls.hpp"
#include "server/social/quotes.hpp"
#include "server/social/thread.hpp"
#include "server/social/wording.hpp"
#include "storage/base/guards.hpp"
#include "storage/conversations.hpp"

#include <algorithm>

namespace rounds::social {

namespace {

using storage::Statement;

const Statement boosters_sql{"statuses.boosters", R"(
    SELECT b.account_id FROM statuses b JOIN users u ON u.account_id = b.account_id
    WHERE b.reblog_of_id = $1 AND b.deleted_at IS NULL ORDER BY b.account_id)"};

bool same_wording(const Status& a, const Status& b)
{
    return a.title == b.title && a.spoiler_text == b.spoiler_text && a.sensitive == b.sensitive &&
           a.content == b.content && a.source == b.source && a.language == b.language;
}

enum class Files { as_before, changed };

/// Changes the files where the form says others than before, or says something else of them.
result<Files> change_media(Transaction& tx, const Status& status, const EditForm& form)
{
    const auto unchanged = form.media_described ? Files::changed : Files::as_before;
    if (!form.media && !form.arrived_media) return unchanged;
    const auto view = storage::statuses::views(tx, {status.id});
    const auto before = view.empty() ? std::vector<storage::Media>{} : view.front().media;
    if (form.media) {
        if (std::ranges::equal(before, *form.media, {}, &storage::Media::id)) return unchanged;
        const auto changed = storage::statuses::change_media(tx, status, *form.media);
        if (!changed) return changed.error();
        return Files::changed;
    }
    const bool same = std::ranges::equal(before, *form.arrived_media, [](const auto& a, const auto& b) {
        return a.remote_url == b.remote_url && a.description == b.description && a.focus_x == b.focus_x &&
               a.focus_y == b.focus_y;
    });
    if (same) return Files::as_before;
    storage::statuses::replace_media(tx, status, *form.arrived_media);
    return Files::changed;
}

/// New names are told of a mention; those who knew the post already (boosters, mentioned), of a change.
void tell_people(Transaction& tx, const Status& status, const std::vector<AccountId>& mentions)
{
    std::vector<AccountId> knew;
    for (const auto& mention : storage::statuses::mentions_of(tx, status.id)) knew.push_back(mention.account);
    std::vector<AccountId> named;
    for (const auto id : mentions)
        if (std::ranges::find(knew, id) == knew.end()) named.push_back(id);
    for (const auto row : tx.exec(boosters_sql, status.id)) {
        const auto id = row.at(0).as<AccountId>();
        if (std::ranges::find(knew, id) == knew.end()) knew.push_back(id);
    }
    notify(tx, knew, status.account, "update", status.id);
    tell_quoters(tx, status);
    notify(tx, named, status.account, "mention", status.id);
}

void change_poll_alone(Transaction& tx, const Status& status, const PollChange& poll)
{
    poll.carry_out(tx, status);
    if (!status.local) return;
    storage::statuses::add_event(tx, "status.stats", status.id, status.account);
    say(tx, {.what = Say::status_edited, .account = {}, .target = {}, .status = status.id, .text = {}});
}

} // namespace

result<Status>
edit_post(Transaction& tx, const Urls& urls, const Account& author, StatusId id, const EditForm& form, Time now)
{
    const auto before = storage::statuses::find(tx, id);
    if (!before) return before.error();
    if (!guards::hold("owner", before->account == author.id) || before->reblog_of) return errc::forbidden;
    if (must_rename(tx, author)) return errc::forbidden;
    const auto mentioned = storage::accounts::views(tx, form.mentions);

    auto status = *before;
    (void)change_quotes(tx, urls, status, form);
    status.title = form.title;
    status.spoiler_text = form.spoiler_text;
    status.sensitive = form.sensitive || !form.spoiler_text.empty();
    if (form.language) status.language = form.language;
    if (status.local) {
        status.source = form.text;
        status.content = format_text(urls, form.text, mentioned);
    } else {
        status.content = form.content;
    }
    const auto poll = PollChange::of(tx, id, form.poll);
    const auto files = change_media(tx, status, form);
    if (!files) return files.error();
    if (same_wording(*before, status) && *files == Files::as_before && !poll.new_choices()) {
        if (poll.any())
            change_poll_alone(tx, status, poll); // how long, or what may be seen; or counts at the origin
        else if (status.local && status.quote_policy != before->quote_policy)
            say(tx, {.what = Say::quote_changed, .account = {}, .target = {}, .status = id, .text = {}});
        return status;
    }

    storage::statuses::edit(tx, status, now);
    poll.carry_out(tx, status);
    if (before->content != status.content) {
        plan_card(tx, status, now, before->content);
        link_collections(tx, status, Linking::anew);
    }
    status.version += 1;
    status.edited_at = now;
    tell_people(tx, status, form.mentions);
    storage::statuses::change_mentions_and_tags(tx, id, form.mentions, status.local ? tags_in(form.text) : form.tags);
    if (status.visibility == Visibility::direct) { // who is named now may make another circle
        storage::conversations::settle(tx, id);
        storage::conversations::add(tx, id);
    }
    if (status.local) say(tx, {.what = Say::status_edited, .account = {}, .target = {}, .status = id, .text = {}});
    announce(tx, author, status, networks_of(status, {}), form.activity_uri);
    return status;
}

} // namespace rounds::social
