#pragma once

#include "server/social/decision_saying.hpp"
#include "server/workers/outbox.hpp"

namespace rounds::workers {

/// Who hears what a network passes on.
struct Reach
{
    std::vector<AccountId> also{}; ///< beside its followers
    bool followers = true;
    bool shown = true; ///< to everybody, in its outbox
};
/// As announce_activity(), which reaches all followers.
[[nodiscard]] result<void> announce_to(Outgoing& out, AccountId network, std::string_view activity, const Reach& reach);

/// What stewards decided, or took back; as carry_out().
[[nodiscard]] result<void> carry_out_decision(Outgoing& out, const social::DecisionSaying& saying);

} // namespace rounds::workers
