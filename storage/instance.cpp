#include "storage/instance.hpp"

namespace rounds::storage::instance {
namespace {

// Jumps from domain to domain in the index instead of reading all accounts.
const Statement domains_sql{"instance.known_domains", R"(
    WITH RECURSIVE known AS (
        (SELECT lower(domain) AS domain FROM accounts WHERE domain IS NOT NULL ORDER BY lower(domain) LIMIT 1)
        UNION ALL
        SELECT (SELECT lower(a.domain) FROM accounts a WHERE a.domain IS NOT NULL AND lower(a.domain) > k.domain
                ORDER BY lower(a.domain) LIMIT 1)
        FROM known k WHERE k.domain IS NOT NULL)
    SELECT domain FROM known WHERE domain IS NOT NULL LIMIT $1)"};

const Statement search_domains_sql{"instance.search_domains", R"(
    WITH RECURSIVE known AS (
        (SELECT lower(domain) AS domain FROM accounts
            WHERE domain IS NOT NULL AND lower(domain) >= $1 ORDER BY lower(domain) LIMIT 1)
        UNION ALL
        SELECT (SELECT lower(a.domain) FROM accounts a WHERE a.domain IS NOT NULL AND lower(a.domain) > k.domain
                ORDER BY lower(a.domain) LIMIT 1)
        FROM known k WHERE starts_with(k.domain, $1))
    SELECT domain FROM known WHERE starts_with(domain, $1) LIMIT $2)"};

const Statement has_sensitive_sql{
    "instance.has_sensitive_network", "SELECT EXISTS (SELECT FROM networks WHERE sensitive)"
};

const Statement activity_sql{"instance.activity", R"(
    SELECT w.begins,
        (SELECT count(*) FROM statuses s WHERE s.local AND s.visibility <= 1 AND s.reblog_of_id IS NULL
            AND s.deleted_at IS NULL AND s.id >= (extract(epoch FROM w.begins) * 1000)::bigint << 16
            AND s.id < (extract(epoch FROM w.begins + interval '7 days') * 1000)::bigint << 16) AS statuses,
        (SELECT count(*) FROM users u WHERE u.last_login_at >= w.begins
            AND u.last_login_at < w.begins + interval '7 days') AS logins,
        (SELECT count(*) FROM users u WHERE u.created_at >= w.begins
            AND u.created_at < w.begins + interval '7 days') AS registrations
    FROM (SELECT date_trunc('week', $1::timestamptz AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' - n * interval '7 days' AS begins
          FROM generate_series(0, 11) n) w
    ORDER BY w.begins DESC)"};

const Statement restrictions_sql{"instance.restrictions", R"(
    SELECT domain, policy, reason FROM domain_policies WHERE policy IN ('limit', 'block') ORDER BY domain)"};

} // namespace

std::vector<std::string> known_domains(Transaction& tx, int limit)
{
    std::vector<std::string> domains;
    for (const auto row : tx.exec(domains_sql, limit)) domains.push_back(row.get<std::string>("domain"));
    return domains;
}

std::vector<std::string> domains_beginning_with(Transaction& tx, std::string_view beginning, int limit)
{
    std::vector<std::string> domains;
    for (const auto row : tx.exec(search_domains_sql, beginning, limit))
        domains.push_back(row.get<std::string>("domain"));
    return domains;
}

bool has_sensitive_network(Transaction& tx)
{
    return tx.exec(has_sensitive_sql).front().at(0).as<bool>();
}

std::vector<Week> activity(Transaction& tx, Time now)
{
    std::vector<Week> weeks;
    for (const auto row : tx.exec(activity_sql, now))
        weeks.push_back(
            {.begins = row.get<Time>("begins"),
             .statuses = row.get<std::int64_t>("statuses"),
             .logins = row.get<std::int64_t>("logins"),
             .registrations = row.get<std::int64_t>("registrations")}
        );
    return weeks;
}

std::vector<DomainPolicy> restrictions(Transaction& tx)
{
    std::vector<DomainPolicy> all;
    for (const auto row : tx.exec(restrictions_sql))
        all.push_back(
            {.domain = row.get<std::string>("domain"),
             .policy = row.get<std::string>("policy"),
             .reason = row.get<std::string>("reason")}
        );
    return all;
}

} // namespace rounds::storage::instance
