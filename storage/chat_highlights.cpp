#include "storage/chats.hpp"

namespace rounds::storage::chats {
namespace {

// Who is what is known of people with a log-in here only; a reply counts as crossing when one of the two is a clinician
// and the other is not.
const Statement highlights_sql{"chats.highlights", R"(
    SELECT p.status_id, p.prompt_id, p.quote_consent, p.late, s.account_id, s.uri, coalesce(s.url, s.uri) AS url, s.content,
        a.username || coalesce('@' || a.domain, '') AS acct,
        coalesce(t.favourites_count, 0) AS favourites, coalesce(t.reblogs_count, 0) AS reblogs,
        coalesce(t.replies_count, 0) AS replies,
        (SELECT count(*) FROM statuses r JOIN users ru ON ru.account_id = r.account_id
            WHERE r.in_reply_to_id = s.id AND r.deleted_at IS NULL
                AND (ru.stakeholder IN ('doctor', 'hcp')) <> (u.stakeholder IN ('doctor', 'hcp'))) AS crossing
    FROM chat_posts p
    JOIN statuses s ON s.id = p.status_id
    JOIN accounts a ON a.id = s.account_id
    LEFT JOIN users u ON u.account_id = s.account_id
    LEFT JOIN status_stats t ON t.status_id = s.id
    WHERE p.chat_id = $1 AND s.deleted_at IS NULL AND s.visibility <= 1 AND NOT p.off_topic AND p.queued_until IS NULL
        AND NOT EXISTS (SELECT 1 FROM guard_holds h WHERE h.status_id = s.id AND h.state <> 'released')
    ORDER BY p.status_id)"};

} // namespace

std::vector<Highlight> highlights(Transaction& tx, ChatId chat)
{
    std::vector<Highlight> found;
    for (const auto row : tx.exec(highlights_sql, chat)) {
        Highlight post;
        post.status = row.get<StatusId>("status_id");
        post.prompt = row.get<std::optional<PromptId>>("prompt_id");
        post.quote_consent = row.get<bool>("quote_consent");
        post.late = row.get<bool>("late");
        post.account = row.get<AccountId>("account_id");
        post.acct = row.get<std::string>("acct");
        post.uri = row.get<std::string>("uri");
        post.url = row.get<std::string>("url");
        post.content = row.get<std::string>("content");
        post.favourites = row.get<std::int64_t>("favourites");
        post.reblogs = row.get<std::int64_t>("reblogs");
        post.replies = row.get<std::int64_t>("replies");
        post.cross_group_replies = row.get<std::int64_t>("crossing");
        found.push_back(std::move(post));
    }
    return found;
}

} // namespace rounds::storage::chats
