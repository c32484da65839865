#pragma once

#include "federation/deliver/judge.hpp"
#include "storage/peers.hpp"

namespace rounds::deliver {

/// The breaker of one server, as pure steps on its row. Closed: rows are sent. Open: rows are parked until retry_at.
/// Half open: one row is out as a probe; retry_at is when it counts as lost.
using storage::peers::Peer;

/// After one attempt. `rfc9421`: the scheme that the server took, when it took any.
[[nodiscard]] Peer after_attempt(
    Peer peer,
    HostSign sign,
    std::chrono::seconds delay,
    std::optional<bool> rfc9421,
    Time now,
    const Rules& rules,
    const Random& random
);

/// retry_at of a peer has come: how many parked rows may go, and what becomes of the peer when `released` of them went.
[[nodiscard]] int rows_to_release(const Peer& peer, const Rules& rules) noexcept;
[[nodiscard]] Peer after_release(Peer peer, int released, Time now, const Rules& rules);

} // namespace rounds::deliver
