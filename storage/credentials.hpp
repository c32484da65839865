#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::credentials {

[[nodiscard]] CredentialId next_id(Transaction& tx);
void create(Transaction& tx, const Credential& credential);
[[nodiscard]] result<Credential> find(Transaction& tx, CredentialId id);
/// Those in force, the longest valid first.
[[nodiscard]] std::vector<Credential> valid_of(Transaction& tx, AccountId account, Time now);
/// Those of all accounts in force, the ones that end soonest first.
[[nodiscard]] std::vector<Credential> list_valid(Transaction& tx, Time now, int limit);
/// not_found when there is none in force.
[[nodiscard]] result<void> revoke(Transaction& tx, CredentialId id, Time now);

} // namespace rounds::storage::credentials
