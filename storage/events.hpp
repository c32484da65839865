#pragma once

#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::storage::events {

/// A row of events. Kinds: status, status.update, status.delete, status.stats, account.update; home (what belongs in
/// the home timeline of `account` changed: follows, blocks, mutes, lists ...) and filters (those of `account`), which
/// triggers write.
struct Event
{
    std::int64_t id = 0;
    std::string kind;
    std::optional<StatusId> status{};
    std::optional<AccountId> account{};
    std::optional<AccountId> target{};
};

/// Where a reader stands. Ids alone will not do: a transaction that commits late has smaller ids than what was read.
struct Cursor
{
    std::string transaction; ///< xid8 in decimal
    std::int64_t id = 0;
};

/// From here on: everything that is not committed yet.
[[nodiscard]] Cursor now(Transaction& tx);
/// In order, up to `limit`; moves the cursor. Stops before the oldest open transaction, so no row is ever skipped.
[[nodiscard]] std::vector<Event> read(Transaction& tx, Cursor& cursor, int limit);
/// Removes up to `limit` rows older than an hour.
std::size_t prune(Transaction& tx, int limit);

} // namespace rounds::storage::events
