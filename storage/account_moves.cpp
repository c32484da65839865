#include "storage/account_moves.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::account_moves {
namespace {

const Statement add_sql{"account_moves.add", R"(
    WITH moved AS (
        UPDATE accounts SET moved_to_uri = $2, updated_at = now() WHERE id = $1
        RETURNING id),
    written AS (
        INSERT INTO account_moves (account_id, target_uri, created_at) SELECT id, $2, $3 FROM moved)
    INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM moved)"};
const Statement take_back_sql{"account_moves.take_back", R"(
    WITH changed AS (
        UPDATE accounts SET moved_to_uri = NULL, updated_at = now() WHERE id = $1 AND moved_to_uri IS NOT NULL
        RETURNING id)
    INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM changed)"};
const Statement latest_sql{"account_moves.latest", R"(
    SELECT target_uri, created_at FROM account_moves WHERE account_id = $1 ORDER BY created_at DESC LIMIT 1)"};
const Statement set_aliases_sql{"account_moves.set_aliases", R"(
    WITH changed AS (
        UPDATE accounts SET also_known_as = $2, updated_at = now() WHERE id = $1
        RETURNING id)
    INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM changed)"};

const Statement ids_sql{
    "account_moves.targets", "SELECT uri, id FROM accounts WHERE uri = ANY($1) AND deleted_at IS NULL"
};

const Statement local_follows_sql{"account_moves.local_follows", R"(
    SELECT f.account_id, f.uri, f.show_reblogs, f.notify, coalesce(f.languages, '{}')
    FROM follows f JOIN accounts a ON a.id = f.account_id
    WHERE f.target_account_id = $1 AND f.accepted_at IS NOT NULL AND a.domain IS NULL
    ORDER BY f.id DESC LIMIT $2)"};
const Statement local_blockers_sql{"account_moves.local_blockers", R"(
    SELECT b.account_id FROM blocks b JOIN accounts a ON a.id = b.account_id
    WHERE b.target_account_id = $1 AND a.domain IS NULL AND b.account_id <> $2
    ORDER BY b.id LIMIT $3)"};

const Statement carry_mutes_sql{"account_moves.carry_mutes", R"(
    INSERT INTO mutes (account_id, target_account_id, hide_notifications, expires_at)
    SELECT account_id, $2, hide_notifications, expires_at FROM mutes
    WHERE target_account_id = $1 AND account_id <> $2
    ON CONFLICT DO NOTHING)"};
const Statement carry_notes_sql{"account_moves.carry_notes", R"(
    INSERT INTO account_notes (account_id, target_account_id, comment)
    SELECT account_id, $2, comment FROM account_notes WHERE target_account_id = $1 AND account_id <> $2
    ON CONFLICT DO NOTHING)"};
const Statement carry_lists_sql{"account_moves.carry_lists", R"(
    INSERT INTO list_accounts (list_id, account_id)
    SELECT m.list_id, $2 FROM list_accounts m JOIN lists l ON l.id = m.list_id
    WHERE m.account_id = $1 AND l.account_id <> $2
    ON CONFLICT DO NOTHING)"};

} // namespace

void add(Transaction& tx, AccountId account, std::string_view target_uri, Time now)
{
    tx.exec(add_sql, account, target_uri, now);
}

void take_back(Transaction& tx, AccountId account)
{
    tx.exec(take_back_sql, account);
}

std::optional<Move> latest(Transaction& tx, AccountId account)
{
    const auto rows = tx.exec(latest_sql, account);
    if (rows.empty()) return std::nullopt;
    ColumnReader in(rows.front());
    return Move{.target_uri = in.next<std::string>(), .created_at = in.next<Time>()};
}

std::unordered_map<AccountId, AccountView> targets(Transaction& tx, const std::vector<const Account*>& moved)
{
    std::unordered_map<AccountId, AccountView> found;
    if (moved.empty()) return found;
    std::vector<std::string> uris;
    for (const auto* account : moved) uris.push_back(account->moved_to_uri.value_or(""));
    std::unordered_map<std::string, AccountId> ids;
    for (const auto row : tx.exec(ids_sql, uris)) ids.emplace(row.at(0).as<std::string>(), row.at(1).as<AccountId>());
    std::vector<AccountId> wanted;
    for (const auto& [uri, id] : ids) wanted.push_back(id);
    const auto views = accounts::views(tx, wanted);
    for (const auto* account : moved)
        for (const auto& view : views)
            if (view.account.uri == account->moved_to_uri) found.emplace(account->id, view);
    return found;
}

void set_aliases(Transaction& tx, AccountId account, const std::vector<std::string>& uris)
{
    tx.exec(set_aliases_sql, account, uris);
}

std::vector<graph::Follow> local_follows(Transaction& tx, AccountId of, int limit)
{
    std::vector<graph::Follow> found;
    for (const auto row : tx.exec(local_follows_sql, of, limit)) {
        ColumnReader in(row);
        graph::Follow follow;
        follow.account = in.next<AccountId>();
        follow.target = of;
        follow.uri = in.next<std::string>();
        follow.accepted = true;
        follow.show_reblogs = in.next<bool>();
        follow.notify = in.next<bool>();
        follow.languages = in.next<std::vector<std::string>>();
        found.push_back(std::move(follow));
    }
    return found;
}

std::vector<AccountId> local_blockers(Transaction& tx, AccountId of, AccountId except, int limit)
{
    std::vector<AccountId> found;
    for (const auto row : tx.exec(local_blockers_sql, of, except, limit)) found.push_back(row.at(0).as<AccountId>());
    return found;
}

void carry_over(Transaction& tx, AccountId from, AccountId to)
{
    tx.exec(carry_mutes_sql, from, to);
    tx.exec(carry_notes_sql, from, to);
    tx.exec(carry_lists_sql, from, to);
}

} // namespace rounds::storage::account_moves
