#pragma once

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rounds::storage {

/// How a child runs; -1 leaves the user and group as they are.
struct RunAs
{
    uid_t user = static_cast<uid_t>(-1);
    gid_t group = static_cast<gid_t>(-1);
    int signal_at_our_end = 0; ///< sent to it when the thread that started it ends, however it ends; 0: none
    int keeps = -1;            ///< an open file that it gets besides its output, to hold the lock on it; -1: none

    [[nodiscard]] bool changes() const noexcept { return user != static_cast<uid_t>(-1); }
};

/// Starts a program without a shell, in a session of its own so that Ctrl-C on our terminal does not reach it. It gets
/// a small fixed environment, no open file but `log` (appended to) as output and what it keeps, and "/" as its
/// directory. Throws std::system_error when it cannot be started.
[[nodiscard]] pid_t start_process(
    const std::filesystem::path& program,
    const std::vector<std::string>& arguments,
    const RunAs& run_as,
    const std::filesystem::path& log
);

/// Waits for its end; its exit status, or 128 + signal.
int wait_for_process(pid_t pid);

/// Whether it still runs. Takes the status of a child that has ended, so ask for one's own children only through this.
[[nodiscard]] bool is_running(pid_t pid);

} // namespace rounds::storage
