// Blocks, mutes, notes, and the paged lists of the social graph.

#include "storage/columns.hpp"
#include "storage/graph.hpp"

#include <algorithm>

namespace rounds::storage::graph {

namespace {

const Statement add_block_sql{"blocks.add", R"(
    INSERT INTO blocks (account_id, target_account_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING id)"};
const Statement remove_block_sql{
    "blocks.remove", "DELETE FROM blocks WHERE account_id = $1 AND target_account_id = $2 RETURNING id"
};
const Statement add_mute_sql{"mutes.add", R"(
    INSERT INTO mutes (account_id, target_account_id, hide_notifications, expires_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (account_id, target_account_id)
        DO UPDATE SET hide_notifications = EXCLUDED.hide_notifications, expires_at = EXCLUDED.expires_at)"};
const Statement remove_mute_sql{
    "mutes.remove", "DELETE FROM mutes WHERE account_id = $1 AND target_account_id = $2 RETURNING id"
};
const Statement set_note_sql{"account_notes.set", R"(
    INSERT INTO account_notes (account_id, target_account_id, comment) VALUES ($1, $2, $3)
    ON CONFLICT (account_id, target_account_id) DO UPDATE SET comment = EXCLUDED.comment)"};
const Statement clear_note_sql{
    "account_notes.clear", "DELETE FROM account_notes WHERE account_id = $1 AND target_account_id = $2"
};

} // namespace

result<void> add_block(Transaction& tx, AccountId account, AccountId target)
{
    if (tx.exec(add_block_sql, account, target).empty()) return errc::already_exists;
    return {};
}

result<void> remove_block(Transaction& tx, AccountId account, AccountId target)
{
    if (tx.exec(remove_block_sql, account, target).empty()) return errc::not_found;
    return {};
}

result<void>
add_mute(Transaction& tx, AccountId account, AccountId target, bool notifications, std::optional<Time> expires_at)
{
    if (account == target) return errc::invalid_argument;
    tx.exec(add_mute_sql, account, target, notifications, expires_at);
    return {};
}

result<void> remove_mute(Transaction& tx, AccountId account, AccountId target)
{
    if (tx.exec(remove_mute_sql, account, target).empty()) return errc::not_found;
    return {};
}

void set_note(Transaction& tx, AccountId account, AccountId target, std::string_view comment)
{
    if (comment.empty())
        tx.exec(clear_note_sql, account, target);
    else
        tx.exec(set_note_sql, account, target, comment);
}

namespace {

// A page is read downwards from max_id, or upwards from min_id and then turned round: two statements per list, for an
// index is walked one way only.
constexpr SqlText usable{" AND a.suspended_at IS NULL AND a.deleted_at IS NULL"};
constexpr SqlText downwards{
    " AND ($2::bigint IS NULL OR l.id < $2) AND ($3::bigint IS NULL OR l.id > $3) ORDER BY l.id DESC LIMIT $4"
};
constexpr SqlText upwards{
    " AND ($2::bigint IS NULL OR l.id < $2) AND ($3::bigint IS NULL OR l.id > $3) ORDER BY l.id LIMIT $4"
};

constexpr auto followers_text = "SELECT l.id, l.account_id FROM follows l JOIN accounts a ON a.id = l.account_id"
                                " WHERE l.target_account_id = $1 AND l.accepted_at IS NOT NULL" +
                                usable;
constexpr auto followers_down = followers_text + downwards;
constexpr auto followers_up = followers_text + upwards;
const Statement followers_down_sql{"follows.followers_down", followers_down.c_str()};
const Statement followers_up_sql{"follows.followers_up", followers_up.c_str()};

constexpr auto following_text =
    "SELECT l.id, l.target_account_id FROM follows l JOIN accounts a ON a.id = l.target_account_id"
    " WHERE l.account_id = $1 AND l.accepted_at IS NOT NULL" +
    usable;
constexpr auto following_down = following_text + downwards;
constexpr auto following_up = following_text + upwards;
const Statement following_down_sql{"follows.following_down", following_down.c_str()};
const Statement following_up_sql{"follows.following_up", following_up.c_str()};

constexpr auto requests_text = "SELECT l.id, l.account_id FROM follows l JOIN accounts a ON a.id = l.account_id"
                               " WHERE l.target_account_id = $1 AND l.accepted_at IS NULL" +
                               usable;
constexpr auto requests_down = requests_text + downwards;
constexpr auto requests_up = requests_text + upwards;
const Statement requests_down_sql{"follows.requests_down", requests_down.c_str()};
const Statement requests_up_sql{"follows.requests_up", requests_up.c_str()};

constexpr auto mutuals_text = "SELECT l.target_account_id FROM follows l"
                              " JOIN follows b ON b.account_id = l.target_account_id AND b.target_account_id = $1"
                              " AND b.accepted_at IS NOT NULL"
                              " JOIN accounts a ON a.id = l.target_account_id"
                              " WHERE l.account_id = $1 AND l.accepted_at IS NOT NULL" +
                              usable + " ORDER BY l.id DESC LIMIT $2";
const Statement mutuals_sql{"follows.mutuals", mutuals_text.c_str()};

constexpr auto blocks_text =
    "SELECT l.id, l.target_account_id FROM blocks l JOIN accounts a ON a.id = l.target_account_id"
    " WHERE l.account_id = $1" +
    usable;
constexpr auto blocks_down = blocks_text + downwards;
constexpr auto blocks_up = blocks_text + upwards;
const Statement blocks_down_sql{"blocks.down", blocks_down.c_str()};
const Statement blocks_up_sql{"blocks.up", blocks_up.c_str()};

constexpr auto mutes_text =
    "SELECT l.id, l.target_account_id FROM mutes l JOIN accounts a ON a.id = l.target_account_id"
    " WHERE l.account_id = $1 AND (l.expires_at IS NULL OR l.expires_at > now())" +
    usable;
constexpr auto mutes_down = mutes_text + downwards;
constexpr auto mutes_up = mutes_text + upwards;
const Statement mutes_down_sql{"mutes.down", mutes_down.c_str()};
const Statement mutes_up_sql{"mutes.up", mutes_up.c_str()};

std::vector<Entry>
read_page(Transaction& tx, const Statement& down, const Statement& up, AccountId of, const accounts::Page& page)
{
    const bool climb = page.min_id.has_value();
    const auto above = climb ? page.min_id : page.since_id;
    std::vector<Entry> entries;
    for (const auto row : tx.exec(climb ? up : down, of, page.max_id, above, std::max(page.limit, 0))) {
        ColumnReader in(row);
        entries.push_back({.cursor = in.next<std::int64_t>(), .account = in.next<AccountId>()});
    }
    if (climb) std::ranges::reverse(entries);
    return entries;
}

} // namespace

std::vector<Entry> followers(Transaction& tx, AccountId of, const accounts::Page& page)
{
    return read_page(tx, followers_down_sql, followers_up_sql, of, page);
}

std::vector<Entry> following(Transaction& tx, AccountId of, const accounts::Page& page)
{
    return read_page(tx, following_down_sql, following_up_sql, of, page);
}

std::vector<Entry> follow_requests(Transaction& tx, AccountId of, const accounts::Page& page)
{
    return read_page(tx, requests_down_sql, requests_up_sql, of, page);
}

std::vector<AccountId> mutuals(Transaction& tx, AccountId of, int limit)
{
    std::vector<AccountId> found;
    for (const auto row : tx.exec(mutuals_sql, of, limit)) found.push_back(row.at(0).as<AccountId>());
    return found;
}

std::vector<Entry> blocks(Transaction& tx, AccountId of, const accounts::Page& page)
{
    return read_page(tx, blocks_down_sql, blocks_up_sql, of, page);
}

std::vector<Entry> mutes(Transaction& tx, AccountId of, const accounts::Page& page)
{
    return read_page(tx, mutes_down_sql, mutes_up_sql, of, page);
}

} // namespace rounds::storage::graph
