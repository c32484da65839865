#include "server/inbound/handlers.hpp"
#include "storage/personal.hpp"

namespace rounds::inbound {
namespace {

/// FEP-7aa9: nothing but a pin says that it is to the collection of pinned posts.
bool of_posts(const Scope& scope, const inbox::CollectionActivity& activity)
{
    return scope.actor.featured_url == activity.target;
}

/// The actor's own post, in the actor's own collection of pinned posts.
result<StatusId> pinned_post(Scope& scope, const inbox::CollectionActivity& activity)
{
    if (!scope.actor.featured_url || activity.target != *scope.actor.featured_url)
        return scope.refuse("a collection that means nothing here");
    const auto* status = scope.known.status(activity.object);
    if (status == nullptr || status->deleted || status->boost) return scope.refuse("a post that is not known here");
    // A group pins what its members wrote.
    if (status->account != scope.actor.id && !scope.actor.group()) return scope.refuse("not its author's");
    return status->id;
}

} // namespace

result<void> handle_add(Scope& scope, const inbox::AddActivity& add)
{
    if (!of_posts(scope, add)) {
        const auto added = handle_collection_add(scope, add);
        if (added || added.error() != errc::not_found) return added;
    }
    const auto status = pinned_post(scope, add);
    if (!status) return status.error();
    return storage::personal::pin(scope.tx, scope.actor.id, *status);
}

result<void> handle_remove(Scope& scope, const inbox::RemoveActivity& removal)
{
    if (!of_posts(scope, removal)) {
        const auto removed = handle_collection_remove(scope, removal);
        if (removed || removed.error() != errc::not_found) return removed;
    }
    const auto status = pinned_post(scope, removal);
    if (!status) return status.error();
    storage::personal::unpin(scope.tx, scope.actor.id, *status);
    return {};
}

} // namespace rounds::inbound
