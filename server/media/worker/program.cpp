#include "server/media/worker/program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rounds::media::worker {
namespace {

[[noreturn]] void become(const char* program, char* const* arguments, const char* output)
{
    std::array<char*, 1> environment{nullptr};
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
    const int out = open(output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (input >= 0 && out >= 0 && nowhere >= 0 && dup2(input, 0) == 0 && dup2(out, 1) == 1 && dup2(nowhere, 2) == 2)
        execve(program, arguments, environment.data());
    _exit(127);
}

} // namespace

int run_program(const std::string& program, std::vector<std::string> arguments, const std::string& output)
{
    arguments.insert(arguments.begin(), program);
    std::vector<char*> words;
    for (auto& argument : arguments) words.push_back(argument.data());
    words.push_back(nullptr);
    const pid_t pid = fork();
    if (pid == 0) become(program.c_str(), words.data(), output.c_str());
    if (pid < 0) return 127;
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) return 127;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::string read_file(const std::string& path, std::size_t most)
{
    std::string content;
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (file < 0) return content;
    std::array<char, 16 * 1024> piece{};
    while (content.size() < most) {
        const auto size = read(file, piece.data(), std::min(piece.size(), most - content.size()));
        if (size <= 0) break;
        content.append(piece.data(), static_cast<std::size_t>(size));
    }
    close(file);
    return content;
}

} // namespace rounds::media::worker
