#pragma once

#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

namespace rounds {

enum class ReportId : std::int64_t {};

} // namespace rounds

/// What people here and other servers report to the moderators.
namespace rounds::storage::reports {

struct Report
{
    ReportId id{};
    std::string uri{};   ///< of the Flag
    AccountId account{}; ///< who reports: often another server's instance actor
    AccountId target{};
    std::vector<StatusId> statuses{};
    std::string comment{};
    std::string category = "other";   ///< spam, legal, violation, other
    std::vector<std::string> rules{}; ///< numbers of house rules
    bool forwarded = false;           ///< to the target's server
    std::optional<Time> handled_at{};
    Time created_at{};
};

[[nodiscard]] ReportId next_id(Transaction& tx);
/// Its id and time are made here unless the id is given. already_exists when that Flag came before.
[[nodiscard]] result<Report> add(Transaction& tx, const Report& report);
[[nodiscard]] result<Report> find(Transaction& tx, ReportId id);
[[nodiscard]] std::vector<Report> find_all(Transaction& tx, const std::vector<ReportId>& ids);
/// Those nobody has handled, the newest first.
[[nodiscard]] std::vector<Report> list_open(Transaction& tx, int limit);
/// not_found when there is no such report or it was handled.
[[nodiscard]] result<void> handle(Transaction& tx, ReportId id);

} // namespace rounds::storage::reports
