#include "federation/fetch/host_gate.hpp"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace rounds::fetch {

namespace asio = boost::asio;

/// The timer stands for the turn: it is cancelled when it comes.
struct HostGate::Waiter
{
    explicit Waiter(const asio::any_io_executor& executor) : turn(executor) {}

    asio::steady_timer turn;
    bool admitted = false;
};

asio::awaitable<result<HostGate::Place>>
HostGate::enter(asio::any_io_executor executor, std::string host, Deadline deadline)
{
    auto& state = hosts_[host];
    if (state.running < most_) {
        ++state.running;
        co_return place_for(host);
    }
    if (state.waiting.size() >= line_) co_return fetch_errc::busy;
    const auto waiter = std::make_shared<Waiter>(executor);
    waiter->turn.expires_at(deadline);
    state.waiting.push_back(waiter);
    co_await waiter->turn.async_wait(asio::as_tuple(asio::use_awaitable));
    if (waiter->admitted) co_return place_for(host);
    if (const auto found = hosts_.find(host); found != hosts_.end()) std::erase(found->second.waiting, waiter);
    co_return fetch_errc::timeout;
}

HostGate::Place HostGate::place_for(const std::string& host)
{
    return {nullptr, [gate = weak_from_this(), host](void*) {
                if (const auto alive = gate.lock()) alive->leave(host);
            }};
}

void HostGate::leave(const std::string& host)
{
    const auto found = hosts_.find(host);
    if (found == hosts_.end()) return;
    auto& state = found->second;
    while (!state.waiting.empty()) {
        const auto next = state.waiting.front();
        state.waiting.pop_front();
        // One whose time has run out while it stood first is no longer waiting on its timer.
        if (next->turn.cancel() == 0) continue;
        next->admitted = true; // the place passes on
        return;
    }
    if (--state.running == 0) hosts_.erase(found);
}

} // namespace rounds::fetch
