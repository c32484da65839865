#include "storage/statuses.hpp"

#include "storage/columns.hpp"
#include "storage/pg/bulk.hpp"
#include "storage/sealed.hpp"

namespace rounds::storage::statuses {

namespace {

result<Status> first_status(Transaction& tx, const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    return read_status(in, tx);
}

/// The texts of a post as they are kept.
struct Kept
{
    std::string title;
    std::string spoiler_text;
    std::string content;
    std::optional<std::string> source;
};

/// Those of a direct message are sealed, each for its own place.
Kept kept(Transaction& tx, const Status& status)
{
    const auto owner = sealed::owner_of(status);
    if (!owner) return {status.title, status.spoiler_text, status.content, status.source};
    const sealed::Sealer seal(tx, *owner);
    const auto sealed_as = [&](const std::string& text, std::string_view column) {
        return seal(text, sealed::status_context(status.id, column));
    };
    Kept kept{
        .title = sealed_as(status.title, "title"),
        .spoiler_text = sealed_as(status.spoiler_text, "spoiler_text"),
        .content = sealed_as(status.content, "content"),
        .source = {},
    };
    if (status.source) kept.source = sealed_as(*status.source, "source");
    return kept;
}

const Statement next_id_sql{"statuses.next_id", "SELECT next_id()"};
const Statement next_id_at_sql{"statuses.next_id_at", "SELECT next_id($1::timestamptz)"};

const Statement begin_arrivals_sql{"statuses.begin_arrivals", R"(
    SELECT next_id(a.published), next_id(), EXISTS (SELECT 1 FROM tombstones t WHERE t.uri = a.uri),
        (SELECT s.deleted_at IS NOT NULL FROM statuses s WHERE s.uri = a.uri),
        EXISTS (SELECT 1 FROM statuses s WHERE s.in_reply_to_uri = a.uri AND s.in_reply_to_id IS NULL)
    FROM unnest($1::text[], $2::timestamptz[]) WITH ORDINALITY AS a (uri, published, position)
    ORDER BY a.position)"};

constexpr SqlText insert_head{R"(
    WITH new AS (
        INSERT INTO statuses (id, uri, url, account_id, object_type, visibility, local, in_reply_to_id,
            in_reply_to_account_id, in_reply_to_uri, reblog_of_id, conversation_id, audience_account_id, title,
            spoiler_text, sensitive, content, source, language, app_id, created_at, edited_at, quote_policy,
            fetched_at))"};
constexpr SqlText insert_tail{R"(
        RETURNING id, account_id)
    INSERT INTO events (kind, status_id, account_id) SELECT 'status', id, account_id FROM new RETURNING id)"};

constexpr auto insert_text = insert_head + R"(
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, CASE WHEN NOT $7 THEN now() END)
        ON CONFLICT DO NOTHING)" +
                             insert_tail;
const Statement insert_sql{"statuses.insert", insert_text.c_str()};

constexpr auto insert_new_text = insert_head + R"(
        SELECT id, uri, url, account_id, object_type, visibility, local, in_reply_to_id, in_reply_to_account_id,
            in_reply_to_uri, reblog_of_id, conversation_id, audience_account_id, title, spoiler_text, sensitive,
            content, source, language, app_id, created_at, edited_at, quote_policy,
            CASE WHEN NOT local THEN now() END
        FROM unnest($1::bigint[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::smallint[], $7::boolean[],
            $8::bigint[], $9::bigint[], $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::text[],
            $15::text[], $16::boolean[], $17::text[], $18::text[], $19::text[], $20::bigint[], $21::timestamptz[],
            $22::timestamptz[], $23::smallint[]) AS r (id, uri, url, account_id, object_type, visibility, local, in_reply_to_id,
            in_reply_to_account_id, in_reply_to_uri, reblog_of_id, conversation_id, audience_account_id, title,
            spoiler_text, sensitive, content, source, language, app_id, created_at, edited_at,
            quote_policy))" + insert_tail;
const BulkStatement insert_new_sql{"statuses.insert_new", insert_new_text.c_str(), BulkStatement::Stage::statuses};

constexpr auto find_text = "SELECT " + status_columns + " FROM statuses s WHERE s.id = $1";
const Statement find_sql{"statuses.find", find_text.c_str()};

constexpr auto find_by_uri_text =
    "SELECT " + status_columns + " FROM statuses s WHERE s.uri = $1 AND s.deleted_at IS NULL";
const Statement find_by_uri_sql{"statuses.find_by_uri", find_by_uri_text.c_str()};

constexpr auto find_boost_text = "SELECT " + status_columns +
                                 " FROM statuses s WHERE s.reblog_of_id = $2 AND s.account_id = $1"
                                 " AND s.deleted_at IS NULL";
