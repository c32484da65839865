#include "storage/blocks.hpp"
#include "storage/columns.hpp"
#include "storage/paged.hpp"
#include "storage/pg/failure.hpp"

#include <algorithm>

// The part of storage/blocks.hpp about addresses.
namespace rounds::storage::blocks {
namespace {

constexpr SqlText columns{"id, ip, severity, comment, expires_at, created_at"};

const Statement is_network_sql{"blocks.is_network", R"(
    SELECT $1 ~ '^[0-9a-fA-F:.]+(/[0-9]{1,3})?$' AS written)"};
// Bits beyond the prefix are cut off, as people write "192.0.2.7/24" for its network.
constexpr auto add_text = R"(
    INSERT INTO ip_blocks (ip, severity, comment, expires_at) VALUES (network($1::inet), $2, $3, $4)
    ON CONFLICT (ip) DO NOTHING RETURNING )" +
                          columns;
const Statement add_sql{"blocks.add_ip", add_text.c_str()};
constexpr auto change_text = R"(
    UPDATE ip_blocks SET ip = network($2::inet), severity = $3, comment = $4, expires_at = $5 WHERE id = $1
        AND NOT EXISTS (SELECT FROM ip_blocks o WHERE o.ip = network($2::inet) AND o.id <> $1)
    RETURNING )" + columns;
const Statement change_sql{"blocks.change_ip", change_text.c_str()};
constexpr auto find_text = "SELECT " + columns + " FROM ip_blocks WHERE id = $1";
const Statement find_sql{"blocks.find_ip", find_text.c_str()};
const PagedStatement list_sql{
    "blocks.list_ips",
    "SELECT id, ip, severity, comment, expires_at, created_at FROM ip_blocks WHERE id < $1 AND id > $2 "
    "ORDER BY id DESC LIMIT $3"
};
const Statement remove_sql{"blocks.remove_ip", "DELETE FROM ip_blocks WHERE id = $1"};
constexpr auto without_access_text = "SELECT " + columns +
                                     R"( FROM ip_blocks WHERE severity = 'no_access'
        AND (expires_at IS NULL OR expires_at > $1))";
const Statement without_access_sql{"blocks.without_access", without_access_text.c_str()};
const Statement severities_sql{"blocks.ip_severities", R"(
    SELECT severity FROM ip_blocks WHERE ip >>= $1::inet AND (expires_at IS NULL OR expires_at > $2))"};

IpBlock read(const Row& row)
{
    ColumnReader in(row);
    IpBlock one;
    one.id = in.next<BlockId>();
    one.ip = in.next<std::string>();
    one.severity = in.next<std::string>();
    one.comment = in.next<std::string>();
    one.expires_at = in.next<std::optional<Time>>();
    one.created_at = in.next<Time>();
    return one;
}

/// Runs `body` in a savepoint: what PostgreSQL does not read as an address is invalid_argument.
template <class Body> result<Rows> as_address(Transaction& tx, std::string_view ip, Body body)
{
    if (ip.empty()) return errc::invalid_argument;
    if (!tx.exec(is_network_sql, ip).front().get<bool>("written")) return errc::invalid_argument;
    try {
        return tx.nested(body);
    } catch (const QueryFailed&) {
        return errc::invalid_argument;
    }
}

result<IpBlock> first(const result<Rows>& rows, errc otherwise)
{
    if (!rows) return rows.error();
    if (rows->empty()) return otherwise;
    return read(rows->front());
}

} // namespace

result<IpBlock> add_ip(Transaction& tx, const IpBlock& block)
{
    const auto rows = as_address(tx, block.ip, [&] {
        return tx.exec(add_sql, block.ip, block.severity, block.comment, block.expires_at);
    });
    return first(rows, errc::already_exists);
}

result<IpBlock> change_ip(Transaction& tx, const IpBlock& block)
{
    const auto rows = as_address(tx, block.ip, [&] {
        return tx.exec(change_sql, block.id, block.ip, block.severity, block.comment, block.expires_at);
    });
    return first(rows, errc::already_exists);
}

result<IpBlock> find_ip(Transaction& tx, BlockId id)
{
    return first(tx.exec(find_sql, id), errc::not_found);
}

std::vector<IpBlock> list_ips(Transaction& tx, const accounts::Page& page)
{
    std::vector<IpBlock> all;
    for (const auto row : list_sql.run(tx, page)) all.push_back(read(row));
    if (page.min_id) std::ranges::reverse(all);
    return all;
}

result<void> remove_ip(Transaction& tx, BlockId id)
{
    if (tx.exec(remove_sql, id).affected() == 0) return errc::not_found;
    return {};
}

std::vector<IpBlock> without_access(Transaction& tx, Time now)
{
    std::vector<IpBlock> all;
    for (const auto row : tx.exec(without_access_sql, now)) all.push_back(read(row));
    return all;
}

std::vector<std::string> ip_severities(Transaction& tx, std::string_view client_address, Time now)
{
    std::vector<std::string> all;
    const auto rows = as_address(tx, client_address, [&] { return tx.exec(severities_sql, client_address, now); });
    if (!rows) return all;
    for (const auto row : *rows) all.push_back(row.at(0).as<std::string>());
    return all;
}

} // namespace rounds::storage::blocks
