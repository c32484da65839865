#include "storage/collections.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::collections {
namespace {

constexpr SqlText columns{
    "c.id, c.account_id, c.uri, c.url, c.name, c.description, c.language, c.tag_id, coalesce(t.name, ''),"
    " coalesce(t.display_name, ''), c.sensitive, c.discoverable, c.local, c.created_at, c.updated_at"
};
/// Those of owners that are there.
constexpr SqlText source{R"(
    FROM collections c
    JOIN accounts o ON o.id = c.account_id AND o.suspended_at IS NULL AND o.deleted_at IS NULL
    LEFT JOIN tags t ON t.id = c.tag_id)"};

Collection read(const Row& row)
{
    ColumnReader in(row);
    Collection one;
    one.id = in.next<CollectionId>();
    one.account = in.next<AccountId>();
    one.uri = in.next<std::string>();
    one.url = in.next<std::optional<std::string>>();
    one.name = in.next<std::string>();
    one.description = in.next<std::string>();
    one.language = in.next<std::optional<std::string>>();
    const auto tag = in.next<std::optional<TagId>>();
    auto name = in.next<std::string>();
    auto display_name = in.next<std::string>();
    if (tag) one.tag = Tag{.id = *tag, .name = std::move(name), .display_name = std::move(display_name)};
    one.sensitive = in.next<bool>();
    one.discoverable = in.next<bool>();
    one.local = in.next<bool>();
    one.created_at = in.next<Time>();
    one.updated_at = in.next<Time>();
    return one;
}

result<Collection> first(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    return read(rows.front());
}

std::vector<Collection> all(const Rows& rows)
{
    std::vector<Collection> found;
    for (const auto row : rows) found.push_back(read(row));
    return found;
}

const Statement next_id_sql{"collections.next_id", "SELECT next_id()"};
const Statement make_tag_sql{"collections.make_tag", R"(
    INSERT INTO tags (name, display_name) VALUES (normalize(lower($1 COLLATE "und-x-icu"), NFKC), $1)
    ON CONFLICT (name) DO UPDATE SET name = excluded.name
    RETURNING id)"};
const Statement add_sql{"collections.add", R"(
    INSERT INTO collections (id, account_id, uri, url, name, description, language, tag_id, sensitive, discoverable,
        local, created_at, updated_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $12)
    ON CONFLICT DO NOTHING)"};
const Statement update_sql{"collections.update", R"(
    UPDATE collections SET url = $2, name = $3, description = $4, language = $5, tag_id = $6, sensitive = $7,
        discoverable = $8, updated_at = $9
    WHERE id = $1)"};
const Statement remove_sql{"collections.remove", "DELETE FROM collections WHERE id = $1"};

constexpr auto find_text = "SELECT " + columns + source + " WHERE c.id = ANY($1)";
const Statement find_sql{"collections.find", find_text.c_str()};
constexpr auto by_uri_text = "SELECT " + columns + source + " WHERE c.uri = $1";
const Statement by_uri_sql{"collections.find_by_uri", by_uri_text.c_str()};
constexpr auto by_address_text = "SELECT " + columns + source + " WHERE c.uri = $1 OR c.url = $1 LIMIT 1";
const Statement by_address_sql{"collections.find_by_address", by_address_text.c_str()};
constexpr auto of_text = "SELECT " + columns + source + R"(
    WHERE c.account_id = $1 AND ($2::boolean OR c.discoverable) ORDER BY c.id DESC LIMIT $3 OFFSET $4)";
const Statement of_sql{"collections.of", of_text.c_str()};
constexpr auto with_text = "SELECT " + columns + source + R"(
    WHERE c.id IN (SELECT collection_id FROM collection_items WHERE account_id = $1 AND state = 'accepted')
        AND ($2::boolean OR c.discoverable)
        AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_account_id = c.account_id)
    ORDER BY c.id DESC LIMIT $3 OFFSET $4)";
const Statement with_sql{"collections.with", with_text.c_str()};
const Statement count_sql{"collections.count", "SELECT count(*) FROM collections WHERE account_id = $1"};

const Statement link_sql{"collections.link", R"(
    INSERT INTO status_collections (status_id, collection_id) SELECT $1, id FROM collections WHERE url = ANY($2)
    ON CONFLICT DO NOTHING)"};
const Statement unlink_sql{"collections.unlink", "DELETE FROM status_collections WHERE status_id = $1"};

const Statement links_sql{"collections.links", R"(
    SELECT status_id, collection_id FROM status_collections WHERE status_id = ANY($1)
    ORDER BY status_id, collection_id)"};

