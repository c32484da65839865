#include "server/media/worker/sandbox.hpp"

#include "tests/support/test_database.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace rounds::test {
namespace {

using media::worker::Bounds;

constexpr Bounds bounds{.cpu_s = 2, .memory_bytes = 1ULL << 30U, .file_bytes = 1 << 20};

/// What `work` returns in a child behind the fences, whose present folder is `folder`; 128 + signal when that ended it.
int inside(const std::string& folder, const std::function<int()>& work, const Bounds& within = bounds)
{
    const pid_t pid = fork();
    if (pid == 0) {
        try {
            if (chdir(folder.c_str()) != 0) _exit(100);
            media::worker::enter_sandbox(within);
            _exit(work());
        } catch (...) {
            _exit(101);
        }
    }
    int status = 0;
    EXPECT_EQ(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// 0 when the call that gave this was refused.
int refused(long result)
{
    return result < 0 ? 0 : 1;
}

class Sandbox : public ::testing::Test
{
protected:
    Sandbox()
    {
        std::ofstream(folder.path() + "/input") << "a file";
        // As the server gives it to the process, which is not root.
        if (geteuid() != 0) return;
        for (const auto& path : {folder.path(), folder.path() + "/input"})
            if (chown(path.c_str(), 65534, 65534) != 0) ADD_FAILURE() << path;
    }

    TemporaryFolder folder;
};

/// The positive twin of all that follows: what the work needs is there.
TEST_F(Sandbox, LetsTheWorkBeDone)
{
    const auto work = [] {
        const int in = open("input", O_RDONLY);
        const int out = open("output", O_WRONLY | O_CREAT, 0600);
        char byte = 0;
        const bool copied = in >= 0 && out >= 0 && read(in, &byte, 1) == 1 && write(out, &byte, 1) == 1;
        bool ran = false;
        std::thread([&] { ran = true; }).join();
        return copied && ran ? 0 : 1;
    };
    EXPECT_EQ(inside(folder.path(), work), 0);
    EXPECT_EQ(std::filesystem::file_size(folder.path() + "/output"), 1U);
}

TEST_F(Sandbox, HasNoNetwork)
{
    for (const int family : {AF_INET, AF_INET6, AF_UNIX, AF_NETLINK})
        EXPECT_EQ(inside(folder.path(), [&] { return refused(socket(family, SOCK_STREAM, 0)); }), 0) << family;
}

TEST_F(Sandbox, IsNobodyAndStaysSo)
{
    EXPECT_EQ(inside(folder.path(), [] { return getuid() == 0 || geteuid() == 0 ? 1 : 0; }), 0);
    EXPECT_EQ(inside(folder.path(), [] { return refused(setuid(0)); }), 0);
    EXPECT_EQ(inside(folder.path(), [] { return refused(ptrace(PTRACE_ATTACH, getppid(), nullptr, nullptr)); }), 0);
    EXPECT_EQ(inside(folder.path(), [] { return refused(kill(getppid(), 0)); }), 0);
}

TEST_F(Sandbox, SeesNoOtherFiles)
{
    const TemporaryFolder other;
    const auto secret = other.path() + "/secret.key";
    std::ofstream(secret) << "secret";
    std::filesystem::permissions(other.path(), std::filesystem::perms::all);
    std::filesystem::permissions(secret, std::filesystem::perms::all);
    ASSERT_GE(open(secret.c_str(), O_RDONLY | O_CLOEXEC), 0) << "anybody may read it, but for the sandbox";
    EXPECT_EQ(inside(folder.path(), [&] { return refused(open(secret.c_str(), O_RDONLY)); }), 0);
    EXPECT_EQ(
        inside(folder.path(), [&] { return refused(open((other.path() + "/new").c_str(), O_WRONLY | O_CREAT, 0600)); }),
        0
    );
    EXPECT_EQ(inside(folder.path(), [] { return refused(open("/etc/passwd", O_RDONLY)); }), 0);
}

TEST_F(Sandbox, StartsNothingOnceToldSo)
{
    const auto starts = [] {
        const pid_t pid = fork();
        if (pid == 0) _exit(0);
        if (pid > 0) waitpid(pid, nullptr, 0);
        return refused(pid);
    };
    EXPECT_EQ(inside(folder.path(), starts), 1) << "ffmpeg must start before";
    const auto forbidden = [&] {
        media::worker::forbid_programs();
        return starts();
    };
    EXPECT_EQ(inside(folder.path(), forbidden), 0);
    const auto thread = [] {
        media::worker::forbid_programs();
        bool ran = false;
        std::thread([&] { ran = true; }).join();
        return ran ? 0 : 1;
    };
    EXPECT_EQ(inside(folder.path(), thread), 0) << "threads are no processes";
}

TEST_F(Sandbox, IsBounded)
{
    const auto spin = [] {
        for (volatile unsigned i = 0;; i = i + 1) {
        }
        return 0;
    };
    EXPECT_EQ(
        inside(folder.path(), spin, {.cpu_s = 1, .memory_bytes = 1ULL << 30U, .file_bytes = 4096}), 128 + SIGKILL
    );
    const auto fill = [] {
        const int out = open("output", O_WRONLY | O_CREAT, 0600);
        const std::string much(8192, 'x');
        return write(out, much.data(), much.size()) == 4096 ? static_cast<int>(write(out, "x", 1)) : 1;
    };
    EXPECT_EQ(
        inside(folder.path(), fill, {.cpu_s = 1, .memory_bytes = 1ULL << 30U, .file_bytes = 4096}), 128 + SIGXFSZ
    );
#if !defined(__has_feature)
#define __has_feature(x) 0
#endif
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
    const auto grab = [] {
        return mmap(nullptr, 2UL << 30U, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? 0 : 1;
    };
    EXPECT_EQ(inside(folder.path(), grab), 0);
#endif
}

} // namespace
} // namespace rounds::test
