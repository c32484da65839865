#include "storage/pg/installation.hpp"

#include <algorithm>
#include <cstdlib>
#include <fmt/core.h>
#include <map>
#include <stdexcept>
#include <string_view>
#include <system_error>

namespace rounds::storage {
namespace {

namespace fs = std::filesystem;

constexpr int oldest_version = 15;

} // namespace

fs::path find_binaries(int wanted)
{
    std::map<int, fs::path> found;
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        const int version =
            std::atoi(entry.path().filename().c_str()); // NOLINT(cert-err34-c): 0 for other names is right
        if (version >= oldest_version && fs::exists(entry.path() / "bin/initdb")) found[version] = entry.path() / "bin";
    }
    if (wanted != 0 && found.contains(wanted)) return found[wanted];
    if (wanted == 0 && !found.empty()) return found.rbegin()->second;
    const char* path = std::getenv("PATH"); // NOLINT(concurrency-mt-unsafe): nothing sets the environment
    for (std::string_view rest = path ? path : ""; !rest.empty();) {
        const auto end = std::min(rest.find(':'), rest.size());
        const fs::path folder(rest.substr(0, end));
        if (fs::exists(folder / "initdb") && fs::exists(folder / "postgres")) return folder;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    if (wanted != 0)
        throw std::runtime_error(fmt::format("the database was made by PostgreSQL {}, which is not installed", wanted));
    throw std::runtime_error("PostgreSQL 15 or newer is not installed (looked in /usr/lib/postgresql and PATH)");
}

} // namespace rounds::storage
