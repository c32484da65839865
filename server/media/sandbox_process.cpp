#include "server/media/sandbox_process.hpp"

#include "storage/base/log.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

namespace rounds::media {
namespace {

namespace fs = std::filesystem;

constexpr uid_t nobody = 65534;
constexpr int no_sandbox = 20; ///< exit code: the fence could not be put up
constexpr int not_started = 127;
constexpr std::size_t longest_note = 64 * 1024;
constexpr std::size_t longest_complaint = 512;
constexpr std::chrono::milliseconds look_at_stop{200};

/// Between fork and exec: async-signal-safe calls only.
[[noreturn]] void become(const char* program, char* const* arguments, const char* folder)
{
    std::array<char*, 1> environment{nullptr};
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    std::signal(SIGPIPE, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const bool ready = setsid() >= 0 && chdir(folder) == 0;
    umask(077);
    const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int output = open("complaint", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (ready && input >= 0 && output >= 0 && dup2(input, 0) == 0 && dup2(output, 1) == 1 && dup2(output, 2) == 2) {
        close_range(3, ~0U, 0);
        execve(program, arguments, environment.data());
    }
    _exit(not_started);
}

pid_t start(const fs::path& program, const fs::path& folder, const Order& order)
{
    auto words = to_arguments(order);
    words.insert(words.begin(), program.string());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) become(program.c_str(), arguments.data(), folder.c_str());
    if (pid < 0) throw std::system_error(errno, std::generic_category(), "fork");
    return pid;
}

/// Its wait status; nothing when it had to be killed.
std::optional<int> wait_for(pid_t pid, std::chrono::seconds patience, const std::stop_token& stop)
{
    const int handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    const auto until = std::chrono::steady_clock::now() + patience;
    bool ended = handle < 0;
    while (!ended && !stop.stop_requested() && std::chrono::steady_clock::now() < until) {
        pollfd event{handle, POLLIN, 0};
        ended = poll(&event, 1, static_cast<int>(look_at_stop.count())) > 0;
    }
    if (handle >= 0) close(handle);
    if (!ended) kill(-pid, SIGKILL); // the whole group
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
    // What it started and left behind, if anything, is of no use to anybody.
    kill(-pid, SIGKILL);
    if (!ended) return std::nullopt;
    return status;
}

/// Of a regular file alone: the process may have put anything there.
std::optional<std::string> content_of(const fs::path& path, std::size_t most)
{
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (file < 0) return std::nullopt;
    struct stat about{};
    std::string content(most, '\0');
    ssize_t size = -1;
    if (fstat(file, &about) == 0 && S_ISREG(about.st_mode)) size = pread(file, content.data(), most, 0);
    close(file);
    if (size < 0) return std::nullopt;
    content.resize(static_cast<std::size_t>(size));
    return content;
}

bool is_there(const fs::path& folder, const MadeFile& file)
{
    struct stat about{};
    return file.name.empty() || (lstat((folder / file.name).c_str(), &about) == 0 && S_ISREG(about.st_mode));
}

std::optional<Made> what_was_made(const fs::path& folder)
{
    const auto text = content_of(folder / note_name, longest_note);
    if (!text) return std::nullopt;
    auto made = read_note(*text);
    if (!made || !is_there(folder, made->original) || !is_there(folder, made->small)) return std::nullopt;
    return std::move(*made);
}

} // namespace

Outcome run_sandbox(
    const fs::path& program,
    const fs::path& folder,
    const Order& order,
    std::chrono::seconds patience,
    const std::stop_token& stop
)
{
    Outcome outcome;
    const auto status = wait_for(start(program, folder, order), patience, stop);
    outcome.stopped = !status && stop.stop_requested();
    if (!status) return outcome;
    const int code = WIFEXITED(*status) ? WEXITSTATUS(*status) : 128 + WTERMSIG(*status);
    if (code == 0) {
        outcome.made = what_was_made(folder);
        return outcome;
    }
    outcome.failure = failure_of_exit(code);
    const auto complaint = content_of(folder / "complaint", longest_complaint).value_or("");
    // A broken installation fails every file: that is for the operator to know.
    if (code == not_started || code == no_sandbox)
        log::error("{} cannot work ({}): {}", program.string(), code, log::printable(complaint));
    else
        log::debug("a file was refused ({}): {}", code, log::printable(complaint));
    return outcome;
}

void give_to_sandbox(const fs::path& folder)
{
    if (geteuid() != 0) return;
    for (const auto& path : {folder, folder / input_name})
        if (chown(path.c_str(), nobody, nobody) != 0)
            throw std::system_error(errno, std::generic_category(), path.string());
}

fs::path sandbox_program()
{
    return fs::read_symlink("/proc/self/exe").parent_path() / "rounds-media";
}

} // namespace rounds::media
