#pragma once

#include "storage/accounts.hpp"

#include <optional>
#include <string>
#include <vector>

namespace rounds::storage::notifications {

struct Notification
{
    NotificationId id{};
    std::string kind; ///< mention, status, reblog, follow, follow_request, favourite, update
    AccountId from{};
    std::optional<StatusId> status;
    Time created_at{};
};

struct Query
{
    std::vector<std::string> types; ///< empty: all
    std::vector<std::string> exclude_types;
    std::optional<AccountId> from;
};

/// Newest first. None from accounts that `of` blocks or mutes with their notifications, or that are suspended.
[[nodiscard]] std::vector<Notification>
list(Transaction& tx, AccountId of, const Query& query, const accounts::Page& page);
/// not_found when it is someone else's.
[[nodiscard]] result<Notification> find(Transaction& tx, AccountId of, NotificationId id);
[[nodiscard]] result<void> dismiss(Transaction& tx, AccountId of, NotificationId id);
void clear(Transaction& tx, AccountId of);
/// Newer than the marker "notifications"; counted up to `limit`.
[[nodiscard]] int unread_count(Transaction& tx, AccountId of, const Query& query, int limit);

} // namespace rounds::storage::notifications
