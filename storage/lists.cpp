#include "storage/lists.hpp"

#include "storage/paged.hpp"

namespace rounds::storage::lists {
namespace {

const Statement list_sql{"lists.list", R"(
    SELECT id, title, replies_policy, exclusive FROM lists WHERE account_id = $1 ORDER BY id)"};
const Statement find_sql{"lists.find", R"(
    SELECT id, title, replies_policy, exclusive FROM lists WHERE account_id = $1 AND id = $2)"};
const Statement create_sql{"lists.create", R"(
    INSERT INTO lists (account_id, title, replies_policy, exclusive)
    SELECT $1::bigint, $2, $3, $4::boolean WHERE (SELECT count(*) FROM lists WHERE account_id = $1) < $5
    RETURNING id, title, replies_policy, exclusive)"};
const Statement update_sql{"lists.update", R"(
    UPDATE lists SET title = $3, replies_policy = $4, exclusive = $5 WHERE account_id = $1 AND id = $2
    RETURNING id, title, replies_policy, exclusive)"};
const Statement remove_sql{"lists.remove", "DELETE FROM lists WHERE account_id = $1 AND id = $2"};

const PagedStatement members_sql{"lists.members", R"(
    SELECT m.id, m.account_id FROM list_accounts m WHERE m.list_id = $4 AND m.id < $1 AND m.id > $2
    ORDER BY m.id DESC LIMIT $3)"};
const Statement followed_sql{"lists.followed", R"(
    SELECT count(*) AS n FROM follows WHERE account_id = $1 AND target_account_id = ANY ($2))"};
const Statement size_sql{"lists.size", "SELECT count(*) AS n FROM list_accounts WHERE list_id = $1"};
const Statement add_sql{"lists.add", R"(
    INSERT INTO list_accounts (list_id, account_id) SELECT $1, unnest($2::bigint[]) ON CONFLICT DO NOTHING)"};
const Statement take_sql{"lists.take", "DELETE FROM list_accounts WHERE list_id = $1 AND account_id = ANY ($2)"};
const Statement holding_sql{"lists.holding", R"(
    SELECT l.id, l.title, l.replies_policy, l.exclusive FROM lists l
    JOIN list_accounts m ON m.list_id = l.id AND m.account_id = $2
    WHERE l.account_id = $1 ORDER BY l.id)"};

List one(const Row& row)
{
    return {
        .id = row.get<ListId>("id"),
        .title = row.get<std::string>("title"),
        .replies_policy = row.get<std::string>("replies_policy"),
        .exclusive = row.get<bool>("exclusive")
    };
}

std::vector<List> all(const Rows& rows)
{
    std::vector<List> found;
    for (const auto row : rows) found.push_back(one(row));
    return found;
}

} // namespace

std::vector<List> list(Transaction& tx, AccountId owner)
{
    return all(tx.exec(list_sql, owner));
}

result<List> find(Transaction& tx, AccountId owner, ListId id)
{
    const auto rows = tx.exec(find_sql, owner, id);
    if (rows.empty()) return errc::not_found;
    return one(rows.front());
}

result<List> create(Transaction& tx, AccountId owner, const List& list)
{
    const auto rows = tx.exec(create_sql, owner, list.title, list.replies_policy, list.exclusive, max_lists);
    if (rows.empty()) return errc::too_many;
    return one(rows.front());
}

result<List> update(Transaction& tx, AccountId owner, const List& list)
{
    const auto rows = tx.exec(update_sql, owner, list.id, list.title, list.replies_policy, list.exclusive);
    if (rows.empty()) return errc::not_found;
    return one(rows.front());
}

result<void> remove(Transaction& tx, AccountId owner, ListId id)
{
    if (tx.exec(remove_sql, owner, id).affected() == 0) return errc::not_found;
    return {};
}

std::vector<graph::Entry> members(Transaction& tx, ListId id, const accounts::Page& page)
{
    auto bounded = page;
    if (bounded.limit == 0) bounded.limit = max_members;
    return members_sql.entries<graph::Entry, AccountId>(tx, bounded, id);
}

result<void> add_members(Transaction& tx, AccountId owner, ListId id, const std::vector<AccountId>& who)
{
    const auto followed = tx.exec(followed_sql, owner, who).front().get<std::size_t>("n");
    if (followed != who.size()) return errc::not_found;
    if (tx.exec(size_sql, id).front().get<std::size_t>("n") + who.size() > max_members) return errc::too_many;
    if (tx.exec(add_sql, id, who).affected() != who.size()) return errc::already_exists;
    return {};
}

void remove_members(Transaction& tx, ListId id, const std::vector<AccountId>& who)
{
    tx.exec(take_sql, id, who);
}

std::vector<List> holding(Transaction& tx, AccountId owner, AccountId account)
{
    return all(tx.exec(holding_sql, owner, account));
}

} // namespace rounds::storage::lists
