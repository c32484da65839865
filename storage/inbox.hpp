#pragma once

#include "storage/base/vault.hpp"
#include "storage/pg/transaction.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What arrived, verified, and waits to be understood (table inbox). A row is committed before its sender is answered
/// 202 (architecture 4.2). (origin, activity id) is unique: whatever comes twice has one effect.
namespace rounds::storage::inbox {

struct Arrival
{
    std::string origin; ///< of the signer: "https://peer.example"
    std::string activity_uri;
    std::string actor_uri; ///< the signer
    std::string target;    ///< path of the inbox it came to
    std::string body;      ///< as received
    bool for_all = false;  ///< addressed to everybody; what is not waits sealed: it may be a direct message
};

/// Inserts arrivals with the parameters of `params_of`, but for those that are known. For BatchWriter, which gives
/// concurrent requests one commit.
[[nodiscard]] const Statement& add_statement() noexcept;
[[nodiscard]] std::vector<Param> params_of(const Arrival& arrival, const crypto::Vault& vault);
/// The same in a transaction of the caller's. False: known already.
[[nodiscard]] bool add(Transaction& tx, const Arrival& arrival);

enum class LeaseId : std::int64_t {};

struct Item
{
    InboxRowId id{};
    std::string origin;
    std::string activity_uri;
    std::string actor_uri;
    std::string target;
    std::string body;
    int attempts = 0; ///< including this one
    LeaseId lease{};  ///< of the claim
};

/// A claim that its worker is through with, but for some.
struct Ended
{
    LeaseId lease{};
    std::vector<InboxRowId> still_held;
};

/// How often an activity holds back the later ones of its actor. After that it is retried by itself: every handler
/// bears disorder, and one unreachable object must not silence its author for days.
inline constexpr int ordered_attempts = 3;

/// Leases up to `limit` due activities in the order of arrival. An actor with a leased activity, or one that waits for
/// its next try (up to ordered_attempts), gives none: its activities are understood in order, those of others beside
/// them. A lease that runs out makes its rows due again and counts as a try. Claims of several processes follow one
/// another. `ended` is forgotten first: what is done or dead needs no lease to be left alone, but costs each claim a
/// look.
[[nodiscard]] std::vector<Item>
claim(Transaction& tx, int limit, std::chrono::seconds lease, const std::optional<Ended>& ended = {});

/// Those of `ids` that still wait, locked until the end of the transaction: whatever happened to a claim meanwhile, an
/// activity is applied and marked by one transaction only.
[[nodiscard]] std::vector<InboxRowId> hold(Transaction& tx, const std::vector<InboxRowId>& ids);

/// Understood, or refused with a reason; the id stays as memory, the body goes.
struct Done
{
    InboxRowId id{};
    std::string reason; ///< empty: it had its effect
};
void finish(Transaction& tx, std::span<const Done> done);
/// Due again after `delay`, by the database's clock.
void retry(Transaction& tx, InboxRowId id, std::string_view error, std::chrono::seconds delay);
/// Gives claimed rows back unused: due at once, and no attempt.
void release(Transaction& tx, const std::vector<InboxRowId>& ids);
/// No retry can help. The body is kept for whoever looks into it.
void bury(Transaction& tx, InboxRowId id, std::string_view error);

/// Makes a dead row due again; not_found when there is no such row.
[[nodiscard]] result<void> replay(Transaction& tx, InboxRowId id);

struct Dead
{
    InboxRowId id{};
    std::string activity_uri;
    std::string actor_uri;
    std::string error;
    Time received_at{};
};
/// The newest first.
[[nodiscard]] std::vector<Dead> list_dead(Transaction& tx, int limit);

struct Figures
{
    std::int64_t waiting = 0;
    std::int64_t leased = 0; ///< of those waiting
    std::int64_t dead = 0;
    std::optional<Time> oldest; ///< arrival of the one that has waited longest
};
[[nodiscard]] Figures figures(Transaction& tx);
/// Whether so many of the latest arrivals are due or being worked on. Those that wait for another try do not count.
[[nodiscard]] bool in_a_rush(Transaction& tx, int many);
/// Deletes the memory of what arrived before `before` and was understood, at most `limit` rows. Signatures expire long
/// before.
std::size_t forget(Transaction& tx, Time before, int limit);

} // namespace rounds::storage::inbox
