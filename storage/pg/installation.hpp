#pragma once

#include <filesystem>

namespace rounds::storage {

/// The folder with initdb and postgres: of version `wanted`, or the newest when it is 0. Throws std::runtime_error with
/// one clear line when there is none.
[[nodiscard]] std::filesystem::path find_binaries(int wanted);

} // namespace rounds::storage
