#include "server/social/move.hpp"
#include "server/social/thread.hpp"
#include "storage/base/guards.hpp"

#include <algorithm>

namespace rounds::social {

namespace {

/// Posts that not everybody may read are boosted by their author only, and direct ones by nobody (Mastodon refuses the
/// same; federation.md section 8 no. 22).
bool may_boost(const Account& by, const Status& original)
{
    if (original.visibility == Visibility::direct) return false;
    return guards::hold("audience", open_to_all(original) || original.account == by.id);
}

void count_boost(Transaction& tx, const Status& boost, int change)
{
    storage::statuses::StatsChange of_status;
    of_status.reblogs = change;
    storage::statuses::change_stats(tx, *boost.reblog_of, of_status);
    storage::accounts::StatsChange of_account;
    of_account.statuses = change;
    of_account.posted = change > 0;
    storage::accounts::change_stats(tx, boost.account, of_account);
}

} // namespace

result<Status> boost(
    Transaction& tx,
    const Urls& urls,
    const Account& by,
    StatusId id,
    Visibility visibility,
    Time now,
    const std::optional<std::string>& arrived_uri
)
{
    const auto original = find_original(tx, id, by.id);
    if (!original) return original.error();
    if (has_left(by)) return errc::forbidden;
    if (!may_boost(by, *original) || (by.local() && visibility == Visibility::direct)) return errc::forbidden;
    if (auto first = storage::statuses::find_boost(tx, by.id, original->id)) return first;

    Status boosted;
    boosted.id = storage::statuses::next_id(tx);
    boosted.uri = arrived_uri ? *arrived_uri : urls.activity(by, "announce", to_string(boosted.id));
    boosted.account = by.id;
    boosted.visibility = std::max(visibility, original->visibility);
    boosted.local = by.local();
    boosted.reblog_of = original->id;
    boosted.conversation = original->conversation;
    boosted.language = original->language;
    boosted.created_at = now;
    if (const auto added = storage::statuses::insert(tx, boosted); !added) {
        // Two requests at once: the other one's row is there now, unless it is the Announce's id that is taken.
        auto first = storage::statuses::find_boost(tx, by.id, original->id);
        return first ? first : result<Status>(added.error());
    }
    if (!by.group()) notify(tx, original->account, by.id, "reblog", original->id); // a network passes on every post
    if (by.local())
        say(tx, {.what = Say::status_boosted, .account = {}, .target = {}, .status = boosted.id, .text = {}});
    count_boost(tx, boosted, 1);
    return boosted;
}

result<Status> undo_boost(Transaction& tx, const Account& by, StatusId of)
{
    const auto boosted = storage::statuses::find_boost(tx, by.id, of);
    if (!boosted) return boosted.error();
    storage::statuses::remove(tx, boosted->id);
    const auto original = storage::statuses::find(tx, of);
    if (original) unnotify(tx, original->account, by.id, "reblog", of);
    if (by.local())
        say(tx, {.what = Say::boost_undone, .account = {}, .target = {}, .status = boosted->id, .text = {}});
    count_boost(tx, *boosted, -1);
    return boosted;
}

} // namespace rounds::social
