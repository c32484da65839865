#include "storage/accounts.hpp"
#include "storage/base/text.hpp"

namespace rounds::storage::accounts {

namespace {

// From domain to domain in the index, and from person to account: nobody reads all accounts for a few figures.
const Statement instance_figures_sql{"accounts.instance_figures", R"(
    WITH RECURSIVE known AS (
        (SELECT lower(domain) AS domain FROM accounts WHERE domain IS NOT NULL ORDER BY lower(domain) LIMIT 1)
        UNION ALL
        SELECT (SELECT lower(a.domain) FROM accounts a WHERE a.domain IS NOT NULL AND lower(a.domain) > k.domain
                ORDER BY lower(a.domain) LIMIT 1)
        FROM known k WHERE k.domain IS NOT NULL)
    SELECT count(*),
        count(*) FILTER (WHERE greatest(u.last_login_at, t.last_status_at) > now() - interval '30 days'),
        count(*) FILTER (WHERE greatest(u.last_login_at, t.last_status_at) > now() - interval '180 days'),
        coalesce(sum(t.statuses_count), 0)::bigint,
        (SELECT count(domain) FROM known)
    FROM users u
    CROSS JOIN LATERAL (
        SELECT FROM accounts WHERE id = u.account_id AND deleted_at IS NULL AND suspended_at IS NULL OFFSET 0) a
    LEFT JOIN LATERAL (
        SELECT last_status_at, statuses_count FROM account_stats WHERE account_id = u.account_id OFFSET 0) t ON true
    WHERE u.disabled_at IS NULL)"};

// Two index scans (lower(...) text_pattern_ops), then the few that are left are put in order.
const Statement search_sql{"accounts.search", R"(
    WITH found AS (
        SELECT id, lower(username) = $5 AS exact FROM accounts
        WHERE lower(username) LIKE $1 AND ($2::text IS NULL OR lower(domain) LIKE $2)
        UNION
        SELECT id, false FROM accounts WHERE $2::text IS NULL AND lower(display_name) LIKE $1)
    SELECT a.id, bool_or(f.account_id IS NOT NULL) AS followed, bool_or(found.exact) AS exact,
        bool_or(a.domain IS NULL) AS here, max(coalesce(t.followers_count, 0)) AS followers
    FROM found JOIN accounts a ON a.id = found.id
    LEFT JOIN follows f ON f.account_id = $3 AND f.target_account_id = a.id AND f.accepted_at IS NOT NULL
    LEFT JOIN account_stats t ON t.account_id = a.id
    WHERE a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.actor_type <> 'Application'
        AND ($4::boolean IS NOT TRUE OR f.account_id IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM blocks b
            WHERE b.account_id = a.id AND b.target_account_id = $3 OR b.account_id = $3 AND b.target_account_id = a.id)
    GROUP BY a.id
    ORDER BY followed DESC, exact DESC, here DESC, followers DESC, a.id
    LIMIT $6 OFFSET $7)"};

std::string like_prefix(std::string_view text)
{
    std::string pattern;
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

} // namespace

InstanceFigures instance_figures(Transaction& tx)
{
    const auto rows = tx.exec(instance_figures_sql);
    const auto row = rows.front();
    return {
        .users = row.at(0).as<std::int64_t>(),
        .active_month = row.at(1).as<std::int64_t>(),
        .active_half_year = row.at(2).as<std::int64_t>(),
        .local_statuses = row.at(3).as<std::int64_t>(),
        .known_domains = row.at(4).as<std::int64_t>(),
    };
}

std::vector<AccountId> search(
    Transaction& tx, std::string_view query, std::optional<AccountId> viewer, bool following_only, int limit, int offset
)
{
    auto wanted = text::trim(query);
    if (!wanted.empty() && wanted.front() == '@') wanted.remove_prefix(1);
    if (wanted.empty() || limit <= 0 || offset < 0) return {};
    const auto at = wanted.find('@');
    const auto name = text::to_lower(wanted.substr(0, at));
    if (name.empty()) return {};
    std::optional<std::string> domain;
    if (at != std::string_view::npos) domain = like_prefix(text::to_lower(wanted.substr(at + 1)));
    std::vector<AccountId> ids;
    for (const auto row : tx.exec(search_sql, like_prefix(name), domain, viewer, following_only, name, limit, offset))
        ids.push_back(row.at(0).as<AccountId>());
    return ids;
}

} // namespace rounds::storage::accounts
