#include "server/inbound/decisions.hpp"
#include "server/inbound/handlers.hpp"
#include "storage/accounts.hpp"
#include "storage/base/guards.hpp"
#include "storage/known.hpp"
#include "storage/statuses.hpp"

namespace rounds::inbound {

/// A boost. The post is known, or prepare() fetched it from its own origin: what is embedded in an Announce proves
/// nothing (FEP-fe34).
result<void> handle_announce(Scope& scope, const inbox::AnnounceActivity& announce)
{
    const auto* status = scope.known.status(announce.object.id);
    if (status == nullptr || status->deleted || status->boost) return scope.refuse("boosts nothing that can be had");
    const auto ended = storage::known::tombstone_key(announce.head.id, scope.actor.uri);
    if (!guards::hold("tombstone", !scope.known.tombstones.contains(ended)))
        return scope.refuse("undone before it came");
    const auto author = storage::accounts::find(scope.tx, status->account);
    if (!author || !author->usable()) return scope.refuse("the author is suspended");
    const auto visibility = visibility_of(announce.head.recipients, scope.actor);
    // A boost that is addressed to the author alone (as those of our patients are) counts for the author and is shown
    // to nobody; about others' posts it says nothing to us.
    if (visibility == storage::Visibility::direct && !author->local()) return scope.refuse("boosts to nobody");
    const auto boosted =
        social::boost(scope.tx, scope.urls, scope.actor, status->id, visibility, scope.now, announce.head.id);
    if (!boosted) return boosted.error();
    return {};
}

/// A group passes an activity on (FEP-1b12). It counts when the inner actor's own proof is on it, or when what it is
/// about was fetched from its origin. What its moderators decide about what is its own needs no more than the group's
/// word (FEP-1b12). Inner ids are never rewritten.
result<void> handle_group_announce(Scope& scope, const Arrived& arrived)
{
    if (!guards::hold("group", scope.actor.group())) return scope.refuse("only groups pass activities on");
    if (!arrived.inner) return scope.refuse("passes on nothing readable");
    if (is_decision(*arrived.inner) && scope.prepared.by_moderator)
        return handle_announced_decision(scope, *arrived.inner, inbox::head_of(*arrived.inner).id);
    if (scope.prepared.fetched) return {};
    const auto& head = inbox::head_of(*arrived.inner);
    const auto* actor = scope.known.account(head.actor);
    if (actor == nullptr || actor->local() || !actor->usable())
        return scope.refuse("its actor is not known or not used");
    const auto* deletion = std::get_if<inbox::DeleteActivity>(&*arrived.inner);
    const bool told_by_origin = deletion != nullptr && scope.prepared.object_gone;
    if (!guards::hold("proof", scope.prepared.inner_proven || told_by_origin))
        return scope.refuse("nothing proves the activity that was passed on");
    Arrived inner{.item = arrived.item, .activity = *arrived.inner, .post = arrived.post};
    inner.prepared = scope.prepared;
    Scope inside{
        .tx = scope.tx,
        .urls = scope.urls,
        .resolver = scope.resolver,
        .now = scope.now,
        .known = scope.known,
        .actor = *actor,
        .prepared = inner.prepared,
        .guard = scope.guard,
    };
    const auto applied = apply(inside, inner);
    scope.reason = inside.reason;
    for (auto& effect : inside.after_commit) scope.after_commit.push_back(std::move(effect));
    return applied;
}

} // namespace rounds::inbound
