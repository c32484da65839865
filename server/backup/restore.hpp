#pragma once

#include "server/backup/make.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace rounds::backup {

/// Reads all of a backup and authenticates it, compares each file in it with its manifest, changes nothing. Throws
/// BadFile with one clear line.
[[nodiscard]] Manifest check_backup(const std::filesystem::path& from, const Lock& lock, const Progress& progress);

struct Target
{
    std::filesystem::path data;
    std::string database_url; ///< an empty database; empty: a private one is made in `data`
    bool force = false;       ///< what `data` holds is moved aside
};

struct Restored
{
    Manifest manifest;
    /// Counts, audit log and files as they are now against the manifest, a line for each that differs. When there are
    /// any, what was read stays in `data`/.restoring.
    std::vector<std::string> differences{};
    std::int64_t audit_entries = 0; ///< sealed ones, checked against their seals
    std::filesystem::path aside{};  ///< where what was there before is now; empty: nothing was
};

/// Puts an instance back: all of it is checked first, then built beside what is there, compared, and moved into its
/// place. Throws std::runtime_error with one clear line; then the target is as it was.
[[nodiscard]] Restored
restore(const std::filesystem::path& from, const Target& target, const Lock& lock, const Progress& progress);

/// Where a private database of that folder is kept, and as whom it runs.
[[nodiscard]] std::string cluster_user(const std::filesystem::path& data);

} // namespace rounds::backup
