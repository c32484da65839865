#include "storage/networks.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::networks {
namespace {

constexpr SqlText columns{
    "n.id, n.account_id, n.title, n.description, n.guidelines, n.hashtag, n.join_policy, n.posting_policy, n.sensitive,"
    " n.local_only, n.parent_id, n.reminders, n.created_by, n.created_at, n.closed_at,"
    " ARRAY(SELECT c.condition_id FROM network_conditions c WHERE c.network_id = n.id ORDER BY c.condition_id)"
};

Network read_network(const Row& row)
{
    ColumnReader in(row);
    Network network;
    network.id = in.next<NetworkId>();
    network.account = in.next<AccountId>();
    network.title = in.next<std::string>();
    network.description = in.next<std::string>();
    network.guidelines = in.next<std::string>();
    network.hashtag = in.next<std::string>();
    network.join_policy = in.next<std::string>();
    network.posting_policy = in.next<std::string>();
    network.sensitive = in.next<bool>();
    network.local_only = in.next<bool>();
    network.parent = in.next<std::optional<NetworkId>>();
    network.reminders = in.next<std::vector<std::string>>();
    network.created_by = in.next<AccountId>();
    network.created_at = in.next<Time>();
    network.closed_at = in.next<std::optional<Time>>();
    network.conditions = in.next<std::vector<std::string>>();
    return network;
}

const Statement create_sql{"networks.create", R"(
    INSERT INTO networks (account_id, title, description, guidelines, hashtag, join_policy, posting_policy, sensitive,
        created_by, local_only, parent_id, reminders)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text[])
    ON CONFLICT (account_id) DO NOTHING
    RETURNING id)"};

const Statement set_conditions_sql{"networks.set_conditions", R"(
    WITH gone AS (
        DELETE FROM network_conditions WHERE network_id = $1 AND NOT condition_id = ANY ($2::text[])
    )
    INSERT INTO network_conditions (network_id, condition_id)
    SELECT $1, condition FROM unnest($2::text[]) AS condition
    ON CONFLICT DO NOTHING)"};

constexpr auto find_text = "SELECT " + columns + " FROM networks n WHERE n.id = $1";
const Statement find_sql{"networks.find", find_text.c_str()};

constexpr auto find_by_account_text = "SELECT " + columns + " FROM networks n WHERE n.account_id = $1";
const Statement find_by_account_sql{"networks.find_by_account", find_by_account_text.c_str()};

constexpr auto list_text =
    "SELECT " + columns + " FROM networks n WHERE n.closed_at IS NULL ORDER BY n.id DESC LIMIT $1";
const Statement list_sql{"networks.list", list_text.c_str()};

constexpr auto with_conditions_text = "SELECT " + columns + R"(
    FROM networks n
    WHERE n.closed_at IS NULL AND EXISTS (
        SELECT 1 FROM network_conditions c WHERE c.network_id = n.id AND c.condition_id = ANY ($1::text[]))
    ORDER BY n.id DESC LIMIT $2)";
const Statement with_conditions_sql{"networks.with_conditions", with_conditions_text.c_str()};

constexpr auto departments_text =
    "SELECT " + columns + " FROM networks n WHERE n.parent_id = $1 AND n.closed_at IS NULL ORDER BY n.title";
const Statement departments_sql{"networks.departments", departments_text.c_str()};

const Statement update_sql{"networks.update", R"(
    UPDATE networks SET title = $2, description = $3, guidelines = $4, hashtag = $5, join_policy = $6,
        posting_policy = $7, sensitive = $8, closed_at = $9,
        local_only = $10, parent_id = $11, reminders = $12::text[]
    WHERE id = $1)"};

const Statement add_role_sql{"networks.add_role", R"(
    INSERT INTO network_roles (network_id, account_id, role, until)
    VALUES ($1, $2, $3, CASE WHEN $4 > 0 THEN now() + make_interval(days => $4) END)
    ON CONFLICT (network_id, account_id, role) DO UPDATE SET until = EXCLUDED.until)"};

const Statement remove_role_sql{"networks.remove_role", R"(
    DELETE FROM network_roles WHERE network_id = $1 AND account_id = $2 AND role = $3)"};

const Statement roles_sql{"networks.roles", R"(
    SELECT account_id, role FROM network_roles
    WHERE network_id = $1 AND (until IS NULL OR until > now())
    ORDER BY created_at, account_id, role)"};

const Statement has_role_sql{"networks.has_role", R"(
    SELECT 1 FROM network_roles
    WHERE network_id = $1 AND account_id = $2 AND role = $3 AND (until IS NULL OR until > now()))"};

result<Network> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read_network(rows.front());
}

} // namespace

result<Network> create(Transaction& tx, const Network& network)
{
    const auto rows = tx.exec(
        create_sql,
        network.account,
        network.title,
        network.description,
        network.guidelines,
        network.hashtag,
        network.join_policy,
        network.posting_policy,
        network.sensitive,
        network.created_by,
        network.local_only,
        network.parent,
        network.reminders
    );
    if (rows.empty()) return errc::already_exists;
    const auto id = rows.front().get<NetworkId>("id");
    tx.exec(set_conditions_sql, id, network.conditions);
    return find(tx, id);
}

result<Network> find(Transaction& tx, NetworkId id)
{
    return first(tx.exec(find_sql, id));
}

result<Network> find_by_account(Transaction& tx, AccountId account)
{
    return first(tx.exec(find_by_account_sql, account));
}

std::vector<Network> list(Transaction& tx, int limit)
{
    std::vector<Network> found;
    for (const auto row : tx.exec(list_sql, limit)) found.push_back(read_network(row));
    return found;
}

std::vector<Network> departments(Transaction& tx, NetworkId of)
{
    std::vector<Network> found;
    for (const auto row : tx.exec(departments_sql, of)) found.push_back(read_network(row));
    return found;
}

std::vector<Network> with_conditions(Transaction& tx, const std::vector<std::string>& conditions, int limit)
{
    std::vector<Network> found;
    for (const auto row : tx.exec(with_conditions_sql, conditions, limit)) found.push_back(read_network(row));
    return found;
}

void update(Transaction& tx, const Network& network)
{
    tx.exec(
        update_sql,
        network.id,
        network.title,
        network.description,
        network.guidelines,
        network.hashtag,
        network.join_policy,
        network.posting_policy,
        network.sensitive,
        network.closed_at,
        network.local_only,
        network.parent,
        network.reminders
    );
    tx.exec(set_conditions_sql, network.id, network.conditions);
}

void add_role(Transaction& tx, NetworkId network, const NetworkRole& role, std::chrono::days length)
{
    tx.exec(add_role_sql, network, role.account, role.role, static_cast<int>(length.count()));
}

void remove_role(Transaction& tx, NetworkId network, const NetworkRole& role)
{
    tx.exec(remove_role_sql, network, role.account, role.role);
}

std::vector<NetworkRole> roles(Transaction& tx, NetworkId network)
{
    std::vector<NetworkRole> found;
    for (const auto row : tx.exec(roles_sql, network))
        found.push_back({row.get<AccountId>("account_id"), row.get<std::string>("role")});
    return found;
}

bool has_role(Transaction& tx, NetworkId network, AccountId account, std::string_view role)
{
    return !tx.exec(has_role_sql, network, account, role).empty();
}

} // namespace rounds::storage::networks
