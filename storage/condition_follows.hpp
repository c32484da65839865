#pragma once

#include "storage/pg/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage::condition_follows {

/// Remembers the follow, and follows those of the tags that the account does not follow yet. Repeating it adds new
/// tags only.
void follow(
    Transaction& tx, AccountId account, std::string_view condition, const std::vector<std::string>& display_names
);
/// Gives up what was followed for the condition's sake alone.
void unfollow(Transaction& tx, AccountId account, std::string_view condition);
[[nodiscard]] bool follows(Transaction& tx, AccountId account, std::string_view condition);
/// The account has given up this tag (lower case) itself.
void forget_tag(Transaction& tx, AccountId account, std::string_view tag);

} // namespace rounds::storage::condition_follows
