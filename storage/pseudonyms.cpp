#include "storage/pseudonyms.hpp"

namespace rounds::storage::pseudonyms {
namespace {

const Statement require_sql{"pseudonyms.require", R"(
    INSERT INTO pseudonym_orders (account_id, strike_id) VALUES ($1, $2)
    ON CONFLICT (account_id) DO UPDATE SET strike_id = excluded.strike_id, created_at = now())"};
const Statement order_sql{"pseudonyms.order_of", "SELECT strike_id FROM pseudonym_orders WHERE account_id = $1"};
const Statement settle_sql{"pseudonyms.settle", "DELETE FROM pseudonym_orders WHERE account_id = $1"};

} // namespace

void require(Transaction& tx, AccountId account, StrikeId strike)
{
    tx.exec(require_sql, account, strike);
}

bool required(Transaction& tx, AccountId account)
{
    return order_of(tx, account).has_value();
}

std::optional<StrikeId> order_of(Transaction& tx, AccountId account)
{
    const auto rows = tx.exec(order_sql, account);
    if (rows.empty()) return std::nullopt;
    return rows.front().get<StrikeId>("strike_id");
}

void settle(Transaction& tx, AccountId account)
{
    tx.exec(settle_sql, account);
}

} // namespace rounds::storage::pseudonyms
