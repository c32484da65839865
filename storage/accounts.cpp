#include "storage/remote_accounts.hpp"

#include "storage/columns.hpp"
#include "storage/pg/bulk.hpp"

#include <unordered_map>

namespace rounds::storage::accounts {

namespace {

result<Account> first_account(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    return read_account(in);
}

constexpr auto find_text = "SELECT " + account_columns + " FROM accounts a WHERE a.id = $1 AND a.deleted_at IS NULL";
const Statement find_sql{"accounts.find", find_text.c_str()};

constexpr auto find_by_uri_text =
    "SELECT " + account_columns + " FROM accounts a WHERE a.uri = $1 AND a.deleted_at IS NULL";
const Statement find_by_uri_sql{"accounts.find_by_uri", find_by_uri_text.c_str()};

constexpr auto find_by_handle_text = "SELECT " + account_columns + R"( FROM accounts a
    WHERE lower(a.username) = lower($1) AND coalesce(lower(a.domain), '') = coalesce(lower($2), '')
        AND a.deleted_at IS NULL)";
const Statement find_by_handle_sql{"accounts.find_by_handle", find_by_handle_text.c_str()};

constexpr auto find_by_uris_text =
    "SELECT " + account_columns + " FROM accounts a WHERE a.uri = ANY($1) AND a.deleted_at IS NULL";
const Statement find_by_uris_sql{"accounts.find_by_uris", find_by_uris_text.c_str()};

constexpr auto views_text = "SELECT " + account_columns + R"(,
        coalesce(t.statuses_count, 0), coalesce(t.followers_count, 0), coalesce(t.following_count, 0), t.last_status_at
    FROM (SELECT DISTINCT id FROM unnest((SELECT $1::bigint[])) AS w (id)) AS wanted
    CROSS JOIN LATERAL (SELECT * FROM accounts WHERE id = wanted.id OFFSET 0) a
    LEFT JOIN LATERAL (SELECT * FROM account_stats WHERE account_id = a.id OFFSET 0) t ON true)";
const Statement views_sql{"accounts.views", views_text.c_str()};

AccountView read_view(const Row& row)
{
    ColumnReader in(row);
    AccountView view;
    view.account = read_account(in);
    view.stats.statuses = in.next<std::int64_t>();
    view.stats.followers = in.next<std::int64_t>();
    view.stats.following = in.next<std::int64_t>();
    view.stats.last_status_at = in.next<std::optional<Time>>();
    return view;
}

} // namespace

result<Account> find(Transaction& tx, AccountId id)
{
    return first_account(tx.exec(find_sql, id));
}

result<Account> find_by_uri(Transaction& tx, std::string_view uri)
{
    return first_account(tx.exec(find_by_uri_sql, uri));
}

result<Account> find_by_handle(Transaction& tx, std::string_view username, const std::optional<std::string>& domain)
{
    return first_account(tx.exec(find_by_handle_sql, username, domain));
}

std::vector<Account> find_by_uris(Transaction& tx, const std::vector<std::string>& uris)
{
    std::vector<Account> found;
    if (uris.empty()) return found;
    for (const auto row : tx.exec(find_by_uris_sql, uris)) {
        ColumnReader in(row);
        found.push_back(read_account(in));
    }
    return found;
}

std::vector<AccountView> views(Transaction& tx, const std::vector<AccountId>& ids)
{
    std::vector<AccountView> in_order;
    if (ids.empty()) return in_order;
    std::unordered_map<AccountId, AccountView> found;
    for (const auto row : tx.exec(views_sql, ids)) {
        auto one = read_view(row);
        found.emplace(one.account.id, std::move(one));
    }
    in_order.reserve(ids.size());
    for (const auto id : ids)
        if (const auto it = found.find(id); it != found.end()) in_order.push_back(it->second);
    return in_order;
}

result<AccountView> view(Transaction& tx, AccountId id)
{
    auto found = views(tx, {id});
    if (found.empty() || found.front().account.deleted_at) return errc::not_found;
    return std::move(found.front());
}

namespace {

const Statement next_id_sql{"accounts.next_id", "SELECT next_id()"};

constexpr auto create_local_text = R"(
    INSERT INTO accounts AS a (id, username, uri, url, actor_type, display_name, note, note_source, fields, avatar_url,
        header_url, locked, bot, discoverable, indexable, inbox_url, shared_inbox_url, outbox_url, followers_url,
        following_url, featured_url, moderators_url, also_known_as, published_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        coalesce($24, now()))
    ON CONFLICT DO NOTHING
    RETURNING )" + account_columns;
