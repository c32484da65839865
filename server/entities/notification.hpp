#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"
#include "storage/notification_policies.hpp"
#include "storage/notifications.hpp"

namespace rounds::entities {

/// Notification without `account`, `status` and `report`, which the caller adds.
[[nodiscard]] json::object notification(const storage::notifications::Notification& notification);

/// NotificationGroup without `report`. `on_page`: with what a page of groups tells besides.
[[nodiscard]] json::object notification_group(const storage::notifications::Group& group, bool on_page);

/// PartialAccountWithAvatar: what a row of faces needs.
[[nodiscard]] json::object partial_account(const storage::AccountView& view, const Site& site);

/// NotificationPolicy of the second version: accept, filter or drop.
[[nodiscard]] json::object notification_policy(
    const storage::notification_policies::Policy& policy, const storage::notification_policies::Pending& pending
);
/// Of the first version, which knows no limited accounts and only yes and no.
[[nodiscard]] json::object v1_notification_policy(
    const storage::notification_policies::Policy& policy, const storage::notification_policies::Pending& pending
);

/// NotificationRequest without `account` and `last_status`.
[[nodiscard]] json::object notification_request(const storage::notification_policies::Request& request);

/// accept, filter, drop.
[[nodiscard]] std::string_view treatment_name(storage::notification_policies::Treatment treatment) noexcept;

} // namespace rounds::entities
