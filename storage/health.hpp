#pragma once

#include "storage/base/clock.hpp"
#include "storage/pg/transaction.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// How the work of the instance goes, for those who run it.
namespace rounds::storage::health {

/// Jobs of one kind.
struct Queue
{
    std::string kind;
    std::int64_t waiting = 0; ///< also those that are not due yet
    std::int64_t due = 0;
    std::optional<Time> oldest{}; ///< since when the longest due one is
};
/// Those with most due first.
[[nodiscard]] std::vector<Queue> queues(Transaction& tx, int limit);

/// What waits for one server, and how its breaker stands.
struct Host
{
    std::string host;
    std::string breaker; ///< closed, open, half_open
    std::int64_t waiting = 0;
    std::int64_t parked = 0;
    int failures = 0; ///< in a row
    std::optional<Time> retry_at{};
    std::optional<Time> dead_since{};
    std::optional<Time> last_success_at{};
};
/// Those for which something waits or whose breaker is not closed, those with most first.
[[nodiscard]] std::vector<Host> hosts(Transaction& tx, int limit);

/// What waits for people, and arrivals that wait to be understood.
struct Waiting
{
    std::int64_t reports = 0;
    std::int64_t held = 0;
    std::int64_t sign_ups = 0;
    std::int64_t appeals = 0;
    std::int64_t inbox = 0;
};
[[nodiscard]] Waiting waiting(Transaction& tx);

} // namespace rounds::storage::health