const Statement find_boost_sql{"statuses.find_boost", find_boost_text.c_str()};

} // namespace

StatusId next_id(Transaction& tx)
{
    return tx.exec(next_id_sql).front().at(0).as<StatusId>();
}

StatusId next_id_at(Transaction& tx, Time time)
{
    return tx.exec(next_id_at_sql, time).front().at(0).as<StatusId>();
}

namespace {

result<Arriving> read_arriving(ColumnReader in)
{
    Arriving arriving;
    arriving.id = in.next<StatusId>();
    arriving.conversation = in.next<ConversationId>();
    const auto buried = in.next<bool>();
    const auto deleted = in.next<std::optional<bool>>();
    arriving.awaited = in.next<bool>();
    if (buried || deleted.value_or(false)) return errc::gone;
    if (deleted) return errc::already_exists;
    return arriving;
}

/// `add(statement, values...)` with the columns of insert_head.
template <class Add> auto with_columns(Transaction& tx, const Status& status, const Statement& statement, Add add)
{
    const auto texts = kept(tx, status);
    return add(
        statement,
        status.id,
        status.uri,
        status.url,
        status.account,
        status.object_type,
        static_cast<int>(status.visibility),
        status.local,
        status.in_reply_to,
        status.in_reply_to_account,
        status.in_reply_to_uri,
        status.reblog_of,
        status.conversation,
        status.audience,
        texts.title,
        texts.spoiler_text,
        status.sensitive,
        texts.content,
        texts.source,
        status.language,
        status.app,
        status.created_at,
        status.edited_at,
        status.quote_policy.bits()
    );
}

} // namespace

std::vector<result<Arriving>>
begin_arrivals(Transaction& tx, const std::vector<std::string>& uris, const std::vector<Time>& times)
{
    std::vector<result<Arriving>> arriving;
    if (uris.empty()) return arriving;
    std::vector<std::string> texts;
    texts.reserve(times.size());
    for (const auto time : times) texts.push_back(*Param(time).text());
    for (const auto row : tx.exec(begin_arrivals_sql, uris, texts))
        arriving.push_back(read_arriving(ColumnReader(row)));
    return arriving;
}

result<Arriving> begin_arrival(Transaction& tx, std::string_view uri, Time time)
{
    return begin_arrivals(tx, {std::string(uri)}, {time}).front();
}

result<void> insert(Transaction& tx, const Status& status)
{
    const auto rows = with_columns(tx, status, insert_sql, [&](const auto&... values) { return tx.exec(values...); });
    if (rows.empty()) return errc::already_exists;
    return {};
}

void insert_new(Transaction& tx, const Status& status)
{
    with_columns(tx, status, insert_new_sql, [&](const auto&... values) { tx.later(values...); });
}

result<Status> find_even_deleted(Transaction& tx, StatusId id)
{
    auto found = first_status(tx, tx.exec(find_sql, id));
    if (found && found->deleted_at) return errc::gone;
    return found;
}

result<Status> find(Transaction& tx, StatusId id)
{
    auto found = find_even_deleted(tx, id);
    if (!found) return errc::not_found;
    return found;
}

result<Status> find_by_uri(Transaction& tx, std::string_view uri)
{
    return first_status(tx, tx.exec(find_by_uri_sql, uri));
}

result<Status> find_boost(Transaction& tx, AccountId account, StatusId of)
{
    return first_status(tx, tx.exec(find_boost_sql, account, of));
}