const Statement create_local_sql{"accounts.create_local", create_local_text.c_str()};

} // namespace

AccountId next_id(Transaction& tx)
{
    return tx.exec(next_id_sql).front().at(0).as<AccountId>();
}

result<Account> create_local(Transaction& tx, const Account& account)
{
    // Rows are never removed, so the unique index on handles also keeps the names of deleted accounts (N30).
    const auto rows = tx.exec(
        create_local_sql,
        account.id,
        account.username,
        account.uri,
        account.url,
        account.actor_type,
        account.display_name,
        account.note,
        account.note_source,
        fields_to_json(account.fields),
        account.avatar_url,
        account.header_url,
        account.locked,
        account.bot,
        account.discoverable,
        account.indexable,
        account.inbox_url,
        account.shared_inbox_url,
        account.outbox_url,
        account.followers_url,
        account.following_url,
        account.featured_url,
        account.moderators_url,
        account.also_known_as,
        account.published_at
    );
    if (rows.empty()) return errc::already_exists;
    return first_account(rows);
}

namespace {

constexpr auto insert_remote_text = R"(
    INSERT INTO accounts AS a (username, domain, uri, url, actor_type, display_name, note, fields, avatar_url,
        header_url, locked, bot, discoverable, indexable, inbox_url, shared_inbox_url, outbox_url, followers_url,
        following_url, featured_url, moderators_url, also_known_as, moved_to_uri, remote_followers_count,
        remote_following_count, remote_statuses_count, published_at, fetched_at, avatar_description,
        header_description, attribution_domains)
    VALUES ($2, $3, $1, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        $24, $25, $26, $27, coalesce($28, now()), $29, $30, $31)
    ON CONFLICT DO NOTHING
    RETURNING )" + account_columns;
const Statement insert_remote_sql{"accounts.insert_remote", insert_remote_text.c_str()};

// The handle stays as first seen: links, lists and filters of people here are built on it ($2 and $3 only have to fit).
constexpr auto refresh_remote_text = R"(
    UPDATE accounts AS a SET url = $4, actor_type = $5, display_name = $6, note = $7, fields = $8, avatar_url = $9,
        header_url = $10, locked = $11, bot = $12, discoverable = $13, indexable = $14, inbox_url = $15,
        shared_inbox_url = $16, outbox_url = $17, followers_url = $18, following_url = $19, featured_url = $20,
        moderators_url = $21, also_known_as = $22, moved_to_uri = $23,
        remote_followers_count = coalesce($24, a.remote_followers_count),
        remote_following_count = coalesce($25, a.remote_following_count),
        remote_statuses_count = coalesce($26, a.remote_statuses_count), published_at = coalesce($27, a.published_at),
        fetched_at = coalesce($28, now()), updated_at = now(), avatar_description = $29, header_description = $30,
        attribution_domains = $31
    WHERE a.uri = $1 AND a.domain IS NOT NULL AND a.deleted_at IS NULL
        AND lower(a.username) = lower($2) AND lower(a.domain) = lower($3)
    RETURNING )" + account_columns;
const Statement refresh_remote_sql{"accounts.refresh_remote", refresh_remote_text.c_str()};

const Statement deleted_uri_sql{
    "accounts.deleted_uri", "SELECT 1 FROM accounts WHERE uri = $1 AND deleted_at IS NOT NULL"
};

Rows write_remote(Transaction& tx, const Statement& statement, const Account& account)
{
    return tx.exec(
        statement,
        account.uri,
        account.username,
        account.domain,
        account.url,
        account.actor_type,
        account.display_name,
        account.note,
        fields_to_json(account.fields),
        account.avatar_url,
        account.header_url,
        account.locked,
        account.bot,
        account.discoverable,
        account.indexable,
        account.inbox_url,
        account.shared_inbox_url,
        account.outbox_url,
        account.followers_url,
        account.following_url,
        account.featured_url,
        account.moderators_url,
        account.also_known_as,
        account.moved_to_uri,
        account.remote_followers_count,
        account.remote_following_count,
        account.remote_statuses_count,
        account.published_at,
        account.fetched_at,
        account.avatar_description,
        account.header_description,
        account.attribution_domains
    );
}

} // namespace

