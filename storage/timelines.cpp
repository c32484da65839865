#include "storage/timelines.hpp"

#include "storage/paged.hpp"
#include "storage/readings.hpp"

namespace rounds::storage::timelines {
namespace {

/// $4 is the viewer, or 0. The author is asked for by a scalar subquery, once for each post that is looked at: of an
/// EXISTS the planner makes a scan of all accounts, as it expects to look at all posts.
const std::string not_hidden = R"(
      AND ($4::bigint <> 0 OR NOT EXISTS (SELECT FROM guard_holds h WHERE h.status_id = s.id AND h.state <> 'released'))
      AND s.account_id NOT IN (SELECT target_account_id FROM blocks WHERE account_id = $4)
      AND s.account_id NOT IN (SELECT account_id FROM blocks WHERE target_account_id = $4)
      AND s.account_id NOT IN (SELECT target_account_id FROM mutes
                               WHERE account_id = $4 AND (expires_at IS NULL OR expires_at > now()))
      AND (SELECT a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.silenced_at IS NULL
                  AND coalesce(lower(a.domain), '') NOT IN (SELECT domain FROM account_domain_blocks WHERE account_id = $4)
           FROM accounts a WHERE a.id = s.account_id))";

const std::string has_media =
    " AND (NOT $5::boolean OR EXISTS (SELECT FROM media_attachments m WHERE m.status_id = s.id))";

const std::string public_posts = R"(
    SELECT s.id FROM statuses s
    WHERE s.visibility = 0 AND s.reblog_of_id IS NULL AND s.deleted_at IS NULL AND s.id < $1 AND s.id > $2)";

std::string public_sql(const char* origin)
{
    return public_posts + origin + not_hidden + " ORDER BY s.id DESC LIMIT $3";
}

/// Begins with the files: posts with some may be few among many without.
std::string public_media_sql(const char* origin)
{
    return R"(
    SELECT s.id FROM (SELECT DISTINCT status_id FROM media_attachments WHERE status_id < $1 AND status_id > $2
                      ORDER BY status_id DESC OFFSET 0) m
    JOIN statuses s ON s.id = m.status_id
    WHERE s.visibility = 0 AND s.reblog_of_id IS NULL AND s.deleted_at IS NULL)" +
           std::string{origin} + not_hidden + " ORDER BY s.id DESC LIMIT $3";
}

const PagedStatement public_any_sql{"timelines.public", public_sql("")};
const PagedStatement public_local_sql{"timelines.public_local", public_sql(" AND s.local")};
const PagedStatement public_remote_sql{"timelines.public_remote", public_sql(" AND NOT s.local")};
const PagedStatement media_any_sql{"timelines.public_media", public_media_sql("")};
const PagedStatement media_local_sql{"timelines.public_media_local", public_media_sql(" AND s.local")};
const PagedStatement media_remote_sql{"timelines.public_media_remote", public_media_sql(" AND NOT s.local")};

const PagedStatement tag_sql{
    "timelines.tag",
    R"(
    SELECT DISTINCT found.id FROM tags t CROSS JOIN LATERAL (
    SELECT s.id FROM (SELECT st.status_id FROM status_tags st
                      WHERE st.tag_id = t.id AND st.status_id < $1 AND st.status_id > $2
                      ORDER BY st.status_id DESC OFFSET 0) tagged
    JOIN statuses s ON s.id = tagged.status_id
    WHERE s.visibility = 0 AND s.reblog_of_id IS NULL AND s.deleted_at IS NULL
      AND ($9::integer = 0 OR ($9 = 1) = s.local)
      AND (SELECT count(*) FROM tags w JOIN status_tags x ON x.tag_id = w.id
           WHERE x.status_id = s.id AND w.name = ANY ($7)) = cardinality($7::text[])
      AND NOT EXISTS (SELECT FROM tags w JOIN status_tags x ON x.tag_id = w.id
                      WHERE x.status_id = s.id AND w.name = ANY ($8)))" +
        not_hidden + has_media + R"( ORDER BY s.id DESC LIMIT $3) found
    WHERE t.name = ANY ($6)
    ORDER BY found.id DESC LIMIT $3)"
};

