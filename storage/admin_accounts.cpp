#include "storage/admin_accounts.hpp"

#include "storage/columns.hpp"
#include "storage/paged.hpp"

#include <unordered_map>
#include <unordered_set>

namespace rounds::storage::admin_accounts {
namespace {

const PagedStatement list_sql{"admin_accounts.list", R"(
    SELECT a.id FROM accounts a LEFT JOIN users u ON u.account_id = a.id
    WHERE a.id < $1 AND a.id > $2 AND a.deleted_at IS NULL AND a.actor_type <> 'Application'
        AND ($4::boolean IS NULL OR (a.domain IS NULL) = $4)
        AND CASE $5
            WHEN 'active' THEN a.suspended_at IS NULL AND u.disabled_at IS NULL
            WHEN 'disabled' THEN u.disabled_at IS NOT NULL
            WHEN 'silenced' THEN a.silenced_at IS NOT NULL
            WHEN 'suspended' THEN a.suspended_at IS NOT NULL
            WHEN 'sensitized' THEN a.sensitized_at IS NOT NULL
            ELSE true END
        AND (NOT $6::boolean OR u.role IN ('moderator', 'admin'))
        AND (cardinality($7::text[]) = 0 OR u.role = ANY ($7))
        AND ($8 = '' OR starts_with(lower(a.username), lower($8)))
        AND ($9 = '' OR starts_with(lower(a.display_name), lower($9)))
        AND ($10 = '' OR lower(u.email) = lower($10))
        AND ($11 = '' OR lower(a.domain) = lower($11))
    ORDER BY a.id DESC LIMIT $3)"};

const PagedStatement waiting_sql{"admin_accounts.waiting", R"(
    SELECT s.id FROM sign_ups s
    WHERE s.id < $1 AND s.id > $2 AND s.must_approve AND s.approved_at IS NULL
        AND (NOT s.must_confirm OR s.confirmed_at IS NOT NULL)
        AND ($4 = '' OR starts_with(lower(s.username), lower($4)))
        AND ($5 = '' OR starts_with(lower(s.display_name), lower($5)))
        AND ($6 = '' OR lower(s.email) = lower($6))
    ORDER BY s.id DESC LIMIT $3)"};

const Statement users_sql{"admin_accounts.users", R"(
    SELECT account_id, email, role, stakeholder, locale, confirmed_at, disabled_at, created_at
    FROM users WHERE account_id = ANY ($1::bigint[]))"};
const Statement sensitized_sql{"admin_accounts.sensitized", R"(
    SELECT id FROM accounts WHERE id = ANY ($1::bigint[]) AND sensitized_at IS NOT NULL)"};

const Statement last_use_sql{"admin_accounts.last_use", R"(
    SELECT greatest(u.last_login_at,
        (SELECT max(s.last_used_at) FROM sessions s WHERE s.account_id = u.account_id),
        (SELECT max(t.last_used_at) FROM oauth_tokens t WHERE t.account_id = u.account_id)) AS used
    FROM users u WHERE u.account_id = $1)"};

User read_user(const Row& row)
{
    User user;
    user.account = row.get<AccountId>("account_id");
    user.email = row.get<std::string>("email");
    user.role = row.get<std::string>("role");
    user.stakeholder = row.get<std::string>("stakeholder");
    user.locale = row.get<std::string>("locale");
    user.confirmed_at = row.get<std::optional<Time>>("confirmed_at");
    user.disabled_at = row.get<std::optional<Time>>("disabled_at");
    user.created_at = row.get<Time>("created_at");
    return user;
}

} // namespace

std::vector<AccountId> list(Transaction& tx, const Query& query, const accounts::Page& page)
{
    return list_sql.ids<AccountId>(
        tx,
        page,
        query.local,
        query.status,
        query.staff,
        query.roles,
        query.username,
        query.display_name,
        query.email,
        query.domain
    );
}

std::vector<AdminAccount> views(Transaction& tx, const std::vector<AccountId>& ids)
{
    std::vector<AdminAccount> all;
    if (ids.empty()) return all;
    std::unordered_map<AccountId, User> users;
    for (const auto row : tx.exec(users_sql, ids)) {
        auto user = read_user(row);
        users.emplace(user.account, std::move(user));
    }
    std::unordered_set<AccountId> sensitized;
    for (const auto row : tx.exec(sensitized_sql, ids)) sensitized.insert(row.at(0).as<AccountId>());
    for (auto& view : accounts::views(tx, ids)) {
        AdminAccount one{.view = std::move(view), .user = {}, .sensitized = false};
        const auto id = one.view.account.id;
        if (const auto user = users.find(id); user != users.end()) one.user = user->second;
        one.sensitized = sensitized.contains(id);
        all.push_back(std::move(one));
    }
    return all;
}

result<AdminAccount> view(Transaction& tx, AccountId id)
{
    auto found = views(tx, {id});
    if (found.empty() || found.front().view.account.deleted_at) return errc::not_found;
    return std::move(found.front());
}

std::optional<Time> last_use(Transaction& tx, AccountId id)
{
    const auto rows = tx.exec(last_use_sql, id);
    if (rows.empty()) return std::nullopt;
    return rows.front().get<std::optional<Time>>("used");
}

std::vector<SignUpId> waiting(Transaction& tx, const Query& query, const accounts::Page& page)
{
    return waiting_sql.ids<SignUpId>(tx, page, query.username, query.display_name, query.email);
}

} // namespace rounds::storage::admin_accounts
