#include "storage/reports.hpp"

namespace rounds::storage::reports {
namespace {

const Statement add_sql{"reports.add", R"(
    INSERT INTO reports (uri, account_id, target_account_id, status_ids, comment)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (uri) DO NOTHING)"};

const Statement list_open_sql{"reports.list_open", R"(
    SELECT id, uri, account_id, target_account_id, status_ids, comment, handled_at, created_at
    FROM reports
    WHERE handled_at IS NULL
    ORDER BY id DESC
    LIMIT $1)"};

const Statement handle_sql{
    "reports.handle", "UPDATE reports SET handled_at = now() WHERE id = $1 AND handled_at IS NULL"
};

} // namespace

result<void> add(Transaction& tx, const Report& report)
{
    const auto rows = tx.exec(add_sql, report.uri, report.account, report.target, report.statuses, report.comment);
    if (rows.affected() == 0) return errc::already_exists;
    return {};
}

std::vector<Report> list_open(Transaction& tx, int limit)
{
    std::vector<Report> open;
    for (const auto row : tx.exec(list_open_sql, limit)) {
        Report report;
        report.id = row.get<std::int64_t>("id");
        report.uri = row.get<std::string>("uri");
        report.account = row.get<AccountId>("account_id");
        report.target = row.get<AccountId>("target_account_id");
        report.statuses = row.get<std::vector<StatusId>>("status_ids");
        report.comment = row.get<std::string>("comment");
        report.handled_at = row.get<std::optional<Time>>("handled_at");
        report.created_at = row.get<Time>("created_at");
        open.push_back(std::move(report));
    }
    return open;
}

result<void> handle(Transaction& tx, std::int64_t id)
{
    if (tx.exec(handle_sql, id).affected() == 0) return errc::not_found;
    return {};
}

} // namespace rounds::storage::reports
