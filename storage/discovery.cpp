#include "storage/discovery.hpp"

#include "storage/columns.hpp"

#include <map>

namespace rounds::storage::discovery {
namespace {

// The best reason that an account has is told.
const Statement suggestions_sql{"discovery.suggestions", R"(
    WITH friends AS MATERIALIZED (
        SELECT a.id FROM follows f JOIN accounts a ON a.id = f.target_account_id
        WHERE f.account_id = $1 AND f.accepted_at IS NOT NULL AND a.discoverable
            AND a.actor_type IN ('Person', 'Service')
        ORDER BY f.id DESC LIMIT 500),
    reasons AS (
        SELECT id, 0 AS why, 0::bigint AS weight FROM unnest($2::bigint[]) AS p (id)
        UNION ALL
        SELECT n.account_id, 1, 0 FROM networks n
        WHERE n.closed_at IS NULL AND (lower(n.hashtag) = ANY ($3::text[])
            OR EXISTS (SELECT 1 FROM network_conditions c
                WHERE c.network_id = n.id AND c.condition_id = ANY ($4::text[])))
        UNION ALL
        SELECT a.id, 2, count(*)
        FROM friends JOIN follows f ON f.account_id = friends.id AND f.accepted_at IS NOT NULL
        JOIN accounts a ON a.id = f.target_account_id
        WHERE a.discoverable AND a.actor_type IN ('Person', 'Service')
        GROUP BY a.id HAVING count(*) >= 3),
    best AS (SELECT DISTINCT ON (id) id, why, weight FROM reasons ORDER BY id, why)
    SELECT best.id, best.why FROM best JOIN accounts a ON a.id = best.id
    WHERE a.id <> $1 AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.silenced_at IS NULL
        AND a.moved_to_uri IS NULL AND a.actor_type <> 'Application'
        AND NOT EXISTS (SELECT 1 FROM follows f WHERE f.account_id = $1 AND f.target_account_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $1 AND b.target_account_id = a.id
            OR b.account_id = a.id AND b.target_account_id = $1)
        AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = $1 AND m.target_account_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.account_id = $1 AND d.domain = lower(a.domain))
        AND NOT EXISTS (SELECT 1 FROM suggestion_dismissals s WHERE s.account_id = $1 AND s.target_account_id = a.id)
    ORDER BY best.why, best.weight DESC, best.id LIMIT $5)"};

const Statement followed_tags_sql{
    "discovery.followed_tags", R"(
    SELECT t.name FROM tag_follows f JOIN tags t ON t.id = f.tag_id WHERE f.account_id = $1 ORDER BY f.id DESC LIMIT 200)"
};
const Statement dismiss_sql{"discovery.dismiss", R"(
    INSERT INTO suggestion_dismissals (account_id, target_account_id)
    SELECT $1, id FROM accounts WHERE id = $2 ON CONFLICT DO NOTHING)"};

constexpr SqlText directory_text{R"(
    SELECT a.id FROM accounts a LEFT JOIN account_stats t ON t.account_id = a.id
    WHERE a.discoverable AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.silenced_at IS NULL
        AND a.moved_to_uri IS NULL AND a.actor_type <> 'Application' AND (NOT $1::boolean OR a.domain IS NULL)
        AND NOT EXISTS (SELECT 1 FROM blocks b WHERE b.account_id = $2 AND b.target_account_id = a.id
            OR b.account_id = a.id AND b.target_account_id = $2)
        AND NOT EXISTS (SELECT 1 FROM mutes m WHERE m.account_id = $2 AND m.target_account_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM account_domain_blocks d WHERE d.account_id = $2 AND d.domain = lower(a.domain)))"
};
constexpr auto newest_text = directory_text + " ORDER BY a.id DESC LIMIT $3 OFFSET $4";
const Statement newest_sql{"discovery.directory_newest", newest_text.c_str()};
constexpr auto active_text =
    directory_text + " ORDER BY t.last_status_at DESC NULLS LAST, a.id DESC LIMIT $3 OFFSET $4";
