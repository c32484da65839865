#include "server/inbound/handlers.hpp"
#include "storage/accounts.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/url.hpp"
#include "storage/statuses.hpp"

namespace rounds::inbound {
namespace {

result<void> delete_actor(Scope& scope)
{
    if (!guards::hold("gone", scope.prepared.actor_gone)) return scope.refuse("the actor is still there");
    storage::accounts::mark_deleted(scope.tx, scope.actor.id);
    storage::statuses::add_tombstone(scope.tx, scope.actor.uri);
    auto& resolver = scope.resolver;
    scope.after_commit.emplace_back([&resolver, uri = scope.actor.uri] { resolver.forget_keys(uri); });
    return {};
}

} // namespace

/// Of the actor itself, once its own address says that it is gone; or of a post by its author. A Delete that overtakes
/// its Create leaves a tombstone bound to who sent it.
result<void> handle_delete(Scope& scope, const inbox::DeleteActivity& deletion)
{
    if (deletion.object == scope.actor.uri) return delete_actor(scope);
    if (!same_origin(deletion.object, scope.actor.uri)) return scope.refuse("object of another origin");
    const auto* known = scope.known.status(deletion.object);
    if (known == nullptr) {
        if (const auto taken_back = handle_stamp_delete(scope, deletion); taken_back) return {};
        if (const auto taken_back = handle_feature_delete(scope, deletion); taken_back) return {};
        const auto key = storage::known::tombstone_key(deletion.object, scope.actor.uri);
        storage::statuses::add_tombstone(scope.tx, key);
        return {};
    }
    if (!guards::hold("owner", known->account == scope.actor.id)) return scope.refuse("not its author's");
    if (known->deleted) return errc::already_exists;
    const auto removed = social::remove_post(scope.tx, scope.actor, known->id, false, deletion.head.id);
    if (!removed) return removed.error();
    return {};
}

} // namespace rounds::inbound