const PagedStatement link_sql{
    "timelines.link",
    R"(
    SELECT s.id FROM preview_cards c
    JOIN status_cards x ON x.card_id = c.id
    JOIN statuses s ON s.id = x.status_id
    WHERE c.url = $5 AND x.status_id < $1 AND x.status_id > $2
      AND s.visibility = 0 AND s.reblog_of_id IS NULL AND s.deleted_at IS NULL)" +
        not_hidden + " ORDER BY s.id DESC LIMIT $3"
};

/// How much of an author's posts a viewer may meet in a list: their standing is the same for all of them, only direct
/// posts differ by who is mentioned.
const std::string of_author = R"(
    SELECT s.id FROM statuses s
    WHERE s.account_id = $5 AND s.deleted_at IS NULL AND s.id < $1 AND s.id > $2
      AND ($4::bigint <> 0 OR NOT EXISTS (SELECT FROM guard_holds h WHERE h.status_id = s.id AND h.state <> 'released'))
      AND (s.visibility <= 1 OR $4 = $5
           OR (s.visibility = 2 AND EXISTS (SELECT FROM follows f WHERE f.account_id = $4 AND f.target_account_id = $5
                                            AND f.accepted_at IS NOT NULL))
           OR EXISTS (SELECT FROM mentions m WHERE m.status_id = s.id AND m.account_id = $4)))";

const PagedStatement profile_sql{"timelines.profile", of_author + R"(
      AND (NOT $6::boolean OR s.in_reply_to_account_id = s.account_id
           OR (s.in_reply_to_account_id IS NULL AND s.in_reply_to_uri IS NULL))
      AND (NOT $7::boolean OR s.reblog_of_id IS NULL)
      AND (NOT $8::boolean OR EXISTS (SELECT FROM media_attachments m WHERE m.status_id = s.id))
      AND ($9::text = '' OR EXISTS (SELECT FROM status_tags x JOIN tags t ON t.id = x.tag_id
                                    WHERE x.status_id = s.id AND t.name = $9))
    ORDER BY s.id DESC LIMIT $3)"};

const PagedStatement pinned_sql{"timelines.pinned", of_author + R"(
      AND EXISTS (SELECT FROM status_pins p WHERE p.account_id = $5 AND p.status_id = s.id)
    ORDER BY s.id DESC LIMIT $3)"};

/// `p` is a post by a member of the list `l`, of $4.
const std::string list_replies = R"(
          (p.in_reply_to_account_id IS NULL OR p.in_reply_to_account_id IN (p.account_id, $4)
               OR (l.replies_policy = 'list' AND EXISTS (
                      SELECT FROM list_accounts o WHERE o.list_id = l.id AND o.account_id = p.in_reply_to_account_id))
               OR (l.replies_policy = 'followed' AND EXISTS (
                      SELECT FROM follows f WHERE f.account_id = $4 AND f.accepted_at IS NOT NULL
                      AND f.target_account_id = p.in_reply_to_account_id))))";

const std::string list_reach = R"(
      (s.visibility <= 1 OR s.account_id = $4 OR EXISTS (
              SELECT FROM follows f WHERE f.account_id = $4 AND f.target_account_id = s.account_id
              AND f.accepted_at IS NOT NULL)))";

const PagedStatement list_sql{
    "timelines.list",
    R"(
    SELECT s.id FROM list_accounts m
    JOIN lists l ON l.id = m.list_id
    CROSS JOIN LATERAL (
        SELECT p.* FROM statuses p
        WHERE p.account_id = m.account_id AND p.deleted_at IS NULL AND p.visibility <= 2 AND p.id < $1 AND p.id > $2
          AND )" +
        list_replies + R"(
        ORDER BY p.id DESC LIMIT $3) s
    WHERE m.list_id = $5 AND )" +
        list_reach + not_hidden + " ORDER BY s.id DESC LIMIT $3"
};

