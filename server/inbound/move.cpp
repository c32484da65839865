#include "server/social/move.hpp"

#include "server/inbound/handlers.hpp"

namespace rounds::inbound {
namespace {

std::string_view words_of(social::MoveRefusal refusal) noexcept
{
    switch (refusal) {
    case social::MoveRefusal::itself:
        return "moves to itself";
    case social::MoveRefusal::unusable:
        return "the new account cannot be used";
    case social::MoveRefusal::moved_on:
        return "the new account moved on";
    case social::MoveRefusal::not_linked:
        return "the new account does not name the old one";
    case social::MoveRefusal::too_soon:
        return "moved a moment ago";
    }
    return {};
}

} // namespace

/// FEP-7628: followers here follow the new account, when it names the old one (N23). Their follow of the old one ends.
/// That the old account's document names the new one already is no reason to refuse: Mastodon sends an Update before
/// the Move.
result<void> handle_move(Scope& scope, const inbox::MoveActivity& move)
{
    if (move.object != scope.actor.uri) return scope.refuse("moves somebody else");
    const auto& target = scope.prepared.target;
    if (!target || target->uri != move.target) return scope.refuse("the new account cannot be had");
    if (const auto refusal = social::why_not_move(scope.tx, scope.actor, *target, scope.now, social::usual_rest))
        return scope.refuse(words_of(*refusal));
    social::let_followers_go(scope.tx, scope.urls, scope.actor, *target, scope.now);
    return {};
}

} // namespace rounds::inbound
