#include "storage/moderation.hpp"
#include "storage/paged.hpp"

// How reports are handled: the part of storage/moderation.hpp about them.
namespace rounds::storage::moderation {
namespace {

const PagedStatement list_sql{"moderation.list_reports", R"(
    SELECT r.id FROM reports r
    WHERE r.id < $1 AND r.id > $2 AND (r.handled_at IS NOT NULL) = $4::boolean
        AND ($5::bigint IS NULL OR r.account_id = $5) AND ($6::bigint IS NULL OR r.target_account_id = $6)
    ORDER BY r.id DESC LIMIT $3)"};

const Statement handling_sql{"moderation.handling_of", R"(
    SELECT assigned_account_id, handled_by, updated_at FROM reports WHERE id = $1)"};
const Statement assign_sql{
    "moderation.assign", "UPDATE reports SET assigned_account_id = $2, updated_at = $3 WHERE id = $1"
};
const Statement resolve_sql{"moderation.resolve", R"(
    UPDATE reports SET handled_at = coalesce(handled_at, $3), handled_by = coalesce(handled_by, $2), updated_at = $3
    WHERE id = $1)"};
const Statement reopen_sql{"moderation.reopen", R"(
    UPDATE reports SET handled_at = NULL, handled_by = NULL, updated_at = $2 WHERE id = $1)"};
const Statement change_sql{"moderation.change_report", R"(
    UPDATE reports SET category = $2, rule_ids = $3, updated_at = $4 WHERE id = $1)"};
const Statement resolve_all_sql{"moderation.resolve_all", R"(
    UPDATE reports SET handled_at = $3, handled_by = $2, updated_at = $3
    WHERE target_account_id = $1 AND handled_at IS NULL RETURNING id)"};

result<void> found(const Rows& rows)
{
    if (rows.affected() == 0) return errc::not_found;
    return {};
}

} // namespace

std::vector<ReportId> list_reports(Transaction& tx, const ReportQuery& query, const accounts::Page& page)
{
    return list_sql.ids<ReportId>(tx, page, query.resolved, query.account, query.target);
}

Handling handling_of(Transaction& tx, ReportId id)
{
    const auto rows = tx.exec(handling_sql, id);
    if (rows.empty()) return {};
    const auto row = rows.front();
    return {
        .assigned = row.get<std::optional<AccountId>>("assigned_account_id"),
        .handled_by = row.get<std::optional<AccountId>>("handled_by"),
        .updated_at = row.get<Time>("updated_at"),
    };
}

result<void> assign(Transaction& tx, ReportId id, const std::optional<AccountId>& to, Time now)
{
    return found(tx.exec(assign_sql, id, to, now));
}

result<void> resolve(Transaction& tx, ReportId id, const std::optional<AccountId>& by, Time now)
{
    return found(tx.exec(resolve_sql, id, by, now));
}

result<void> reopen(Transaction& tx, ReportId id, Time now)
{
    return found(tx.exec(reopen_sql, id, now));
}

result<void>
change_report(Transaction& tx, ReportId id, std::string_view category, const std::vector<std::string>& rules, Time now)
{
    return found(tx.exec(change_sql, id, category, rules, now));
}

std::vector<ReportId> resolve_all(Transaction& tx, AccountId target, const std::optional<AccountId>& by, Time now)
{
    std::vector<ReportId> ids;
    for (const auto row : tx.exec(resolve_all_sql, target, by, now)) ids.push_back(row.at(0).as<ReportId>());
    return ids;
}

} // namespace rounds::storage::moderation
