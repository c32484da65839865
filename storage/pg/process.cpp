#include "storage/pg/process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace rounds::storage {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& texts)
{
    std::vector<char*> pointers;
    for (auto& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// Between fork and exec only async-signal-safe calls are allowed. Reports errno through `report` and exits.
[[noreturn]] void become(
    const char* program,
    char* const* arguments,
    char* const* environment,
    const RunAs& run_as,
    const char* log,
    int report
)
{
    const auto prepare = [&] {
        if (setsid() < 0 || chdir("/") != 0) return false;
        if (run_as.changes() &&
            (setgroups(1, &run_as.group) != 0 || setgid(run_as.group) != 0 || setuid(run_as.user) != 0))
            return false;
        if (run_as.signal_at_our_end != 0 && prctl(PR_SET_PDEATHSIG, run_as.signal_at_our_end) != 0) return false;
        umask(077);
        const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
        const int output = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        return input >= 0 && output >= 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 && dup2(output, 2) == 2;
    };
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    std::signal(SIGPIPE, SIG_DFL);
    if (prepare()) {
        // Listening sockets and the like must not stay open in a program that outlives us; `report` closes at exec.
        const int kept = run_as.keeps < 0 ? -1 : fcntl(run_as.keeps, F_DUPFD_CLOEXEC, 5);
        if (report != 3) {
            dup3(report, 3, O_CLOEXEC);
            report = 3;
        }
        if (kept >= 0) dup2(kept, 4); // without O_CLOEXEC
        close_range(kept >= 0 ? 5 : 4, ~0U, 0);
        execve(program, arguments, environment);
    }
    const int error = errno;
    const auto written = write(report, &error, sizeof error);
    _exit(written == sizeof error ? 126 : 127);
}

} // namespace

pid_t start_process(
    const std::filesystem::path& program,
    const std::vector<std::string>& arguments,
    const RunAs& run_as,
    const std::filesystem::path& log
)
{
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<std::string> settings{"PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "TZ=UTC"};
    const auto argv = pointers_to(words);
    const auto environment = pointers_to(settings);
    std::array<int, 2> pipe_ends{};
    if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
    const pid_t pid = fork();
    if (pid == 0) become(program.c_str(), argv.data(), environment.data(), run_as, log.c_str(), pipe_ends[1]);
    const int fork_error = errno;
    close(pipe_ends[1]);
    int error = pid < 0 ? fork_error : 0;
    if (pid > 0 && read(pipe_ends[0], &error, sizeof error) > 0) wait_for_process(pid);
    close(pipe_ends[0]);
    if (error != 0) throw std::system_error(error, std::generic_category(), program.string());
    return pid;
}

int wait_for_process(pid_t pid)
{
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool is_running(pid_t pid)
{
    if (waitpid(pid, nullptr, WNOHANG) == pid) return false;
    return kill(pid, 0) == 0 || errno == EPERM;
}

} // namespace rounds::storage
