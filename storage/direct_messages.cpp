#include "storage/direct_messages.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::direct_messages {
namespace {

constexpr auto latest_text = R"(
    SELECT )" + status_columns +
                             R"(
    FROM (SELECT conversation_id, max(last_status_id) AS newest
        FROM (SELECT conversation_id, last_status_id FROM account_conversations
            WHERE account_id = $1 ORDER BY last_status_id DESC LIMIT 200) recent
        GROUP BY conversation_id) c
    CROSS JOIN LATERAL (
        SELECT m.* FROM statuses m
        WHERE m.conversation_id = c.conversation_id AND m.visibility = 3 AND m.deleted_at IS NULL
            AND m.reblog_of_id IS NULL
            AND (m.account_id = $1
                OR EXISTS (SELECT 1 FROM mentions x WHERE x.status_id = m.id AND x.account_id = $1))
        ORDER BY m.id DESC LIMIT $2) s
    ORDER BY s.id DESC LIMIT $2)";
const Statement latest_sql{"direct_messages.latest", latest_text.c_str()};

} // namespace

std::vector<Status> latest(Transaction& tx, AccountId of, int limit)
{
    std::vector<Status> found;
    for (const auto row : tx.exec(latest_sql, of, limit)) {
        ColumnReader in(row);
        found.push_back(read_status(in, tx));
    }
    return found;
}

} // namespace rounds::storage::direct_messages
