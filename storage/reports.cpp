#include "storage/reports.hpp"

#include "storage/columns.hpp"

namespace rounds::storage::reports {
namespace {

const std::string columns = "id, uri, account_id, target_account_id, status_ids, comment, category, rule_ids, "
                            "forwarded, handled_at, created_at";

const Statement next_id_sql{"reports.next_id", "SELECT next_id()"};

const std::string add_text = R"(
    INSERT INTO reports (id, uri, account_id, target_account_id, status_ids, comment, category, rule_ids, forwarded)
    VALUES (coalesce(nullif($1::bigint, 0), next_id()), $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (uri) DO NOTHING RETURNING )" +
                             columns;
const Statement add_sql{"reports.add", add_text.c_str()};

const std::string find_text = "SELECT " + columns + " FROM reports WHERE id = ANY ($1::bigint[]) ORDER BY id DESC";
const Statement find_sql{"reports.find", find_text.c_str()};

const std::string list_open_text =
    "SELECT " + columns + " FROM reports WHERE handled_at IS NULL ORDER BY id DESC LIMIT $1";
const Statement list_open_sql{"reports.list_open", list_open_text.c_str()};

const Statement handle_sql{
    "reports.handle", "UPDATE reports SET handled_at = now() WHERE id = $1 AND handled_at IS NULL"
};

Report read_report(const Row& row)
{
    ColumnReader in(row);
    Report report;
    report.id = in.next<ReportId>();
    report.uri = in.next<std::string>();
    report.account = in.next<AccountId>();
    report.target = in.next<AccountId>();
    report.statuses = in.next<std::vector<StatusId>>();
    report.comment = in.next<std::string>();
    report.category = in.next<std::string>();
    report.rules = in.next<std::vector<std::string>>();
    report.forwarded = in.next<bool>();
    report.handled_at = in.next<std::optional<Time>>();
    report.created_at = in.next<Time>();
    return report;
}

std::vector<Report> read_reports(const Rows& rows)
{
    std::vector<Report> reports;
    for (const auto row : rows) reports.push_back(read_report(row));
    return reports;
}

} // namespace

ReportId next_id(Transaction& tx)
{
    return tx.exec(next_id_sql).front().at(0).as<ReportId>();
}

result<Report> add(Transaction& tx, const Report& report)
{
    const auto rows = tx.exec(
        add_sql,
        report.id,
        report.uri,
        report.account,
        report.target,
        report.statuses,
        report.comment,
        report.category,
        report.rules,
        report.forwarded
    );
    if (rows.empty()) return errc::already_exists;
    return read_report(rows.front());
}

result<Report> find(Transaction& tx, ReportId id)
{
    auto found = find_all(tx, {id});
    if (found.empty()) return errc::not_found;
    return std::move(found.front());
}

std::vector<Report> find_all(Transaction& tx, const std::vector<ReportId>& ids)
{
    if (ids.empty()) return {};
    return read_reports(tx.exec(find_sql, ids));
}

std::vector<Report> list_open(Transaction& tx, int limit)
{
    return read_reports(tx.exec(list_open_sql, limit));
}

result<void> handle(Transaction& tx, ReportId id)
{
    if (tx.exec(handle_sql, id).affected() == 0) return errc::not_found;
    return {};
}

} // namespace rounds::storage::reports