// The rules above for many readers, and many lists, at once: "$4" becomes a column.
const std::string show_readings_text = R"(
    SELECT w.position FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS w (reader, status, position)
    JOIN statuses s ON s.id = w.status
    WHERE s.visibility = 0 AND s.reblog_of_id IS NULL AND s.deleted_at IS NULL)" +
                                       replaced(not_hidden, "$4", "w.reader");
const Statement show_readings_sql{"timelines.show_readings", show_readings_text.c_str()};

const std::string list_readings_text =
    R"(
    SELECT w.position FROM unnest($1::bigint[], $2::bigint[]) WITH ORDINALITY AS w (list, status, position)
    JOIN lists l ON l.id = w.list
    JOIN statuses s ON s.id = w.status
    JOIN list_accounts m ON m.list_id = l.id AND m.account_id = s.account_id
    WHERE s.deleted_at IS NULL AND s.visibility <= 2 AND )" +
    replaced(replaced(list_replies, "p.", "s.") + " AND " + list_reach + not_hidden, "$4", "l.account_id");
const Statement list_readings_sql{"timelines.list_readings", list_readings_text.c_str()};

std::string marked_sql(const char* table)
{
    return std::string{"SELECT m.id, m.status_id FROM "} + table +
           " m JOIN statuses s ON s.id = m.status_id"
           " WHERE m.account_id = $4 AND s.deleted_at IS NULL AND m.id < $1 AND m.id > $2 ORDER BY m.id DESC LIMIT $3";
}
const PagedStatement favourites_sql{"timelines.favourites", marked_sql("favourites")};
const PagedStatement bookmarks_sql{"timelines.bookmarks", marked_sql("bookmarks")};

const PagedStatement favourited_by_sql{"timelines.favourited_by", R"(
    SELECT id, account_id FROM favourites WHERE status_id = $4 AND id < $1 AND id > $2 ORDER BY id DESC LIMIT $3)"};
const PagedStatement reblogged_by_sql{"timelines.reblogged_by", R"(
    SELECT id, account_id FROM statuses
    WHERE reblog_of_id = $4 AND deleted_at IS NULL AND id < $1 AND id > $2
        AND (visibility <= 1 OR $5 = (SELECT account_id FROM statuses WHERE id = $4))
    ORDER BY id DESC LIMIT $3)"};

const Statement ancestors_sql{"timelines.ancestors", R"(
    WITH RECURSIVE above AS (
        SELECT in_reply_to_id AS id, 1 AS distance FROM statuses WHERE id = $1
        UNION ALL
        SELECT s.in_reply_to_id, a.distance + 1 FROM above a JOIN statuses s ON s.id = a.id WHERE a.distance < $2)
    SELECT id FROM above WHERE id IS NOT NULL ORDER BY distance DESC)"};

const Statement descendants_sql{"timelines.descendants", R"(
    WITH RECURSIVE below AS (
        SELECT id, ARRAY[id] AS path FROM statuses
        WHERE in_reply_to_id = $1 AND deleted_at IS NULL AND reblog_of_id IS NULL
        UNION ALL
        SELECT s.id, b.path || s.id FROM below b JOIN statuses s ON s.in_reply_to_id = b.id
        WHERE cardinality(b.path) < $3 AND s.deleted_at IS NULL AND s.id <> ALL (b.path))
    SELECT id FROM (SELECT id, path FROM below LIMIT $2) found ORDER BY path)"};

const Statement without_hidden_sql{"timelines.without_hidden", R"(
    SELECT s.id FROM unnest($2::bigint[]) WITH ORDINALITY AS w (id, position) JOIN statuses s ON s.id = w.id
    WHERE s.account_id NOT IN (SELECT target_account_id FROM blocks WHERE account_id = $1)
      AND s.account_id NOT IN (SELECT account_id FROM blocks WHERE target_account_id = $1)
      AND s.account_id NOT IN (SELECT target_account_id FROM mutes
                               WHERE account_id = $1 AND (expires_at IS NULL OR expires_at > now()))
    ORDER BY w.position)"};

