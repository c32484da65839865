#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/model/account.hpp"
#include "storage/reports.hpp"

namespace rounds::entities {

/// Report, as its author and the moderators see it.
[[nodiscard]] json::object
report(const storage::reports::Report& report, const storage::AccountView& target, const Site& site);

} // namespace rounds::entities
