#pragma once

#include "storage/accounts.hpp"
#include "storage/base/json.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds {

enum class ScheduledId : std::int64_t {};

/// Posts that wait for their time.
namespace storage::scheduled {

struct Scheduled
{
    ScheduledId id{};
    AccountId account{};
    Time at{};
    json::object form{}; ///< server/social/scheduled.hpp reads it
};

struct Key
{
    std::string text;      ///< Idempotency-Key; empty: none
    std::string body_hash; ///< of the request
};
/// `scheduled.id` is ignored and given back.
ScheduledId add(Transaction& tx, const Scheduled& scheduled, const Key& key);
/// What this account scheduled with the key; already_exists when that was another request.
[[nodiscard]] result<Scheduled> find_by_key(Transaction& tx, AccountId account, const Key& key);
/// not_found when it is someone else's.
[[nodiscard]] result<Scheduled> find(Transaction& tx, ScheduledId id, AccountId account);
/// Whoever's it is; held until the transaction ends.
[[nodiscard]] result<Scheduled> lock(Transaction& tx, ScheduledId id);
[[nodiscard]] std::vector<Scheduled> list(Transaction& tx, AccountId account, const accounts::Page& page);
void move(Transaction& tx, ScheduledId id, Time to);
/// False when it was not there.
bool remove(Transaction& tx, ScheduledId id, AccountId account);

struct Figures
{
    std::int64_t all = 0;
    std::int64_t that_day = 0; ///< UTC
};
/// Without `except`. Others of this account that schedule wait until the transaction ends, so that limits hold.
[[nodiscard]] Figures count(Transaction& tx, AccountId account, Time day, std::optional<ScheduledId> except);

} // namespace storage::scheduled
} // namespace rounds
