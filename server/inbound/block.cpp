#include "server/inbound/handlers.hpp"

namespace rounds::inbound {

/// Of somebody here: follows end both ways. A ban from another server's community says nothing to us.
result<void> handle_block(Scope& scope, const inbox::BlockActivity& block)
{
    if (!block.target.empty()) return scope.refuse("a ban elsewhere");
    const auto* target = scope.known.account(block.object);
    if (target == nullptr || !target->local()) return scope.refuse("blocks nobody here");
    return social::block(scope.tx, scope.actor, *target);
}

} // namespace rounds::inbound
