#include "storage/search.hpp"

#include "storage/visibility_sql.hpp"

namespace rounds::storage::search {
namespace {

// Each configuration makes its own query of the words; querytree tells whether the index can answer it at all (a bare
// exclusion cannot).
const Statement text_query_sql{"search.text_query", R"(
    WITH rules AS (
        SELECT DISTINCT search_configuration(language) AS configuration FROM unnest($3::text[]) AS l (language)
        UNION SELECT 'pg_catalog.simple'::regconfig),
    queries AS (
        SELECT websearch_to_tsquery(configuration, $1) AS query FROM rules
        UNION
        SELECT phraseto_tsquery(configuration, phrase) FROM rules, unnest($2::text[]) AS a (phrase))
    SELECT string_agg('(' || query::text || ')', ' | ') FROM queries
    WHERE numnode(query) > 0 AND querytree(query) NOT IN ('', 'T'))"};

// What is found is looked at from the newest on, until there are enough that may be seen.
// $1 text, $2 viewer, $3 from, $4 library, $5 consented
constexpr SqlText candidates_text{R"(
    WITH candidates AS MATERIALIZED (
        (SELECT w.status_id AS id, false AS own FROM status_words w
         WHERE w.words @@ $1::text::tsquery AND $5 ORDER BY w.status_id DESC LIMIT 4000)
        UNION ALL
        (SELECT w.status_id, w.account_id = $2 FROM status_words w
         WHERE w.words @@ $1::text::tsquery AND w.account_id IN ($2, $3) ORDER BY w.status_id DESC LIMIT 1000)
        UNION ALL
        (SELECT s.id, s.account_id = $2 FROM statuses s
         WHERE $1::text IS NULL AND s.account_id = $3 AND s.deleted_at IS NULL ORDER BY s.id DESC LIMIT 4000)
        UNION ALL
        (SELECT m.status_id, true FROM mentions m JOIN status_words w ON w.status_id = m.status_id
         WHERE $4 AND m.account_id = $2 AND w.words @@ $1::text::tsquery ORDER BY m.status_id DESC LIMIT 1000)
        UNION ALL
        (SELECT f.status_id, true FROM favourites f JOIN status_words w ON w.status_id = f.status_id
         WHERE $4 AND f.account_id = $2 AND w.words @@ $1::text::tsquery ORDER BY f.id DESC LIMIT 1000)
        UNION ALL
        (SELECT b.status_id, true FROM bookmarks b JOIN status_words w ON w.status_id = b.status_id
         WHERE $4 AND b.account_id = $2 AND w.words @@ $1::text::tsquery ORDER BY b.id DESC LIMIT 1000)
        UNION ALL
        (SELECT r.reblog_of_id, true FROM statuses r JOIN status_words w ON w.status_id = r.reblog_of_id
         WHERE $4 AND r.account_id = $2 AND r.deleted_at IS NULL AND w.words @@ $1::text::tsquery
         ORDER BY r.id DESC LIMIT 1000)),
    found AS (SELECT id, bool_or(own) AS own FROM candidates GROUP BY id ORDER BY id DESC OFFSET 0)
    SELECT s.id FROM found JOIN statuses s ON s.id = found.id JOIN accounts a ON a.id = s.account_id
    WHERE (found.own AND $4 OR $5 AND s.visibility = 0 AND a.indexable AND a.silenced_at IS NULL) AND )"};

constexpr SqlText conditions_text{R"(
        AND s.account_id NOT IN (SELECT target_account_id FROM blocks WHERE account_id = $2)
        AND s.account_id NOT IN (SELECT target_account_id FROM mutes
            WHERE account_id = $2 AND (expires_at IS NULL OR expires_at > now()))
        AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.account_id = $2 AND d.domain = lower(a.domain))
        AND ($3::bigint IS NULL OR s.account_id = $3)
        AND ($6::timestamptz IS NULL OR s.created_at >= $6)
        AND ($7::timestamptz IS NULL OR s.created_at < $7)
        AND ($8::text IS NULL OR lower(s.language) = $8 OR lower(s.language) LIKE $8 || '-%')
        AND ($9::boolean IS NULL OR $9 = EXISTS (SELECT 1 FROM media_attachments m WHERE m.status_id = s.id))
        AND ($10::boolean IS NULL
            OR $10 = EXISTS (SELECT 1 FROM media_attachments m WHERE m.status_id = s.id AND m.kind = 'image'))
        AND ($11::boolean IS NULL OR $11 = EXISTS (SELECT 1 FROM media_attachments m
            WHERE m.status_id = s.id AND m.kind IN ('video', 'gifv')))
        AND ($12::boolean IS NULL
            OR $12 = EXISTS (SELECT 1 FROM media_attachments m WHERE m.status_id = s.id AND m.kind = 'audio'))
        AND ($13::boolean IS NULL OR $13 = EXISTS (SELECT 1 FROM polls p WHERE p.status_id = s.id))
        AND ($14::boolean IS NULL OR $14 = EXISTS (SELECT 1 FROM status_cards c WHERE c.status_id = s.id))
        AND ($15::boolean IS NULL OR $15 = (s.in_reply_to_uri IS NOT NULL OR s.in_reply_to_id IS NOT NULL))
        AND ($16::boolean IS NULL OR $16 = s.sensitive)
        AND ($17::bigint IS NULL OR s.id < $17) AND ($18::bigint IS NULL OR s.id > $18)
    ORDER BY s.id DESC LIMIT $19 OFFSET $20)"};

constexpr auto statuses_text = candidates_text + visible_sql("s", "$2::bigint") + conditions_text;
const Statement statuses_sql{"search.statuses", statuses_text.c_str()};

} // namespace

std::optional<std::string> text_query(
    Transaction& tx,
    const std::string& words,
    const std::vector<std::string>& alternatives,
    const std::vector<std::string>& languages
)
{
    return tx.exec(text_query_sql, words, alternatives, languages).front().at(0).as<std::optional<std::string>>();
}

std::vector<StatusId> statuses(Transaction& tx, const Query& query)
{
    std::vector<StatusId> ids;
    if (!query.text && !query.from) return ids;
    const auto rows = tx.exec(
        statuses_sql,
        query.text,
        query.viewer,
        query.from,
        query.library,
        query.consented,
        query.at_or_after,
        query.before,
        query.language,
        query.media,
        query.image,
        query.video,
        query.audio,
        query.poll,
        query.link,
        query.reply,
        query.sensitive,
        query.max_id,
        query.min_id,
        query.limit,
        query.offset
    );
    for (const auto row : rows) ids.push_back(row.at(0).as<StatusId>());
    return ids;
}

} // namespace rounds::storage::search
