#pragma once

#include "server/knowledge/conditions.hpp"
#include "storage/pg/transaction.hpp"

namespace rounds::knowledge {

// Following a condition is following its tags and those of what it includes: any client shows the posts on its home
// timeline.

/// not_found: no such condition. Following twice is no error.
[[nodiscard]] result<void> follow_condition(storage::Transaction& tx, AccountId account, std::string_view condition);
[[nodiscard]] result<void> unfollow_condition(storage::Transaction& tx, AccountId account, std::string_view condition);

/// After a client followed or gave up a tag: when it names conditions, those are followed or given up with it.
void tag_followed(storage::Transaction& tx, AccountId account, std::string_view tag);
void tag_given_up(storage::Transaction& tx, AccountId account, std::string_view tag);

} // namespace rounds::knowledge
