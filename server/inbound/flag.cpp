#include "server/inbound/handlers.hpp"
#include "storage/domain_policies.hpp"
#include "storage/reports.hpp"

#include <map>

namespace rounds::inbound {

/// A report about people here: one row per account that is named, itself or through its posts.
result<void> handle_flag(Scope& scope, const inbox::FlagActivity& flag)
{
    std::map<AccountId, std::vector<StatusId>> named;
    for (const auto& iri : flag.objects) {
        if (const auto* account = scope.known.account(iri); account != nullptr && account->local())
            named.try_emplace(account->id);
        if (const auto* status = scope.known.status(iri); status != nullptr && !status->deleted)
            named[status->account].push_back(status->id);
    }
    if (named.empty()) return scope.refuse("reports nobody here");
    if (scope.actor.domain && storage::domain_policies::rejects_reports(scope.tx, *scope.actor.domain))
        return scope.refuse("comes from a server whose reports are not taken");
    for (const auto& [target, statuses] : named) {
        storage::reports::Report report;
        report.uri = named.size() == 1 ? flag.head.id : flag.head.id + '#' + to_string(target);
        report.account = scope.actor.id;
        report.target = target;
        report.statuses = statuses;
        report.comment = flag.content;
        const auto added = storage::reports::add(scope.tx, report);
        if (!added) continue; // that one came before
        social::notify_staff(scope.tx, scope.actor.id, added->id);
    }
    return {};
}

} // namespace rounds::inbound
