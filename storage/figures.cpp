#include "storage/figures.hpp"

#include <algorithm>
#include <array>
#include <memory>

namespace rounds::storage::figures {
namespace {

// Days of [$1, $2] with their first ids: ids are made of the time. $3 is what the key is about.
#define ROUNDS_DAYS "SELECT d.day, (SELECT count(*) FROM "
#define ROUNDS_OF_DAYS                                                                                                 \
    ") AS value FROM (SELECT day, day + interval '1 day' AS next, (extract(epoch FROM day) * 1000)::bigint << 16 AS "  \
    "first_id, (extract(epoch FROM day + interval '1 day') * 1000)::bigint << 16 AS last_id FROM "                     \
    "generate_series($1::timestamptz, $2::timestamptz, interval '1 day') AS g (day) WHERE $3::text IS NOT NULL) d "    \
    "ORDER BY d.day"

struct Daily
{
    std::string_view key;
    const Statement& sql;
};

const Statement active_users_sql{"figures.active_users", ROUNDS_DAYS R"((
        SELECT s.account_id FROM statuses s WHERE s.local AND s.id >= d.first_id AND s.id < d.last_id
        UNION
        SELECT f.account_id FROM favourites f JOIN users u ON u.account_id = f.account_id
        WHERE f.id >= d.first_id AND f.id < d.last_id) x)" ROUNDS_OF_DAYS};
const Statement new_users_sql{
    "figures.new_users", ROUNDS_DAYS "users x WHERE x.created_at >= d.day AND x.created_at < d.next" ROUNDS_OF_DAYS
};
const Statement interactions_sql{"figures.interactions", ROUNDS_DAYS R"((
        SELECT f.id FROM favourites f JOIN statuses s ON s.id = f.status_id AND s.local
        WHERE f.id >= d.first_id AND f.id < d.last_id
        UNION ALL
        SELECT r.id FROM statuses r JOIN statuses s ON s.id = coalesce(r.reblog_of_id, r.in_reply_to_id) AND s.local
        WHERE r.id >= d.first_id AND r.id < d.last_id) x)" ROUNDS_OF_DAYS};
const Statement opened_sql{
    "figures.opened_reports",
    ROUNDS_DAYS "reports x WHERE x.created_at >= d.day AND x.created_at < d.next" ROUNDS_OF_DAYS
};
const Statement resolved_sql{
    "figures.resolved_reports",
    ROUNDS_DAYS "reports x WHERE x.handled_at >= d.day AND x.handled_at < d.next" ROUNDS_OF_DAYS
};
#define ROUNDS_TAGGED                                                                                                  \
    " FROM status_tags x JOIN statuses s ON s.id = x.status_id JOIN accounts a ON a.id = s.account_id "                \
    "WHERE x.tag_id::text = $3 AND s.visibility = 0 AND s.id >= d.first_id AND s.id < d.last_id) x"
const Statement tag_accounts_sql{
    "figures.tag_accounts", ROUNDS_DAYS "(SELECT DISTINCT a.id" ROUNDS_TAGGED ROUNDS_OF_DAYS
};
const Statement tag_uses_sql{"figures.tag_uses", ROUNDS_DAYS "(SELECT s.id" ROUNDS_TAGGED ROUNDS_OF_DAYS};
const Statement tag_servers_sql{
    "figures.tag_servers", ROUNDS_DAYS "(SELECT DISTINCT coalesce(a.domain, '')" ROUNDS_TAGGED ROUNDS_OF_DAYS
};
#undef ROUNDS_TAGGED
const Statement instance_accounts_sql{"figures.instance_accounts", ROUNDS_DAYS R"(accounts x
        WHERE lower(x.domain) = lower($3) AND x.id >= d.first_id AND x.id < d.last_id)" ROUNDS_OF_DAYS};
const Statement instance_media_sql{"figures.instance_media_attachments", ROUNDS_DAYS R"(media_attachments x
        JOIN accounts a ON a.id = x.account_id
        WHERE lower(a.domain) = lower($3) AND x.id >= d.first_id AND x.id < d.last_id)" ROUNDS_OF_DAYS};
const Statement instance_reports_sql{"figures.instance_reports", ROUNDS_DAYS R"(reports x
        JOIN accounts a ON a.id = x.target_account_id
        WHERE lower(a.domain) = lower($3) AND x.created_at >= d.day AND x.created_at < d.next)" ROUNDS_OF_DAYS};
