#include "storage/home.hpp"

#include "storage/paged.hpp"
#include "storage/readings.hpp"
#include "storage/visibility_sql.hpp"

#include <algorithm>
#include <limits>

namespace rounds::storage::home {
namespace {

/// From here on the newest posts of all are looked at first.
constexpr std::size_t some_follows = 50;
/// Above this many follows one ordered scan is cheaper than a look at each author (performance.md: 4,045/s against
/// 713/s at 1,000 follows of equally busy authors; real ones are not equally busy).
constexpr std::size_t many_follows = 2000;

// Whom the viewer ($1) follows, and whom the viewer must not meet.
const std::string people = R"(
    followed AS (
        SELECT target_account_id AS author, show_reblogs, languages FROM follows
        WHERE account_id = $1 AND accepted_at IS NOT NULL
        UNION ALL
        SELECT $1::bigint, true, NULL),
    hidden AS (
        SELECT target_account_id AS id FROM blocks WHERE account_id = $1
        UNION SELECT account_id FROM blocks WHERE target_account_id = $1
        UNION SELECT target_account_id FROM mutes WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > now())
        UNION SELECT m.account_id FROM lists l JOIN list_accounts m ON m.list_id = l.id
              WHERE l.account_id = $1 AND l.exclusive AND m.account_id <> $1),
    domains AS (SELECT domain FROM account_domain_blocks WHERE account_id = $1))";

// `s` is a post by an author in `f` (a row of followed). 5662310400000 is a day in ids (milliseconds << 16).
const std::string post_rules = R"(
    s.account_id NOT IN (SELECT id FROM hidden)
    AND (SELECT a.suspended_at IS NULL AND a.deleted_at IS NULL
                AND coalesce(lower(a.domain), '') NOT IN (SELECT domain FROM domains)
         FROM accounts a WHERE a.id = s.account_id)
    AND (s.visibility <= 2 OR s.account_id = $1
         OR EXISTS (SELECT FROM mentions m WHERE m.status_id = s.id AND m.account_id = $1))
    AND (f.languages IS NULL OR cardinality(f.languages) = 0 OR s.language IS NULL OR s.language = ANY (f.languages))
    AND (s.account_id = $1 OR (s.in_reply_to_id IS NULL AND s.in_reply_to_uri IS NULL)
         OR s.in_reply_to_account_id IN (SELECT author FROM followed)
         OR s.in_reply_to_account_id = s.account_id))";
const std::string rules = post_rules + R"(
    AND (s.reblog_of_id IS NULL OR (
        f.show_reblogs
        AND EXISTS (SELECT FROM statuses o JOIN accounts a ON a.id = o.account_id
                    WHERE o.id = s.reblog_of_id AND o.deleted_at IS NULL
                      AND a.suspended_at IS NULL AND a.deleted_at IS NULL
                      AND (a.domain IS NULL OR lower(a.domain) NOT IN (SELECT domain FROM domains))
                      AND o.account_id NOT IN (SELECT id FROM hidden)
                      AND NOT (o.id > s.id - 5662310400000 AND o.account_id IN (SELECT author FROM followed)
                               AND ((o.in_reply_to_id IS NULL AND o.in_reply_to_uri IS NULL)
                                    OR o.in_reply_to_account_id IN (SELECT author FROM followed)
                                    OR o.in_reply_to_account_id = o.account_id)))
        AND NOT EXISTS (SELECT FROM statuses b JOIN followed g ON g.author = b.account_id AND g.show_reblogs
                        WHERE b.reblog_of_id = s.reblog_of_id AND b.deleted_at IS NULL AND b.id < s.id
                          AND b.id > s.id - 5662310400000 AND b.account_id NOT IN (SELECT id FROM hidden)))))";

// Posts under followed tags, of accounts that are not followed.
const std::string tag_rules = R"(
    s.visibility = 0 AND s.deleted_at IS NULL AND s.reblog_of_id IS NULL
    AND (s.in_reply_to_id IS NULL OR s.in_reply_to_account_id = s.account_id)
    AND s.account_id NOT IN (SELECT id FROM hidden)
    AND s.account_id NOT IN (SELECT author FROM followed)
    AND (SELECT a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.silenced_at IS NULL
                AND coalesce(lower(a.domain), '') NOT IN (SELECT domain FROM domains)
         FROM accounts a WHERE a.id = s.account_id))";

