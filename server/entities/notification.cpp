#include "server/entities/notification.hpp"

#include "server/entities/account.hpp"

#include <array>

namespace rounds::entities {

using storage::notification_policies::Pending;
using storage::notification_policies::Policy;
using storage::notification_policies::Treatment;

namespace {

json::object summary(const Pending& pending)
{
    json::object o;
    o["pending_requests_count"] = pending.requests;
    o["pending_notifications_count"] = pending.notifications;
    return o;
}

} // namespace

json::object notification(const storage::notifications::Notification& n)
{
    json::object o;
    o["id"] = to_string(n.id);
    o["type"] = n.kind;
    o["created_at"] = to_iso8601(n.created_at);
    o["group_key"] = n.group_key;
    return o;
}

json::object notification_group(const storage::notifications::Group& group, bool on_page)
{
    json::array sample;
    for (const auto id : group.sample) sample.emplace_back(to_string(id));
    json::object o;
    o["group_key"] = group.key;
    o["notifications_count"] = group.count;
    o["type"] = group.newest.kind;
    o["most_recent_notification_id"] = to_int(group.most_recent); // a number: client-api.md 5.13
    if (on_page) {
        o["page_min_id"] = to_string(group.page_min);
        o["page_max_id"] = to_string(group.page_max);
        o["latest_page_notification_at"] = to_iso8601(group.latest_on_page);
    }
    o["sample_account_ids"] = std::move(sample);
    if (group.newest.status) o["status_id"] = to_string(*group.newest.status);
    return o;
}

json::object partial_account(const storage::AccountView& view, const Site& site)
{
    auto whole = account(view, site);
    json::object o;
    for (const auto* key : {"id", "acct", "url", "avatar", "avatar_static", "locked", "bot"})
        o[key] = std::move(whole.at(key));
    return o;
}

std::string_view treatment_name(Treatment treatment) noexcept
{
    constexpr std::array<std::string_view, 3> names{"accept", "filter", "drop"};
    return names[static_cast<std::size_t>(treatment)];
}

json::object notification_policy(const Policy& policy, const Pending& pending)
{
    json::object o;
    o["for_not_following"] = treatment_name(policy.not_following);
    o["for_not_followers"] = treatment_name(policy.not_followers);
    o["for_new_accounts"] = treatment_name(policy.new_accounts);
    o["for_private_mentions"] = treatment_name(policy.private_mentions);
    o["for_limited_accounts"] = treatment_name(policy.limited_accounts);
    o["summary"] = summary(pending);
    return o;
}

json::object v1_notification_policy(const Policy& policy, const Pending& pending)
{
    json::object o;
    o["filter_not_following"] = policy.not_following != Treatment::accept;
    o["filter_not_followers"] = policy.not_followers != Treatment::accept;
    o["filter_new_accounts"] = policy.new_accounts != Treatment::accept;
    o["filter_private_mentions"] = policy.private_mentions != Treatment::accept;
    o["summary"] = summary(pending);
    return o;
}

json::object notification_request(const storage::notification_policies::Request& request)
{
    json::object o;
    o["id"] = to_string(request.id);
    o["created_at"] = to_iso8601(request.created_at);
    o["updated_at"] = to_iso8601(request.updated_at);
    o["notifications_count"] = std::to_string(request.count);
    return o;
}

} // namespace rounds::entities
