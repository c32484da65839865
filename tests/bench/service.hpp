#pragma once

#include "tests/bench/net.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rounds::bench {

struct Arrived
{
    std::string_view method;
    std::string_view target;
    std::string_view host;
    std::string_view body;
};

struct Reply
{
    /// A status that says nothing: the request is taken and never answered.
    static constexpr int silence = 0;

    int status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::chrono::milliseconds delay{0}; ///< sent that much later; nobody else waits for it
};

/// An HTTP/1.1 server on one thread, for peers that cost as little as possible. It reads requests of well-behaved
/// clients only: Content-Length, kept-alive connections.
class Service
{
public:
    Service(const std::vector<sockaddr_in>& addresses, std::function<Reply(const Arrived&)> answer);

    /// Until `stop` says so, asked at least twice a second.
    void run(const std::function<bool()>& stop);

private:
    struct Peer
    {
        Fd fd;
        std::string received;
        std::string unsent;
        bool closing = false;
    };
    struct Late
    {
        std::chrono::steady_clock::time_point due;
        std::uint64_t peer;
        std::string bytes;
    };

    void accept_all(std::size_t listener);
    void on_readable(std::uint64_t id);
    /// Answers the first request in `received`; false when it is not complete.
    bool answer_one(std::uint64_t id, Peer& peer);
    void write(Peer& peer, std::string_view bytes);
    void flush(std::uint64_t id);
    void want_to_write(std::uint64_t id, const Peer& peer, bool wanted) const;
    /// Sends what has waited long enough; how long the next one has to wait, in milliseconds.
    int send_late();

    Fd epoll_ = make_epoll();
    std::vector<Fd> listeners_; ///< tags 0, 1 ...; peers have higher ones, never used twice
    std::unordered_map<std::uint64_t, Peer> peers_;
    std::uint64_t next_id_;
    std::deque<Late> late_;
    std::function<Reply(const Arrived&)> answer_;
};

} // namespace rounds::bench
