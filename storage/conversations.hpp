#pragma once

#include "storage/accounts.hpp"

#include <vector>

namespace rounds {

enum class AccountConversationId : std::int64_t {};

} // namespace rounds

/// Conversations by direct posts, as each person here sees them: one per thread and set of people. Kept in the
/// transaction that writes, changes or removes a post.
namespace rounds::storage::conversations {

struct Conversation
{
    AccountConversationId id{};
    std::vector<AccountId> others; ///< sorted; empty when somebody wrote to nobody else
    StatusId last_status{};
    bool unread = false;
};

/// A direct post joins its conversation for all that it is from and to and have a log-in here, unread for all but its
/// author, and for nobody who blocks the author. Its mentions are written already. Does nothing for other posts. Leaves
/// an event for each person's streams.
void add(Transaction& tx, StatusId status);
/// After a post was removed or the people it is for changed: conversations that ended with it end with the post before
/// it, or go.
void settle(Transaction& tx, StatusId status);

/// By last_status, newest first; not those that end with a post by somebody whom `of` blocks.
[[nodiscard]] std::vector<Conversation> list(Transaction& tx, AccountId of, const accounts::Page& page);
/// One that list() would have; not_found otherwise.
[[nodiscard]] result<Conversation> find(Transaction& tx, AccountId of, AccountConversationId id);
/// The conversation as it is now. not_found when it is someone else's.
[[nodiscard]] result<Conversation> set_unread(Transaction& tx, AccountId of, AccountConversationId id, bool unread);
/// Off the list until somebody writes again. not_found as above.
[[nodiscard]] result<void> remove(Transaction& tx, AccountId of, AccountConversationId id);

} // namespace rounds::storage::conversations
