#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/error.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage::peers {

/// A row of peers: how deliveries to a server fare.
struct Peer
{
    std::string host; ///< host[:port], lower case
    bool rfc9421 = false;
    enum class Breaker { closed, open, half_open } breaker = Breaker::closed;
    int failures = 0; ///< in a row
    std::optional<Time> failing_since;
    std::optional<Time> retry_at; ///< open: when to probe; closed with a backlog: when to release more of it
    std::optional<Time> dead_since;
    std::optional<Time> last_success_at;
    std::optional<Time> last_inbound_at;
    std::string software;

    [[nodiscard]] bool operator==(const Peer&) const = default;
};

/// As stored, or a new one with the defaults. Not locked.
[[nodiscard]] Peer get(Transaction& tx, std::string_view host);
/// Locked until the end of the transaction, in the order of their names so that two workers cannot deadlock; unknown
/// ones are made.
[[nodiscard]] std::vector<Peer> lock(Transaction& tx, std::vector<std::string> hosts);
void save(Transaction& tx, const std::vector<Peer>& peers);
[[nodiscard]] std::vector<Peer> list(Transaction& tx, const std::vector<std::string>& hosts);

/// Verified requests came from these servers, so they live: an open breaker is probed at once. Call it at most once in
/// a while per host (Heard in federation/peers/heard.hpp).
void heard_from(Transaction& tx, const std::vector<std::string>& hosts, Time now);
void heard_from(Transaction& tx, std::string_view host, Time now);

/// Open ones to probe and closed ones with a backlog to release: retry_at has come. Leased for `lease` by moving
/// retry_at, so that one worker does it.
[[nodiscard]] std::vector<Peer> claim_due(Transaction& tx, Time now, int limit);
[[nodiscard]] std::optional<Time> next_due(Transaction& tx);

/// Keeps the `keep` most recently changed rows; those with anything waiting or parked stay. Returns how many went.
std::size_t prune(Transaction& tx, std::int64_t keep);

/// A row of domain_policies.
struct Policy
{
    std::string domain;
    std::string policy; ///< allow, limit, block
    std::string reason;
};
[[nodiscard]] std::vector<Policy> policies(Transaction& tx);
void set_policy(Transaction& tx, const Policy& policy);
/// not_found when there was none.
[[nodiscard]] result<void> remove_policy(Transaction& tx, std::string_view domain);

} // namespace rounds::storage::peers
