#pragma once

#include "federation/deliver/breaker.hpp"
#include "federation/deliver/window.hpp"
#include "federation/peers/trust.hpp"
#include "storage/deliveries.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

/// What the Deliverer reads from and writes to the database; synchronous, in the caller's transaction.
namespace rounds::deliver {

/// One attempt, judged.
struct Result
{
    Item item;
    Verdict verdict;
    int status = 0;
    std::string error;
    std::optional<bool> rfc9421; ///< the scheme the server took, when that is news
};

struct Batch
{
    std::vector<Item> items;
    std::vector<std::string> rfc9421_hosts; ///< of the items' hosts, those known to take the newer scheme
    std::optional<Time> next_due;           ///< when nothing could be claimed
};

/// Leases rows and reads their activities and the keys that sign them. Rows for refused hosts fail here, unsent.
/// `ended` are claims that nothing is left of.
[[nodiscard]] Batch claim_batch(
    storage::Transaction& tx,
    const storage::deliveries::Claim& claim,
    const std::vector<storage::deliveries::LeaseId>& ended,
    build::Keyring& keyring,
    const peers::TrustList& trust,
    Time now
);

/// Keeps the results and moves the breakers of their hosts. Returns the hosts whose breaker is not closed now.
[[nodiscard]] std::vector<std::string> keep_results(
    storage::Transaction& tx, const std::vector<Result>& results, Time now, const Rules& rules, const Random& random
);

/// Gives rows back; those of hosts with an open breaker are parked.
void give_back(storage::Transaction& tx, const std::vector<Item>& items, bool park);

/// Probes and releases for the peers whose time has come. Returns how many rows became due.
std::size_t release_due(storage::Transaction& tx, Time now, const Rules& rules);

} // namespace rounds::deliver
