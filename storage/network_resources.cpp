#include "storage/network_resources.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::network_resources {
namespace {

constexpr SqlText columns{"r.id, r.network_id, r.title, r.note, r.kind, r.value, r.pinned, r.added_by, r.created_at"};

Resource read_resource(const Row& row)
{
    ColumnReader in(row);
    Resource resource;
    resource.id = in.next<ResourceId>();
    resource.network = in.next<NetworkId>();
    resource.title = in.next<std::string>();
    resource.note = in.next<std::string>();
    resource.kind = in.next<std::string>();
    resource.value = in.next<std::string>();
    resource.pinned = in.next<bool>();
    resource.added_by = in.next<AccountId>();
    resource.created_at = in.next<Time>();
    return resource;
}

const Statement add_sql{"network_resources.add", R"(
    INSERT INTO network_resources (network_id, title, note, kind, value, pinned, added_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (network_id, kind, value) DO NOTHING
    RETURNING id)"};

constexpr auto find_text = "SELECT " + columns + " FROM network_resources r WHERE r.id = $1";
const Statement find_sql{"network_resources.find", find_text.c_str()};

constexpr auto list_text = "SELECT " + columns + R"(
    FROM network_resources r WHERE r.network_id = $1 ORDER BY r.pinned DESC, r.id DESC LIMIT $2)";
const Statement list_sql{"network_resources.list", list_text.c_str()};

const Statement pin_sql{"network_resources.pin", "UPDATE network_resources SET pinned = $2 WHERE id = $1"};

const Statement remove_sql{"network_resources.remove", "DELETE FROM network_resources WHERE id = $1"};

} // namespace

result<Resource> add(Transaction& tx, const Resource& resource)
{
    const auto rows = tx.exec(
        add_sql,
        resource.network,
        resource.title,
        resource.note,
        resource.kind,
        resource.value,
        resource.pinned,
        resource.added_by
    );
    if (rows.empty()) return errc::already_exists;
    return find(tx, rows.front().get<ResourceId>("id"));
}

result<Resource> find(Transaction& tx, ResourceId id)
{
    const auto rows = tx.exec(find_sql, id);
    if (rows.empty()) return errc::not_found;
    return read_resource(rows.front());
}

std::vector<Resource> list(Transaction& tx, NetworkId network, int limit)
{
    std::vector<Resource> found;
    for (const auto row : tx.exec(list_sql, network, limit)) found.push_back(read_resource(row));
    return found;
}

void set_pinned(Transaction& tx, ResourceId id, bool pinned)
{
    tx.exec(pin_sql, id, pinned);
}

void remove(Transaction& tx, ResourceId id)
{
    tx.exec(remove_sql, id);
}

} // namespace rounds::storage::network_resources
