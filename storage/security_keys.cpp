#include "storage/security_keys.hpp"

namespace rounds::storage::security_keys {
namespace {

#define ROUNDS_KEY_COLUMNS "id, credential_id, algorithm, public_key, sign_count, name, created_at, last_used_at"

const Statement add_sql{"security_key.add", R"(
    INSERT INTO security_keys (account_id, credential_id, algorithm, public_key, sign_count, name, created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (credential_id) DO NOTHING
    RETURNING id)"};
const Statement list_sql{
    "security_key.list", "SELECT " ROUNDS_KEY_COLUMNS " FROM security_keys WHERE account_id = $1 ORDER BY id"
};
const Statement lock_sql{
    "security_key.lock",
    "SELECT " ROUNDS_KEY_COLUMNS " FROM security_keys WHERE account_id = $1 AND credential_id = $2 FOR UPDATE"
};
#undef ROUNDS_KEY_COLUMNS
const Statement note_use_sql{
    "security_key.note_use", "UPDATE security_keys SET sign_count = $2, last_used_at = $3 WHERE id = $1"
};
const Statement remove_sql{"security_key.remove", "DELETE FROM security_keys WHERE account_id = $1 AND id = $2"};
const Statement use_challenge_sql{"security_key.use_challenge", R"(
    INSERT INTO used_challenges (challenge_hash, expires_at) VALUES ($1, $2)
    ON CONFLICT DO NOTHING
    RETURNING expires_at)"};
const Statement sweep_sql{"security_key.sweep_challenges", R"(
    DELETE FROM used_challenges WHERE challenge_hash = ANY (ARRAY(
        SELECT challenge_hash FROM used_challenges WHERE expires_at < $1 LIMIT $2)))"};

SecurityKey read(const Row& row)
{
    return {
        .id = row.get<SecurityKeyId>("id"),
        .credential_id = row.get<Bytes>("credential_id").data,
        .algorithm = row.get<int>("algorithm"),
        .public_key = row.get<Bytes>("public_key").data,
        .sign_count = row.get<std::int64_t>("sign_count"),
        .name = row.get<std::string>("name"),
        .created_at = row.get<Time>("created_at"),
        .last_used_at = row.get<std::optional<Time>>("last_used_at")
    };
}

} // namespace

result<void> add(Transaction& tx, AccountId account, const SecurityKey& key)
{
    const auto rows = tx.exec(
        add_sql,
        account,
        Bytes{key.credential_id},
        key.algorithm,
        Bytes{key.public_key},
        key.sign_count,
        key.name,
        key.created_at
    );
    if (rows.empty()) return errc::already_exists;
    return {};
}

std::vector<SecurityKey> list(Transaction& tx, AccountId account)
{
    std::vector<SecurityKey> keys;
    for (const auto row : tx.exec(list_sql, account)) keys.push_back(read(row));
    return keys;
}

result<SecurityKey> lock(Transaction& tx, AccountId account, std::string_view credential_id)
{
    const auto rows = tx.exec(lock_sql, account, Bytes{std::string(credential_id)});
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

void note_use(Transaction& tx, SecurityKeyId key, std::int64_t sign_count, Time now)
{
    tx.exec(note_use_sql, key, sign_count, now);
}

result<void> remove(Transaction& tx, AccountId account, SecurityKeyId key)
{
    if (tx.exec(remove_sql, account, key).affected() == 0) return errc::not_found;
    return {};
}

bool use_challenge(Transaction& tx, std::string_view challenge_hash, Time expires_at)
{
    return !tx.exec(use_challenge_sql, Bytes{std::string(challenge_hash)}, expires_at).empty();
}

std::size_t sweep_challenges(Transaction& tx, Time now, int limit)
{
    return tx.exec(sweep_sql, now, limit).affected();
}

} // namespace rounds::storage::security_keys
