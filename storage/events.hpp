#pragma once

#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::storage::events {

/// A row of events. Kinds: status, status.update, status.delete, status.stats, account.update; and those that triggers
/// write: home (what belongs in the home timeline of `account` changed: follows, blocks, mutes, lists ...), marks (what
/// `account` did with posts: favourites, bookmarks, votes ...), filters (those of `account`), notification (`subject`,
/// for `account`) and access (the token `subject`, or all tokens of `account`, may have ended or lost scopes). Written
/// with what they are about: conversation (`subject`, of `account`), announcement and announcement.delete (`subject`),
/// announcement.reaction (`name`, to `subject`).
struct Event
{
    std::int64_t id = 0;
    std::string kind;
    std::optional<StatusId> status{};
    std::optional<AccountId> account{};
    std::optional<AccountId> target{};
    std::optional<std::int64_t> subject{}; ///< what has no column of its own
    std::optional<std::string> name{};
};

/// Where a reader stands. Ids alone will not do: a transaction that commits late has smaller ids than what was read.
struct Cursor
{
    std::string transaction; ///< xid8 in decimal
    std::int64_t id = 0;
    bool held = false; ///< the last read left newer events, behind a transaction that is still open
};

/// From here on: everything that is not committed yet.
[[nodiscard]] Cursor now(Transaction& tx);
/// In order, up to `limit`; moves the cursor. Stops before the oldest open transaction, so no row is ever skipped, and
/// says so in `held`.
[[nodiscard]] std::vector<Event> read(Transaction& tx, Cursor& cursor, int limit);
/// Removes up to `limit` rows older than an hour.
std::size_t prune(Transaction& tx, int limit);

} // namespace rounds::storage::events
