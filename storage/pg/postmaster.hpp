#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>

namespace rounds::storage {

/// What postmaster.pid says: line 1 the process, line 5 the socket's folder (PostgreSQL's manual, section 73.1).
struct PidFile
{
    pid_t pid = 0; ///< 0: there is no such file, or none that names a process
    std::string socket_folder;
};

[[nodiscard]] PidFile read_pid_file(const std::filesystem::path& data);

enum class Seen { postmaster, stranger, hidden };

/// Whether the process is the postmaster of this very folder and not a stranger that got its number. A service in a
/// user namespace of its own (PrivateUsers=) does not show its folder, and under ProtectProc= nothing at all. One that
/// has the folder elsewhere (another root, a container) looks like a stranger.
[[nodiscard]] Seen look_at(pid_t pid, const std::filesystem::path& data);

/// Whether a process with this number can be told to stop: it runs, and nothing says that it is no PostgreSQL.
[[nodiscard]] bool may_be_postgres(pid_t pid);

} // namespace rounds::storage
