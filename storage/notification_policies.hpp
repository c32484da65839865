#pragma once

#include "storage/accounts.hpp"

#include <optional>
#include <vector>

namespace rounds {

enum class NotificationRequestId : std::int64_t {};

} // namespace rounds

/// From whom a person takes notifications, and those that wait for a yes. social::notify applies the policy.
namespace rounds::storage::notification_policies {

/// In the order of their strength, as they are kept.
enum class Treatment : std::int8_t {
    accept,
    filter, ///< held back, and told as a request
    drop    ///< not even written
};

struct Policy
{
    Treatment not_following = Treatment::accept;
    Treatment not_followers = Treatment::accept;    ///< also who follows for less than three days
    Treatment new_accounts = Treatment::accept;     ///< of the last thirty days
    Treatment private_mentions = Treatment::filter; ///< direct posts, unless they answer one of the reader's
    Treatment limited_accounts = Treatment::filter; ///< silenced by the moderators here
};

[[nodiscard]] Policy find(Transaction& tx, AccountId of);
void save(Transaction& tx, AccountId of, const Policy& policy);

/// What is held back: senders and notifications.
struct Pending
{
    std::int64_t requests = 0;
    std::int64_t notifications = 0;
};
[[nodiscard]] Pending pending(Transaction& tx, AccountId of);

/// One sender's notifications that are held back.
struct Request
{
    NotificationRequestId id{};
    AccountId from{};
    std::int64_t count = 0;
    std::optional<StatusId> last_status;
    Time created_at{};
    Time updated_at{};
};
/// Newest first; none of senders that are suspended or that `of` blocks.
[[nodiscard]] std::vector<Request> list(Transaction& tx, AccountId of, const accounts::Page& page);
/// not_found when it is someone else's, or nothing is left of it.
[[nodiscard]] result<Request> find_request(Transaction& tx, AccountId of, NotificationRequestId id);

/// Their notifications join the others, and the senders are no longer held back. Returns how many requests that were.
std::size_t accept(Transaction& tx, AccountId of, const std::vector<NotificationRequestId>& ids);
/// Their notifications go; the senders are held back again the next time. Returns how many requests that were.
std::size_t dismiss(Transaction& tx, AccountId of, const std::vector<NotificationRequestId>& ids);
/// Nothing of an accepted sender is held back any more.
[[nodiscard]] bool merged(Transaction& tx, AccountId of);

} // namespace rounds::storage::notification_policies
