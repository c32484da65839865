#include "storage/summaries.hpp"

namespace rounds::storage::summaries {
namespace {

const Statement set_retraction_sql{"summaries.set_retraction", R"(
    INSERT INTO summary_retractions (summary_id, reason, account_id, created_at) VALUES ($1, $2, $3, $4))"};

const Statement retraction_sql{"summaries.retraction", R"(
    SELECT reason FROM summary_retractions WHERE summary_id = $1)"};

} // namespace

void set_retraction(Transaction& tx, SummaryId id, std::string_view reason, AccountId by, Time now)
{
    tx.exec(set_retraction_sql, id, reason, by, now);
}

std::string retraction_reason(Transaction& tx, SummaryId id)
{
    const auto rows = tx.exec(retraction_sql, id);
    return rows.empty() ? std::string{} : rows.front().get<std::string>("reason");
}

} // namespace rounds::storage::summaries
