#pragma once

#include "server/http/message.hpp"
#include "storage/pg/database.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// tests/audit.tsv: what staff and operators do, and what the audit log says of it (security.md R24).

namespace rounds::test {

struct StaffAct
{
    std::string what;                 ///< "post /console/held/:id", or a command: "emoji add"
    std::vector<std::string> actions; ///< what the log calls it: one of these; empty: it has no entry
    std::vector<std::string> also;    ///< entries that it may bring with it
    bool may_be_idle = false;         ///< it succeeds, and has no entry, where there is nothing to change
    std::string how;                  ///< how that is shown, or why there is none
};

/// All lines, in their order.
[[nodiscard]] const std::vector<StaffAct>& staff_acts();
/// Null when there is none.
[[nodiscard]] const StaffAct* find_act(std::string_view what);
/// "post": as the table has it.
[[nodiscard]] std::string_view name_of(http::Method method) noexcept;

/// The newest entry's id, 0 when there is none.
[[nodiscard]] std::int64_t last_entry(storage::Database& db);
/// Fails the test unless `act` has its one entry since, beside what it may bring with it, and nothing is there twice.
void expect_on_record_once(storage::Database& db, std::int64_t before, const StaffAct& act);

} // namespace rounds::test
