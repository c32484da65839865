#include "storage/search_index.hpp"

#include "storage/base/ids.hpp"
#include "storage/events.hpp"

#include <limits>
#include <optional>
#include <vector>

namespace rounds::storage::search_index {
namespace {

// Events are kept for an hour: whoever was away for longer begins again.
const Statement take_turn_sql{"search_index.take_turn", R"(
    SELECT transaction::text AS transaction, event_id, unread_below, seen_at < now() - interval '50 minutes' AS too_old
    FROM search_progress FOR UPDATE SKIP LOCKED)"};

const Statement save_sql{"search_index.save", R"(
    UPDATE search_progress
    SET transaction = $1::text::xid8, event_id = $2, unread_below = $3, seen_at = now()
    WHERE transaction <> $1::text::xid8 OR event_id <> $2 OR unread_below <> $3
        OR seen_at < now() - interval '1 minute')"};

const Statement older_sql{"search_index.older", R"(
    SELECT id FROM statuses WHERE id < $1 ORDER BY id DESC LIMIT $2)"};

// Direct messages are sealed, and an index of their words would tell them. The parser leaves tags and character
// references out by itself. What is longer than a long article is cut.
const Statement read_sql{"search_index.read", R"(
    WITH posts AS MATERIALIZED (
        SELECT s.id, s.account_id, search_configuration(s.language) AS configuration,
            left(concat_ws(' ', s.title, s.spoiler_text, s.content, array_to_string(p.options, ' '),
                (SELECT string_agg(m.description, ' ') FROM media_attachments m WHERE m.status_id = s.id)),
                100000) AS text
        FROM statuses s LEFT JOIN polls p ON p.status_id = s.id
        WHERE s.id = ANY ($1) AND s.deleted_at IS NULL AND s.reblog_of_id IS NULL AND s.visibility <> 3)
    INSERT INTO status_words (status_id, account_id, words)
    SELECT id, account_id,
        CASE WHEN configuration = 'pg_catalog.simple'::regconfig THEN to_tsvector('pg_catalog.simple', text)
             ELSE to_tsvector(configuration, text) || to_tsvector('pg_catalog.simple', text) END
    FROM posts ORDER BY id
    ON CONFLICT (status_id) DO UPDATE SET words = excluded.words)"};

const Statement forget_sql{"search_index.forget", R"(
    DELETE FROM status_words w USING statuses s
    WHERE w.status_id = ANY ($1) AND s.id = w.status_id AND s.deleted_at IS NOT NULL)"};

std::vector<StatusId> posts_in(const std::vector<events::Event>& events)
{
    std::vector<StatusId> posts;
    for (const auto& event : events)
        if (event.status && (event.kind == "status" || event.kind == "status.update" || event.kind == "status.delete"))
            posts.push_back(*event.status);
    return posts;
}

/// The next posts from before; moves `below` on, to 0 when all are read.
std::size_t read_older(Transaction& tx, std::int64_t& below, int limit)
{
    if (below == 0) return 0;
    std::vector<StatusId> older;
    for (const auto row : tx.exec(older_sql, below, limit)) older.push_back(row.at(0).as<StatusId>());
    below = older.empty() ? 0 : to_int(older.back());
    if (!older.empty()) tx.exec(read_sql, older);
    return older.size();
}

} // namespace

std::size_t catch_up(Transaction& tx, int limit)
{
    const auto rows = tx.exec(take_turn_sql);
    if (rows.empty()) return 0;
    events::Cursor cursor{
        .transaction = rows.front().get<std::string>("transaction"), .id = rows.front().get<std::int64_t>("event_id")
    };
    auto below = rows.front().get<std::int64_t>("unread_below");
    if (rows.front().get<bool>("too_old")) {
        cursor = events::now(tx);
        below = std::numeric_limits<std::int64_t>::max();
    }
    const auto news = events::read(tx, cursor, limit);
    if (const auto posts = posts_in(news); !posts.empty()) {
        tx.exec(read_sql, posts);
        tx.exec(forget_sql, posts);
    }
    const auto older = read_older(tx, below, limit);
    tx.exec(save_sql, cursor.transaction, cursor.id, below);
    return news.size() + older;
}

} // namespace rounds::storage::search_index
