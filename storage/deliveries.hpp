#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/error.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Where activities go: one row per (activity, inbox). A row is `waiting` (due at run_at), `parked` (its host's breaker
/// is open, or its backlog is being released at a limited pace), `done` or `failed`.
namespace rounds::storage::deliveries {

/// Who receives an activity. Inboxes of one server collapse into its shared inbox.
struct Recipients
{
    std::vector<AccountId> accounts;     ///< their own servers; local ones are ignored
    std::vector<AccountId> followers_of; ///< all remote followers of these
    /// Everyone who was ever sent anything about this object.
    std::string receivers_of;
    /// Everyone who was ever sent anything by this actor.
    std::optional<AccountId> receivers_from{};
    /// The sender's own inbox only when true, never the shared one: nobody else at that server is to see it happen.
    bool personal_inboxes = false;
};

/// Adds one row per distinct inbox in one statement; rows for hosts whose breaker is not closed are parked at once.
/// Returns how many were added. Repeating it adds nothing.
std::size_t
add(Transaction& tx, ActivityRowId activity, std::string_view object_uri, const Recipients& recipients, Time now);

/// One claim.
enum class LeaseId : std::int64_t {};

/// A claimed row.
struct Delivery
{
    DeliveryId id{};
    ActivityRowId activity{};
    std::string host;
    std::string inbox_url;
    int attempts = 0;  ///< before this one
    Time created_at{}; ///< of the activity: how long it has been tried
    LeaseId lease{};
};

struct Claim
{
    int limit = 256;
    int per_host = 8;
    std::vector<std::string> except_hosts; ///< those with enough at hand
    std::string after_host;                ///< hosts after this come first, so that each gets its turn
    std::chrono::seconds lease{120};
};
/// Leases due rows, a few of each host, by id within a host. A row is passed over while an earlier one about the same
/// object for the same host is neither done nor failed. A lease that runs out makes the row due again. Claims of
/// several processes follow one another.
[[nodiscard]] std::vector<Delivery> claim(Transaction& tx, const Claim& claim, Time now);

/// How a claimed row ended, or when it is tried again.
struct Outcome
{
    DeliveryId id{};
    enum class State { done, retry, failed } state = State::done;
    std::optional<Time> run_at; ///< for retry
    int status = 0;             ///< HTTP status, 0 without a response
    std::string error;
};
/// One statement for all of them. Rows that were finished by another worker meanwhile stay as they are; those to be
/// tried again are leased no more.
void finish(Transaction& tx, const std::vector<Outcome>& outcomes, Time now);
/// Gives back claimed rows that were not tried.
void release(Transaction& tx, const std::vector<DeliveryId>& ids);
/// Of claims whose rows are all finished or given back.
void end_leases(Transaction& tx, const std::vector<LeaseId>& leases);

/// Parks what waits for the hosts, except what is leased.
void park(Transaction& tx, const std::vector<std::string>& hosts);
/// Makes the oldest `limit` parked rows of the host due. Returns how many.
std::size_t unpark(Transaction& tx, std::string_view host, int limit, Time now);

/// Parked rows whose host is not on the way to release them (they were added while its breaker closed): the host's
/// release is begun again. Cheap enough for once a minute.
void wake_stranded(Transaction& tx, Time now);

/// Everything waiting or parked for an inbox is given up and, because the server said 410, its followers there are
/// dropped. Returns how many follows ended.
std::size_t drop_inbox(Transaction& tx, std::string_view inbox_url);

/// When the next waiting row is due, or a lease runs out.
[[nodiscard]] std::optional<Time> next_due(Transaction& tx);

/// Gives up what was said before `before` and still waits or is parked. Returns how many.
std::size_t give_up(Transaction& tx, Time before, Time now);
/// Forgets finished rows older than `before` whose receivers no later Delete needs to reach, and how servers answered
/// to a Delete when that is older than `receipts_before`. Returns how many.
std::size_t prune(Transaction& tx, Time before, Time receipts_before);

struct Figures
{
    std::int64_t waiting = 0;
    std::int64_t parked = 0;
    std::int64_t failed = 0;
};
[[nodiscard]] Figures figures(Transaction& tx);

} // namespace rounds::storage::deliveries
