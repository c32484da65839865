#pragma once

#include "federation/deliver/ledger.hpp"
#include "federation/fetch/client.hpp"
#include "storage/base/clock.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <chrono>

namespace rounds::deliver {

struct Sender
{
    fetch::Client& client;
    const Clock& clock;
    boost::asio::any_io_executor signing; ///< where RSA is computed
    std::chrono::milliseconds exchange;   ///< deadline of one POST
    const Rules& rules;
    const Random& random;
};

/// POSTs the activity to its inbox, signed now. When the server refuses the signature (400, 401) it is knocked at once
/// more with the other scheme, and which one it took is in the result.
[[nodiscard]] boost::asio::awaitable<Result> send(const Sender& sender, Item item, bool rfc9421);

} // namespace rounds::deliver
