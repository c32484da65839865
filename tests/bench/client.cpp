#include "tests/bench/client.hpp"

#include "tests/bench/net.hpp"
#include "tests/bench/response_reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace rounds::bench {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::size_t most_broken = 1000;
/// For what is on its way when the time is up.
constexpr std::chrono::seconds grace{15};

struct Connection
{
    Fd fd;
    ResponseReader reader;
    Steady::time_point sent_at;
    std::string_view unsent;
    bool partly_sent = false;
    bool waiting = false;
};

class ClosedLoop
{
public:
    explicit ClosedLoop(const Load& load) : load_(load), connections_(load.concurrency) {}

    Outcome run();

private:
    void open(std::size_t index);
    /// Sends the next request, if there is one.
    void send_next(std::size_t index);
    void send_rest(std::size_t index);
    void on_readable(std::size_t index);
    void on_answer(Connection& connection);
    void on_broken(std::size_t index);
    [[nodiscard]] bool time_is_up() const { return Steady::now() - outcome_.started > load_.longest; }

    const Load& load_;
    std::vector<Connection> connections_;
    Fd epoll_ = make_epoll();
    std::size_t next_ = 0;
    std::size_t on_their_way_ = 0;
    Outcome outcome_;
};

void ClosedLoop::open(std::size_t index)
{
    auto& connection = connections_[index];
    connection.fd = connect_to(load_.address);
    if (!connection.fd) throw std::runtime_error("nobody listens at the address");
    connection.reader.reset();
    connection.unsent = {};
    connection.partly_sent = false;
    watch(epoll_, connection.fd.get(), index);
}

void ClosedLoop::send_next(std::size_t index)
{
    if (next_ == load_.count || time_is_up()) return;
    auto& connection = connections_[index];
    connection.unsent = load_.request(next_++);
    connection.sent_at = Steady::now();
    connection.waiting = true;
    ++on_their_way_;
    send_rest(index);
}

/// As much as the socket takes; told when it takes more.
void ClosedLoop::send_rest(std::size_t index)
{
    auto& connection = connections_[index];
    const bool again = connection.partly_sent;
    const auto sent = send(connection.fd.get(), connection.unsent.data(), connection.unsent.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN) return on_broken(index);
    if (sent > 0) connection.unsent.remove_prefix(static_cast<std::size_t>(sent));
    connection.partly_sent = !connection.unsent.empty();
    if (connection.partly_sent == again) return;
    epoll_event event{};
    event.events = connection.partly_sent ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.u64 = index;
    if (epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, connection.fd.get(), &event) != 0) throw_errno("epoll_ctl");
}

void ClosedLoop::on_answer(Connection& connection)
{
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - connection.sent_at);
    outcome_.latencies.push_back(static_cast<std::uint32_t>(took.count()));
    ++outcome_.statuses[connection.reader.status()];
    outcome_.body_bytes += connection.reader.body_bytes();
    connection.waiting = false;
    --on_their_way_;
}

void ClosedLoop::on_broken(std::size_t index)
{
    auto& connection = connections_[index];
    if (connection.waiting) {
        connection.waiting = false;
        --on_their_way_;
        if (++outcome_.broken > most_broken) throw std::runtime_error("too many connections end before the answer");
    }
    open(index);
    send_next(index);
}

void ClosedLoop::on_readable(std::size_t index)
{
    static thread_local std::array<char, 256 * 1024> buffer;
    auto& connection = connections_[index];
    const auto got = recv(connection.fd.get(), buffer.data(), buffer.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (got <= 0) return on_broken(index);
    std::string_view bytes(buffer.data(), static_cast<std::size_t>(got));
    if (!connection.reader.take(bytes)) return;
    on_answer(connection);
    // Refused before all of it was sent: what is left has no reader any more.
    if (connection.reader.closes() || !connection.unsent.empty())
        open(index);
    else
        connection.reader.reset();
    send_next(index);
}

Outcome ClosedLoop::run()
{
    for (std::size_t i = 0; i < connections_.size(); ++i) open(i);
    outcome_.latencies.reserve(std::min<std::size_t>(load_.count, 1'000'000));
    outcome_.started = Steady::now();
    for (std::size_t i = 0; i < connections_.size(); ++i) send_next(i);
    std::array<epoll_event, 256> events{};
    while (on_their_way_ > 0) {
        const int ready = epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 1000);
        for (int i = 0; i < ready; ++i) {
            const auto& event = events.at(static_cast<std::size_t>(i));
            if ((event.events & ~static_cast<unsigned>(EPOLLOUT)) != 0)
                on_readable(event.data.u64);
            else
                send_rest(event.data.u64);
        }
        if (ready == 0 && Steady::now() - outcome_.started > load_.longest + grace) {
            outcome_.broken += on_their_way_;
            break;
        }
    }
    outcome_.seconds = std::chrono::duration<double>(Steady::now() - outcome_.started).count();
    std::ranges::sort(outcome_.latencies);
    return std::move(outcome_);
}

} // namespace

std::size_t Outcome::accepted() const noexcept
{
    std::size_t sum = 0;
    for (const auto& [status, count] : statuses)
        if (status >= 200 && status < 300) sum += count;
    return sum;
}

double Outcome::percentile_ms(double share) const noexcept
{
    if (latencies.empty()) return 0;
    const auto at = static_cast<std::size_t>(share * static_cast<double>(latencies.size() - 1));
    return static_cast<double>(latencies[at]) / 1000;
}

Outcome run_load(const Load& load)
{
    return ClosedLoop(load).run();
}

} // namespace rounds::bench
