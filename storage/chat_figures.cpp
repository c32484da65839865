#include "storage/chat_figures.hpp"

#include "storage/sql_text.hpp"

namespace rounds::storage::chats {
namespace {

// The transcript once, with all that the sums ask for.
constexpr SqlText said{R"(
    said AS MATERIALIZED (
        SELECT s.id, s.account_id, p.quote_consent, p.late, coalesce(q.label, '') AS prompt,
            coalesce(a.domain, '') AS server, coalesce(s.language, '') AS language, u.stakeholder,
            u.stakeholder IN ('doctor', 'hcp') AS clinician, coalesce(t.followers_count, 0) AS followers,
            floor(extract(epoch FROM s.created_at - c.starts_at) / 300)::bigint * 5 AS minute,
            s.in_reply_to_id AS parent,
            EXISTS (SELECT 1 FROM chat_people x WHERE x.chat_id = c.id AND x.account_id = s.account_id)
                OR EXISTS (SELECT 1 FROM network_roles r WHERE r.network_id = c.network_id
                    AND r.account_id = s.account_id AND r.role IN ('steward', 'host', 'clinician_mentor')) AS runs,
            EXISTS (SELECT 1 FROM chat_posts e JOIN chats f ON f.id = e.chat_id JOIN statuses o ON o.id = e.status_id
                WHERE f.network_id = c.network_id AND f.starts_at < c.starts_at AND o.account_id = s.account_id
                    AND o.deleted_at IS NULL) AS returns,
            EXISTS (SELECT 1 FROM questions w WHERE w.status_id = s.id)
                OR regexp_replace(s.content, '<[^>]*>', ' ', 'g') ~ '[?？؟]([[:space:]"”’»)!.]|$)' AS asks
        FROM chat_posts p
        JOIN chats c ON c.id = p.chat_id
        JOIN statuses s ON s.id = p.status_id
        JOIN accounts a ON a.id = s.account_id
        LEFT JOIN account_stats t ON t.account_id = s.account_id
        LEFT JOIN users u ON u.account_id = s.account_id
        LEFT JOIN chat_prompts q ON q.id = p.prompt_id
        WHERE p.chat_id = $1 AND s.deleted_at IS NULL AND s.visibility <= 1 AND NOT p.off_topic
            AND p.queued_until IS NULL
            AND NOT EXISTS (SELECT 1 FROM guard_holds h WHERE h.status_id = s.id AND h.state <> 'released')),
    answered AS MATERIALIZED (
        SELECT r.runs, o.runs AS to_runner, r.clinician <> o.clinician AS crosses,
            r.stakeholder IS NOT NULL AND o.stakeholder IS NOT NULL AS known, o.id AS question
        FROM said r JOIN said o ON o.id = r.parent AND o.account_id <> r.account_id))"};

constexpr auto figures_text = "WITH " + said + R"(
    SELECT 'posts' AS kind, '' AS name, count(*) AS sum FROM said
    UNION ALL SELECT 'people', '', count(DISTINCT account_id) FROM said
    UNION ALL SELECT 'quoted', '', count(*) FROM said WHERE quote_consent
    UNION ALL SELECT 'late', '', count(*) FROM said WHERE late
    UNION ALL SELECT 'off_topic', '', count(*) FROM chat_posts WHERE chat_id = $1 AND off_topic
    UNION ALL SELECT 'queued', '', count(*) FROM chat_posts WHERE chat_id = $1 AND queued_until IS NOT NULL
    UNION ALL SELECT 'impressions', '', coalesce(sum(followers), 0)::bigint FROM said
    UNION ALL SELECT 'prompt', prompt, count(*) FROM said GROUP BY prompt
    UNION ALL SELECT 'language', language, count(*) FROM said GROUP BY language
    UNION ALL SELECT 'server', server, count(DISTINCT account_id) FROM said GROUP BY server
    UNION ALL SELECT 'stakeholder', stakeholder, count(DISTINCT account_id) FROM said
        WHERE stakeholder IS NOT NULL GROUP BY stakeholder
    UNION ALL SELECT 'minute', minute::text, count(*) FROM said WHERE NOT late GROUP BY minute
    UNION ALL SELECT 'replies', '', count(*) FROM answered
    UNION ALL SELECT 'replies_known', '', count(*) FROM answered WHERE known
    UNION ALL SELECT 'crossing', '', count(*) FROM answered WHERE known AND crosses
    UNION ALL SELECT 'host_posts', '', count(*) FROM said WHERE runs
    UNION ALL SELECT 'host_replies', '', count(*) FROM answered WHERE runs AND NOT to_runner
    UNION ALL SELECT 'first', '', count(DISTINCT account_id) FROM said WHERE NOT returns
    UNION ALL SELECT 'back', '', count(DISTINCT account_id) FROM said WHERE returns
    UNION ALL SELECT 'askers', '', count(DISTINCT account_id) FROM said WHERE asks AND NOT runs
    UNION ALL (SELECT 'question', '', (SELECT count(*) FROM answered a WHERE a.question = said.id) AS sum
        FROM said WHERE asks AND NOT runs ORDER BY sum))";
const Statement figures_sql{"chats.figures", figures_text.c_str()};

using Sum = std::int64_t Figures::*;
const std::map<std::string, Sum, std::less<>> single{
    {"posts", &Figures::posts},
    {"people", &Figures::people},
    {"quoted", &Figures::quoted},
    {"late", &Figures::late},
    {"off_topic", &Figures::off_topic},
    {"queued", &Figures::queued},
    {"impressions", &Figures::impressions},
    {"replies", &Figures::replies},
    {"replies_known", &Figures::replies_known},
    {"crossing", &Figures::crossing},
    {"host_posts", &Figures::host_posts},
    {"host_replies", &Figures::host_replies},
    {"first", &Figures::first_timers},
    {"back", &Figures::returners},
    {"askers", &Figures::askers},
};

} // namespace

Figures figures(Transaction& tx, ChatId chat)
{
    Figures found;
    for (const auto row : tx.exec(figures_sql, chat)) {
        const auto kind = row.get<std::string>("kind");
        const auto sum = row.get<std::int64_t>("sum");
        const auto name = row.get<std::string>("name");
        if (const auto one = single.find(kind); one != single.end()) found.*(one->second) = sum;
        if (kind == "prompt") found.by_prompt[name] = sum;
        if (kind == "language") found.by_language[name] = sum;
        if (kind == "server") found.by_server[name] = sum;
        if (kind == "stakeholder") found.by_stakeholder[name] = sum;
        if (kind == "minute") found.by_minutes[std::stoll(name)] = sum;
        if (kind == "question") found.question_replies.push_back(sum);
    }
    return found;
}

} // namespace rounds::storage::chats
