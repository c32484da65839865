#include "server/media/worker/sandbox.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <string>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rounds::media::worker {
namespace {

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool instrumented = true; // its shadow memory is larger than any bound
#else
constexpr bool instrumented = false;
#endif
#else
constexpr bool instrumented = false;
#endif

constexpr uid_t nobody = 65534;
constexpr unsigned long long new_namespaces =
    CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWUTS | CLONE_NEWCGROUP;

[[noreturn]] void fail(const char* what)
{
    throw NoSandbox(std::string(what) + ": " + std::strerror(errno)); // NOLINT(concurrency-mt-unsafe): one thread
}

void bound(__rlimit_resource resource, rlim_t most)
{
    const rlimit limit{most, most};
    if (setrlimit(resource, &limit) != 0) fail("setrlimit");
}

void bound_resources(const Bounds& bounds)
{
    bound(RLIMIT_CORE, 0);
    bound(RLIMIT_CPU, bounds.cpu_s);
    bound(RLIMIT_FSIZE, bounds.file_bytes);
    bound(RLIMIT_NOFILE, 256);
    if (!instrumented) bound(RLIMIT_AS, bounds.memory_bytes);
}

/// A network without interfaces. Where namespaces are switched off, seccomp alone keeps the network away.
void leave_network()
{
    const int flags = geteuid() == 0 ? CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
                                     : CLONE_NEWUSER | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS;
    if (unshare(flags) != 0) errno = 0;
}

void give_up_root()
{
    if (geteuid() == 0 && (setgroups(0, nullptr) != 0 || setgid(nobody) != 0 || setuid(nobody) != 0)) fail("setuid");
    // Changing the user forgot it: our end is the server's end.
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) fail("PR_SET_PDEATHSIG");
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) fail("PR_SET_NO_NEW_PRIVS");
    if (prctl(PR_SET_DUMPABLE, 0) != 0) fail("PR_SET_DUMPABLE");
}

constexpr std::uint64_t reading = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr std::uint64_t changing =
    LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG;
constexpr std::uint64_t everything = reading | changing | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                                     LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                                     LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO |
                                     LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM;

void permit(int rules, const char* path, std::uint64_t access)
{
    const int place = open(path, O_PATH | O_CLOEXEC);
    if (place < 0) return; // not on this system
    landlock_path_beneath_attr rule{};
    rule.allowed_access = access;
    rule.parent_fd = place;
    const auto added = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(place);
    if (added != 0) fail("landlock_add_rule");
}

/// Kernels before 5.13 and those that switch it off do without: the other fences stand.
void close_file_system()
{
    landlock_ruleset_attr wanted{};
    wanted.handled_access_fs = everything;
    const auto rules = static_cast<int>(syscall(SYS_landlock_create_ruleset, &wanted, sizeof wanted, 0));
    if (rules < 0) return;
    for (const auto* path : {"/usr", "/lib", "/lib64", "/bin"})
        permit(rules, path, reading | LANDLOCK_ACCESS_FS_EXECUTE);
    for (const auto* path : {"/etc/ld.so.cache", "/dev/urandom", "/dev/random", "/proc/cpuinfo", "/proc/meminfo"})
        permit(rules, path, LANDLOCK_ACCESS_FS_READ_FILE);
    permit(rules, "/sys/devices/system/cpu", reading);
    permit(rules, "/dev/null", LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE);
    permit(rules, ".", reading | changing);
    const auto closed = syscall(SYS_landlock_restrict_self, rules, 0);
    close(rules);
    if (closed != 0) fail("landlock_restrict_self");
}

/// Of a call's first argument: for SCMP_CMP_MASKED_EQ `a` is the mask and `b` the value.
scmp_arg_cmp first_argument(scmp_compare how, std::uint64_t a, std::uint64_t b) noexcept
{
    return scmp_arg_cmp{.arg = 0, .op = how, .datum_a = a, .datum_b = b};
}

/// A filter under construction.
class Filter
{
public:
    explicit Filter(std::uint32_t otherwise) : context_(seccomp_init(otherwise))
    {
        if (context_ == nullptr) fail("seccomp_init");
    }
    ~Filter() { seccomp_release(context_); }
    Filter(const Filter&) = delete;
    Filter& operator=(const Filter&) = delete;

