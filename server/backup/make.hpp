#pragma once

#include "server/app/config.hpp"
#include "server/backup/manifest.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace rounds::backup {

/// Told now and then: what is done ("database", "media"), and bytes so far.
using Progress = std::function<void(std::string_view what, std::uint64_t bytes)>;

struct Made
{
    Manifest manifest;
    std::uint64_t size = 0; ///< of the file
};

/// Writes a sealed copy of the instance at one moment, while it runs: the database without the wrapped keys of direct
/// messages, the files of the disk store, the configuration (`config_file` may be empty), the heads of the audit log.
/// Throws std::runtime_error or std::system_error with one clear line.
[[nodiscard]] Made make_backup(
    const app::Config& config,
    const std::filesystem::path& config_file,
    const std::string& database_url,
    const std::filesystem::path& to,
    const Lock& lock,
    const Progress& progress
);

/// "rounds-DOMAIN-20261130T020000Z.backup"
[[nodiscard]] std::string usual_name(const std::string& domain, Time now);
/// Removes backups of that domain from the folder, the oldest ones, until `keep` are left. Returns what was removed.
std::vector<std::string> remove_old(const std::filesystem::path& folder, const std::string& domain, std::size_t keep);

} // namespace rounds::backup
