#include "storage/graph.hpp"

#include "storage/base/url.hpp"
#include "storage/columns.hpp"

namespace rounds::storage::graph {

namespace {

constexpr SqlText follow_columns{
    "id, account_id, target_account_id, uri, accepted_at IS NOT NULL, show_reblogs, notify, coalesce(languages, '{}')"
};

result<Follow> first_follow(const Rows& rows)
{
    if (rows.empty()) return errc::not_found;
    ColumnReader in(rows.front());
    return Follow{
        .id = in.next<FollowId>(),
        .account = in.next<AccountId>(),
        .target = in.next<AccountId>(),
        .uri = in.next<std::string>(),
        .accepted = in.next<bool>(),
        .show_reblogs = in.next<bool>(),
        .notify = in.next<bool>(),
        .languages = in.next<std::vector<std::string>>(),
    };
}

constexpr auto add_follow_text = R"(
    INSERT INTO follows (account_id, target_account_id, uri, accepted_at, show_reblogs, notify, languages)
    VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END, $5, $6, nullif($7::text[], '{}'))
    ON CONFLICT DO NOTHING
    RETURNING )" + follow_columns;
const Statement add_follow_sql{"follows.add", add_follow_text.c_str()};

const Statement update_follow_sql{"follows.update", R"(
    UPDATE follows SET show_reblogs = $3, notify = $4, languages = nullif($5::text[], '{}')
    WHERE account_id = $1 AND target_account_id = $2)"};

constexpr auto find_follow_text =
    "SELECT " + follow_columns + " FROM follows WHERE account_id = $1 AND target_account_id = $2";
const Statement find_follow_sql{"follows.find", find_follow_text.c_str()};

constexpr auto find_by_uri_text = "SELECT " + follow_columns + " FROM follows WHERE uri = $1";
const Statement find_by_uri_sql{"follows.find_by_uri", find_by_uri_text.c_str()};

constexpr auto accept_text = R"(
    UPDATE follows SET accepted_at = now()
    WHERE account_id = $1 AND target_account_id = $2 AND accepted_at IS NULL
    RETURNING )" + follow_columns;
const Statement accept_sql{"follows.accept", accept_text.c_str()};

constexpr auto remove_text =
    "DELETE FROM follows WHERE account_id = $1 AND target_account_id = $2 RETURNING " + follow_columns;
const Statement remove_sql{"follows.remove", remove_text.c_str()};

} // namespace

result<Follow> add_follow(Transaction& tx, const Follow& follow)
{
    const auto rows = tx.exec(
        add_follow_sql,
        follow.account,
        follow.target,
        follow.uri,
        follow.accepted,
        follow.show_reblogs,
        follow.notify,
        follow.languages
    );
    if (rows.empty()) return errc::already_exists;
    return first_follow(rows);
}

void update_follow(Transaction& tx, const Follow& follow)
{
    tx.exec(update_follow_sql, follow.account, follow.target, follow.show_reblogs, follow.notify, follow.languages);
}

result<Follow> find_follow(Transaction& tx, AccountId account, AccountId target)
{
    return first_follow(tx.exec(find_follow_sql, account, target));
}

result<Follow> find_follow_by_uri(Transaction& tx, std::string_view uri)
{
    return first_follow(tx.exec(find_by_uri_sql, uri));
}

result<Follow> accept_follow(Transaction& tx, AccountId account, AccountId target)
{
    return first_follow(tx.exec(accept_sql, account, target));
}

result<Follow> remove_follow(Transaction& tx, AccountId account, AccountId target)
{
    return first_follow(tx.exec(remove_sql, account, target));
}

namespace {

const Statement relationships_sql{"graph.relationships", R"(
    SELECT w.id, f.accepted_at IS NOT NULL, coalesce(f.show_reblogs AND f.accepted_at IS NOT NULL, false),
        coalesce(f.notify AND f.accepted_at IS NOT NULL, false), coalesce(f.languages, '{}'),
        r.accepted_at IS NOT NULL,
        EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_account_id = w.id),
        EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = w.id AND b.target_account_id = $1),
        m.id IS NOT NULL, coalesce(m.hide_notifications, false), m.expires_at,
        f.id IS NOT NULL AND f.accepted_at IS NULL, r.id IS NOT NULL AND r.accepted_at IS NULL,
        EXISTS (SELECT 1 FROM account_domain_blocks d JOIN accounts a ON lower(a.domain) = d.domain
            WHERE d.account_id = $1 AND a.id = w.id),
        EXISTS (SELECT 1 FROM endorsements e WHERE e.account_id = $1 AND e.target_account_id = w.id),
        coalesce(n.comment, '')
    FROM unnest($2::bigint[]) WITH ORDINALITY AS w (id, position)
    LEFT JOIN follows f ON f.account_id = $1 AND f.target_account_id = w.id
    LEFT JOIN follows r ON r.account_id = w.id AND r.target_account_id = $1
    LEFT JOIN mutes m ON m.account_id = $1 AND m.target_account_id = w.id
        AND (m.expires_at IS NULL OR m.expires_at > now())
    LEFT JOIN account_notes n ON n.account_id = $1 AND n.target_account_id = w.id
    ORDER BY w.position)"};

} // namespace

