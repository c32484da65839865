#include "storage/undone.hpp"

namespace rounds::storage::undone {
namespace {

const Statement find_sql{"undone.find", R"(
    SELECT 0 AS kind, target_account_id AS of FROM follows WHERE uri = $1 AND account_id = $2
    UNION ALL
    SELECT 1, status_id FROM favourites WHERE uri = $1 AND account_id = $2
    UNION ALL
    SELECT 2, reblog_of_id FROM statuses
    WHERE uri = $1 AND account_id = $2 AND reblog_of_id IS NOT NULL AND deleted_at IS NULL)"};

} // namespace

result<Found> find(Transaction& tx, std::string_view uri, AccountId by)
{
    const auto rows = tx.exec(find_sql, uri, by);
    if (rows.empty()) return errc::not_found;
    const auto row = rows.front();
    return Found{.kind = static_cast<Kind>(row.get<int>("kind")), .of = row.get<std::int64_t>("of")};
}

} // namespace rounds::storage::undone
