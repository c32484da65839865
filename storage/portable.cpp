#include "storage/portable.hpp"

#include "storage/columns.hpp"

#include <algorithm>

namespace rounds::storage::portable {
namespace {

constexpr SqlText address{"a.username || '@' || coalesce(a.domain, $2)"};

constexpr auto follows_text = "SELECT " + address + R"(, f.show_reblogs::text, f.notify::text,
        coalesce(array_to_string(f.languages, ', '), '')
    FROM follows f JOIN accounts a ON a.id = f.target_account_id
    WHERE f.account_id = $1 AND a.deleted_at IS NULL ORDER BY f.id LIMIT $3)";
const Statement follows_sql{"portable.follows", follows_text.c_str()};

constexpr auto blocks_text = "SELECT " + address + R"( FROM blocks b JOIN accounts a ON a.id = b.target_account_id
    WHERE b.account_id = $1 AND a.deleted_at IS NULL ORDER BY b.id LIMIT $3)";
const Statement blocks_sql{"portable.blocks", blocks_text.c_str()};

constexpr auto mutes_text = "SELECT " + address + R"(, m.hide_notifications::text
    FROM mutes m JOIN accounts a ON a.id = m.target_account_id
    WHERE m.account_id = $1 AND a.deleted_at IS NULL AND m.expires_at IS NULL ORDER BY m.id LIMIT $3)";
const Statement mutes_sql{"portable.mutes", mutes_text.c_str()};

constexpr auto lists_text = "SELECT l.title, " + address + R"(
    FROM lists l JOIN list_accounts m ON m.list_id = l.id JOIN accounts a ON a.id = m.account_id
    WHERE l.account_id = $1 AND a.deleted_at IS NULL ORDER BY l.id, m.id LIMIT $3)";
const Statement lists_sql{"portable.lists", lists_text.c_str()};

// $2 has no use here, but all have the same parameters.
const Statement bookmarks_sql{"portable.bookmarks", R"(
    SELECT s.uri FROM bookmarks b JOIN statuses s ON s.id = b.status_id
    WHERE b.account_id = $1 AND s.deleted_at IS NULL AND $2::text IS NOT NULL ORDER BY b.id LIMIT $3)"};
const Statement domain_blocks_sql{"portable.domain_blocks", R"(
    SELECT domain FROM account_domain_blocks WHERE account_id = $1 AND $2::text IS NOT NULL ORDER BY domain LIMIT $3)"};

struct Kind
{
    std::string_view name;
    const Statement& statement;
    std::size_t columns;
};
const Kind table[] = {
    {"follows", follows_sql, 4},
    {"blocks", blocks_sql, 1},
    {"mutes", mutes_sql, 2},
    {"lists", lists_sql, 2},
    {"bookmarks", bookmarks_sql, 1},
    {"domain_blocks", domain_blocks_sql, 1},
};

const Statement posts_sql{"portable.posts", R"(
    SELECT id FROM statuses WHERE account_id = $1 AND deleted_at IS NULL AND ($2::bigint IS NULL OR id > $2)
    ORDER BY id LIMIT $3)"};
const Statement favourites_sql{"portable.favourites", R"(
    SELECT s.uri FROM favourites f JOIN statuses s ON s.id = f.status_id
    WHERE f.account_id = $1 AND s.deleted_at IS NULL ORDER BY f.id)"};
const Statement kept_sql{"portable.kept", R"(
    SELECT s.uri FROM bookmarks b JOIN statuses s ON s.id = b.status_id
    WHERE b.account_id = $1 AND s.deleted_at IS NULL ORDER BY b.id)"};
const Statement file_keys_sql{"portable.file_keys", R"(
    SELECT file_key FROM media_attachments
    WHERE account_id = $1 AND remote_url IS NULL AND file_key IS NOT NULL ORDER BY id)"};

