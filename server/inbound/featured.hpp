#pragma once

#include "federation/inbox/activities/featured.hpp"
#include "server/social/collections.hpp"

namespace rounds::inbound {

/// Keeps what `owner` of another server says of a collection of theirs, with whom it recommends: those count once a job
/// has seen their approval (social::verify_item_job). forbidden when it is not the owner's; too_many beyond what is
/// kept of one account.
[[nodiscard]] result<storage::Collection>
keep_collection(storage::Transaction& tx, const storage::Account& owner, const inbox::RemoteCollection& told, Time now);
/// One item of it.
[[nodiscard]] result<void> keep_item(
    storage::Transaction& tx, const storage::Collection& collection, const inbox::RemoteFeaturedItem& told, Time now
);

} // namespace rounds::inbound
