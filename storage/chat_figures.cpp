#include "storage/chat_figures.hpp"

namespace rounds::storage::chats {
namespace {

// One scan of the transcript, summed in five ways.
const Statement figures_sql{"chats.figures", R"(
    WITH said AS MATERIALIZED (
        SELECT s.account_id, p.quote_consent, coalesce(q.label, '') AS prompt, coalesce(a.domain, '') AS server,
            coalesce(s.language, '') AS language, u.stakeholder
        FROM chat_posts p
        JOIN statuses s ON s.id = p.status_id
        JOIN accounts a ON a.id = s.account_id
        LEFT JOIN users u ON u.account_id = s.account_id
        LEFT JOIN chat_prompts q ON q.id = p.prompt_id
        WHERE p.chat_id = $1 AND s.deleted_at IS NULL AND s.visibility <= 1
            AND NOT EXISTS (SELECT 1 FROM guard_holds h WHERE h.status_id = s.id AND h.state <> 'released'))
    SELECT 'posts' AS kind, '' AS name, count(*) AS sum FROM said
    UNION ALL SELECT 'people', '', count(DISTINCT account_id) FROM said
    UNION ALL SELECT 'quoted', '', count(*) FROM said WHERE quote_consent
    UNION ALL SELECT 'prompt', prompt, count(*) FROM said GROUP BY prompt
    UNION ALL SELECT 'language', language, count(*) FROM said GROUP BY language
    UNION ALL SELECT 'server', server, count(DISTINCT account_id) FROM said GROUP BY server
    UNION ALL SELECT 'stakeholder', stakeholder, count(DISTINCT account_id) FROM said
        WHERE stakeholder IS NOT NULL GROUP BY stakeholder)"};

} // namespace

Figures figures(Transaction& tx, ChatId chat)
{
    Figures found;
    for (const auto row : tx.exec(figures_sql, chat)) {
        const auto kind = row.get<std::string>("kind");
        const auto sum = row.get<std::int64_t>("sum");
        const auto name = row.get<std::string>("name");
        if (kind == "posts") found.posts = sum;
        if (kind == "people") found.people = sum;
        if (kind == "quoted") found.quoted = sum;
        if (kind == "prompt") found.by_prompt[name] = sum;
        if (kind == "language") found.by_language[name] = sum;
        if (kind == "server") found.by_server[name] = sum;
        if (kind == "stakeholder") found.by_stakeholder[name] = sum;
    }
    return found;
}

} // namespace rounds::storage::chats
