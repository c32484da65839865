#pragma once

#include "admin/cli/command.hpp"
#include "storage/model/account.hpp"
#include "storage/pg/transaction.hpp"

#include <string>

namespace rounds::cli {

/// The account of that name ("ann" or "@ann") on this instance; UsageError when there is none.
[[nodiscard]] storage::Account local_account(storage::Transaction& tx, const std::string& name);

/// Adds `verify` to the account command.
void add_verify(CLI::App& account, Environment& environment);

/// Adds `list`, `approve` and `reject` to the account command: people who asked for an account.
void add_sign_ups(CLI::App& account, Environment& environment);

} // namespace rounds::cli
