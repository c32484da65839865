#include "storage/external_logins.hpp"

namespace rounds::storage::external_logins {
namespace {

#define ROUNDS_LOGIN_COLUMNS "id, account_id, issuer, created_at, last_used_at"

const Statement add_sql{"external_login.add", R"(
    INSERT INTO external_logins (account_id, issuer, subject, created_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (issuer, subject) DO NOTHING
    RETURNING id)"};
const Statement find_sql{
    "external_login.find", "SELECT " ROUNDS_LOGIN_COLUMNS " FROM external_logins WHERE issuer = $1 AND subject = $2"
};
const Statement list_sql{
    "external_login.list", "SELECT " ROUNDS_LOGIN_COLUMNS " FROM external_logins WHERE account_id = $1 ORDER BY id"
};
#undef ROUNDS_LOGIN_COLUMNS
const Statement note_use_sql{"external_login.note_use", "UPDATE external_logins SET last_used_at = $2 WHERE id = $1"};
const Statement remove_sql{"external_login.remove", "DELETE FROM external_logins WHERE account_id = $1 AND id = $2"};
const Statement mark_sql{"session.mark_external", "UPDATE sessions SET external = true WHERE secret_hash = $1"};
const Statement is_external_sql{
    "session.is_external", "SELECT EXISTS (SELECT FROM sessions WHERE secret_hash = $1 AND external)"
};
const Statement end_sql{"session.end_external", R"(
    WITH gone AS (DELETE FROM sessions WHERE account_id = $1 AND external)
    INSERT INTO events (kind, account_id) VALUES ('access', $1))"};

ExternalLogin read(const Row& row)
{
    return {
        .id = row.get<ExternalLoginId>("id"),
        .account = row.get<AccountId>("account_id"),
        .issuer = row.get<std::string>("issuer"),
        .created_at = row.get<Time>("created_at"),
        .last_used_at = row.get<std::optional<Time>>("last_used_at")
    };
}

} // namespace

result<void> add(Transaction& tx, AccountId account, std::string_view issuer, std::string_view subject, Time now)
{
    if (tx.exec(add_sql, account, issuer, subject, now).empty()) return errc::already_exists;
    return {};
}

result<ExternalLogin> find(Transaction& tx, std::string_view issuer, std::string_view subject)
{
    const auto rows = tx.exec(find_sql, issuer, subject);
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

std::vector<ExternalLogin> list(Transaction& tx, AccountId account)
{
    std::vector<ExternalLogin> all;
    for (const auto row : tx.exec(list_sql, account)) all.push_back(read(row));
    return all;
}

void note_use(Transaction& tx, ExternalLoginId login, Time now)
{
    tx.exec(note_use_sql, login, now);
}

result<void> remove(Transaction& tx, AccountId account, ExternalLoginId login)
{
    if (tx.exec(remove_sql, account, login).affected() == 0) return errc::not_found;
    return {};
}

void mark_session(Transaction& tx, std::string_view secret_hash)
{
    tx.exec(mark_sql, Bytes{std::string(secret_hash)});
}

bool is_external(Transaction& tx, std::string_view secret_hash)
{
    return tx.exec(is_external_sql, Bytes{std::string(secret_hash)}).front().at(0).as<bool>();
}

void end_sessions(Transaction& tx, AccountId account)
{
    tx.exec(end_sql, account);
}

} // namespace rounds::storage::external_logins
