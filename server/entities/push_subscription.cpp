#include "server/entities/push_subscription.hpp"

#include <algorithm>
#include <array>

namespace rounds::entities {

std::span<const std::string_view> alert_kinds() noexcept
{
    static constexpr std::array<std::string_view, 14> kinds{
        "mention",
        "status",
        "reblog",
        "follow",
        "follow_request",
        "favourite",
        "poll",
        "update",
        "quote",
        "quoted_update",
        "added_to_collection",
        "collection_update",
        "admin.sign_up",
        "admin.report"
    };
    return kinds;
}

json::object push_subscription(const storage::push::Subscription& subscription, std::string_view vapid_public_key)
{
    json::object alerts;
    for (const auto kind : alert_kinds())
        alerts[kind] = std::ranges::find(subscription.alerts, kind) != subscription.alerts.end();
    json::object o;
    o["id"] = to_string(subscription.id);
    o["endpoint"] = subscription.endpoint;
    o["standard"] = subscription.standard;
    o["alerts"] = std::move(alerts);
    o["policy"] = subscription.policy;
    o["server_key"] = vapid_public_key;
    return o;
}

} // namespace rounds::entities
