#include "tests/bench/service.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/core.h>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace rounds::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t largest_request = 4 << 20;
constexpr int longest_wait_ms = 500;

struct Head
{
    std::size_t size = 0; ///< with the empty line; 0: not complete
    std::size_t length = 0;
    std::string_view host;
    bool closes = false;
};

Head read_head(std::string_view received)
{
    Head head;
    const auto end = received.find("\r\n\r\n");
    if (end == std::string_view::npos) return head;
    head.size = end + 4;
    for (auto line : text::split(received.substr(0, end), '\n')) {
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const auto name = line.substr(0, colon);
        const auto value = text::trim(line.substr(colon + 1));
        if (text::iequals(name, "content-length"))
            head.length = static_cast<std::size_t>(text::parse_int(value).value_or(0));
        if (text::iequals(name, "host")) head.host = value;
        if (text::iequals(name, "connection")) head.closes = text::iequals(value, "close");
    }
    return head;
}

std::string to_bytes(const Reply& reply, bool closes)
{
    return fmt::format(
        "HTTP/1.1 {} -\r\nContent-Type: {}\r\nContent-Length: {}\r\n{}\r\n{}",
        reply.status,
        reply.content_type,
        reply.body.size(),
        closes ? "Connection: close\r\n" : "",
        reply.body
    );
}

} // namespace

Service::Service(const std::vector<sockaddr_in>& addresses, std::function<Reply(const Arrived&)> answer)
    : next_id_(addresses.size()), answer_(std::move(answer))
{
    for (const auto& address : addresses) {
        listeners_.push_back(listen_on(address));
        watch(epoll_, listeners_.back().get(), listeners_.size() - 1);
    }
}

void Service::accept_all(std::size_t listener)
{
    while (auto fd = accept_from(listeners_[listener])) {
        const auto id = next_id_++;
        watch(epoll_, fd.get(), id);
        peers_[id].fd = std::move(fd);
    }
}

void Service::on_readable(std::uint64_t id)
{
    static thread_local std::array<char, 64 * 1024> buffer;
    const auto found = peers_.find(id);
    if (found == peers_.end()) return;
    auto& peer = found->second;
    const auto got = recv(peer.fd.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0 || peer.received.size() > largest_request) {
        peers_.erase(found);
        return;
    }
    peer.received.append(buffer.data(), static_cast<std::size_t>(got));
    while (!peer.closing && answer_one(id, peer)) {
    }
    if (peer.closing && peer.unsent.empty()) peers_.erase(id);
}

bool Service::answer_one(std::uint64_t id, Peer& peer)
{
    const std::string_view received = peer.received;
    const auto head = read_head(received);
    if (head.size == 0 || received.size() < head.size + head.length) return false;
    const auto line = text::split(received.substr(0, received.find('\r')), ' ');
    if (line.size() != 3) {
        peer.closing = true;
        return false;
    }
    const auto reply = answer_({line[0], line[1], head.host, received.substr(head.size, head.length)});
    const auto bytes = reply.status == Reply::silence ? std::string() : to_bytes(reply, head.closes);
    if (bytes.empty()) {
        // Nothing to send, now or later.
    } else if (reply.delay.count() > 0) {
        late_.push_back({Steady::now() + reply.delay, id, bytes});
    } else {
        write(peer, bytes);
        peer.closing = head.closes;
        if (!peer.unsent.empty()) want_to_write(id, peer, true);
    }
    peer.received.erase(0, head.size + head.length);
    return true;
}

void Service::write(Peer& peer, std::string_view bytes)
{
    if (peer.unsent.empty()) {
        const auto sent = send(peer.fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        if (sent < 0 && errno != EAGAIN) {
            peer.closing = true;
            return;
        }
    }
    peer.unsent.append(bytes);
}

void Service::want_to_write(std::uint64_t id, const Peer& peer, bool wanted) const
{
    epoll_event event{};
    event.events = wanted ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.u64 = id;
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, peer.fd.get(), &event) != 0) throw_errno("epoll_ctl");
}

void Service::flush(std::uint64_t id)
{
    const auto found = peers_.find(id);
    if (found == peers_.end()) return;
    auto& peer = found->second;
    const auto waiting = std::exchange(peer.unsent, {});
    write(peer, waiting);
    if (!peer.unsent.empty()) return;
    if (peer.closing)
        peers_.erase(found);
    else
        want_to_write(id, peer, false);
}

int Service::send_late()
{
    while (!late_.empty() && late_.front().due <= Steady::now()) {
        const auto one = std::move(late_.front());
        late_.pop_front();
        if (const auto found = peers_.find(one.peer); found != peers_.end()) write(found->second, one.bytes);
    }
    if (late_.empty()) return longest_wait_ms;
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(late_.front().due - Steady::now());
    return static_cast<int>(std::clamp<long>(wait.count() + 1, 0, longest_wait_ms));
}

void Service::run(const std::function<bool()>& stop)
{
    std::array<epoll_event, 256> events{};
    while (!stop()) {
        const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), send_late());
        for (int i = 0; i < ready; ++i) {
            const auto& event = events.at(static_cast<std::size_t>(i));
            if (event.data.u64 < listeners_.size()) {
                accept_all(event.data.u64);
                continue;
            }
            if ((event.events & EPOLLOUT) != 0) flush(event.data.u64);
            if ((event.events & ~static_cast<unsigned>(EPOLLOUT)) != 0) on_readable(event.data.u64);
        }
    }
}

} // namespace rounds::bench
