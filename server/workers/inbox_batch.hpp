#pragma once

#include "server/inbound/arrived.hpp"

#include <boost/asio/awaitable.hpp>
#include <memory>
#include <string>
#include <vector>

namespace rounds::workers {

namespace asio = boost::asio;

struct BatchOutcome
{
    std::size_t applied = 0;
    std::size_t refused = 0;
    /// Other servers must be asked first; all later ones of the same actors with them, in order.
    std::vector<std::shared_ptr<inbound::Arrived>> unmet{};
    std::vector<std::string> stale{}; ///< actors that were last read long ago
};

/// Applies activities in one transaction and marks them done in it, so that each has its effect once. What they name is
/// looked up in two queries for all; commit and round trips are shared. Throws what a failed statement throws: then
/// none of them had any effect.
[[nodiscard]] asio::awaitable<BatchOutcome>
apply_batch(inbound::Inbound inbound, std::vector<std::shared_ptr<inbound::Arrived>> tasks);

} // namespace rounds::workers
