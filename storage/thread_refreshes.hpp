#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <chrono>
#include <optional>

namespace rounds {

enum class ThreadRefreshId : std::int64_t {};

} // namespace rounds

namespace rounds::storage::thread_refreshes {

/// A row of thread_refreshes.
struct Refresh
{
    ThreadRefreshId id{};
    StatusId status{};
    bool finished = false;
    int found = 0; ///< replies that were not known before
};

/// Begins one, unless the thread was asked for within `pause`: nothing then.
[[nodiscard]] std::optional<Refresh> begin(Transaction& tx, StatusId status, Time now, std::chrono::seconds pause);
/// The one that is under way; nothing when there is none, or it was begun more than `pause` ago and died.
[[nodiscard]] std::optional<Refresh> running(Transaction& tx, StatusId status, Time now, std::chrono::seconds pause);
[[nodiscard]] result<Refresh> find(Transaction& tx, ThreadRefreshId id);
void count(Transaction& tx, ThreadRefreshId id, int found);
void finish(Transaction& tx, ThreadRefreshId id, Time now);

} // namespace rounds::storage::thread_refreshes
