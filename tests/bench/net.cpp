#include "tests/bench/net.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace rounds::bench {
namespace {

constexpr int backlog = 1024;

const sockaddr* generic(const sockaddr_in& address) noexcept
{
    return reinterpret_cast<const sockaddr*>(&address); // NOLINT: what the sockets API asks for
}

void without_delay(int fd) noexcept
{
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

} // namespace

void Fd::reset() noexcept
{
    if (fd_ >= 0) close(fd_);
    fd_ = -1;
}

void throw_errno(const std::string& what)
{
    throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in loopback(std::string_view host, std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    const std::string name(host == "localhost" || host.ends_with(".localhost") ? "127.0.0.1" : host);
    if (inet_pton(AF_INET, name.c_str(), &address.sin_addr) != 1 || (ntohl(address.sin_addr.s_addr) >> 24U) != 127)
        throw std::runtime_error(name + " is not an address of this machine's loopback (127.0.0.0/8)");
    return address;
}

Fd connect_to(const sockaddr_in& address)
{
    Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!fd) throw_errno("socket");
    without_delay(fd.get());
    if (connect(fd.get(), generic(address), sizeof address) != 0) return {};
    if (fcntl(fd.get(), F_SETFL, O_NONBLOCK) != 0) throw_errno("fcntl");
    return fd;
}

Fd listen_on(const sockaddr_in& address)
{
    Fd fd(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!fd) throw_errno("socket");
    const int on = 1;
    setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd.get(), generic(address), sizeof address) != 0) throw_errno("bind");
    if (listen(fd.get(), backlog) != 0) throw_errno("listen");
    return fd;
}

Fd accept_from(const Fd& listener)
{
    Fd fd(accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (fd) without_delay(fd.get());
    return fd;
}

Fd make_epoll()
{
    Fd fd(epoll_create1(EPOLL_CLOEXEC));
    if (!fd) throw_errno("epoll_create1");
    return fd;
}

void watch(const Fd& epoll, int fd, std::uint64_t tag)
{
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = tag;
    if (epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event) != 0) throw_errno("epoll_ctl");
}

} // namespace rounds::bench