const Statement instance_statuses_sql{"figures.instance_statuses", ROUNDS_DAYS R"(statuses x
        JOIN accounts a ON a.id = x.account_id
        WHERE lower(a.domain) = lower($3) AND x.id >= d.first_id AND x.id < d.last_id)" ROUNDS_OF_DAYS};
const Statement instance_follows_sql{"figures.instance_follows", ROUNDS_DAYS R"(follows x
        JOIN accounts a ON a.id = x.target_account_id
        WHERE lower(a.domain) = lower($3) AND x.id >= d.first_id AND x.id < d.last_id)" ROUNDS_OF_DAYS};
const Statement instance_followers_sql{"figures.instance_followers", ROUNDS_DAYS R"(follows x
        JOIN accounts a ON a.id = x.account_id
        WHERE lower(a.domain) = lower($3) AND x.id >= d.first_id AND x.id < d.last_id)" ROUNDS_OF_DAYS};
#undef ROUNDS_DAYS
#undef ROUNDS_OF_DAYS

const std::array<Daily, 14> dailies{{
    {"active_users", active_users_sql},
    {"new_users", new_users_sql},
    {"interactions", interactions_sql},
    {"opened_reports", opened_sql},
    {"resolved_reports", resolved_sql},
    {"tag_accounts", tag_accounts_sql},
    {"tag_uses", tag_uses_sql},
    {"tag_servers", tag_servers_sql},
    {"instance_accounts", instance_accounts_sql},
    {"instance_media_attachments", instance_media_sql},
    {"instance_reports", instance_reports_sql},
    {"instance_statuses", instance_statuses_sql},
    {"instance_follows", instance_follows_sql},
    {"instance_followers", instance_followers_sql},
}};

// $1, $2: first id and the one after the last; $3: what the key is about; $4: how many.
const Statement languages_sql{"figures.languages", R"(
    SELECT u.locale AS key, count(*) AS value FROM users u
    WHERE $1::bigint IS NOT NULL AND $2::bigint IS NOT NULL AND $3::text IS NOT NULL
    GROUP BY u.locale ORDER BY value DESC, key LIMIT $4)"};
const Statement sources_sql{"figures.sources", R"(
    SELECT coalesce(o.name, 'web') AS key, count(*) AS value
    FROM statuses s LEFT JOIN oauth_apps o ON o.id = s.app_id
    WHERE s.local AND s.id >= $1 AND s.id < $2 AND $3::text IS NOT NULL
    GROUP BY 1 ORDER BY value DESC, key LIMIT $4)"};
const Statement servers_sql{"figures.servers", R"(
    SELECT coalesce(a.domain, '') AS key, count(*) AS value
    FROM statuses s JOIN accounts a ON a.id = s.account_id
    WHERE s.id >= $1 AND s.id < $2 AND $3::text IS NOT NULL GROUP BY 1 ORDER BY value DESC, key LIMIT $4)"};
const Statement part_tag_servers_sql{"figures.part_tag_servers", R"(
    SELECT coalesce(a.domain, '') AS key, count(*) AS value
    FROM status_tags x JOIN statuses s ON s.id = x.status_id JOIN accounts a ON a.id = s.account_id
    WHERE x.tag_id::text = $3 AND s.visibility = 0 AND s.id >= $1 AND s.id < $2
    GROUP BY 1 ORDER BY value DESC, key LIMIT $4)"};
const Statement tag_languages_sql{"figures.part_tag_languages", R"(
    SELECT coalesce(s.language, 'und') AS key, count(*) AS value
    FROM status_tags x JOIN statuses s ON s.id = x.status_id
    WHERE x.tag_id::text = $3 AND s.visibility = 0 AND s.id >= $1 AND s.id < $2
    GROUP BY 1 ORDER BY value DESC, key LIMIT $4)"};
const Statement followed_there_sql{"figures.part_instance_accounts", R"(
    SELECT a.username AS key, count(*) AS value
    FROM accounts a JOIN follows f ON f.target_account_id = a.id AND f.accepted_at IS NOT NULL
    JOIN users u ON u.account_id = f.account_id
    WHERE lower(a.domain) = lower($3) AND f.id < $2 AND $1::bigint IS NOT NULL
    GROUP BY a.id HAVING count(*) >= 3 ORDER BY value DESC, key LIMIT $4)"};
