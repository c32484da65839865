#pragma once

#include "storage/pg/transaction.hpp"

#include <chrono>

namespace rounds::storage::clock_step {

/// The clock was set back by `step`: what waits for a moment that was reckoned before waits that much longer. Brings
/// inbox, deliveries, jobs that were begun or due at once, leases, and the rests of other servers back by as much. What
/// people set for a time of day (scheduled posts, ends of polls) stays where it is. How many rows were moved.
std::size_t bring_back(Transaction& tx, std::chrono::microseconds step);

} // namespace rounds::storage::clock_step
