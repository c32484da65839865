#include "server/social/thread.hpp"

namespace rounds::social {

namespace {

using storage::Statement;

const Statement add_sql{"bookmarks.add", R"(
    INSERT INTO bookmarks (account_id, status_id) VALUES ($1, $2) ON CONFLICT DO NOTHING)"};
const Statement remove_sql{"bookmarks.remove", "DELETE FROM bookmarks WHERE account_id = $1 AND status_id = $2"};

} // namespace

result<void> bookmark(Transaction& tx, const Account& by, StatusId id)
{
    const auto status = find_original(tx, id, by.id);
    if (!status) return status.error();
    tx.exec(add_sql, by.id, status->id);
    return {};
}

result<void> undo_bookmark(Transaction& tx, const Account& by, StatusId id)
{
    const auto status = find_original(tx, id, by.id);
    if (!status) return status.error();
    tx.exec(remove_sql, by.id, status->id);
    return {};
}

} // namespace rounds::social