result<SavedRemote> save_remote(Transaction& tx, const Account& account, Seen seen)
{
    if (!account.domain) return errc::invalid_argument;
    const auto saved = [](const Rows& rows, bool is_new) {
        return SavedRemote{.account = first_account(rows).value(), .is_new = is_new};
    };
    if (seen == Seen::before)
        if (const auto rows = write_remote(tx, refresh_remote_sql, account); !rows.empty()) return saved(rows, false);
    if (const auto rows = write_remote(tx, insert_remote_sql, account); !rows.empty()) return saved(rows, true);
    // It is known after all: somebody else inserted it just now. Or the handle is another actor's, or it was deleted.
    if (const auto rows = write_remote(tx, refresh_remote_sql, account); !rows.empty()) return saved(rows, false);
    if (!tx.exec(deleted_uri_sql, account.uri).empty()) return errc::gone;
    return errc::already_exists;
}

result<Account> save_remote(Transaction& tx, const Account& account)
{
    auto saved = save_remote(tx, account, Seen::before);
    if (!saved) return saved.error();
    return std::move(saved->account);
}

namespace {

const Statement update_profile_sql{"accounts.update_profile", R"(
    WITH changed AS (
        UPDATE accounts SET display_name = $2, note = $3, note_source = $4, fields = $5, avatar_url = $6,
            header_url = $7, locked = $8, bot = $9, discoverable = $10, indexable = $11, also_known_as = $12,
            avatar_description = $13, header_description = $14, attribution_domains = $15, show_media = $16,
            show_media_replies = $17, show_featured = $18, updated_at = now()
        WHERE id = $1
        RETURNING id)
    INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM changed)"};

// The name and the addresses stay: they must not be given out again, and the Delete still has to be signed and sent.
const Statement mark_deleted_sql{"accounts.mark_deleted", R"(
    WITH gone AS (
        UPDATE accounts SET deleted_at = now(), display_name = '', note = '', note_source = '', fields = '[]',
            avatar_url = '', header_url = '', avatar_description = '', header_description = '',
            attribution_domains = '{}', discoverable = false, indexable = false, also_known_as = '{}',
            updated_at = now()
        WHERE id = $1 AND deleted_at IS NULL
        RETURNING id),
    log_in AS (DELETE FROM users WHERE account_id IN (SELECT id FROM gone))
    INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM gone)"};

const Statement set_suspended_sql{"accounts.set_suspended", R"(
    WITH changed AS (
        UPDATE accounts SET suspended_at = CASE WHEN $2 THEN coalesce(suspended_at, now()) END, updated_at = now()
        WHERE id = $1
        RETURNING id)
    INSERT INTO events (kind, account_id) SELECT 'account.update', id FROM changed)"};

// In the order of accounts: two that count the same ones at once must not wait for each other.
const BulkStatement change_stats_sql{
    "accounts.change_stats",
    R"(
    WITH sums AS MATERIALIZED (
        SELECT account_id, sum(statuses)::bigint AS statuses, sum(followers)::bigint AS followers,
            sum(following)::bigint AS following, bool_or(posted) AS posted
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[])
            AS r (account_id, statuses, followers, following, posted)
        GROUP BY account_id)
    INSERT INTO account_stats AS t (account_id, statuses_count, followers_count, following_count, last_status_at)
    SELECT account_id, greatest(0, statuses), greatest(0, followers), greatest(0, following),
        CASE WHEN posted THEN now() END
    FROM sums ORDER BY account_id
    ON CONFLICT (account_id) DO UPDATE SET (statuses_count, followers_count, following_count, last_status_at) = (
        SELECT greatest(0, t.statuses_count + s.statuses), greatest(0, t.followers_count + s.followers),
            greatest(0, t.following_count + s.following), CASE WHEN s.posted THEN now() ELSE t.last_status_at END
        FROM sums s WHERE s.account_id = t.account_id))",
    BulkStatement::Stage::told
};

} // namespace

void update_profile(Transaction& tx, const Account& account)
{
    tx.exec(
        update_profile_sql,
        account.id,
        account.display_name,
        account.note,
        account.note_source,
        fields_to_json(account.fields),
        account.avatar_url,
        account.header_url,
        account.locked,
        account.bot,
        account.discoverable,
        account.indexable,
        account.also_known_as,
        account.avatar_description,
        account.header_description,
        account.attribution_domains,
        account.show_media,
        account.show_media_replies,
        account.show_featured
    );
}

void mark_deleted(Transaction& tx, AccountId id)
{
    tx.exec(mark_deleted_sql, id);
}

void set_suspended(Transaction& tx, AccountId id, bool suspended)
{
    tx.exec(set_suspended_sql, id, suspended);
}

void change_stats(Transaction& tx, AccountId id, const StatsChange& change)
{
    tx.later(change_stats_sql, id, change.statuses, change.followers, change.following, change.posted);
}

} // namespace rounds::storage::accounts
