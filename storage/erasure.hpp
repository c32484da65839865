#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <vector>

/// What goes when a person of this instance leaves for good. Row and keys of the account stay: its name is not given
/// out again, and its Delete still has to be signed.
namespace rounds::storage::erasure {

/// Posts and boosts that are still there, the oldest first.
[[nodiscard]] std::vector<StatusId> statuses_of(Transaction& tx, AccountId account, int limit);
/// What the person did to posts of others, with the counters of those; at most `limit` rows. Returns how many went.
std::size_t forget_marks(Transaction& tx, AccountId account, int limit);
/// Follows both ways, with the counters of the other side; lists, blocks, mutes, filters, notifications, uploads, and
/// all else that is theirs alone.
void forget_belongings(Transaction& tx, AccountId account);

/// What is still there of somebody who left.
struct Rest
{
    std::optional<Time> deleted_at{};
    std::int64_t posts = 0;
    std::int64_t files = 0;     ///< uploads
    std::int64_t data_keys = 0; ///< that open direct messages
};
/// not_found when there never was such an account of this instance.
[[nodiscard]] result<Rest> rest_of(Transaction& tx, AccountId account);

} // namespace rounds::storage::erasure
