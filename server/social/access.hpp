#pragma once

#include "storage/pg/transaction.hpp"

namespace rounds::social {

/// All log-ins, apps and links of the person end: whoever had a hold of the account has lost it. Open streams close by
/// the events of the revoked tokens.
void end_access(storage::Transaction& tx, AccountId account, Time now);

} // namespace rounds::social
