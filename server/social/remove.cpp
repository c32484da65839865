#include "server/social/passing.hpp"
#include "server/social/quotes.hpp"
#include "server/social/thread.hpp"
#include "storage/base/guards.hpp"
#include "storage/conversations.hpp"

namespace rounds::social {

result<Status>
remove_post(Transaction& tx, const Account& author, StatusId id, bool by_moderator, std::string_view activity_uri)
{
    const auto status = storage::statuses::find(tx, id);
    if (!status) return status.error();
    const bool own = status->account == author.id;
    if (!guards::hold("owner", own || by_moderator)) return errc::forbidden;
    const auto owner = own ? result<Account>(author) : storage::accounts::find(tx, status->account);
    if (status->reblog_of && owner) return undo_boost(tx, *owner, *status->reblog_of);

    end_quote(tx, *status);
    storage::statuses::remove(tx, id);
    if (status->visibility == Visibility::direct) storage::conversations::settle(tx, id);
    if (status->local) {
        say(tx, {.what = Say::status_deleted, .account = {}, .target = {}, .status = id, .text = {}});
    } else {
        storage::statuses::add_tombstone(tx, status->uri);
    }
    // A moderator's removal of a post of another server is our own affair: there is no activity to pass on.
    const bool passed_on = status->local || (own && !activity_uri.empty());
    if (owner && passed_on) announce_end(tx, *owner, *status, activity_uri);
    count_post(tx, *status, -1);
    return status;
}

} // namespace rounds::social
