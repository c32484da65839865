#pragma once

#include <filesystem>
#include <string>

namespace rounds::app {

/// The 32 bytes that seal secrets in the database: from {data}/secret.key (hexadecimal, mode 0600), or the file that
/// $CREDENTIALS_DIRECTORY holds under that name. Made when there is none and `may_create`. Throws std::runtime_error in
/// one clear line when it cannot be read, is damaged, or others can read it.
[[nodiscard]] std::string load_secret_key(const std::filesystem::path& data, bool may_create);

} // namespace rounds::app