namespace {

// Two statements: the first holds the row, so that two edits at once become versions n and n + 1.
const Statement keep_wording_sql{"statuses.keep_wording", R"(
    INSERT INTO status_edits (status_id, version, title, spoiler_text, sensitive, content, created_at, poll_options)
    SELECT id, version, title, spoiler_text, sensitive, content, coalesce(edited_at, created_at),
        (SELECT options FROM polls p WHERE p.status_id = statuses.id)
    FROM statuses WHERE id = $1 AND deleted_at IS NULL FOR UPDATE)"};

const Statement edit_sql{"statuses.edit", R"(
    WITH changed AS (
        UPDATE statuses SET title = $2, spoiler_text = $3, sensitive = $4, content = $5, source = $6, language = $7,
            version = version + 1, edited_at = $8
        WHERE id = $1 AND deleted_at IS NULL
        RETURNING id, account_id)
    INSERT INTO events (kind, status_id, account_id) SELECT 'status.update', id, account_id FROM changed)"};

const Statement remove_sql{"statuses.remove", R"(
    WITH gone AS (
        UPDATE statuses SET deleted_at = now(), content = '', source = NULL, title = '', spoiler_text = ''
        WHERE (id = $1 OR reblog_of_id = $1) AND deleted_at IS NULL
        RETURNING id, account_id, reblog_of_id, visibility),
    wordings AS (DELETE FROM status_edits WHERE status_id = $1),
    told AS (DELETE FROM notifications WHERE status_id IN (SELECT id FROM gone)),
    pinned AS (DELETE FROM status_pins WHERE status_id = $1),
    marked AS (DELETE FROM bookmarks WHERE status_id = $1),
    liked AS (DELETE FROM favourites WHERE status_id = $1),
    tagged AS (DELETE FROM status_tags WHERE status_id = $1),
    asked AS (DELETE FROM polls WHERE status_id = $1),
    previewed AS (DELETE FROM status_cards WHERE status_id = $1),
    quoting AS (DELETE FROM quotes WHERE status_id = $1),
    foreign_media AS (DELETE FROM media_attachments WHERE status_id = $1 AND remote_url IS NOT NULL),
    own_media AS (
        UPDATE media_attachments SET status_id = NULL, idle_since = now() WHERE status_id = $1 AND remote_url IS NULL),
    boosters AS (
        UPDATE account_stats SET statuses_count = greatest(0, statuses_count - 1)
        WHERE account_id IN (SELECT account_id FROM gone WHERE reblog_of_id = $1))
    INSERT INTO events (kind, status_id, account_id) SELECT 'status.delete', id, account_id FROM gone)"};

const Statement add_tombstone_sql{
    "statuses.add_tombstone", "INSERT INTO tombstones (uri) VALUES ($1) ON CONFLICT DO NOTHING"
};
const Statement is_gone_sql{"statuses.is_gone", R"(
    SELECT EXISTS (SELECT 1 FROM tombstones WHERE uri = $1)
        OR EXISTS (SELECT 1 FROM statuses WHERE uri = $1 AND deleted_at IS NOT NULL))"};

} // namespace

void edit(Transaction& tx, const Status& changed, Time now)
{
    const auto texts = kept(tx, changed);
    tx.exec(keep_wording_sql, changed.id);
    tx.exec(
        edit_sql,
        changed.id,
        texts.title,
        texts.spoiler_text,
        changed.sensitive,
        texts.content,
        texts.source,
        changed.language,
        now
    );
}

void remove(Transaction& tx, StatusId id)
{
    tx.exec(remove_sql, id);
}

void add_tombstone(Transaction& tx, std::string_view uri)
{
    tx.exec(add_tombstone_sql, uri);
}

bool is_gone(Transaction& tx, std::string_view uri)
{
    return tx.exec(is_gone_sql, uri).front().at(0).as<bool>();
}

namespace {

const Statement change_stats_sql{"statuses.change_stats", R"(
    WITH counted AS (
        INSERT INTO status_stats AS t (status_id, replies_count, reblogs_count, favourites_count, quotes_count)
        VALUES ($1, greatest(0, $2::bigint), greatest(0, $3::bigint), greatest(0, $4::bigint), greatest(0, $5::bigint))
        ON CONFLICT (status_id) DO UPDATE SET
            replies_count = greatest(0, t.replies_count + $2::bigint),
            reblogs_count = greatest(0, t.reblogs_count + $3::bigint),
            favourites_count = greatest(0, t.favourites_count + $4::bigint),
            quotes_count = greatest(0, t.quotes_count + $5::bigint)
        RETURNING status_id)
    INSERT INTO events (kind, status_id) SELECT 'status.stats', status_id FROM counted)"};

const Statement set_quote_policy_sql{"statuses.set_quote_policy", R"(
    WITH changed AS (
        UPDATE statuses SET quote_policy = $2 WHERE id = $1 AND deleted_at IS NULL RETURNING id, account_id)
    INSERT INTO events (kind, status_id, account_id) SELECT 'status.stats', id, account_id FROM changed)"};

const Statement add_event_sql{
    "statuses.add_event", "INSERT INTO events (kind, status_id, account_id, target_account_id) VALUES ($1, $2, $3, $4)"
};

} // namespace

void change_stats(Transaction& tx, StatusId id, const StatsChange& change)
{
    tx.later(change_stats_sql, id, change.replies, change.reblogs, change.favourites, change.quotes);
}

void set_quote_policy(Transaction& tx, StatusId id, QuotePolicy policy)
{
    tx.exec(set_quote_policy_sql, id, policy.bits());
}

void add_event(
    Transaction& tx,
    std::string_view kind,
    std::optional<StatusId> status,
    std::optional<AccountId> account,
    std::optional<AccountId> target
)
{
    tx.later(add_event_sql, kind, status, account, target);
}

} // namespace rounds::storage::statuses