const Statement active_sql{"discovery.directory_active", active_text.c_str()};

// $1: the smallest id of the window.
constexpr SqlText recent_text{R"(
    WITH recent AS MATERIALIZED (
        SELECT s.id, s.account_id, a.discoverable
        FROM statuses s JOIN accounts a ON a.id = s.account_id
        WHERE s.id >= $1 AND s.visibility = 0 AND s.reblog_of_id IS NULL AND s.deleted_at IS NULL AND NOT s.sensitive
            AND a.suspended_at IS NULL AND a.deleted_at IS NULL AND a.silenced_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM networks n
                WHERE n.sensitive AND n.account_id IN (s.audience_account_id, s.account_id))
        ORDER BY s.id DESC LIMIT 20000))"};

constexpr auto tags_text = recent_text + R"(
    SELECT t.name FROM recent JOIN status_tags x ON x.status_id = recent.id JOIN tags t ON t.id = x.tag_id
    WHERE NOT EXISTS (SELECT 1 FROM networks n WHERE n.sensitive AND lower(n.hashtag) = t.name)
        AND ($4::boolean OR t.usable AND t.listable AND t.trendable IS NOT FALSE)
    GROUP BY t.id HAVING count(DISTINCT recent.account_id) >= 3
    ORDER BY count(DISTINCT recent.account_id) DESC, count(*) DESC, t.name LIMIT $2 OFFSET $3)";
const Statement tags_sql{"discovery.trending_tags", tags_text.c_str()};

constexpr auto statuses_text = recent_text + R"(
    SELECT recent.id FROM recent JOIN status_stats t ON t.status_id = recent.id
    WHERE recent.discoverable AND t.reblogs_count + t.favourites_count >= 2
        AND ($4::boolean
            OR NOT EXISTS (SELECT FROM status_trend_reviews v WHERE v.status_id = recent.id AND NOT v.trendable))
    ORDER BY t.reblogs_count + t.favourites_count DESC, recent.id DESC LIMIT $2 OFFSET $3)";
const Statement statuses_sql{"discovery.trending_statuses", statuses_text.c_str()};

constexpr auto links_text = recent_text + R"(
    SELECT c.id, c.trendable, c.url, c.title, c.description, c.language, c.author_name, c.provider_name, c.published_at
    FROM recent JOIN status_cards x ON x.status_id = recent.id JOIN preview_cards c ON c.id = x.card_id
    WHERE c.title <> ''
        AND ($4::boolean OR c.trendable IS NOT FALSE AND NOT EXISTS (SELECT FROM card_publishers p
            WHERE p.domain = lower(split_part(c.url, '/', 3)) AND p.trendable IS FALSE))
    GROUP BY c.id HAVING count(DISTINCT recent.account_id) >= 2
    ORDER BY count(DISTINCT recent.account_id) DESC, count(*) DESC, c.id DESC LIMIT $2 OFFSET $3)";
const Statement links_sql{"discovery.trending_links", links_text.c_str()};

const Statement find_link_sql{"discovery.find_link", R"(
    SELECT c.id, c.trendable, c.url, c.title, c.description, c.language, c.author_name, c.provider_name, c.published_at
    FROM preview_cards c WHERE c.id = $1)"};

const Statement link_history_sql{"discovery.link_history", R"(
    SELECT x.card_id, date_trunc('day', s.created_at) AS day, count(*) AS uses, count(DISTINCT s.account_id) AS accounts
    FROM status_cards x JOIN statuses s ON s.id = x.status_id
    WHERE x.card_id = ANY ($1) AND x.status_id >= $2 AND s.visibility = 0 AND s.deleted_at IS NULL
    GROUP BY x.card_id, day)"};

std::int64_t first_id_of(Time time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() << 16;
}

