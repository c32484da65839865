#pragma once

#include "server/push/vapid.hpp"
#include "storage/push.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rounds::push {

/// What the app shows, as clients of Mastodon read it: access_token, preferred_locale, notification_id (a number),
/// notification_type, icon, title, body. It appears on locked screens, so it tells the kind alone, in the person's
/// language: no name, no word of the post, no network (health.md 2.6). `icon` is the instance's.
[[nodiscard]] std::string
payload(const storage::push::Message& message, std::string_view access_token, std::string_view icon);

/// "You were mentioned" ... in the language of `locale`, in English when that is not spoken here.
[[nodiscard]] std::string_view title(std::string_view kind, std::string_view locale);

/// A POST to the push service.
struct Request
{
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers; ///< names in lower case
};
/// Encrypted for the subscription (RFC 8291, or the draft before it when it asks for that), signed by VAPID (RFC 8292),
/// with TTL and Urgency (RFC 8030 section 5). invalid_argument when the subscription's keys are none.
[[nodiscard]] result<Request> build_request(
    const storage::push::Subscription& to,
    std::string_view text,
    const Vapid& vapid,
    std::chrono::seconds time_to_live,
    Time now
);

} // namespace rounds::push
