#pragma once

#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <utility>

/// Sockets for the load programs. They speak to this machine only.
namespace rounds::bench {

/// A file descriptor that is closed with its owner.
class Fd
{
public:
    Fd() = default;
    explicit Fd(int fd) noexcept : fd_(fd) {}
    ~Fd() { reset(); }
    Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
    Fd& operator=(Fd&& other) noexcept
    {
        if (this != &other) {
            reset();
            fd_ = std::exchange(other.fd_, -1);
        }
        return *this;
    }

    [[nodiscard]] int get() const noexcept { return fd_; }
    explicit operator bool() const noexcept { return fd_ >= 0; }
    void reset() noexcept;

private:
    int fd_ = -1;
};

/// The address of "127.x.y.z", "localhost" or "*.localhost" (RFC 6761). Throws std::runtime_error for anything that is
/// not in 127.0.0.0/8: these programs must not be able to load somebody else's machine.
[[nodiscard]] sockaddr_in loopback(std::string_view host, std::uint16_t port);

/// Connected, then non-blocking, without Nagle's delay. Empty when nobody listens.
[[nodiscard]] Fd connect_to(const sockaddr_in& address);
/// Non-blocking. Throws std::system_error.
[[nodiscard]] Fd listen_on(const sockaddr_in& address);
/// The next waiting connection, non-blocking; empty when there is none.
[[nodiscard]] Fd accept_from(const Fd& listener);

/// Epoll's read interest in `fd`, reported as `tag`.
void watch(const Fd& epoll, int fd, std::uint64_t tag);
[[nodiscard]] Fd make_epoll();

[[noreturn]] void throw_errno(const std::string& what);

} // namespace rounds::bench
