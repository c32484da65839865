#pragma once

#include "storage/moderation.hpp"

/// People here of whom the moderators asked that they change the name that is shown.
namespace rounds::storage::pseudonyms {

/// A later order replaces an earlier one: taking back the strike of that one no longer ends it.
void require(Transaction& tx, AccountId account, StrikeId strike);
[[nodiscard]] bool required(Transaction& tx, AccountId account);
/// The strike that asked for it; nothing when nothing is asked.
[[nodiscard]] std::optional<StrikeId> order_of(Transaction& tx, AccountId account);
void settle(Transaction& tx, AccountId account);

} // namespace rounds::storage::pseudonyms