std::vector<Relationship> relationships(Transaction& tx, AccountId account, const std::vector<AccountId>& targets)
{
    std::vector<Relationship> all;
    if (targets.empty()) return all;
    for (const auto row : tx.exec(relationships_sql, account, targets)) {
        ColumnReader in(row);
        all.push_back({
            .target = in.next<AccountId>(),
            .following = in.next<bool>(),
            .showing_reblogs = in.next<bool>(),
            .notifying = in.next<bool>(),
            .languages = in.next<std::vector<std::string>>(),
            .followed_by = in.next<bool>(),
            .blocking = in.next<bool>(),
            .blocked_by = in.next<bool>(),
            .muting = in.next<bool>(),
            .muting_notifications = in.next<bool>(),
            .muting_expires_at = in.next<std::optional<Time>>(),
            .requested = in.next<bool>(),
            .requested_by = in.next<bool>(),
            .domain_blocking = in.next<bool>(),
            .endorsed = in.next<bool>(),
            .note = in.next<std::string>(),
        });
    }
    return all;
}

namespace {

const Statement follower_inboxes_sql{"follows.inboxes", R"(
    SELECT DISTINCT coalesce(a.shared_inbox_url, a.inbox_url)
    FROM follows f JOIN accounts a ON a.id = f.account_id
    WHERE f.target_account_id = $1 AND f.accepted_at IS NOT NULL AND a.domain IS NOT NULL
        AND a.suspended_at IS NULL AND a.deleted_at IS NULL
    ORDER BY 1)"};

const Statement has_local_followers_sql{"follows.has_local", R"(
    SELECT EXISTS (SELECT 1 FROM follows f JOIN accounts a ON a.id = f.account_id
        WHERE f.target_account_id = $1 AND f.accepted_at IS NOT NULL AND a.domain IS NULL AND a.deleted_at IS NULL))"};

const Statement to_notify_sql{"follows.to_notify", R"(
    SELECT f.account_id FROM follows f JOIN accounts a ON a.id = f.account_id
    WHERE f.target_account_id = $1 AND f.accepted_at IS NOT NULL AND f.notify AND a.domain IS NULL
        AND a.suspended_at IS NULL AND a.deleted_at IS NULL
    ORDER BY f.account_id)"};

const Statement awaited_authors_sql{"follows.awaited_authors", R"(
    SELECT author.id FROM unnest($1::bigint[]) AS author (id)
    WHERE EXISTS (SELECT 1 FROM follows f
        WHERE f.target_account_id = author.id AND f.notify AND f.accepted_at IS NOT NULL))"};

} // namespace

std::vector<Inbox> follower_inboxes(Transaction& tx, AccountId of)
{
    std::vector<Inbox> inboxes;
    for (const auto row : tx.exec(follower_inboxes_sql, of)) {
        auto text = row.at(0).as<std::string>();
        const auto url = parse_url(text);
        if (url) inboxes.push_back({.url = std::move(text), .host = url->authority()});
    }
    return inboxes;
}

bool has_local_followers(Transaction& tx, AccountId of)
{
    return tx.exec(has_local_followers_sql, of).front().at(0).as<bool>();
}

std::vector<AccountId> local_followers_to_notify(Transaction& tx, AccountId of)
{
    std::vector<AccountId> ids;
    for (const auto row : tx.exec(to_notify_sql, of)) ids.push_back(row.at(0).as<AccountId>());
    return ids;
}

std::set<AccountId> awaited_authors(Transaction& tx, const std::vector<AccountId>& among)
{
    std::set<AccountId> ids;
    if (among.empty()) return ids;
    for (const auto row : tx.exec(awaited_authors_sql, among)) ids.insert(row.at(0).as<AccountId>());
    return ids;
}

} // namespace rounds::storage::graph
