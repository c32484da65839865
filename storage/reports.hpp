#pragma once

#include "storage/pg/transaction.hpp"

#include <string>
#include <vector>

/// What other servers report to the moderators here.
namespace rounds::storage::reports {

struct Report
{
    std::int64_t id = 0;
    std::string uri{}; ///< of the Flag
    AccountId account{};
    AccountId target{};
    std::vector<StatusId> statuses{};
    std::string comment{};
    std::optional<Time> handled_at{};
    Time created_at{};
};

/// already_exists when that Flag came before.
[[nodiscard]] result<void> add(Transaction& tx, const Report& report);
/// Those nobody has handled, the newest first.
[[nodiscard]] std::vector<Report> list_open(Transaction& tx, int limit);
/// not_found when there is no such report or it was handled.
[[nodiscard]] result<void> handle(Transaction& tx, std::int64_t id);

} // namespace rounds::storage::reports
