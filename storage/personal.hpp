#pragma once

#include "storage/model/status.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Small things that belong to one person: reading positions, idempotency keys, pins, muted conversations, blocked
/// domains.
namespace rounds::storage::personal {

struct Marker
{
    std::string timeline; ///< home, notifications
    std::int64_t last_read_id = 0;
    int version = 0;
    Time updated_at{};
};
[[nodiscard]] std::vector<Marker> markers(Transaction& tx, AccountId of, const std::vector<std::string>& timelines);
[[nodiscard]] Marker set_marker(Transaction& tx, AccountId of, std::string_view timeline, std::int64_t last_read_id);

/// Makes requests with one key wait for each other until the transaction ends.
void lock_key(Transaction& tx, AccountId account, std::string_view key);
struct Replay
{
    StatusId status{};
    std::string body_hash;
};
/// What was made with the key within the last hour.
[[nodiscard]] std::optional<Replay> find_key(Transaction& tx, AccountId account, std::string_view key);
/// Also forgets keys of this account that are older than an hour.
void keep_key(Transaction& tx, AccountId account, std::string_view key, std::string_view body_hash, StatusId status);
/// Forgets keys of anybody, older than `before`, at most `limit`; returns how many.
std::size_t sweep_keys(Transaction& tx, Time before, int limit);

inline constexpr int max_pins = 5;
/// already_exists when pinned; too_many beyond max_pins.
[[nodiscard]] result<void> pin(Transaction& tx, AccountId account, StatusId status);
/// False when it was not pinned.
bool unpin(Transaction& tx, AccountId account, StatusId status);

void mute_conversation(Transaction& tx, AccountId account, ConversationId conversation);
void unmute_conversation(Transaction& tx, AccountId account, ConversationId conversation);

/// Follows between the person and accounts of the domain.
struct DomainFollows
{
    std::int64_t following = 0;
    std::int64_t followers = 0;
};
[[nodiscard]] DomainFollows follows_with(Transaction& tx, AccountId of, std::string_view domain);

/// By name; `after` and `before` are domains.
struct DomainPage
{
    std::optional<std::string> after{};
    std::optional<std::string> before{}; ///< the last ones before it; `after` counts for nothing then
    int limit = 100;
};
[[nodiscard]] std::vector<std::string> blocked_domains(Transaction& tx, AccountId of, const DomainPage& page);
/// `domain` in lower case. Hides it; follows are the caller's to end.
void block_domain(Transaction& tx, AccountId of, std::string_view domain);
void unblock_domain(Transaction& tx, AccountId of, std::string_view domain);

} // namespace rounds::storage::personal
