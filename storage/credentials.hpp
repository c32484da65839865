#pragma once

#include "storage/model/knowledge.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::credentials {

[[nodiscard]] CredentialId next_id(Transaction& tx);
/// The next place in the status lists; never given twice.
[[nodiscard]] std::int64_t next_status_index(Transaction& tx);
void create(Transaction& tx, const Credential& credential);
[[nodiscard]] result<Credential> find(Transaction& tx, CredentialId id);
/// Those in force, the longest valid first.
[[nodiscard]] std::vector<Credential> valid_of(Transaction& tx, AccountId account, Time now);
/// Those of all accounts in force, the ones that end soonest first.
[[nodiscard]] std::vector<Credential> list_valid(Transaction& tx, Time now, int limit);
/// not_found when there is none in force.
[[nodiscard]] result<void> revoke(Transaction& tx, CredentialId id, Time now);

/// Places between `first` and `first + count` whose credentials were revoked, in order.
[[nodiscard]] std::vector<std::int64_t> revoked_places(Transaction& tx, std::int64_t first, std::int64_t count);

} // namespace rounds::storage::credentials
