#include "server/inbound/convert.hpp"
#include "server/inbound/handlers.hpp"
#include "server/knowledge/chats.hpp"
#include "server/knowledge/questions.hpp"
#include "server/social/care.hpp"
#include "server/social/polls.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/url.hpp"
#include "storage/known.hpp"

namespace rounds::inbound {
namespace {

/// Deleted before it came, by its own author.
bool deleted_already(const Scope& scope, const std::string& object)
{
    return scope.known.tombstones.contains(storage::known::tombstone_key(object, scope.actor.uri));
}

} // namespace

result<StatusId>
keep_post(Scope& scope, const Post& post, const inbox::Recipients& recipients, const std::string& activity_uri)
{
    if (!guards::hold("tombstone", !deleted_already(scope, post.object.id)))
        return scope.refuse("deleted before it came");
    auto arrived = convert(post, scope.actor, recipients, scope.known, scope.now);
    arrived.activity_uri = activity_uri;
    arrived.author = &scope.actor;
    arrived.awaited_by_none = scope.beforehand.awaited_by_none;
    arrived.arriving = scope.beforehand.arriving;
    const auto kept = social::receive_post(scope.tx, scope.urls, arrived, scope.now);
    if (!kept) return kept.error();
    if (scope.guard != nullptr)
        social::hold_back(scope.tx, *scope.guard, *kept, social::Wording::first, scope.beforehand.screening);
    // A chat takes what bears its tag and what answers a post of it.
    if (kept->in_reply_to || !arrived.tags.empty()) knowledge::record_chat_post(scope.tx, *kept, scope.now);
    if (!arrived.tags.empty()) knowledge::record_question(scope.tx, *kept);
    if (const auto& told = post.object.verdict)
        knowledge::record_verdict(
            scope.tx,
            *kept,
            {.about = told->about, .solved = told->solved, .accepted = told->accepted, .endorsed = told->endorsed}
        );
    return kept->id;
}

namespace {

/// A Note with a name that answers a poll (federation.md section 2). It is counted and not kept as a post.
result<void> take_vote(Scope& scope, const inbox::RemoteObject& vote)
{
    const auto* asked = scope.known.status(vote.in_reply_to);
    if (asked == nullptr || asked->deleted) return scope.refuse("a vote in a poll that is not here");
    const auto taken = social::receive_vote(scope.tx, scope.actor, asked->id, vote.name, vote.id, scope.now);
    if (!taken && taken.error() != errc::already_exists) return scope.refuse("a vote that does not count");
    return taken;
}

/// Several choices of one person may come at once. All are looked at before the first is counted.
result<void> take_votes(Scope& scope, const inbox::RemoteObject& first, const std::vector<inbox::ObjectReference>& more)
{
    std::vector<inbox::RemoteObject> votes{first};
    for (const auto& reference : more) {
        auto vote = inbox::read_object(*reference.object);
        if (!vote || vote->attributed_to != scope.actor.uri || !same_origin(vote->id, scope.actor.uri))
            return scope.refuse("not its author's");
        votes.push_back(std::move(*vote));
    }
    result<void> taken;
    for (const auto& vote : votes) {
        taken = take_vote(scope, vote);
        if (!taken && taken.error() != errc::already_exists) return taken;
    }
    return taken;
}

} // namespace

/// The object is authentic when it is carried by a request of its own author (architecture 4.8). One that came as an id
/// alone was fetched from its origin by prepare().
result<void> handle_create(Scope& scope, const inbox::CreateActivity& create, const std::optional<Post>& post)
{
    if (!create.object.object) return scope.prepared.fetched ? result<void>() : scope.refuse("object not fetched");
    if (!post) return scope.refuse("not a post");
    const auto& object = post->object;
    if (!guards::hold("author", object.attributed_to == scope.actor.uri)) return scope.refuse("not its author's");
    if (!guards::hold("object", discovery::is_canonical_id(object.id) && same_origin(object.id, scope.actor.uri)))
        return scope.refuse("object of another origin");
    if (object.vote) return take_votes(scope, object, create.more);
    const auto& recipients = recipients_of(object, create.head.recipients);
    const auto kept = keep_post(scope, *post, recipients, create.head.id);
    if (!kept) return kept.error();
    return {};
}

} // namespace rounds::inbound
