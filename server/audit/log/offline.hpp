#pragma once

#include "server/audit/log/lines.hpp"

namespace rounds::audit {

/// What was found in an export.
struct Report
{
    std::vector<Finding> findings{};
    std::int64_t sealed = 0;            ///< number of the last seal
    std::string key{};                  ///< that signed, or was said to have signed
    std::optional<Checkpoint> pruned{}; ///< what is gone because its time was over
};

/// Checks an export against `witness` without a database: what anybody can do who was given one. Throws
/// std::runtime_error naming the line that cannot be read.
[[nodiscard]] Report verify_export(std::istream& in, Witness witness, std::string key);

/// {"sealed":"6","key":"z6Mk..","pruned":null,"findings":[{"fault":"edited","seal":"2","entry":"2"}]}
[[nodiscard]] std::string to_json(const Report& report);
/// A line for each finding, one for what was pruned; without findings a line that says so.
[[nodiscard]] std::string to_text(const Report& report);

} // namespace rounds::audit
