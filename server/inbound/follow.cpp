#include "server/inbound/handlers.hpp"
#include "server/social/barred.hpp"
#include "storage/base/guards.hpp"
#include "storage/known.hpp"

namespace rounds::inbound {

/// Of an account here. Undone before it came: nothing.
result<void> handle_follow(Scope& scope, const inbox::FollowActivity& follow)
{
    const auto* target = scope.known.account(follow.object);
    if (target == nullptr || !target->local()) return scope.refuse("follows nobody here");
    if (!target->usable()) return scope.refuse("the account is not in use");
    const auto ended = storage::known::tombstone_key(follow.head.id, scope.actor.uri);
    if (!guards::hold("tombstone", !scope.known.tombstones.contains(ended)))
        return scope.refuse("undone before it came");
    const auto done = social::follow(scope.tx, scope.urls, scope.actor, *target, {}, follow.head.id);
    if (!done && done.error() == social::shut::barred) {
        // Their server is told, so that nobody waits for an answer.
        social::say(
            scope.tx,
            {.what = social::Say::follow_rejected,
             .account = target->id,
             .target = scope.actor.id,
             .status = {},
             .text = follow.head.id}
        );
        scope.reason = "kept out of the network";
        return {};
    }
    if (!done) return done.error();
    return {};
}

} // namespace rounds::inbound