// Of the `newest` ids, of which some are `tagged`: those above the floor that belong there.
const std::string page_text = R"(
    SELECT floor.id AS floor, page.id, page.reblog_of_id FROM floor
    LEFT JOIN LATERAL (
        SELECT s.id, s.reblog_of_id FROM (SELECT id FROM newest WHERE newest.id >= floor.id) n
        JOIN statuses s ON s.id = n.id JOIN followed f ON f.author = s.account_id WHERE )" +
                              rules + R"(
        UNION
        SELECT s.id, s.reblog_of_id FROM (SELECT id FROM newest WHERE newest.id >= floor.id) n
        JOIN statuses s ON s.id = n.id
        WHERE s.id IN (SELECT id FROM tagged) AND )" +
                              tag_rules + R"(
        ORDER BY 1 DESC LIMIT BATCH) page ON true
    ORDER BY page.id DESC)";

// The newest few of each author through the index on (author, id): measured 8 times cheaper than one ordered scan at
// 100 follows. Ids alone are read of them, from the index; the rules look at twice as many as are wanted. The newest
// four of each tell how far back to go for that many, where people follow many. Where an author has more than were
// read, or more were found than are looked at, nothing is known below the last of them: that is the floor.
const std::string chunk_text = "WITH " + people + R"(,
    few AS MATERIALIZED (
        SELECT f.author, s.id FROM followed f
        CROSS JOIN LATERAL (
            SELECT p.id FROM statuses p
            WHERE p.account_id = f.author AND p.deleted_at IS NULL AND p.id < $2 ORDER BY p.id DESC LIMIT 4) s),
    reach AS MATERIALIZED (
        SELECT CASE WHEN count(*) < TWICE THEN 0 ELSE min(id) END AS id
        FROM (SELECT id FROM few ORDER BY id DESC LIMIT TWICE) newest_of_few),
    busy AS (
        SELECT author, min(id) AS lowest FROM few GROUP BY author
        HAVING count(*) = 4 AND min(id) > (SELECT id FROM reach)),
    raw AS (
        SELECT author, id FROM few WHERE id >= (SELECT id FROM reach)
        UNION ALL
        SELECT b.author, s.id FROM busy b
        CROSS JOIN LATERAL (
            SELECT p.id FROM statuses p
            WHERE p.account_id = b.author AND p.deleted_at IS NULL AND p.id < b.lowest
              AND p.id >= (SELECT id FROM reach)
            ORDER BY p.id DESC LIMIT greatest($3 - 4, 0)) s),
    tagged AS (
        SELECT t.tag_id, s.status_id AS id FROM tag_follows t
        CROSS JOIN LATERAL (SELECT status_id FROM status_tags x WHERE x.tag_id = t.tag_id AND x.status_id < $2
                            ORDER BY status_id DESC LIMIT $3) s
        WHERE t.account_id = $1),
    newest AS MATERIALIZED (
        SELECT id FROM (SELECT id FROM raw UNION ALL SELECT id FROM tagged) found ORDER BY id DESC LIMIT TWICE),
    floor AS (
        SELECT coalesce(max(lowest), 0) AS id FROM (
            SELECT min(id) AS lowest FROM raw GROUP BY author HAVING count(*) >= $3
            UNION ALL
            SELECT min(id) FROM tagged GROUP BY tag_id HAVING count(*) >= $3
            UNION ALL
            SELECT min(id) FROM newest HAVING count(*) >= TWICE) cut))" +
                               page_text;

