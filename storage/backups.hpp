#pragma once

#include "storage/base/clock.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// When copies of the instance and of its keys were made.
namespace rounds::storage::backups {

inline constexpr std::string_view data = "data";
inline constexpr std::string_view keys = "keys";
/// A copy that is older than this is one that did not happen: a day, and two hours for the making.
inline constexpr std::chrono::hours longest_gap{26};

struct Backup
{
    std::string kind;  ///< data or keys
    std::string means; ///< "rounds", "pgbackrest"
    Time finished_at{};
};

/// Call it once the copy is complete and on disk. Forgets what is older than a year, but for the newest.
void note(Transaction& tx, const Backup& backup);

struct Latest
{
    std::optional<Backup> data{};
    std::optional<Backup> keys{};
};
[[nodiscard]] Latest latest(Transaction& tx);

} // namespace rounds::storage::backups
