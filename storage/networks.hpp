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
void update(Transaction& tx, const Network& network);
void add_role(Transaction& tx, NetworkId network, const NetworkRole& role);
void remove_role(Transaction& tx, NetworkId network, const NetworkRole& role);
[[nodiscard]] std::vector<NetworkRole> roles(Transaction& tx, NetworkId network);
[[nodiscard]] bool has_role(Transaction& tx, NetworkId network, AccountId account, std::string_view role);

} // namespace rounds::storage::networks