// For people who follow some hundred: among the newest posts of all are enough of theirs as long as those they follow
// are not among the quiet ones. Measured at 300 follows of 2,000 equally busy authors: 0.9 ms where a look at each
// author takes 1.8 ms. Nothing is known below the last post that was looked at.
const std::string recent_parts = R"(,
    recent AS MATERIALIZED (
        SELECT id, account_id FROM statuses WHERE deleted_at IS NULL AND id < $2 AND LOOKED ORDER BY id DESC LIMIT WINDOW),
    tagged AS MATERIALIZED (
        SELECT x.status_id AS id FROM tag_follows t
        JOIN status_tags x ON x.tag_id = t.tag_id AND x.status_id >= (SELECT min(id) FROM recent) AND x.status_id < $2
        WHERE t.account_id = $1),
    newest AS MATERIALIZED (
        SELECT id FROM recent
        WHERE account_id IN (SELECT author FROM followed) OR id IN (SELECT id FROM tagged)
        ORDER BY id DESC LIMIT TWICE),
    floor AS (
        SELECT CASE WHEN (SELECT count(*) FROM newest) >= TWICE THEN (SELECT min(id) FROM newest)
                    WHEN count(*) >= WINDOW THEN min(id) ELSE 0 END AS id FROM recent))";
const std::string recent_text = "WITH " + people + replaced(recent_parts, "LOOKED", "true") + page_text;

// What a timeline in memory must know besides (Sources).
const std::string tags_and_change = R"(
    EXISTS (SELECT FROM tag_follows WHERE account_id = $1) AS tags,
    (SELECT min(expires_at) FROM mutes WHERE account_id = $1 AND expires_at > now()) AS changes_at)";

// Both by one look at the follows: the first row has the sources. The newest posts of all are not looked at where there
// are too few follows for it, or too many.
const std::string first_text = "WITH " + people + R"(,
    span AS MATERIALIZED (SELECT count(*) BETWEEN SOME AND MANY AS looked FROM followed))" +
                               replaced(recent_parts, "LOOKED", "(SELECT looked FROM span)") + R"(
    SELECT NULL::bigint AS floor, NULL::bigint AS id, NULL::bigint AS reblog_of_id, (SELECT looked FROM span) AS looked,
        array(SELECT author FROM followed) AS authors, )" +
                               tags_and_change + R"(
    UNION ALL
    SELECT floor, id, reblog_of_id, false, NULL, false, NULL FROM ()" +
                               page_text + ") page";

/// How much is looked at stands in the text: PostgreSQL makes one plan then and keeps it, where numbers that it does
/// not know while it plans have it plan anew each time, which takes as long as the answer.
std::string in_batches(const std::string& text, int batch)
{
    constexpr int recent_for_each = 20; // twice what is needed where a tenth of all posts are by those who are followed
    return replaced(
        replaced(replaced(text, "TWICE", std::to_string(2 * batch)), "WINDOW", std::to_string(recent_for_each * batch)),
        "BATCH",
        std::to_string(batch)
    );
}

// The largest page, which is all that most people look at when they come; what is kept of a next one; what a person may
// scroll through.
constexpr int first_batch = 40;
constexpr int small_batch = 80;
constexpr int large_batch = 400;
const std::string small_chunk_text = in_batches(chunk_text, small_batch);
const Statement small_chunk_sql{"home.small_chunk", small_chunk_text.c_str()};
const std::string large_chunk_text = in_batches(chunk_text, large_batch);
const Statement large_chunk_sql{"home.large_chunk", large_chunk_text.c_str()};
const std::string small_recent_text = in_batches(recent_text, small_batch);
const Statement small_recent_sql{"home.small_recent", small_recent_text.c_str()};
const std::string large_recent_text = in_batches(recent_text, large_batch);
const Statement large_recent_sql{"home.large_recent", large_recent_text.c_str()};
const std::string first_page_text = replaced(
    replaced(in_batches(first_text, first_batch), "SOME", std::to_string(some_follows)),
    "MANY",
    std::to_string(many_follows - 1)
);
const Statement first_page_sql{"home.first_page", first_page_text.c_str()};

const std::string accept_text = "WITH " + people + R"(
    SELECT s.id, s.reblog_of_id FROM statuses s JOIN followed f ON f.author = s.account_id
    WHERE s.id = ANY ($2) AND s.deleted_at IS NULL AND )" +
                                rules + R"(
    UNION
    SELECT s.id, s.reblog_of_id FROM statuses s
    WHERE s.id = ANY ($2) AND EXISTS (SELECT FROM status_tags x JOIN tag_follows t ON t.tag_id = x.tag_id
                                      WHERE x.status_id = s.id AND t.account_id = $1) AND )" +
                                tag_rules + R"(
    ORDER BY 1 DESC)";
const Statement accept_sql{"home.accept", accept_text.c_str()};

