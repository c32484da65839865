#include "server/social/verbs.hpp"

namespace rounds::social {

namespace {

using storage::Statement;

// What was agreed about the sender's notifications ends with them.
const Statement forget_sql{"notifications.forget_sender", R"(
    WITH asked AS (DELETE FROM notification_requests WHERE account_id = $1 AND from_account_id = $2),
        allowed AS (DELETE FROM notification_permissions WHERE account_id = $1 AND from_account_id = $2)
    DELETE FROM notifications WHERE account_id = $1 AND from_account_id = $2)"};

} // namespace

result<void> block(Transaction& tx, const Account& by, const Account& target)
{
    if (by.id == target.id) return errc::invalid_argument;
    const auto added = storage::graph::add_block(tx, by.id, target.id);
    // Both may have nothing to end; what they say (Undo, Reject) tells the other server no more than the end of a
    // follow.
    (void)unfollow(tx, by, target);
    (void)reject_follow(tx, by, target);
    tx.exec(forget_sql, by.id, target.id);
    if (!added && added.error() != errc::already_exists) return added.error();
    return {};
}

} // namespace rounds::social
