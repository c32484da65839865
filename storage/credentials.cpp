#include "storage/credentials.hpp"

#include "storage/columns.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace rounds::storage::credentials {
namespace {

constexpr SqlText columns{
    "c.id, c.account_id, c.issuer_account_id, c.uri, c.role, coalesce(c.specialty_mesh, ''),"
    " coalesce(c.specialty_name, ''), c.method, c.name_withheld, c.valid_from, c.valid_until, c.revoked_at,"
    " c.status_index, c.document"
};

Credential read_credential(const Row& row)
{
    ColumnReader in(row);
    Credential credential;
    credential.id = in.next<CredentialId>();
    credential.account = in.next<AccountId>();
    credential.issuer = in.next<AccountId>();
    credential.uri = in.next<std::string>();
    credential.role = in.next<std::string>();
    credential.specialty_mesh = in.next<std::string>();
    credential.specialty_name = in.next<std::string>();
    credential.method = in.next<std::string>();
    credential.name_withheld = in.next<bool>();
    credential.valid_from = in.next<Time>();
    credential.valid_until = in.next<Time>();
    credential.revoked_at = in.next<std::optional<Time>>();
    credential.status_index = in.next<std::optional<std::int64_t>>();
    credential.document = json::parse(in.next<std::string>()).as_object();
    return credential;
}

const Statement next_id_sql{"credentials.next_id", "SELECT next_id() AS id"};

const Statement create_sql{"credentials.create", R"(
    INSERT INTO credentials (id, account_id, issuer_account_id, uri, role, specialty_mesh, specialty_name, method,
        name_withheld, valid_from, valid_until, document, status_index)
    VALUES ($1, $2, $3, $4, $5, nullif($6, ''), nullif($7, ''), $8, $9, $10, $11, $12, $13))"};

constexpr auto find_text = "SELECT " + columns + " FROM credentials c WHERE c.id = $1";
const Statement find_sql{"credentials.find", find_text.c_str()};

constexpr auto valid_of_text = "SELECT " + columns + R"(
    FROM credentials c
    WHERE c.account_id = $1 AND c.revoked_at IS NULL AND c.valid_from <= $2 AND c.valid_until > $2
    ORDER BY c.valid_until DESC)";
const Statement valid_of_sql{"credentials.valid_of", valid_of_text.c_str()};

constexpr auto list_valid_text = "SELECT " + columns + R"(
    FROM credentials c
    WHERE c.revoked_at IS NULL AND c.valid_from <= $1 AND c.valid_until > $1
    ORDER BY c.valid_until, c.id LIMIT $2)";
const Statement list_valid_sql{"credentials.list_valid", list_valid_text.c_str()};

const Statement revoke_sql{"credentials.revoke", R"(
    UPDATE credentials SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL)"};

const Statement next_status_index_sql{"credentials.next_status_index", R"(
    SELECT nextval('credential_status_index') AS place)"};

const Statement revoked_places_sql{"credentials.revoked_places", R"(
    SELECT status_index AS place FROM credentials
    WHERE revoked_at IS NOT NULL AND status_index IS NOT NULL AND status_index >= $1 AND status_index < $1 + $2
    ORDER BY status_index)"};

} // namespace

CredentialId next_id(Transaction& tx)
{
    return tx.exec(next_id_sql).front().get<CredentialId>("id");
}

std::int64_t next_status_index(Transaction& tx)
{
    return tx.exec(next_status_index_sql).front().get<std::int64_t>("place");
}

std::vector<std::int64_t> revoked_places(Transaction& tx, std::int64_t first, std::int64_t count)
{
    std::vector<std::int64_t> places;
    for (const auto row : tx.exec(revoked_places_sql, first, count)) places.push_back(row.get<std::int64_t>("place"));
    return places;
}

void create(Transaction& tx, const Credential& credential)
{
    tx.exec(
        create_sql,
        credential.id,
        credential.account,
        credential.issuer,
        credential.uri,
        credential.role,
        credential.specialty_mesh,
        credential.specialty_name,
        credential.method,
        credential.name_withheld,
        credential.valid_from,
        credential.valid_until,
        json::serialize(credential.document),
        credential.status_index
    );
}

result<Credential> find(Transaction& tx, CredentialId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_credential(rows.front());
}

std::vector<Credential> valid_of(Transaction& tx, AccountId account, Time now)
{
    std::vector<Credential> found;
    for (const auto row : tx.exec(valid_of_sql, account, now)) found.push_back(read_credential(row));
    return found;
}

std::vector<Credential> list_valid(Transaction& tx, Time now, int limit)
{
    std::vector<Credential> all;
    for (const auto row : tx.exec(list_valid_sql, now, limit)) all.push_back(read_credential(row));
    return all;
}

result<void> revoke(Transaction& tx, CredentialId id, Time now)
{
    if (tx.exec(revoke_sql, id, now).affected() == 0) return errc::not_found;
    return {};
}

} // namespace rounds::storage::credentials