// The same question for many people at once. `of_followed`: the rules for a post of somebody they follow.
std::string readings_text(const std::string& kind, const std::string& of_followed)
{
    const auto for_one = "WITH " + replaced(people, "followed AS", "followed AS NOT MATERIALIZED") + R"(
        SELECT FROM followed f WHERE f.author = s.account_id AND s.deleted_at IS NULL AND )" +
                         of_followed + R"(
        UNION ALL
        SELECT WHERE EXISTS (SELECT FROM status_tags x JOIN tag_follows t ON t.tag_id = x.tag_id
                             WHERE x.status_id = s.id AND t.account_id = $1) AND )" +
                         tag_rules;
    return R"(
    SELECT w.position FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS w (reader, status, position)
    CROSS JOIN LATERAL (SELECT * FROM statuses WHERE id = w.status OFFSET 0) s
    WHERE )" +
           kind + " AND EXISTS (" + replaced(for_one, "$1", "w.reader") + ")";
}

// Who may not see a post is kept out by these rules already: they hold blocks both ways, who is followed and who is
// mentioned, and the state of the author.
const std::string accept_posts_text = readings_text("s.reblog_of_id IS NULL", post_rules);
const Statement accept_posts_sql{"home.accept_posts", accept_posts_text.c_str()};

constexpr auto boosted_is_visible = visible_sql("boosted", "w.reader");
const std::string accept_boosts_text = readings_text(
    "(SELECT " + std::string(boosted_is_visible.c_str()) + " FROM statuses boosted WHERE boosted.id = s.reblog_of_id)",
    rules
);
const Statement accept_boosts_sql{"home.accept_boosts", accept_boosts_text.c_str()};

// For people who follow very many: one scan in the order of ids.
std::string scan_text(const char* bound, const char* order)
{
    return "WITH " + people + R"(
    SELECT s.id, s.reblog_of_id FROM statuses s LEFT JOIN followed f ON f.author = s.account_id
    WHERE s.deleted_at IS NULL AND s.id )" +
           std::string{bound} + R"(
      AND ((f.author IS NOT NULL AND )" +
           rules + R"()
           OR (f.author IS NULL AND EXISTS (SELECT FROM status_tags x JOIN tag_follows t ON t.tag_id = x.tag_id
                                            WHERE x.status_id = s.id AND t.account_id = $1) AND )" +
           tag_rules + R"())
    ORDER BY s.id )" +
           std::string{order} + " LIMIT $3";
}
const std::string scan_down_text = scan_text("< $2", "DESC");
const Statement scan_down_sql{"home.scan_down", scan_down_text.c_str()};
const std::string scan_up_text = scan_text("> $2", "ASC");
const Statement scan_up_sql{"home.scan_up", scan_up_text.c_str()};

const std::string sources_text = R"(
    SELECT array(SELECT target_account_id FROM follows WHERE account_id = $1 AND accepted_at IS NOT NULL
                 UNION ALL SELECT $1::bigint) AS authors, )" +
                                 tags_and_change;
const Statement sources_sql{"home.sources", sources_text.c_str()};

const Statement count_sql{"home.count_follows", R"(
    SELECT count(*) AS n FROM (SELECT FROM follows WHERE account_id = $1 AND accepted_at IS NOT NULL LIMIT $2) few)"};

std::vector<Entry> entries(const Rows& rows)
{
    std::vector<Entry> found;
    found.reserve(rows.size());
    for (const auto row : rows)
        if (!row["id"].is_null())
            found.push_back({row.get<StatusId>("id"), row.get<std::optional<StatusId>>("reblog_of_id")});
    return found;
}

/// The rows of a batch, of which no more than `limit` are wanted.
Chunk read_chunk(const Rows& rows, int batch, int limit)
{
    Chunk found;
    found.entries = entries(rows);
    for (const auto row : rows) // one that tells of something else may stand before
        if (!row["floor"].is_null()) found.floor = row.get<StatusId>("floor");
    if (found.entries.size() >= static_cast<std::size_t>(std::min(limit, batch))) {
        found.entries.resize(static_cast<std::size_t>(std::min(limit, batch)));
        if (!found.entries.empty()) found.floor = found.entries.back().id;
    } else {
        found.exhausted = found.floor == StatusId{0};
    }
    return found;
}

