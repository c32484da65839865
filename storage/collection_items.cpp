// Who is recommended in a collection.

#include "storage/collections.hpp"
#include "storage/columns.hpp"

namespace rounds::storage::collections {
namespace {

constexpr SqlText columns{
    "i.id, i.collection_id, i.account_id, i.account_uri, i.uri, i.state, i.request_uri, i.stamp_uri, i.created_at"
};

CollectionItem read(const Row& row)
{
    ColumnReader in(row);
    CollectionItem one;
    one.id = in.next<CollectionItemId>();
    one.collection = in.next<CollectionId>();
    one.account = in.next<std::optional<AccountId>>();
    one.account_uri = in.next<std::string>();
    one.uri = in.next<std::optional<std::string>>();
    one.state = in.next<std::string>();
    one.request = in.next<std::optional<std::string>>();
    one.stamp = in.next<std::optional<std::string>>();
    one.created_at = in.next<Time>();
    return one;
}

result<CollectionItem> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

std::vector<CollectionItem> all(const Rows& rows)
{
    std::vector<CollectionItem> found;
    for (const auto row : rows) found.push_back(read(row));
    return found;
}

constexpr auto add_text = R"(
    INSERT INTO collection_items AS i (id, collection_id, account_id, account_uri, uri, state, request_uri, stamp_uri,
        created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT DO NOTHING
    RETURNING )" + columns;
const Statement add_sql{"collection_items.add", add_text.c_str()};
constexpr auto find_text = "SELECT " + columns + " FROM collection_items i WHERE i.id = $1";
const Statement find_sql{"collection_items.find", find_text.c_str()};
constexpr auto by_uri_text = "SELECT " + columns + " FROM collection_items i WHERE i.uri = $1 LIMIT 1";
const Statement by_uri_sql{"collection_items.find_by_uri", by_uri_text.c_str()};
constexpr auto by_request_text = "SELECT " + columns + " FROM collection_items i WHERE i.request_uri = $1 LIMIT 1";
const Statement by_request_sql{"collection_items.find_by_request", by_request_text.c_str()};
constexpr auto of_text =
    "SELECT " + columns + " FROM collection_items i WHERE i.collection_id = $1 AND i.account_uri = $2";
const Statement of_sql{"collection_items.find_of", of_text.c_str()};
constexpr auto by_stamp_text = "SELECT " + columns + " FROM collection_items i WHERE i.stamp_uri = $1";
const Statement by_stamp_sql{"collection_items.find_by_stamp", by_stamp_text.c_str()};
constexpr auto items_text = "SELECT " + columns + R"(
    FROM collection_items i LEFT JOIN accounts a ON a.id = i.account_id
    WHERE i.collection_id = ANY($1) AND a.suspended_at IS NULL AND a.deleted_at IS NULL
        AND ($2::bigint IS NULL OR i.account_id IS NULL OR NOT EXISTS (
            SELECT 1 FROM blocks b WHERE b.account_id = $2 AND b.target_account_id = i.account_id
                OR b.account_id = i.account_id AND b.target_account_id = $2))
    ORDER BY i.id)";
const Statement items_sql{"collection_items.list", items_text.c_str()};
const Statement update_sql{
    "collection_items.update", R"(
    UPDATE collection_items SET account_id = $2, uri = $3, state = $4, request_uri = $5, stamp_uri = $6 WHERE id = $1)"
};
const Statement remove_sql{"collection_items.remove", "DELETE FROM collection_items WHERE id = $1"};
const Statement keep_sql{"collection_items.keep", R"(
    DELETE FROM collection_items WHERE collection_id = $1 AND (uri IS NULL OR uri <> ALL ($2)) AND state = 'accepted'
        AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.id = account_id AND a.domain IS NULL))"};

} // namespace

CollectionItemId next_item_id(Transaction& tx)
{
    return CollectionItemId{to_int(next_id(tx))};
}

result<CollectionItem> add_item(Transaction& tx, const CollectionItem& item)
{
    const auto rows = tx.exec(
        add_sql,
        item.id,
        item.collection,
        item.account,
        item.account_uri,
        item.uri,
        item.state,
        item.request,
        item.stamp,
        item.created_at
    );
    if (rows.empty()) return errc::already_exists;
    return read(rows.front());
}

result<CollectionItem> find_item(Transaction& tx, CollectionItemId id)
{
    return first(tx.exec(find_sql, id));
}

result<CollectionItem> find_item_by_uri(Transaction& tx, std::string_view uri)
{
    return first(tx.exec(by_uri_sql, uri));
}

result<CollectionItem> find_item_by_request(Transaction& tx, std::string_view request)
{
    return first(tx.exec(by_request_sql, request));
}

result<CollectionItem> find_item_of(Transaction& tx, CollectionId id, std::string_view account_uri)
{
    return first(tx.exec(of_sql, id, account_uri));
}

std::vector<CollectionItem> find_items_by_stamp(Transaction& tx, std::string_view stamp)
{
    return all(tx.exec(by_stamp_sql, stamp));
}

std::vector<CollectionItem>
items(Transaction& tx, const std::vector<CollectionId>& ids, std::optional<AccountId> viewer)
{
    if (ids.empty()) return {};
    return all(tx.exec(items_sql, ids, viewer));
}

void update_item(Transaction& tx, const CollectionItem& item)
{
    tx.exec(update_sql, item.id, item.account, item.uri, item.state, item.request, item.stamp);
}

void remove_item(Transaction& tx, CollectionItemId id)
{
    tx.exec(remove_sql, id);
}

void keep_items(Transaction& tx, CollectionId id, const std::vector<std::string>& uris)
{
    tx.exec(keep_sql, id, uris);
}

} // namespace rounds::storage::collections
