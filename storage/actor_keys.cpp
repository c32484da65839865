#include "storage/accounts.hpp"
#include "storage/columns.hpp"

namespace rounds::storage::accounts {

namespace {

constexpr SqlText key_columns{"id, account_id, key_uri, algorithm, public_key, private_key_sealed, checked_at"};

ActorKey read_key(const Row& row)
{
    ColumnReader in(row);
    return ActorKey{
        .id = in.next<KeyId>(),
        .account = in.next<AccountId>(),
        .key_uri = in.next<std::string>(),
        .algorithm = in.next<std::string>(),
        .public_key = in.next<Bytes>().data,
        .private_key_sealed = in.next<std::optional<Bytes>>().value_or(Bytes{}).data,
        .checked_at = in.next<Time>(),
    };
}

// A key's address belongs to the actor that first had it: another actor that names it gets nothing (N12).
const Statement add_key_sql{"actor_keys.add", R"(
    INSERT INTO actor_keys AS k (account_id, key_uri, algorithm, public_key, private_key_sealed)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (key_uri) DO UPDATE SET algorithm = EXCLUDED.algorithm, public_key = EXCLUDED.public_key,
        private_key_sealed = EXCLUDED.private_key_sealed, checked_at = now()
    WHERE k.account_id = EXCLUDED.account_id)"};

const Statement drop_keys_sql{
    "actor_keys.drop_others", "DELETE FROM actor_keys WHERE account_id = $1 AND key_uri <> ALL($2::text[])"
};

constexpr auto find_key_text = "SELECT " + key_columns + " FROM actor_keys WHERE key_uri = $1";
const Statement find_key_sql{"actor_keys.find", find_key_text.c_str()};

constexpr auto keys_of_text = "SELECT " + key_columns + " FROM actor_keys WHERE account_id = $1 ORDER BY id";
const Statement keys_of_sql{"actor_keys.of", keys_of_text.c_str()};

} // namespace

void add_key(Transaction& tx, const ActorKey& key)
{
    std::optional<Bytes> sealed;
    if (!key.private_key_sealed.empty()) sealed = Bytes{key.private_key_sealed};
    tx.later(add_key_sql, key.account, key.key_uri, key.algorithm, Bytes{key.public_key}, sealed);
}

void replace_keys(Transaction& tx, AccountId account, std::span<const ActorKey> keys)
{
    std::vector<std::string> kept;
    for (const auto& key : keys) kept.push_back(key.key_uri);
    tx.later(drop_keys_sql, account, kept);
    for (auto key : keys) { // at most ten (federation.md section 2)
        key.account = account;
        add_key(tx, key);
    }
}

result<ActorKey> find_key(Transaction& tx, std::string_view key_uri)
{
    const auto rows = tx.exec(find_key_sql, key_uri);
    if (rows.empty()) return errc::not_found;
    return read_key(rows.front());
}

std::vector<ActorKey> keys_of(Transaction& tx, AccountId account)
{
    std::vector<ActorKey> keys;
    for (const auto row : tx.exec(keys_of_sql, account)) keys.push_back(read_key(row));
    return keys;
}

} // namespace rounds::storage::accounts
