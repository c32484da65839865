#include "storage/domain_policies.hpp"

#include "storage/base/text.hpp"
#include "storage/columns.hpp"
#include "storage/paged.hpp"

#include <algorithm>

namespace rounds::storage::domain_policies {
namespace {

const std::string columns =
    "id, domain, policy, reason, private_comment, reject_media, reject_reports, obfuscate, created_at";

const PagedStatement list_sql{"domain_policies.list", "SELECT " + columns + R"( FROM domain_policies
    WHERE id < $1 AND id > $2 AND (policy = 'allow') = $4::boolean ORDER BY id DESC LIMIT $3)"};
const std::string find_text =
    "SELECT " + columns + " FROM domain_policies WHERE id = $1 AND (policy = 'allow') = $2::boolean";
const Statement find_sql{"domain_policies.find", find_text.c_str()};
const std::string by_domain_text = "SELECT " + columns + " FROM domain_policies WHERE domain = lower($1)";
const Statement by_domain_sql{"domain_policies.find_by_domain", by_domain_text.c_str()};

const std::string put_text = R"(
    INSERT INTO domain_policies (domain, policy, reason, private_comment, reject_media, reject_reports, obfuscate)
    VALUES (lower($1), $2, $3, $4, $5, $6, $7)
    ON CONFLICT (domain) DO UPDATE SET id = next_id(), policy = $2, reason = $3, private_comment = $4,
        reject_media = $5, reject_reports = $6, obfuscate = $7, created_at = now()
    RETURNING )" + columns;
const Statement put_sql{"domain_policies.put", put_text.c_str()};
const std::string change_text = R"(
    UPDATE domain_policies SET policy = $2, reason = $3, private_comment = $4, reject_media = $5, reject_reports = $6,
        obfuscate = $7
    WHERE id = $1 RETURNING )" + columns;
const Statement change_sql{"domain_policies.change", change_text.c_str()};
const Statement remove_sql{
    "domain_policies.remove", "DELETE FROM domain_policies WHERE id = $1 AND (policy = 'allow') = $2::boolean"
};

// The longest rule wins, as in federation/peers.
const Statement covering_sql{"domain_policies.covering", R"(
    SELECT reject_media, reject_reports FROM domain_policies WHERE domain = ANY ($1::text[])
    ORDER BY length(domain) DESC LIMIT 1)"};

DomainPolicy read(const Row& row)
{
    ColumnReader in(row);
    DomainPolicy one;
    one.id = in.next<DomainPolicyId>();
    one.domain = in.next<std::string>();
    one.policy = in.next<std::string>();
    one.public_comment = in.next<std::string>();
    one.private_comment = in.next<std::string>();
    one.reject_media = in.next<bool>();
    one.reject_reports = in.next<bool>();
    one.obfuscate = in.next<bool>();
    one.created_at = in.next<Time>();
    return one;
}

result<DomainPolicy> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

/// "a.b.example:8443": with and without its port, and the domains it lies in.
std::vector<std::string> covering(std::string_view domain)
{
    std::vector<std::string> all;
    auto rest = text::to_lower(domain);
    const auto colon = rest.rfind(':');
    const auto port = colon == std::string::npos ? std::string{} : rest.substr(colon);
    if (colon != std::string::npos) rest.erase(colon);
    while (!rest.empty()) {
        all.push_back(rest);
        if (!port.empty()) all.push_back(rest + port);
        const auto dot = rest.find('.');
        if (dot == std::string::npos) break;
        rest.erase(0, dot + 1);
    }
    return all;
}

bool covered(Transaction& tx, std::string_view domain, const char* column)
{
    const auto rows = tx.exec(covering_sql, covering(domain));
    return !rows.empty() && rows.front().get<bool>(column);
}

} // namespace

std::vector<DomainPolicy> list(Transaction& tx, Kind kind, const accounts::Page& page)
{
    std::vector<DomainPolicy> all;
    for (const auto row : list_sql.run(tx, page, kind == Kind::allowed)) all.push_back(read(row));
    if (page.min_id) std::ranges::reverse(all);
    return all;
}

result<DomainPolicy> find(Transaction& tx, Kind kind, DomainPolicyId id)
{
    return first(tx.exec(find_sql, id, kind == Kind::allowed));
}

result<DomainPolicy> find_by_domain(Transaction& tx, std::string_view domain)
{
    return first(tx.exec(by_domain_sql, domain));
}

DomainPolicy put(Transaction& tx, const DomainPolicy& policy)
{
    return read(tx.exec(
                      put_sql,
                      policy.domain,
                      policy.policy,
                      policy.public_comment,
                      policy.private_comment,
                      policy.reject_media,
                      policy.reject_reports,
                      policy.obfuscate
    )
                    .front());
}

result<DomainPolicy> change(Transaction& tx, const DomainPolicy& policy)
{
    return first(tx.exec(
        change_sql,
        policy.id,
        policy.policy,
        policy.public_comment,
        policy.private_comment,
        policy.reject_media,
        policy.reject_reports,
        policy.obfuscate
    ));
}

result<void> remove(Transaction& tx, Kind kind, DomainPolicyId id)
{
    if (tx.exec(remove_sql, id, kind == Kind::allowed).affected() == 0) return errc::not_found;
    return {};
}

bool rejects_reports(Transaction& tx, std::string_view domain)
{
    return covered(tx, domain, "reject_reports");
}

bool rejects_media(Transaction& tx, std::string_view domain)
{
    return covered(tx, domain, "reject_media");
}

} // namespace rounds::storage::domain_policies
