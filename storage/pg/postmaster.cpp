#include "storage/pg/postmaster.hpp"

#include "storage/pg/process.hpp"

#include <csignal>
#include <cstdlib>
#include <fmt/core.h>
#include <fstream>

namespace rounds::storage {
namespace {

namespace fs = std::filesystem;

/// Empty when it is hidden.
std::string name_of(pid_t pid)
{
    std::ifstream in(fmt::format("/proc/{}/comm", pid));
    std::string line;
    std::getline(in, line);
    return line;
}

} // namespace

PidFile read_pid_file(const fs::path& data)
{
    std::ifstream in(data / "postmaster.pid");
    PidFile read;
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (number == 1) read.pid = std::atoi(line.c_str()); // NOLINT(cert-err34-c): 0 is "none"
        if (number == 5) read.socket_folder = line;
    }
    return read;
}

Seen look_at(pid_t pid, const fs::path& data)
{
    std::error_code error;
    const auto where = fs::read_symlink(fmt::format("/proc/{}/cwd", pid), error);
    if (!error) return name_of(pid) == "postgres" && where == data ? Seen::postmaster : Seen::stranger;
    // Of our own user it is, if it is: others may not be sent signals.
    return kill(pid, 0) == 0 ? Seen::hidden : Seen::stranger;
}

bool may_be_postgres(pid_t pid)
{
    if (pid <= 0 || !is_running(pid)) return false;
    const auto name = name_of(pid);
    return name.empty() || name == "postgres";
}

} // namespace rounds::storage
