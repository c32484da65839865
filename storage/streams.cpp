#include "storage/streams.hpp"

namespace rounds::storage::streams {
namespace {

const Statement facts_sql{"streams.facts", R"(
    SELECT s.id, s.account_id, s.visibility, s.local, s.reblog_of_id IS NOT NULL AS boost,
        s.deleted_at IS NOT NULL AS deleted, s.created_at,
        EXISTS (SELECT FROM media_attachments m WHERE m.status_id = s.id) AS media,
        array(SELECT t.name FROM status_tags x JOIN tags t ON t.id = x.tag_id WHERE x.status_id = s.id) AS tags,
        array(SELECT m.account_id FROM mentions m WHERE m.status_id = s.id AND s.visibility = 3) AS mentioned
    FROM statuses s WHERE s.id = ANY ($1))"};

} // namespace

std::vector<Facts> facts(Transaction& tx, const std::vector<StatusId>& ids)
{
    std::vector<Facts> found;
    if (ids.empty()) return found;
    for (const auto row : tx.exec(facts_sql, ids)) {
        auto& one = found.emplace_back();
        one.id = row.get<StatusId>("id");
        one.author = row.get<AccountId>("account_id");
        one.visibility = static_cast<Visibility>(row.get<int>("visibility"));
        one.local = row.get<bool>("local");
        one.boost = row.get<bool>("boost");
        one.media = row.get<bool>("media");
        one.deleted = row.get<bool>("deleted");
        one.created_at = row.get<Time>("created_at");
        one.tags = row.get<std::vector<std::string>>("tags");
        one.mentioned = row.get<std::vector<AccountId>>("mentioned");
    }
    return found;
}

} // namespace rounds::storage::streams
