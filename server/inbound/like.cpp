#include "server/inbound/handlers.hpp"
#include "storage/known.hpp"

namespace rounds::inbound {

/// Of a post that is known here; others are nobody's business here.
result<void> handle_like(Scope& scope, const inbox::LikeActivity& like)
{
    const auto* status = scope.known.status(like.object);
    if (status == nullptr || status->deleted || status->boost) return scope.refuse("likes nothing that is known here");
    if (scope.known.tombstones.contains(storage::known::tombstone_key(like.head.id, scope.actor.uri)))
        return scope.refuse("undone before it came");
    return social::favourite(scope.tx, scope.urls, scope.actor, status->id, like.head.id);
}

} // namespace rounds::inbound
