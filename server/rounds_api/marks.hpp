#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/json.hpp"
#include "storage/pg/transaction.hpp"

namespace rounds::rounds_api {

/// Who vouches for an account: credentials in force that were issued here, and what was found of those that an account
/// of another server links to. One that counted once and does not any more says why.
[[nodiscard]] json::array marks_json(storage::Transaction& tx, AccountId account, Time now);

} // namespace rounds::rounds_api