const Statement policies_sql{"collections.feature_policies", R"(
    SELECT id, feature_policy FROM accounts WHERE id = ANY($1) AND feature_policy IS NOT NULL)"};
const Statement set_policy_sql{"collections.set_feature_policy", R"(
    UPDATE accounts SET feature_policy = $2, collections_url = $3
    WHERE id = $1 AND (feature_policy, collections_url) IS DISTINCT FROM ($2::smallint, $3::text))"};
const Statement url_sql{"collections.url_of", "SELECT collections_url FROM accounts WHERE id = $1"};

std::optional<TagId> tag_of(const Collection& collection)
{
    if (!collection.tag) return std::nullopt;
    return collection.tag->id;
}

} // namespace

CollectionId next_id(Transaction& tx)
{
    return tx.exec(next_id_sql).front().at(0).as<CollectionId>();
}

TagId make_tag(Transaction& tx, std::string_view name)
{
    return tx.exec(make_tag_sql, name).front().at(0).as<TagId>();
}

result<Collection> add(Transaction& tx, const Collection& one)
{
    const auto added = tx.exec(
        add_sql,
        one.id,
        one.account,
        one.uri,
        one.url,
        one.name,
        one.description,
        one.language,
        tag_of(one),
        one.sensitive,
        one.discoverable,
        one.local,
        one.created_at
    );
    if (added.affected() == 0) return errc::already_exists;
    return find(tx, one.id);
}

void update(Transaction& tx, const Collection& one, Time now)
{
    tx.exec(
        update_sql,
        one.id,
        one.url,
        one.name,
        one.description,
        one.language,
        tag_of(one),
        one.sensitive,
        one.discoverable,
        now
    );
}

void link(Transaction& tx, StatusId status, const std::vector<std::string>& pages)
{
    tx.later(link_sql, status, pages);
}

void unlink(Transaction& tx, StatusId status)
{
    tx.later(unlink_sql, status);
}

std::vector<Link> links_of(Transaction& tx, const std::vector<StatusId>& statuses)
{
    std::vector<Link> found;
    for (const auto row : tx.exec(links_sql, statuses))
        found.push_back({.status = row.at(0).as<StatusId>(), .collection = row.at(1).as<CollectionId>()});
    return found;
}

void remove(Transaction& tx, CollectionId id)
{
    tx.exec(remove_sql, id);
}

result<Collection> find(Transaction& tx, CollectionId id)
{
    return first(tx.exec(find_sql, std::vector{id}));
}

result<Collection> find_by_uri(Transaction& tx, std::string_view uri)
{
    return first(tx.exec(by_uri_sql, uri));
}

result<Collection> find_by_address(Transaction& tx, std::string_view address)
{
    return first(tx.exec(by_address_sql, address));
}

std::vector<Collection> find_all(Transaction& tx, const std::vector<CollectionId>& ids)
{
    if (ids.empty()) return {};
    return all(tx.exec(find_sql, ids));
}

std::vector<Collection> of(Transaction& tx, AccountId owner, Whose which, int limit, int offset)
{
    return all(tx.exec(of_sql, owner, which == Whose::all, limit, offset));
}

std::vector<Collection> with(Transaction& tx, AccountId account, Whose which, int limit, int offset)
{
    return all(tx.exec(with_sql, account, which == Whose::all, limit, offset));
}

std::int64_t count_of(Transaction& tx, AccountId owner)
{
    return tx.exec(count_sql, owner).front().at(0).as<std::int64_t>();
}

std::vector<Policy> feature_policies(Transaction& tx, const std::vector<AccountId>& ids)
{
    std::vector<Policy> found;
    if (ids.empty()) return found;
    for (const auto row : tx.exec(policies_sql, ids))
        found.push_back({.account = row.at(0).as<AccountId>(), .may = QuotePolicy::of(row.at(1).as<int>())});
    return found;
}

void set_feature_policy(
    Transaction& tx,
    AccountId account,
    const std::optional<QuotePolicy>& may,
    const std::optional<std::string>& collections_url
)
{
    const auto bits = may ? std::optional{may->bits()} : std::nullopt;
    tx.later(set_policy_sql, account, bits, collections_url);
}

std::optional<std::string> collections_url(Transaction& tx, AccountId account)
{
    const auto rows = tx.exec(url_sql, account);
    if (rows.empty()) return std::nullopt;
    return rows.front().at(0).as<std::optional<std::string>>();
}

} // namespace rounds::storage::collections
