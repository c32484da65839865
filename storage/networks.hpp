#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

#include <span>
#include <vector>

namespace rounds::storage::networks {

/// already_exists when the account has a network.
[[nodiscard]] result<Network> create(Transaction& tx, const Network& network);
[[nodiscard]] result<Network> find(Transaction& tx, NetworkId id);
[[nodiscard]] result<Network> find_by_account(Transaction& tx, AccountId account);
/// Newest first; those of this instance that are not closed.
[[nodiscard]] std::vector<Network> list(Transaction& tx, int limit);
/// Those among them with any of these conditions.
[[nodiscard]] std::vector<Network>
with_conditions(Transaction& tx, const std::vector<std::string>& conditions, int limit);
/// Those that are not closed, by their titles.
[[nodiscard]] std::vector<Network> departments(Transaction& tx, NetworkId of);
void update(Transaction& tx, const Network& network);
/// A role that was given before ends anew: after so many days from now, or 0: when it is taken back.
void add_role(Transaction& tx, NetworkId network, const NetworkRole& role, std::chrono::days length = {});
void remove_role(Transaction& tx, NetworkId network, const NetworkRole& role);
// Roles that have ended are none.
[[nodiscard]] std::vector<NetworkRole> roles(Transaction& tx, NetworkId network);
[[nodiscard]] bool has_role(Transaction& tx, NetworkId network, AccountId account, std::string_view role);

} // namespace rounds::storage::networks
