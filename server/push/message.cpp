#include "server/push/message.hpp"

#include "server/push/encrypt.hpp"
#include "storage/base/crypto.hpp"
#include "storage/base/json.hpp"
#include "storage/base/url.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace rounds::push {

std::string payload(const storage::push::Message& message, std::string_view access_token, std::string_view icon)
{
    json::object o;
    o["access_token"] = access_token;
    o["preferred_locale"] = message.locale;
    o["notification_id"] = to_int(message.notification);
    o["notification_type"] = message.kind;
    o["icon"] = icon;
    o["title"] = title(message.kind, message.locale);
    o["body"] = "";
    return json::serialize(o);
}

result<Request> build_request(
    const storage::push::Subscription& to,
    std::string_view text,
    const Vapid& vapid,
    std::chrono::seconds time_to_live,
    Time now
)
{
    const auto url = parse_url(to.endpoint);
    if (!url) return url.error();
    const auto once = make_once();
    const Recipient recipient{to.public_key, to.auth_secret};
    auto body = to.standard ? encrypt_aes128gcm(text, recipient, once) : encrypt_aesgcm(text, recipient, once);
    if (!body) return body.error();
    const auto token = vapid.token(url->origin(), now);

    Request request;
    request.body = std::move(*body);
    request.headers = {{"ttl", std::to_string(time_to_live.count())}, {"urgency", "normal"}};
    if (to.standard) {
        request.headers.emplace_back("content-encoding", "aes128gcm");
        request.headers.emplace_back("authorization", fmt::format("vapid t={}, k={}", token, vapid.public_key()));
    } else {
        request.headers.emplace_back("content-encoding", "aesgcm");
        request.headers.emplace_back("encryption", "salt=" + crypto::to_base64url(once.salt));
        request.headers.emplace_back(
            "crypto-key",
            fmt::format("dh={};p256ecdsa={}", crypto::to_base64url(once.key.public_point), vapid.public_key())
        );
        request.headers.emplace_back("authorization", "WebPush " + token);
    }
    return request;
}

} // namespace rounds::push
