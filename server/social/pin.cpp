#include "server/social/thread.hpp"
#include "storage/personal.hpp"

namespace rounds::social {

namespace {

/// What other servers may read of a profile's pins.
void tell(Transaction& tx, Say what, const Account& by, const Status& status)
{
    if (!open_to_all(status)) return;
    say(tx, {.what = what, .account = by.id, .target = {}, .status = status.id, .text = {}});
}

} // namespace

result<void> pin(Transaction& tx, const Account& by, const Status& status)
{
    if (status.account != by.id || status.reblog_of || status.visibility == Visibility::direct) return errc::forbidden;
    const auto pinned = storage::personal::pin(tx, by.id, status.id);
    if (pinned) tell(tx, Say::status_pinned, by, status);
    return pinned;
}

void unpin(Transaction& tx, const Account& by, const Status& status)
{
    if (storage::personal::unpin(tx, by.id, status.id)) tell(tx, Say::status_unpinned, by, status);
}

} // namespace rounds::social
