#include "storage/blocks.hpp"

#include "storage/base/crypto.hpp"
#include "storage/base/text.hpp"
#include "storage/columns.hpp"
#include "storage/paged.hpp"

#include <algorithm>
#include <map>

namespace rounds::storage::blocks {
namespace {

const Statement add_domain_sql{"blocks.add_email_domain", R"(
    INSERT INTO email_domain_blocks (domain, allow_with_approval) VALUES (lower($1), $2)
    ON CONFLICT (domain) DO NOTHING RETURNING id)"};
const Statement domains_sql{"blocks.email_domains", R"(
    SELECT id, domain, allow_with_approval, created_at FROM email_domain_blocks
    WHERE id = ANY ($1::bigint[]) ORDER BY id DESC)"};
const Statement attempts_sql{"blocks.email_domain_attempts", R"(
    SELECT block_id, day::timestamp AT TIME ZONE 'UTC' AS day, count(*) AS accounts, sum(uses)::bigint AS uses
    FROM email_domain_attempts WHERE block_id = ANY ($1::bigint[]) AND day > ($2::timestamptz AT TIME ZONE 'UTC')::date - 7
    GROUP BY block_id, day)"};
const PagedStatement list_domains_sql{
    "blocks.list_email_domains",
    "SELECT id FROM email_domain_blocks WHERE id < $1 AND id > $2 ORDER BY id DESC LIMIT $3"
};
const Statement remove_domain_sql{"blocks.remove_email_domain", "DELETE FROM email_domain_blocks WHERE id = $1"};

const Statement add_canonical_sql{"blocks.add_canonical", R"(
    INSERT INTO canonical_email_blocks (canonical_email_hash) VALUES ($1)
    ON CONFLICT (canonical_email_hash) DO NOTHING RETURNING id, canonical_email_hash)"};
const Statement find_canonical_sql{
    "blocks.find_canonical", "SELECT id, canonical_email_hash FROM canonical_email_blocks WHERE id = $1"
};
const Statement canonical_with_sql{
    "blocks.canonical_with",
    "SELECT id, canonical_email_hash FROM canonical_email_blocks WHERE canonical_email_hash = $1"
};
const PagedStatement list_canonical_sql{
    "blocks.list_canonical",
    "SELECT id, canonical_email_hash FROM canonical_email_blocks WHERE id < $1 AND id > $2 ORDER BY id DESC LIMIT $3"
};
const Statement remove_canonical_sql{"blocks.remove_canonical", "DELETE FROM canonical_email_blocks WHERE id = $1"};

// The subdomains' blocks as well; an attempt is counted for each.
const Statement judge_email_sql{"blocks.judge_email", R"(
    WITH covering AS (
        SELECT id, allow_with_approval FROM email_domain_blocks WHERE domain = ANY ($1::text[])),
    counted AS (
        INSERT INTO email_domain_attempts (block_id, day, address_hash)
        SELECT id, ($4::timestamptz AT TIME ZONE 'UTC')::date, $3 FROM covering
        ON CONFLICT (block_id, day, address_hash) DO UPDATE SET uses = email_domain_attempts.uses + 1)
    SELECT coalesce(bool_or(NOT allow_with_approval), false)
            OR EXISTS (SELECT FROM canonical_email_blocks WHERE canonical_email_hash = $2) AS blocked
    FROM covering)"};

const Statement approval_sql{"blocks.needs_approval", R"(
    SELECT EXISTS (SELECT FROM email_domain_blocks WHERE domain = ANY ($1::text[]) AND allow_with_approval))"};

std::vector<std::string> domain_and_parents(std::string_view email)
{
    std::vector<std::string> all;
    const auto at = email.rfind('@');
    if (at == std::string_view::npos) return all;
    auto domain = text::to_lower(email.substr(at + 1));
    while (!domain.empty()) {
        all.push_back(domain);
        const auto dot = domain.find('.');
        if (dot == std::string::npos) break;
        domain.erase(0, dot + 1);
    }
    return all;
}

result<CanonicalBlock> first_canonical(const Rows& rows, errc otherwise)
{
    if (rows.empty()) return otherwise;
    return CanonicalBlock{rows.front().at(0).as<BlockId>(), rows.front().at(1).as<std::string>()};
}

result<void> removed(const Rows& rows)
{
    if (rows.affected() == 0) return errc::not_found;
    return {};
}

} // namespace

result<BlockId> add_email_domain(Transaction& tx, std::string_view domain, bool allow_with_approval)
{
    const auto rows = tx.exec(add_domain_sql, domain, allow_with_approval);
    if (rows.empty()) return errc::already_exists;
    return rows.front().at(0).as<BlockId>();
}

std::vector<EmailDomainBlock> email_domains(Transaction& tx, const std::vector<BlockId>& ids, Time now)
{
    std::vector<EmailDomainBlock> all;
    if (ids.empty()) return all;
    const auto today = std::chrono::floor<std::chrono::days>(now);
    std::map<BlockId, std::size_t> places;
    for (const auto row : tx.exec(domains_sql, ids)) {
        ColumnReader in(row);
        EmailDomainBlock one;
        one.id = in.next<BlockId>();
        one.domain = in.next<std::string>();
        one.allow_with_approval = in.next<bool>();
        one.created_at = in.next<Time>();
        for (std::size_t day = 0; day < one.history.size(); ++day)
            one.history[day].day = today - std::chrono::days{static_cast<int>(day)};
        places[one.id] = all.size();
        all.push_back(std::move(one));
    }
    for (const auto row : tx.exec(attempts_sql, ids, now)) {
        const auto age = (today - std::chrono::floor<std::chrono::days>(row.get<Time>("day"))).count();
        if (age < 0 || age > 6) continue;
        auto& day = all[places.at(row.get<BlockId>("block_id"))].history[static_cast<std::size_t>(age)];
        day.accounts = row.get<std::int64_t>("accounts");
        day.uses = row.get<std::int64_t>("uses");
    }
    return all;
}

std::vector<BlockId> list_email_domains(Transaction& tx, const accounts::Page& page)
{
    return list_domains_sql.ids<BlockId>(tx, page);
}

result<void> remove_email_domain(Transaction& tx, BlockId id)
{
    return removed(tx.exec(remove_domain_sql, id));
}

std::string canonical_email(std::string_view email)
{
    const auto lower = text::to_lower(text::trim(email));
    const auto at = lower.rfind('@');
    if (at == std::string::npos) return lower;
    std::string local = lower.substr(0, std::min(at, lower.find('+')));
    std::erase(local, '.');
    return local + lower.substr(at);
}

std::string canonical_hash(std::string_view email)
{
    return crypto::to_hex(crypto::sha256(canonical_email(email)));
}

result<CanonicalBlock> add_canonical(Transaction& tx, std::string_view hash)
{
    return first_canonical(tx.exec(add_canonical_sql, hash), errc::already_exists);
}

result<CanonicalBlock> find_canonical(Transaction& tx, BlockId id)
{
    return first_canonical(tx.exec(find_canonical_sql, id), errc::not_found);
}

std::vector<CanonicalBlock> canonical_with(Transaction& tx, std::string_view hash)
{
    const auto found = first_canonical(tx.exec(canonical_with_sql, hash), errc::not_found);
    if (!found) return {};
    return {*found};
}

std::vector<CanonicalBlock> list_canonical(Transaction& tx, const accounts::Page& page)
{
    std::vector<CanonicalBlock> all;
    for (const auto row : list_canonical_sql.run(tx, page))
        all.push_back({row.at(0).as<BlockId>(), row.at(1).as<std::string>()});
    if (page.min_id) std::ranges::reverse(all);
    return all;
}

result<void> remove_canonical(Transaction& tx, BlockId id)
{
    return removed(tx.exec(remove_canonical_sql, id));
}

Verdict judge_sign_up(Transaction& tx, std::string_view email, std::string_view client_address, Time now)
{
    Verdict verdict;
    const auto day = to_iso_date(now);
    const auto row = tx.exec(
                           judge_email_sql,
                           domain_and_parents(email),
                           canonical_hash(email),
                           // With the day in it, so that attempts of different days cannot be told to be of one person.
                           Bytes{crypto::sha256(day + '\n' + std::string(client_address)).substr(0, 16)},
                           now
    )
                         .front();
    verdict.email = row.get<bool>("blocked");
    for (const auto& severity : ip_severities(tx, client_address, now)) {
        verdict.address = verdict.address || severity != "sign_up_requires_approval";
    }
    return verdict;
}

bool needs_approval(Transaction& tx, std::string_view email, std::string_view client_address, Time now)
{
    if (tx.exec(approval_sql, domain_and_parents(email)).front().at(0).as<bool>()) return true;
    const auto severities = ip_severities(tx, client_address, now);
    return std::ranges::find(severities, "sign_up_requires_approval") != severities.end();
}

} // namespace rounds::storage::blocks
