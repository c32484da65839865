#pragma once

#include "storage/graph.hpp"

#include <string>
#include <vector>

namespace rounds::storage::lists {

struct List
{
    ListId id{};
    std::string title;
    std::string replies_policy = "list"; ///< followed, list, none
    bool exclusive = false;
};

/// Lists an account may have, and members of one (security.md N57).
inline constexpr int max_lists = 50;
inline constexpr int max_members = 500;

[[nodiscard]] std::vector<List> list(Transaction& tx, AccountId owner);
/// not_found when it is someone else's; so for all below.
[[nodiscard]] result<List> find(Transaction& tx, AccountId owner, ListId id);
/// too_many beyond max_lists.
[[nodiscard]] result<List> create(Transaction& tx, AccountId owner, const List& list);
[[nodiscard]] result<List> update(Transaction& tx, AccountId owner, const List& list);
[[nodiscard]] result<void> remove(Transaction& tx, AccountId owner, ListId id);

/// `limit` 0: all.
[[nodiscard]] std::vector<graph::Entry> members(Transaction& tx, ListId id, const accounts::Page& page);
/// not_found unless the owner follows every one of them; already_exists when one is in the list; too_many beyond
/// max_members.
[[nodiscard]] result<void> add_members(Transaction& tx, AccountId owner, ListId id, const std::vector<AccountId>& who);
void remove_members(Transaction& tx, ListId id, const std::vector<AccountId>& who);
/// Those lists of `owner` that hold `account`.
[[nodiscard]] std::vector<List> holding(Transaction& tx, AccountId owner, AccountId account);

} // namespace rounds::storage::lists
