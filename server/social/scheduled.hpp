#pragma once

#include "server/social/verbs.hpp"
#include "storage/scheduled.hpp"

namespace rounds::social {

/// Jobs of this kind publish one scheduled post: {"scheduled": id}.
inline constexpr std::string_view publish_job = "publish_scheduled";
/// A post is scheduled at least this far ahead.
inline constexpr std::chrono::minutes least_delay{5};

/// The form as it is kept; its keys are those of `params` of a ScheduledStatus, and `mentions`.
[[nodiscard]] json::object keep_form(const PostForm& form);
[[nodiscard]] PostForm read_form(const json::object& kept);

struct ScheduleLimits
{
    std::int64_t all = 0;
    std::int64_t per_day = 0;
};

/// Keeps a post for its time. invalid_argument: sooner than least_delay; too_many; not_found: the parent or the quoted
/// post is not visible to the author; forbidden: it may not be quoted; already_exists: the key was used for something
/// else. With a known key, what was scheduled with it.
[[nodiscard]] result<storage::scheduled::Scheduled> schedule(
    Transaction& tx,
    const Account& author,
    const PostForm& form,
    Time at,
    const storage::scheduled::Key& key,
    const ScheduleLimits& limits,
    Time now
);
[[nodiscard]] result<storage::scheduled::Scheduled>
reschedule(Transaction& tx, AccountId author, ScheduledId id, Time at, const ScheduleLimits& limits, Time now);

/// Posts it when its time has come. not_found: it was posted, deleted or moved - there is nothing to do; any other
/// error is of post(), and the row stays for its author to see.
[[nodiscard]] result<Status> publish(Transaction& tx, const Urls& urls, ScheduledId id, Time now);

} // namespace rounds::social