void add_history(Transaction& tx, const std::vector<std::int64_t>& cards, std::vector<TrendingLink>& links, Time now)
{
    const auto today = std::chrono::floor<std::chrono::days>(now);
    std::map<std::int64_t, TrendingLink*> by_id;
    for (std::size_t i = 0; i < links.size(); ++i) {
        by_id[cards[i]] = &links[i];
        for (std::size_t day = 0; day < links[i].history.size(); ++day)
            links[i].history[day].day = today - std::chrono::days{static_cast<int>(day)};
    }
    if (links.empty()) return;
    for (const auto row : tx.exec(link_history_sql, cards, first_id_of(Time{today - std::chrono::days{6}}))) {
        const auto age = (today - std::chrono::floor<std::chrono::days>(row.get<Time>("day"))).count();
        if (age < 0 || age > 6) continue;
        auto& day = by_id.at(row.get<std::int64_t>("card_id"))->history[static_cast<std::size_t>(age)];
        day.uses = row.get<std::int64_t>("uses");
        day.accounts = row.get<std::int64_t>("accounts");
    }
}

std::vector<TrendingLink> read_links(Transaction& tx, const Rows& rows, Time now)
{
    std::vector<TrendingLink> links;
    std::vector<std::int64_t> cards;
    for (const auto row : rows) {
        ColumnReader in(row);
        TrendingLink link;
        link.id = in.next<std::int64_t>();
        link.trendable = in.next<std::optional<bool>>();
        link.card = read_card(in);
        cards.push_back(link.id);
        links.push_back(std::move(link));
    }
    add_history(tx, cards, links, now);
    return links;
}

} // namespace

std::vector<Suggestion> suggestions(Transaction& tx, AccountId viewer, const Reasons& reasons, int limit)
{
    std::vector<Suggestion> found;
    for (const auto row :
         tx.exec(suggestions_sql, viewer, reasons.staff_picks, reasons.tags, reasons.conditions, limit))
        found.push_back({.account = row.at(0).as<AccountId>(), .why = static_cast<Why>(row.at(1).as<int>())});
    return found;
}

std::vector<std::string> followed_tags(Transaction& tx, AccountId viewer)
{
    std::vector<std::string> names;
    for (const auto row : tx.exec(followed_tags_sql, viewer)) names.push_back(row.at(0).as<std::string>());
    return names;
}

void dismiss(Transaction& tx, AccountId viewer, AccountId account)
{
    tx.exec(dismiss_sql, viewer, account);
}

std::vector<AccountId> directory(Transaction& tx, const DirectoryQuery& query)
{
    std::vector<AccountId> ids;
    const auto& sql = query.newest ? newest_sql : active_sql;
    for (const auto row : tx.exec(sql, query.local, query.viewer, query.limit, query.offset))
        ids.push_back(row.at(0).as<AccountId>());
    return ids;
}

std::vector<std::string> trending_tags(Transaction& tx, const TrendQuery& query)
{
    std::vector<std::string> names;
    for (const auto row : tx.exec(tags_sql, first_id_of(query.since), query.limit, query.offset, query.rejected_too))
        names.push_back(row.at(0).as<std::string>());
    return names;
}

std::vector<StatusId> trending_statuses(Transaction& tx, const TrendQuery& query)
{
    std::vector<StatusId> ids;
    for (const auto row :
         tx.exec(statuses_sql, first_id_of(query.since), query.limit, query.offset, query.rejected_too))
        ids.push_back(row.at(0).as<StatusId>());
    return ids;
}

std::vector<TrendingLink> trending_links(Transaction& tx, const TrendQuery& query, Time now)
{
    return read_links(
        tx, tx.exec(links_sql, first_id_of(query.since), query.limit, query.offset, query.rejected_too), now
    );
}

result<TrendingLink> find_link(Transaction& tx, std::int64_t id, Time now)
{
    auto links = read_links(tx, tx.exec(find_link_sql, id), now);
    if (links.empty()) return errc::not_found;
    return std::move(links.front());
}

} // namespace rounds::storage::discovery