const Statement instance_languages_sql{"figures.part_instance_languages", R"(
    SELECT coalesce(s.language, 'und') AS key, count(*) AS value
    FROM statuses s JOIN accounts a ON a.id = s.account_id
    WHERE lower(a.domain) = lower($3) AND s.id >= $1 AND s.id < $2 GROUP BY 1 ORDER BY value DESC, key LIMIT $4)"};

const std::array<Daily, 7> divisions{{
    {"languages", languages_sql},
    {"sources", sources_sql},
    {"servers", servers_sql},
    {"tag_servers", part_tag_servers_sql},
    {"tag_languages", tag_languages_sql},
    {"instance_accounts", followed_there_sql},
    {"instance_languages", instance_languages_sql},
}};

const Statement bytes_sql{"figures.database_bytes", "SELECT pg_database_size(current_database())"};
const Statement version_sql{"figures.database_version", "SELECT current_setting('server_version')"};

// Active: came back to log in, or said something.
const Statement retention_sql{"figures.retention", R"(
    WITH periods AS (
        SELECT p AS begins, p + CASE WHEN $3 THEN interval '1 month' ELSE interval '1 day' END AS ends
        FROM generate_series(date_trunc(CASE WHEN $3 THEN 'month' ELSE 'day' END, $1::timestamptz, 'UTC'),
            $2::timestamptz, CASE WHEN $3 THEN interval '1 month' ELSE interval '1 day' END) AS g (p)),
    came AS (
        SELECT p.begins, u.account_id, u.last_login_at FROM periods p
        JOIN users u ON u.created_at >= p.begins AND u.created_at < p.ends)
    SELECT c.begins AS period, l.begins AS later, count(x.account_id) AS came,
        count(*) FILTER (WHERE x.last_login_at >= l.begins AND x.account_id IS NOT NULL
            OR EXISTS (SELECT FROM statuses s WHERE s.account_id = x.account_id AND s.deleted_at IS NULL
                AND s.id >= (extract(epoch FROM l.begins) * 1000)::bigint << 16
                AND s.id < (extract(epoch FROM l.ends) * 1000)::bigint << 16)) AS active
    FROM periods c JOIN periods l ON l.begins >= c.begins LEFT JOIN came x ON x.begins = c.begins
    GROUP BY c.begins, l.begins ORDER BY c.begins, l.begins)"};

std::int64_t first_id_of(Time time)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count() << 16;
}

} // namespace

result<std::vector<Day>> daily(Transaction& tx, std::string_view key, const Range& range)
{
    const auto found = std::ranges::find(dailies, key, &Daily::key);
    if (found == dailies.end()) return errc::not_found;
    std::vector<Day> days;
    for (const auto row : tx.exec(found->sql, range.start, range.end, range.subject))
        days.push_back({row.at(0).as<Time>(), row.at(1).as<std::int64_t>()});
    return days;
}

result<std::vector<Part>> parts(Transaction& tx, std::string_view key, const Range& range, int limit)
{
    const auto found = std::ranges::find(divisions, key, &Daily::key);
    if (found == divisions.end()) return errc::not_found;
    const auto end = first_id_of(range.end + std::chrono::days{1});
    std::vector<Part> all;
    for (const auto row : tx.exec(found->sql, first_id_of(range.start), end, range.subject, limit))
        all.push_back({row.at(0).as<std::string>(), row.at(1).as<std::int64_t>()});
    return all;
}

std::int64_t database_bytes(Transaction& tx)
{
    return tx.exec(bytes_sql).front().at(0).as<std::int64_t>();
}

std::string database_version(Transaction& tx)
{
    return tx.exec(version_sql).front().at(0).as<std::string>();
}

std::vector<Retained> retention(Transaction& tx, const Range& range, bool by_month)
{
    std::vector<Retained> all;
    for (const auto row : tx.exec(retention_sql, range.start, range.end, by_month))
        all.push_back(
            {row.at(0).as<Time>(), row.at(1).as<Time>(), row.at(2).as<std::int64_t>(), row.at(3).as<std::int64_t>()}
        );
    return all;
}

} // namespace rounds::storage::figures
