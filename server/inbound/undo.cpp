#include "federation/vocab/types.hpp"
#include "server/inbound/handlers.hpp"
#include "storage/accounts.hpp"
#include "storage/base/url.hpp"
#include "storage/known.hpp"
#include "storage/statuses.hpp"
#include "storage/undone.hpp"

namespace rounds::inbound {
namespace {

namespace type = vocab::type;

result<void> undo_follow(Scope& scope, AccountId target)
{
    const auto account = storage::accounts::find(scope.tx, target);
    if (!account || !account->local()) return scope.refuse("undoes nothing here");
    return social::unfollow(scope.tx, scope.actor, *account);
}

/// By what it was, when the whole activity is embedded.
result<void> undo_by_object(Scope& scope, const inbox::UndoActivity& undo)
{
    if (undo.type == type::follow) {
        const auto* target = scope.known.account(undo.object);
        return target != nullptr ? undo_follow(scope, target->id) : scope.refuse("undoes nothing here");
    }
    if (undo.type == type::block) {
        if (!undo.target.empty()) return scope.refuse("undoes a ban elsewhere"); // decisions.cpp has those of here
        const auto* target = scope.known.account(undo.object);
        if (target == nullptr || !target->local()) return scope.refuse("undoes nothing here");
        return storage::graph::remove_block(scope.tx, scope.actor.id, target->id);
    }
    const auto* status = scope.known.status(undo.object);
    if (status == nullptr) return errc::not_found;
    if (undo.type == type::like) return social::undo_favourite(scope.tx, scope.actor, status->id);
    if (undo.type == type::announce) {
        const auto undone = social::undo_boost(scope.tx, scope.actor, status->id);
        return undone ? result<void>() : undone.error();
    }
    return scope.refuse("undoes what means nothing here");
}

/// By the id it had, when only that came.
result<void> undo_by_id(Scope& scope, const std::string& id)
{
    const auto found = storage::undone::find(scope.tx, id, scope.actor.id);
    if (!found) return errc::not_found;
    switch (found->kind) {
    case storage::undone::Kind::follow:
        return undo_follow(scope, AccountId{found->of});
    case storage::undone::Kind::favourite:
        return social::undo_favourite(scope.tx, scope.actor, StatusId{found->of});
    case storage::undone::Kind::boost: {
        const auto undone = social::undo_boost(scope.tx, scope.actor, StatusId{found->of});
        return undone ? result<void>() : undone.error();
    }
    }
    return errc::not_found;
}

} // namespace

/// Only by who did it. What is undone before it came is remembered, so that it has no effect when it comes (N7).
result<void> handle_undo(Scope& scope, const inbox::UndoActivity& undo)
{
    if (!undo.actor.empty() && undo.actor != scope.actor.uri) return scope.refuse("undoes what another did");
    if (!undo.id.empty() && !same_origin(undo.id, scope.actor.uri)) return scope.refuse("undoes what another did");
    auto undone = undo.id.empty() ? result<void>(errc::not_found) : undo_by_id(scope, undo.id);
    const bool unheard = !undone && undone.error() == errc::not_found;
    if (unheard && !undo.type.empty()) undone = undo_by_object(scope, undo);
    if ((!undone && undone.error() != errc::not_found) || !unheard || undo.id.empty()) return undone;
    const auto key = storage::known::tombstone_key(undo.id, scope.actor.uri);
    storage::statuses::add_tombstone(scope.tx, key);
    return {};
}

} // namespace rounds::inbound