// Times as PostgreSQL writes them in JSON: ISO 8601 with the offset.
const Statement consents_sql{"portable.consents", R"(
    SELECT json_build_object(
        'quoted_in_summaries', coalesce((
            SELECT json_agg(json_build_object('network', n.title, 'given', q.granted_at, 'withdrawn', q.withdrawn_at)
                            ORDER BY n.id)
            FROM quote_consents q JOIN networks n ON n.id = q.network_id WHERE q.account_id = a.id), '[]'),
        'entered_sensitive_networks', coalesce((
            SELECT json_agg(json_build_object('network', n.title, 'agreed_to', c.wording, 'given', c.granted_at,
                                              'withdrawn', c.withdrawn_at) ORDER BY c.id)
            FROM network_consents c JOIN networks n ON n.id = c.network_id WHERE c.account_id = a.id), '[]'),
        'found_in_directory', a.discoverable, 'found_in_search', a.indexable)::text
    FROM accounts a WHERE a.id = $1)"};
const Statement marks_sql{"portable.marks", R"(
    SELECT json_build_object(
        'summaries', coalesce((SELECT json_agg(json_build_object('summary', summary_id, 'mark', mark, 'at', created_at)
                                               ORDER BY created_at)
                               FROM summary_marks WHERE account_id = $1), '[]'),
        'votes', coalesce((SELECT json_agg(json_build_object('poll', s.uri, 'choice', v.choice, 'at', v.created_at) ORDER BY v.id)
                           FROM poll_votes v JOIN polls p ON p.id = v.poll_id JOIN statuses s ON s.id = p.status_id
                           WHERE v.account_id = $1), '[]'),
        'tags', coalesce((SELECT json_agg(t.name ORDER BY t.name) FROM tag_follows f JOIN tags t ON t.id = f.tag_id
                          WHERE f.account_id = $1), '[]'),
        'conditions', coalesce((SELECT json_agg(condition_id ORDER BY condition_id) FROM condition_follows
                                WHERE account_id = $1), '[]'))::text)"};
const Statement log_ins_sql{
    "portable.log_ins", R"(
    SELECT json_build_object(
        'browsers', coalesce((SELECT json_agg(json_build_object('browser', user_agent, 'since', created_at,
                                                                'last_used', last_used_at) ORDER BY id)
                              FROM sessions WHERE account_id = $1), '[]'),
        'apps', coalesce((SELECT json_agg(json_build_object('app', p.name, 'may', t.scopes, 'since', t.created_at,
                                                            'last_used', t.last_used_at, 'until', t.revoked_at) ORDER BY t.id)
                          FROM oauth_tokens t JOIN oauth_apps p ON p.id = t.app_id WHERE t.account_id = $1), '[]'),
        'record', coalesce((SELECT json_agg(json_build_object('at', at, 'action', action, 'by', via, 'rule', rule) ORDER BY id)
                            FROM audit_log WHERE actor_id = $1 OR target_kind = 'account' AND target_id = $1), '[]'))::text)"
};

std::vector<std::string> column(const Rows& rows)
{
    std::vector<std::string> texts;
    for (const auto row : rows) texts.push_back(row.at(0).as<std::string>());
    return texts;
}

const Statement add_import_sql{"import.add", R"(
    INSERT INTO imports (account_id, kind, total) VALUES ($1, $2, $3) RETURNING id)"};
const Statement add_row_sql{"import.add_row", R"(
    INSERT INTO import_rows (import_id, position, fields) VALUES ($1, $2, $3))"};
const Statement find_import_sql{"import.find", R"(
    SELECT id, account_id, kind, total, done, failed, created_at FROM imports WHERE id = $1)"};
const Statement imports_of_sql{"import.of", R"(
    SELECT id, account_id, kind, total, done, failed, created_at FROM imports
    WHERE account_id = $1 ORDER BY id DESC LIMIT $2)"};
const Statement next_rows_sql{"import.next_rows", R"(
    SELECT position, fields FROM import_rows WHERE import_id = $1 ORDER BY position LIMIT $2)"};