    template <class... Conditions> void add(std::uint32_t action, const char* name, Conditions... conditions)
    {
        const int call = seccomp_syscall_resolve_name(name);
        if (call == __NR_SCMP_ERROR || call < 0) return; // not on this architecture
        const std::array<scmp_arg_cmp, sizeof...(Conditions)> all{conditions...};
        const int error = seccomp_rule_add_array(context_, action, call, sizeof...(Conditions), all.data());
        if (error == 0) return;
        errno = -error;
        fail(name);
    }
    void load()
    {
        const int error = seccomp_load(context_);
        if (error == 0) return;
        errno = -error;
        fail("seccomp_load");
    }

private:
    scmp_filter_ctx context_;
};

/// What reading files, computing with threads and writing files takes. No sockets, no signals to others, no ptrace, no
/// mounts, no keys, no BPF, no io_uring. All else looks like a kernel that does not have it, for which libraries have
/// ways round.
constexpr std::array needed{
    "read",
    "write",
    "readv",
    "writev",
    "pread64",
    "pwrite64",
    "preadv",
    "pwritev",
    "lseek",
    "_llseek",
    "open",
    "openat",
    "close",
    "close_range",
    "fstat",
    "stat",
    "lstat",
    "fstat64",
    "stat64",
    "newfstatat",
    "fstatat64",
    "statx",
    "statfs",
    "fstatfs",
    "access",
    "faccessat",
    "faccessat2",
    "readlink",
    "readlinkat",
    "getcwd",
    "getdents64",
    "unlink",
    "unlinkat",
    "rename",
    "renameat",
    "renameat2",
    "ftruncate",
    "fallocate",
    "fsync",
    "fdatasync",
    "fadvise64",
    "flock",
    "fcntl",
    "dup",
    "dup2",
    "dup3",
    "pipe",
    "pipe2",
    "poll",
    "ppoll",
    "select",
    "pselect6",
    "epoll_create1",
    "epoll_ctl",
    "epoll_wait",
    "epoll_pwait",
    "eventfd2",
    "ioctl",
    "mmap",
    "mmap2",
    "mprotect",
    "munmap",
    "mremap",
    "madvise",
    "mincore",
    "msync",
    "brk",
    "membarrier",
    "rseq",
    "set_robust_list",
    "get_robust_list",
    "set_tid_address",
    "futex",
    "sched_yield",
    "sched_getaffinity",
    "sched_getparam",
    "sched_getscheduler",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "getpriority",
    "fork",
    "vfork",
    "wait4",
    "waitid",
    "exit",
    "exit_group",
    "execve",
    "arch_prctl",
    "prctl",
    "seccomp",
    "getpid",
    "gettid",
    "getppid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "getresuid",
    "getresgid",
    "getpgrp",
    "getrlimit",
    "getrusage",
    "times",
    "sysinfo",
    "uname",
    "getrandom",
    "clock_gettime",
    "clock_getres",
    "clock_nanosleep",
    "nanosleep",
    "gettimeofday",
    "time",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "rt_sigpending",
    "rt_sigtimedwait",
    "sigaltstack",
    "tgkill",
    "restart_syscall",
    "getcpu",
    "umask"
};

void allow_needed_calls()
{
    Filter filter(SCMP_ACT_ERRNO(ENOSYS));
    for (const auto* name : needed) filter.add(SCMP_ACT_ALLOW, name);
    filter.add(SCMP_ACT_ALLOW, "clone", first_argument(SCMP_CMP_MASKED_EQ, new_namespaces, 0));
    filter.add(SCMP_ACT_ALLOW, "prlimit64", first_argument(SCMP_CMP_EQ, 0, 0)); // one's own, and only downwards
    filter.load();
}

} // namespace

void enter_sandbox(const Bounds& bounds)
{
    leave_network();
    bound_resources(bounds);
    give_up_root();
    close_file_system();
    allow_needed_calls();
}

void forbid_programs()
{
    Filter filter(SCMP_ACT_ALLOW);
    for (const auto* name : {"execve", "execveat", "fork", "vfork"}) filter.add(SCMP_ACT_ERRNO(EPERM), name);
    filter.add(SCMP_ACT_ERRNO(EPERM), "clone", first_argument(SCMP_CMP_MASKED_EQ, CLONE_THREAD, 0));
    filter.load();
}

} // namespace rounds::media::worker
