#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <vector>

namespace rounds::storage::direct_messages {

/// Those that `of` wrote or that are to them, opened, newest first, at most `limit`: of their latest conversations, at
/// most 200. One query.
[[nodiscard]] std::vector<Status> latest(Transaction& tx, AccountId of, int limit);

} // namespace rounds::storage::direct_messages
