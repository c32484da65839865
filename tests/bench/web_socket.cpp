#include "tests/bench/web_socket.hpp"

#include <array>
#include <fmt/core.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>

namespace rounds::bench {
namespace {

constexpr int patience_ms = 10'000;
constexpr unsigned text = 0x1;
constexpr unsigned ping = 0x9;

std::size_t number_at(std::string_view bytes, std::size_t at, std::size_t size)
{
    std::size_t number = 0;
    for (auto i = at; i < at + size; ++i) number = number << 8U | static_cast<unsigned char>(bytes[i]);
    return number;
}

} // namespace

WebSocket::WebSocket(const sockaddr_in& address, std::string_view host, std::string_view target, std::string_view token)
    : fd_(connect_to(address))
{
    if (!fd_) throw std::runtime_error("nobody listens");
    const auto bearer = token.empty() ? std::string{} : fmt::format("Authorization: Bearer {}\r\n", token);
    send(fmt::format(
        "GET {} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}\r\n",
        target,
        host,
        bearer
    ));
    auto end = std::string::npos;
    while ((end = bytes_.find("\r\n\r\n")) == std::string::npos) receive();
    if (!bytes_.starts_with("HTTP/1.1 101 ")) throw std::runtime_error("no upgrade: " + bytes_.substr(0, 60));
    bytes_.erase(0, end + 4);
    bytes_.shrink_to_fit(); // thousands are open
}

std::string WebSocket::message()
{
    while (true) {
        if (auto taken = take_frame()) return std::move(*taken);
        receive();
    }
}

void WebSocket::receive()
{
    pollfd waiting{fd_.get(), POLLIN, 0};
    if (poll(&waiting, 1, patience_ms) != 1) throw std::runtime_error("nothing arrived in ten seconds");
    std::array<char, 16 * 1024> piece{};
    const auto size = recv(fd_.get(), piece.data(), piece.size(), 0);
    if (size <= 0) throw std::runtime_error("the connection ended");
    bytes_.append(piece.data(), static_cast<std::size_t>(size));
}

void WebSocket::send(std::string_view bytes) const
{
    if (::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
        throw_errno("send");
}

/// Text messages come in one frame; other frames are taken on the way.
std::optional<std::string> WebSocket::take_frame()
{
    while (bytes_.size() >= 2) {
        const auto opcode = static_cast<unsigned char>(bytes_[0]) & 0xfU;
        std::size_t size = static_cast<unsigned char>(bytes_[1]) & 0x7fU;
        const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (bytes_.size() < 2 + extra) break;
        if (extra > 0) size = number_at(bytes_, 2, extra);
        if (bytes_.size() < 2 + extra + size) break;
        auto payload = bytes_.substr(2 + extra, size);
        bytes_.erase(0, 2 + extra + size);
        if (opcode == text) return payload;
        if (opcode == ping) // a mask of zeros changes nothing
            send("\x8a" + std::string(1, static_cast<char>(0x80U | payload.size())) + std::string(4, '\0') + payload);
    }
    return std::nullopt;
}

} // namespace rounds::bench
