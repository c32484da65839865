#include "storage/summaries.hpp"

namespace rounds::storage::summaries {
namespace {

const Statement in_work_sql{"summaries.in_work", R"(
    SELECT s.id, v.title, s.state FROM summaries s
    JOIN summary_versions v ON v.summary_id = s.id AND v.version = s.version
    WHERE s.network_id = $1 AND s.state IN ('draft', 'in_review')
    ORDER BY s.id DESC LIMIT $2)"};

const Statement chats_sql{"summaries.chats", R"(
    SELECT DISTINCT chat_id FROM summaries WHERE network_id = $1 AND chat_id IS NOT NULL)"};

} // namespace

std::vector<Work> in_work(Transaction& tx, NetworkId network, int limit)
{
    std::vector<Work> found;
    for (const auto row : tx.exec(in_work_sql, network, limit))
        found.push_back({row.get<SummaryId>("id"), row.get<std::string>("title"), row.get<std::string>("state")});
    return found;
}

std::vector<ChatId> chats_with_summary(Transaction& tx, NetworkId network)
{
    std::vector<ChatId> found;
    for (const auto row : tx.exec(chats_sql, network)) found.push_back(row.get<ChatId>("chat_id"));
    return found;
}

} // namespace rounds::storage::summaries
