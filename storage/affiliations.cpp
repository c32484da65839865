#include "storage/affiliations.hpp"

#include "storage/columns.hpp"
#include "storage/jobs.hpp"

namespace rounds::storage::affiliations {
namespace {

constexpr SqlText columns{
    "f.account_id, f.uri, f.state, f.reason, f.issuer_id, f.root, f.role, f.specialty_mesh, f.specialty_name,"
    " f.name_withheld, f.valid_from, f.valid_until, f.checked_at, f.first_valid_at, f.lost_at"
};

Affiliation read_affiliation(const Row& row)
{
    ColumnReader in(row);
    Affiliation found;
    found.account = in.next<AccountId>();
    found.uri = in.next<std::string>();
    found.state = in.next<std::string>();
    found.reason = in.next<std::string>();
    found.issuer = in.next<std::optional<AccountId>>();
    found.root = in.next<std::string>();
    found.role = in.next<std::string>();
    found.specialty_mesh = in.next<std::string>();
    found.specialty_name = in.next<std::string>();
    found.name_withheld = in.next<bool>();
    found.valid_from = in.next<std::optional<Time>>();
    found.valid_until = in.next<std::optional<Time>>();
    found.checked_at = in.next<std::optional<Time>>();
    found.first_valid_at = in.next<std::optional<Time>>();
    found.lost_at = in.next<std::optional<Time>>();
    return found;
}

const Statement forget_sql{"affiliations.forget", R"(
    DELETE FROM affiliations WHERE account_id = $1 AND NOT uri = ANY ($2::text[]))"};

const Statement add_sql{"affiliations.add", R"(
    INSERT INTO affiliations (account_id, uri) SELECT $1, uri FROM unnest($2::text[]) AS x (uri)
    ON CONFLICT DO NOTHING RETURNING uri)"};

constexpr auto find_text = "SELECT " + columns + " FROM affiliations f WHERE f.account_id = $1 AND f.uri = $2";
const Statement find_sql{"affiliations.find", find_text.c_str()};

constexpr auto of_account_text = "SELECT " + columns + " FROM affiliations f WHERE f.account_id = $1 ORDER BY f.uri";
const Statement of_account_sql{"affiliations.of_account", of_account_text.c_str()};

const Statement save_sql{"affiliations.save", R"(
    UPDATE affiliations SET state = $3, reason = $4, issuer_id = $5, root = $6, role = $7, specialty_mesh = $8,
        specialty_name = $9, name_withheld = $10, valid_from = $11, valid_until = $12, checked_at = $13,
        first_valid_at = $14, lost_at = $15
    WHERE account_id = $1 AND uri = $2)"};

// Pinned ones first: their title is ours.
const Statement find_root_sql{"affiliations.find_root", R"(
    SELECT title FROM (
        SELECT 1 AS place, title FROM credential_roots WHERE domain = $1
        UNION ALL
        SELECT 2, coalesce(nullif(r.title, ''), r.uri) FROM roster_members m JOIN rosters r ON r.id = m.roster_id
        WHERE m.domain = $1 AND m.proven_at IS NOT NULL) believed
    ORDER BY place, title LIMIT 1)"};

const Statement roots_sql{"affiliations.roots", "SELECT domain, title FROM credential_roots ORDER BY domain"};
const Statement add_root_sql{
    "affiliations.add_root", R"(
    INSERT INTO credential_roots (domain, title) VALUES ($1, $2) ON CONFLICT (domain) DO UPDATE SET title = $2 RETURNING id)"
};
const Statement remove_root_sql{"affiliations.remove_root", R"(
    DELETE FROM credential_roots WHERE domain = $1 RETURNING id)"};

const Statement check_all_sql{"affiliations.check_all", R"(
    INSERT INTO jobs (kind, payload)
    SELECT $1, jsonb_build_object('account', account_id::text, 'uri', uri, 'once', true) FROM affiliations)"};

} // namespace

void set_links(Transaction& tx, AccountId account, const std::vector<std::string>& uris)
{
    tx.later(forget_sql, account, uris);
    if (uris.empty()) return;
    for (const auto row : tx.exec(add_sql, account, uris))
        jobs::add(tx, check_job, {{"account", to_string(account)}, {"uri", row.get<std::string>("uri")}});
}

result<Affiliation> find(Transaction& tx, AccountId account, std::string_view uri)
{
    const auto rows = tx.exec(find_sql, account, uri);
    if (rows.empty()) return errc::not_found;
    return read_affiliation(rows.front());
}

std::vector<Affiliation> of_account(Transaction& tx, AccountId account)
{
    std::vector<Affiliation> found;
    for (const auto row : tx.exec(of_account_sql, account)) found.push_back(read_affiliation(row));
    return found;
}

void save(Transaction& tx, const Affiliation& one)
{
    tx.exec(
        save_sql,
        one.account,
        one.uri,
        one.state,
        one.reason,
        one.issuer,
        one.root,
        one.role,
        one.specialty_mesh,
        one.specialty_name,
        one.name_withheld,
        one.valid_from,
        one.valid_until,
        one.checked_at,
        one.first_valid_at,
        one.lost_at
    );
}

result<Root> find_root(Transaction& tx, std::string_view domain)
{
    const auto rows = tx.exec(find_root_sql, domain);
    if (rows.empty()) return errc::not_found;
    return Root{std::string(domain), rows.front().get<std::string>("title")};
}

std::vector<Root> roots(Transaction& tx)
{
    std::vector<Root> found;
    for (const auto row : tx.exec(roots_sql))
        found.push_back({row.get<std::string>("domain"), row.get<std::string>("title")});
    return found;
}

std::int64_t add_root(Transaction& tx, const Root& root)
{
    return tx.exec(add_root_sql, root.domain, root.title).front().get<std::int64_t>("id");
}

result<std::int64_t> remove_root(Transaction& tx, std::string_view domain)
{
    const auto rows = tx.exec(remove_root_sql, domain);
    if (rows.empty()) return errc::not_found;
    return rows.front().get<std::int64_t>("id");
}

void check_all(Transaction& tx)
{
    tx.exec(check_all_sql, check_job);
}

} // namespace rounds::storage::affiliations
