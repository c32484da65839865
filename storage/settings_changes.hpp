#pragma once

#include "storage/base/clock.hpp"
#include "storage/pg/transaction.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the settings were, as servers found them when they started.
namespace rounds::storage::settings_changes {

using Values = std::map<std::string, std::string>; ///< key -> value as in the file: "true", "\"text\""

struct Change
{
    std::string key{};
    std::string value{};
    std::optional<std::string> before{}; ///< nothing: the default of the version that ran then
    Time seen_at{};
};

/// Notes those of `now` that are not what was noted last or, where nothing was, what `defaults` has. One process at a
/// time does.
void note(Transaction& tx, const Values& now, const Values& defaults);
/// Newest first.
[[nodiscard]] std::vector<Change> list(Transaction& tx, int limit);

} // namespace rounds::storage::settings_changes