const Statement settle_row_sql{"import.settle_row", R"(
    WITH gone AS (DELETE FROM import_rows WHERE import_id = $1 AND position = $2 RETURNING import_id)
    UPDATE imports SET done = done + 1, failed = failed + CASE WHEN $3 THEN 0 ELSE 1 END
    WHERE id IN (SELECT import_id FROM gone)
    RETURNING id)"};

Import read_import(const Row& row)
{
    ColumnReader in(row);
    Import one;
    one.id = in.next<ImportId>();
    one.account = in.next<AccountId>();
    one.kind = in.next<std::string>();
    one.total = in.next<int>();
    one.done = in.next<int>();
    one.failed = in.next<int>();
    one.created_at = in.next<Time>();
    return one;
}

} // namespace

bool is_kind(std::string_view kind) noexcept
{
    return std::ranges::find(kinds, kind) != std::end(kinds);
}

std::vector<Fields> rows(Transaction& tx, std::string_view kind, AccountId account, std::string_view domain, int limit)
{
    const auto found = std::ranges::find(table, kind, &Kind::name);
    std::vector<Fields> all;
    if (found == std::end(table)) return all;
    for (const auto row : tx.exec(found->statement, account, domain, limit)) {
        Fields fields;
        for (std::size_t i = 0; i < found->columns; ++i) fields.push_back(row.at(i).as<std::string>());
        all.push_back(std::move(fields));
    }
    return all;
}

ImportId add_import(Transaction& tx, AccountId account, std::string_view kind, const std::vector<Fields>& rows)
{
    const auto id = tx.exec(add_import_sql, account, kind, rows.size()).front().get<ImportId>("id");
    int position = 0;
    for (const auto& fields : rows) tx.later(add_row_sql, id, ++position, fields);
    return id;
}

result<Import> find_import(Transaction& tx, ImportId id)
{
    const auto found = tx.exec(find_import_sql, id);
    if (found.empty()) return errc::not_found;
    return read_import(found.front());
}

std::vector<Import> imports_of(Transaction& tx, AccountId account, int limit)
{
    std::vector<Import> all;
    for (const auto row : tx.exec(imports_of_sql, account, limit)) all.push_back(read_import(row));
    return all;
}

std::vector<ImportRow> next_rows(Transaction& tx, ImportId id, int limit)
{
    std::vector<ImportRow> all;
    for (const auto row : tx.exec(next_rows_sql, id, limit))
        all.push_back({.position = row.get<int>("position"), .fields = row.get<std::vector<std::string>>("fields")});
    return all;
}

bool settle_row(Transaction& tx, ImportId id, int position, bool succeeded)
{
    return !tx.exec(settle_row_sql, id, position, succeeded).empty();
}

std::vector<StatusId> posts_after(Transaction& tx, AccountId account, const std::optional<StatusId>& after, int limit)
{
    std::vector<StatusId> ids;
    for (const auto row : tx.exec(posts_sql, account, after, limit)) ids.push_back(row.at(0).as<StatusId>());
    return ids;
}

std::vector<std::string> favourites(Transaction& tx, AccountId account)
{
    return column(tx.exec(favourites_sql, account));
}

std::vector<std::string> bookmarks(Transaction& tx, AccountId account)
{
    return column(tx.exec(kept_sql, account));
}

std::vector<std::string> file_keys(Transaction& tx, AccountId account)
{
    return column(tx.exec(file_keys_sql, account));
}

std::vector<Document> documents(Transaction& tx, AccountId account)
{
    const auto text = [&](const Statement& statement) {
        return tx.exec(statement, account).front().at(0).as<std::string>();
    };
    return {
        {"consents.json", text(consents_sql)}, {"marks.json", text(marks_sql)}, {"log_ins.json", text(log_ins_sql)}
    };
}

} // namespace rounds::storage::portable
