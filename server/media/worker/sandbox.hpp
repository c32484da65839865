#pragma once

#include <cstdint>
#include <stdexcept>

namespace rounds::media::worker {

struct Bounds
{
    unsigned cpu_s;
    std::uint64_t memory_bytes;
    std::uint64_t file_bytes;
};

/// The fence could not be put up: nothing is opened without it.
class NoSandbox : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// Gives up, for this process and all it starts: the network (a namespace of its own where the kernel allows, and no
/// sockets by seccomp), root, new privileges, every file but the present folder and the system's libraries (Landlock,
/// where the kernel has it), and more time, memory or disk than `bounds`. Only system calls that reading, computing and
/// writing need remain. Throws NoSandbox.
void enter_sandbox(const Bounds& bounds);

/// From now on also: no program is started and no process made; threads may be. Throws NoSandbox.
void forbid_programs();

} // namespace rounds::media::worker