Chunk scanned(const Rows& rows, int limit)
{
    Chunk found;
    found.entries = entries(rows);
    found.exhausted = std::cmp_less(found.entries.size(), limit);
    if (!found.entries.empty() && !found.exhausted) found.floor = found.entries.back().id;
    return found;
}

Chunk each_author(Transaction& tx, AccountId account, StatusId below, int per_author, int limit)
{
    const bool small = limit <= small_batch;
    const auto rows = tx.exec(small ? small_chunk_sql : large_chunk_sql, account, below, per_author);
    return read_chunk(rows, small ? small_batch : large_batch, limit);
}

Sources read_sources(const Row& row)
{
    Sources found{
        .authors = row.get<std::vector<AccountId>>("authors"),
        .tags = row.get<bool>("tags"),
        .changes_at = row.get<std::optional<Time>>("changes_at")
    };
    std::ranges::sort(found.authors);
    return found;
}

} // namespace

Chunk chunk(
    Transaction& tx, AccountId account, StatusId below, int per_author, int limit, std::optional<std::size_t> follows
)
{
    if (!follows) follows = tx.exec(count_sql, account, many_follows).front().get<std::size_t>("n");
    if (*follows >= many_follows) return scanned(tx.exec(scan_down_sql, account, below, limit), limit);
    const bool small = limit <= small_batch;
    const auto batch = small ? small_batch : large_batch;
    if (*follows >= some_follows) {
        auto found = read_chunk(tx.exec(small ? small_recent_sql : large_recent_sql, account, below), batch, limit);
        if (found.exhausted || std::cmp_equal(found.entries.size(), std::min(limit, batch))) return found;
    }
    return each_author(tx, account, below, per_author, limit);
}

std::vector<Entry> page(Transaction& tx, AccountId account, const accounts::Page& page)
{
    if (page.min_id) {
        auto found = entries(tx.exec(scan_up_sql, account, *page.min_id, page.limit));
        if (page.max_id) std::erase_if(found, [&](const Entry& e) { return to_int(e.id) >= *page.max_id; });
        std::ranges::reverse(found);
        return found;
    }
    std::vector<Entry> found;
    StatusId below{page.max_id.value_or(std::numeric_limits<std::int64_t>::max())};
    while (std::cmp_less(found.size(), page.limit)) {
        const int wanted = page.limit - static_cast<int>(found.size());
        const auto next = chunk(tx, account, below, std::max(wanted, 20), wanted);
        for (const auto& entry : next.entries)
            if (to_int(entry.id) > page.since_id.value_or(0)) found.push_back(entry);
        if (next.exhausted || (page.since_id && to_int(next.floor) <= *page.since_id)) break;
        below = next.floor;
    }
    return found;
}

std::vector<Entry> accept(Transaction& tx, AccountId account, const std::vector<StatusId>& ids)
{
    return entries(tx.exec(accept_sql, account, ids));
}

std::vector<Reading> accept_posts(Transaction& tx, const std::vector<Reading>& readings)
{
    return kept(tx, accept_posts_sql, readings, &Reading::reader);
}

std::vector<Reading> accept_boosts(Transaction& tx, const std::vector<Reading>& readings)
{
    return kept(tx, accept_boosts_sql, readings, &Reading::reader);
}

Sources sources(Transaction& tx, AccountId account)
{
    return read_sources(tx.exec(sources_sql, account).front());
}

First first(Transaction& tx, AccountId account, int per_author, int limit)
{
    limit = std::min(limit, first_batch);
    const StatusId top{std::numeric_limits<std::int64_t>::max()};
    const auto rows = tx.exec(first_page_sql, account, top);
    const auto told = rows.front();
    First found{.sources = read_sources(told), .chunk = {}};
    if (told.get<bool>("looked")) {
        found.chunk = read_chunk(rows, first_batch, limit);
        if (found.chunk.exhausted || std::cmp_equal(found.chunk.entries.size(), limit)) return found;
    }
    const auto follows = found.sources.authors.size();
    found.chunk = follows >= many_follows ? chunk(tx, account, top, per_author, limit, follows)
                                          : each_author(tx, account, top, per_author, limit);
    return found;
}

} // namespace rounds::storage::home
