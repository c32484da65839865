#pragma once

#include "storage/pg/transaction.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rounds {

enum class PushId : std::int64_t {};

} // namespace rounds

/// Web Push: where apps want to hear of notifications. social::notify adds the jobs.
namespace rounds::storage::push {

/// The kind of its jobs. Payload: notification, subscription.
inline constexpr std::string_view job = "push";

struct Subscription
{
    PushId id{};
    TokenId token{};
    AccountId account{};
    std::string endpoint;
    std::string public_key;          ///< p256dh: point of P-256, 65 bytes
    std::string auth_secret;         ///< 16 bytes
    bool standard = false;           ///< RFC 8291; else the draft before it
    std::vector<std::string> alerts; ///< kinds of notifications
    std::string policy = "all";      ///< all, followed, follower, none
    std::string access_token_sealed; ///< context: access_token_context
};
[[nodiscard]] std::string access_token_context(TokenId token);

/// Replaces the token's subscription; its id is made here and returned.
[[nodiscard]] PushId save(Transaction& tx, const Subscription& subscription);
/// not_found when the token has none.
[[nodiscard]] result<Subscription> find(Transaction& tx, TokenId token);
/// not_found as above.
[[nodiscard]] result<void>
change(Transaction& tx, TokenId token, const std::vector<std::string>& alerts, std::string_view policy);
void remove(Transaction& tx, TokenId token);
/// Of a subscription whose push service no longer knows it, unless it was replaced meanwhile.
void remove(Transaction& tx, PushId id);

/// What is to be sent.
struct Message
{
    Subscription subscription;
    NotificationId notification{};
    std::string kind;
    std::string locale; ///< of the person
    Time created_at{};
};
/// not_found when there is nothing to send any more: the notification or the subscription is gone, the token was
/// revoked or idle for too long, the person is disabled.
[[nodiscard]] result<Message> find_message(Transaction& tx, PushId id, NotificationId notification, Time now);

} // namespace rounds::storage::push
