#pragma once

#include "storage/base/json.hpp"
#include "storage/push.hpp"

#include <span>
#include <string_view>

namespace rounds::entities {

/// Kinds of notifications that an app may ask to hear of.
[[nodiscard]] std::span<const std::string_view> alert_kinds() noexcept;

/// WebPushSubscription: each kind with yes or no.
[[nodiscard]] json::object
push_subscription(const storage::push::Subscription& subscription, std::string_view vapid_public_key);

} // namespace rounds::entities
