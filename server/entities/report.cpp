#include "server/entities/report.hpp"

#include "server/entities/account.hpp"

namespace rounds::entities {

json::object report(const storage::reports::Report& report, const storage::AccountView& target, const Site& site)
{
    json::array statuses;
    for (const auto id : report.statuses) statuses.emplace_back(to_string(id));
    json::array rules;
    for (const auto& id : report.rules) rules.emplace_back(id);
    json::object o;
    o["id"] = to_string(report.id);
    o["action_taken"] = report.handled_at.has_value();
    o["action_taken_at"] = report.handled_at ? json::value(to_iso8601(*report.handled_at)) : json::value(nullptr);
    o["category"] = report.category;
    o["comment"] = report.comment;
    o["forwarded"] = report.forwarded;
    o["created_at"] = to_iso8601(report.created_at);
    o["status_ids"] = std::move(statuses);
    o["rule_ids"] = std::move(rules);
    o["target_account"] = account(target, site);
    return o;
}

} // namespace rounds::entities
