#pragma once

#include "storage/base/ids.hpp"

#include <string>
#include <string_view>

/// What binds a sealed value to its place (SecretBox and Vault authenticate it): moved to another row or column it does
/// not open. Whoever seals and whoever seals anew (key_rotation.hpp) ask here.
namespace rounds::storage::seal_contexts {

inline std::string actor_key(std::string_view key_uri)
{
    return "actor_keys " + std::string(key_uri);
}
inline std::string second_factor(AccountId account)
{
    return "second_factors " + to_string(account);
}
inline std::string adverse_event(std::int64_t card)
{
    return "adverse_events.report " + std::to_string(card);
}
inline constexpr std::string_view vapid = "instance.vapid";
inline std::string push_token(TokenId token)
{
    return "push_subscriptions.access_token " + to_string(token);
}
/// An address that a letter goes to, in the payload of its job (server/app/letters.hpp).
inline constexpr std::string_view letter_address = "jobs mail to";
inline std::string activity(std::string_view uri)
{
    return "activities/" + std::string(uri);
}
inline std::string arrival(std::string_view origin, std::string_view activity_uri)
{
    return "inbox/" + std::string(origin) + ' ' + std::string(activity_uri);
}
inline std::string break_glass(std::int64_t id)
{
    return "break_glass/" + std::to_string(id) + "/explanation";
}

} // namespace rounds::storage::seal_contexts
