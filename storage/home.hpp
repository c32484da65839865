#pragma once

#include "storage/accounts.hpp"
#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

/// What belongs in the home timeline of an account: decided by one set of rules in SQL (home.cpp), whether a timeline
/// is built, continued or added to.
///
/// Own posts; posts of followed accounts (replies only to accounts that are followed too, to themselves or to the
/// viewer; direct ones only when the viewer is mentioned); their boosts unless switched off for the follow; public
/// posts under followed tags. Nothing by or of accounts that are blocked, muted, blocking or of blocked domains,
/// nothing of accounts in exclusive lists. A boost is left out when the post, or an earlier boost of it, stood in the
/// same timeline within the day before.
namespace rounds::storage::home {

struct Entry
{
    StatusId id{};
    std::optional<StatusId> reblog_of;

    bool operator==(const Entry&) const = default;
};

struct Chunk
{
    std::vector<Entry> entries; ///< newest first
    StatusId floor{};           ///< every entry of the timeline above this (and below what was asked for) is here
    bool exhausted = false;     ///< there is nothing below
};

/// Entries below `below`, at most `limit`. Reads at most `per_author` posts of each followed account. `follows`: how
/// many there are, where the caller knows; one query less.
[[nodiscard]] Chunk chunk(
    Transaction& tx,
    AccountId account,
    StatusId below,
    int per_author,
    int limit,
    std::optional<std::size_t> follows = std::nullopt
);

/// One page by SQL alone.
[[nodiscard]] std::vector<Entry> page(Transaction& tx, AccountId account, const accounts::Page& page);

/// Those of `ids` that belong in the timeline, newest first. One query.
[[nodiscard]] std::vector<Entry> accept(Transaction& tx, AccountId account, const std::vector<StatusId>& ids);

/// Those of `readings` whose post - no boost - belongs in the reader's timeline: the same rules for many people. One
/// query for each 500. Whoever it belongs to may see it (visible_sql).
[[nodiscard]] std::vector<Reading> accept_posts(Transaction& tx, const std::vector<Reading>& readings);
/// The same of boosts.
[[nodiscard]] std::vector<Reading> accept_boosts(Transaction& tx, const std::vector<Reading>& readings);

/// What a timeline in memory must know to see what concerns it.
struct Sources
{
    std::vector<AccountId> authors; ///< followed, and the account itself; sorted
    bool tags = false;              ///< follows tags: any public post may concern it
    std::optional<Time> changes_at; ///< when the next mute ends
};
[[nodiscard]] Sources sources(Transaction& tx, AccountId account);

/// What a timeline in memory begins with: at most 40 entries from the top, and its sources. One query where some
/// hundred are followed, two otherwise.
struct First
{
    Sources sources;
    Chunk chunk;
};
[[nodiscard]] First first(Transaction& tx, AccountId account, int per_author, int limit);

} // namespace rounds::storage::home
