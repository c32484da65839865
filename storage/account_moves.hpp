#pragma once

#include "storage/graph.hpp"

#include <unordered_map>

namespace rounds::storage::account_moves {

/// A row of account_moves.
struct Move
{
    std::string target_uri;
    Time created_at{};
};

/// The account is at `target_uri` from now on: its row says so, and it is written down when. Adds an event.
void add(Transaction& tx, AccountId account, std::string_view target_uri, Time now);
/// The account is in use again; that it moved stays written down. Adds an event.
void take_back(Transaction& tx, AccountId account);
[[nodiscard]] std::optional<Move> latest(Transaction& tx, AccountId account);

/// The new accounts, as far as they are known here, by the id of the old one; two queries, none for none.
[[nodiscard]] std::unordered_map<AccountId, AccountView>
targets(Transaction& tx, const std::vector<const Account*>& moved);

/// Other names of the same person (alsoKnownAs), in place of those before. Adds an event.
void set_aliases(Transaction& tx, AccountId account, const std::vector<std::string>& uris);

/// Accepted follows of `of` by people here, at most `limit`.
[[nodiscard]] std::vector<graph::Follow> local_follows(Transaction& tx, AccountId of, int limit);
/// People here, `except` not among them, who block it, at most `limit`.
[[nodiscard]] std::vector<AccountId> local_blockers(Transaction& tx, AccountId of, AccountId except, int limit);
/// What people here keep about `from` they keep about `to` as well: mutes, notes (unless there is one), places in
/// lists. A fixed number of queries.
void carry_over(Transaction& tx, AccountId from, AccountId to);

} // namespace rounds::storage::account_moves
