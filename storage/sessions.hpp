#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class SessionId : std::int64_t {};

} // namespace rounds

namespace rounds::storage::sessions {

/// A browser's log-in. Staff (moderators and administrators) are logged off after 15 minutes without a request and
/// after 12 hours in any case (45 CFR 164.312(a)(2)(iii)); members after 14 and 90 days.
struct Session
{
    AccountId account{};
    std::string role;
    bool second_factor = false; ///< the person's log-in has one
};

void create(
    Transaction& tx, AccountId account, std::string_view secret_hash, std::string_view user_agent, bool staff, Time now
);
/// unauthorized when it is unknown or over, and when its person is disabled, suspended or deleted. Notes the use, at
/// most once a minute.
[[nodiscard]] result<Session> use(Transaction& tx, std::string_view secret_hash, Time now);
void remove(Transaction& tx, std::string_view secret_hash);
/// A log-in as its person sees it.
struct Entry
{
    SessionId id{};
    std::string user_agent;
    Time created_at{};
    Time last_used_at{};
    bool present = false; ///< the one that asks
};
/// Those that are not over, the last used first; at most 200.
[[nodiscard]] std::vector<Entry> list(Transaction& tx, AccountId account, std::string_view secret_hash, Time now);
/// not_found when the person has no such log-in.
[[nodiscard]] result<void> remove(Transaction& tx, AccountId account, SessionId id);
/// All of a person but the one that asks.
void remove_others(Transaction& tx, AccountId account, std::string_view secret_hash);
/// All of a person: when the password changes, or the account is disabled.
void remove_of(Transaction& tx, AccountId account);
/// Forgets those that are over, at most `limit`. Returns how many.
std::size_t sweep(Transaction& tx, Time now, int limit);

} // namespace rounds::storage::sessions
