#pragma once

#include "server/backup/sealed_file.hpp"

#include <cstddef>
#include <filesystem>
#include <string>

namespace rounds::backup {

/// The keys, apart from what they seal: the instance's secret key and the wrapped keys of direct messages. A newer file
/// takes the place of the older one, so that a key that was destroyed is gone from the backup as well. Returns the
/// number of wrapped keys.
std::size_t make_key_backup(
    const std::filesystem::path& data,
    const std::string& database_url,
    const std::filesystem::path& to,
    const Lock& lock
);

struct RestoredKeys
{
    std::size_t held = 0; ///< wrapped keys in the file
    std::size_t put = 0;  ///< those that were missing, and whose account is there
};
/// Puts them back: secret.key into `data` (refused when another one is there, unless `force`) and the others into the
/// database. Reads all of the file before it changes anything.
[[nodiscard]] RestoredKeys restore_keys(
    const std::filesystem::path& from,
    const std::filesystem::path& data,
    const std::string& database_url,
    const Lock& lock,
    bool force
);

/// Only whether the file opens and is whole; the number of wrapped keys in it.
[[nodiscard]] std::size_t check_keys(const std::filesystem::path& from, const Lock& lock);

} // namespace rounds::backup
