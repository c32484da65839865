#include "storage/summary_marks.hpp"

namespace rounds::storage::summary_marks {
namespace {

const Statement set_sql{"summary_marks.set", R"(
    INSERT INTO summary_marks (summary_id, account_id, mark) VALUES ($1, $2, $3)
    ON CONFLICT (summary_id, account_id) DO UPDATE SET mark = $3, created_at = now())"};

const Statement clear_sql{"summary_marks.clear", R"(
    DELETE FROM summary_marks WHERE summary_id = $1 AND account_id = $2)"};

const Statement find_sql{"summary_marks.find", R"(
    SELECT mark FROM summary_marks WHERE summary_id = $1 AND account_id = $2)"};

const Statement counts_sql{"summary_marks.counts", R"(
    SELECT mark, count(*) AS people
    FROM (
        SELECT m.mark FROM summary_marks m WHERE m.summary_id = $1
        UNION ALL
        SELECT 'helpful' FROM summaries s JOIN favourites f ON f.status_id = s.status_id
        WHERE s.id = $1
            AND NOT EXISTS (SELECT 1 FROM summary_marks o WHERE o.summary_id = s.id AND o.account_id = f.account_id)
    ) given
    GROUP BY mark)"};

} // namespace

void set(Transaction& tx, SummaryId summary, AccountId account, std::string_view mark)
{
    tx.exec(set_sql, summary, account, mark);
}

void clear(Transaction& tx, SummaryId summary, AccountId account)
{
    tx.exec(clear_sql, summary, account);
}

std::optional<std::string> find(Transaction& tx, SummaryId summary, AccountId account)
{
    const auto rows = tx.exec(find_sql, summary, account);
    if (rows.empty()) return std::nullopt;
    return rows.front().get<std::string>("mark");
}

std::map<std::string, std::int64_t> counts(Transaction& tx, SummaryId summary)
{
    std::map<std::string, std::int64_t> found;
    for (const auto row : tx.exec(counts_sql, summary))
        found[row.get<std::string>("mark")] = row.get<std::int64_t>("people");
    return found;
}

} // namespace rounds::storage::summary_marks
