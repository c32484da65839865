#include "federation/deliver/breaker.hpp"

#include <algorithm>

namespace rounds::deliver {

namespace {

using Breaker = Peer::Breaker;
using std::chrono::seconds;

/// Longer than any exchange takes.
constexpr seconds probe_lost_after{300};
/// One probe a day for the dead, spread so that those who died together do not come back together.
constexpr seconds day{86'400};

void succeed(Peer& peer, Time now)
{
    // What was parked meanwhile is released piece by piece, beginning now.
    if (peer.breaker != Breaker::closed) peer.retry_at = now;
    peer.breaker = Breaker::closed;
    peer.failures = 0;
    peer.failing_since.reset();
    peer.dead_since.reset();
    peer.last_success_at = now;
}

void fail(Peer& peer, Time now, const Rules& rules, const Random& random)
{
    peer.failures = std::min(peer.failures + 1, 1'000'000);
    if (!peer.failing_since) peer.failing_since = now;
    if (!peer.dead_since && now - *peer.failing_since >= rules.dead_after) peer.dead_since = now;
    // A straggler that fails while the breaker is open already changes nothing about the next probe.
    if (peer.breaker == Breaker::open || peer.failures < rules.failures_to_open) return;
    peer.breaker = Breaker::open;
    const auto step = std::min(peer.failures - rules.failures_to_open, 30);
    const auto rest = peer.dead_since ? day * 3 / 4 + full_jitter(day / 2, 0, day, random)
                                      : full_jitter(rules.probe_base, step, rules.retry_cap, random);
    peer.retry_at = now + rest;
}

} // namespace

Peer after_attempt(
    Peer peer,
    HostSign sign,
    seconds delay,
    std::optional<bool> rfc9421,
    Time now,
    const Rules& rules,
    const Random& random
)
{
    if (rfc9421) peer.rfc9421 = *rfc9421;
    switch (sign) {
    case HostSign::alive:
        succeed(peer, now);
        break;
    case HostSign::failing:
        fail(peer, now, rules, random);
        break;
    case HostSign::wait:
        peer.breaker = Breaker::open;
        peer.retry_at = std::max(peer.retry_at.value_or(now), now + delay);
        break;
    case HostSign::none:
        // A probe that proved nothing: the next one goes when this one would have counted as lost.
        break;
    }
    return peer;
}

int rows_to_release(const Peer& peer, const Rules& rules) noexcept
{
    return peer.breaker == Breaker::closed ? rules.release : 1;
}

Peer after_release(Peer peer, int released, Time now, const Rules& rules)
{
    if (peer.breaker == Breaker::closed) {
        if (released < rules.release)
            peer.retry_at.reset();
        else
            peer.retry_at = now + rules.release_every;
        return peer;
    }
    if (released > 0) {
        peer.breaker = Breaker::half_open;
        peer.retry_at = now + probe_lost_after;
        return peer;
    }
    // Nothing to probe with. The next activity for it is the probe: one more failure opens the breaker again.
    peer.breaker = Breaker::closed;
    peer.retry_at.reset();
    return peer;
}

} // namespace rounds::deliver