std::vector<StatusId> only_ids(const Rows& rows)
{
    std::vector<StatusId> ids;
    ids.reserve(rows.size());
    for (const auto row : rows) ids.push_back(row.at(0).as<StatusId>());
    return ids;
}

std::int64_t or_nobody(std::optional<AccountId> viewer)
{
    return viewer ? to_int(*viewer) : 0;
}

} // namespace

std::vector<StatusId>
public_timeline(Transaction& tx, Origin origin, bool only_media, std::optional<AccountId> viewer, const Page& page)
{
    const auto& any = only_media ? media_any_sql : public_any_sql;
    const auto& local = only_media ? media_local_sql : public_local_sql;
    const auto& remote = only_media ? media_remote_sql : public_remote_sql;
    const auto& sql = origin == Origin::any ? any : origin == Origin::local ? local : remote;
    return sql.ids<StatusId>(tx, page, or_nobody(viewer));
}

std::vector<StatusId>
tag_timeline(Transaction& tx, const TagQuery& query, std::optional<AccountId> viewer, const Page& page)
{
    const int origin = static_cast<int>(query.origin); // 1 local, 2 remote
    return tag_sql.ids<StatusId>(
        tx, page, or_nobody(viewer), query.only_media, query.any, query.all, query.none, origin
    );
}

std::vector<StatusId>
link_timeline(Transaction& tx, const std::string& url, std::optional<AccountId> viewer, const Page& page)
{
    return link_sql.ids<StatusId>(tx, page, or_nobody(viewer), url);
}

std::vector<StatusId>
profile(Transaction& tx, const ProfileQuery& query, std::optional<AccountId> viewer, const Page& page)
{
    if (query.pinned) return pinned_sql.ids<StatusId>(tx, page, or_nobody(viewer), query.account);
    return profile_sql.ids<StatusId>(
        tx,
        page,
        or_nobody(viewer),
        query.account,
        query.exclude_replies,
        query.exclude_reblogs,
        query.only_media,
        query.tagged
    );
}

std::vector<StatusId> list_timeline(Transaction& tx, ListId list, AccountId owner, const Page& page)
{
    return list_sql.ids<StatusId>(tx, page, owner, list);
}

std::vector<Reading> public_readings(Transaction& tx, const std::vector<Reading>& readings)
{
    return kept(tx, show_readings_sql, readings, &Reading::reader);
}

std::vector<ListReading> list_readings(Transaction& tx, const std::vector<ListReading>& readings)
{
    return kept(tx, list_readings_sql, readings, &ListReading::list);
}

std::vector<Marked> favourites(Transaction& tx, AccountId of, const Page& page)
{
    return favourites_sql.entries<Marked, StatusId>(tx, page, of);
}

std::vector<Marked> bookmarks(Transaction& tx, AccountId of, const Page& page)
{
    return bookmarks_sql.entries<Marked, StatusId>(tx, page, of);
}

std::vector<Marker> favourited_by(Transaction& tx, StatusId status, const Page& page)
{
    return favourited_by_sql.entries<Marker, AccountId>(tx, page, status);
}

std::vector<Marker> reblogged_by(Transaction& tx, StatusId status, std::optional<AccountId> viewer, const Page& page)
{
    return reblogged_by_sql.entries<Marker, AccountId>(tx, page, status, viewer);
}

std::vector<StatusId> without_hidden(Transaction& tx, AccountId viewer, const std::vector<StatusId>& ids)
{
    return only_ids(tx.exec(without_hidden_sql, viewer, ids));
}

std::vector<StatusId> ancestors(Transaction& tx, StatusId of, int limit)
{
    return only_ids(tx.exec(ancestors_sql, of, limit));
}

std::vector<StatusId> descendants(Transaction& tx, StatusId of, int limit, int depth)
{
    return only_ids(tx.exec(descendants_sql, of, limit, depth));
}

} // namespace rounds::storage::timelines
