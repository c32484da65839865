#pragma once

#include "storage/accounts.hpp"

/// How actors of other servers are kept when they are read.
namespace rounds::storage::accounts {

/// What is believed of an actor: it decides what is tried first, not what comes of it.
enum class Seen { never, before };

struct SavedRemote
{
    Account account;
    bool is_new = false;
};

/// As save_remote() in storage/accounts.hpp.
[[nodiscard]] result<SavedRemote> save_remote(Transaction& tx, const Account& account, Seen seen);

} // namespace rounds::storage::accounts
