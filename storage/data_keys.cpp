#include "storage/data_keys.hpp"

namespace rounds::storage::data_keys {
namespace {

const Statement after_sql{"data_keys.after", R"(
    SELECT id, account_id, conversation_id, wrapped_by, wrapped FROM data_keys WHERE id > $1 ORDER BY id LIMIT $2)"};

// An account that was made after the backup, or erased before it, is not there.
const Statement put_sql{"data_keys.put", R"(
    INSERT INTO data_keys (id, account_id, conversation_id, wrapped_by, wrapped)
    SELECT $1, id, $3, $4, $5 FROM accounts WHERE id = $2
    ON CONFLICT DO NOTHING)"};

} // namespace

std::vector<Row> after(Transaction& tx, std::int64_t id, int limit)
{
    std::vector<Row> found;
    for (const auto row : tx.exec(after_sql, id, limit))
        found.push_back({
            .id = row.get<std::int64_t>("id"),
            .account = row.get<AccountId>("account_id"),
            .conversation = row.get<std::optional<std::int64_t>>("conversation_id"),
            .wrapped_by = row.get<std::string>("wrapped_by"),
            .wrapped = row.get<Bytes>("wrapped").data,
        });
    return found;
}

bool put(Transaction& tx, const Row& row)
{
    return tx.exec(put_sql, row.id, row.account, row.conversation, row.wrapped_by, Bytes{row.wrapped}).affected() == 1;
}

} // namespace rounds::storage::data_keys
