#include "server/http/inherited.hpp"

#include "storage/base/text.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace rounds::http {
namespace {

using tcp = boost::asio::ip::tcp;

constexpr int first_handed_over = 3; // SD_LISTEN_FDS_START

/// How many there are; 0 also when they are meant for another process, such as the one that started us.
int handed_over()
{
    const char* pid = std::getenv("LISTEN_PID");   // NOLINT(concurrency-mt-unsafe): read at start only
    const char* count = std::getenv("LISTEN_FDS"); // NOLINT(concurrency-mt-unsafe)
    if (pid == nullptr || count == nullptr || text::parse_int(pid) != static_cast<std::int64_t>(getpid())) return 0;
    const auto number = text::parse_int(count);
    return number && *number > 0 && *number < 100 ? static_cast<int>(*number) : 0;
}

bool listens_at(int socket, const tcp::endpoint& wanted)
{
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0) return false;
    tcp::endpoint own;
    auto length = static_cast<socklen_t>(own.capacity());
    if (getsockname(socket, own.data(), &length) != 0) return false;
    own.resize(length);
    return own == wanted;
}

} // namespace

std::optional<int> inherited_listener(const tcp::endpoint& endpoint)
{
    const int count = handed_over();
    for (int socket = first_handed_over; socket < first_handed_over + count; ++socket) {
        if (!listens_at(socket, endpoint)) continue;
        const int copy = fcntl(socket, F_DUPFD_CLOEXEC, first_handed_over);
        if (copy < 0) throw std::system_error(errno, std::generic_category(), "a socket that was handed over");
        fcntl(socket, F_SETFD, FD_CLOEXEC); // nor do programs that we start hold it
        return copy;
    }
    return std::nullopt;
}

} // namespace rounds::http
