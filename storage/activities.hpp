#pragma once

#include "storage/base/clock.hpp"
#include "storage/base/error.hpp"
#include "storage/base/ids.hpp"
#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds::storage::activities {

/// A row of activities: what an actor of ours said, as it left.
struct Activity
{
    ActivityRowId id{};
    std::string uri;
    AccountId account{};
    std::string kind;       ///< "Create", "Follow" ...
    std::string object_uri; ///< what it is about: its deliveries keep their order per object
    std::string body;       ///< finished JSON
    bool public_ = false;   ///< for everybody: shown in the actor's outbox
    Time created_at{};
};

/// Keeps the body and gives the row's id; already_exists when the uri was used, so that a job that runs twice says
/// nothing twice. `activity.id` and `created_at` are ignored.
[[nodiscard]] result<ActivityRowId> add(Transaction& tx, const Activity& activity);
[[nodiscard]] result<Activity> find_by_uri(Transaction& tx, std::string_view uri);
/// What the author of a status, deleted or not, said last about it.
[[nodiscard]] result<Activity> find_latest_about(Transaction& tx, StatusId status);

/// Public ones of an account, newest first, older than `max_id`.
[[nodiscard]] std::vector<Activity>
list_public(Transaction& tx, AccountId account, std::optional<ActivityRowId> max_id, int limit);
[[nodiscard]] std::int64_t count_public(Transaction& tx, AccountId account);

/// Nobody may read it any more (its object was deleted): the outbox and its own address stop showing it. Deliveries
/// under way are not touched.
void withdraw(Transaction& tx, std::string_view object_uri);

/// Some bodies at once, in no order.
struct Body
{
    ActivityRowId id{};
    AccountId account{}; ///< who signs
    std::string body;
};
[[nodiscard]] std::vector<Body> bodies(Transaction& tx, const std::vector<ActivityRowId>& ids);

} // namespace rounds::storage::activities
