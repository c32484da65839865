#include "federation/discovery/actor_document.hpp"
#include "federation/vocab/types.hpp"
#include "server/inbound/convert.hpp"
#include "server/inbound/handlers.hpp"
#include "server/social/care.hpp"
#include "server/social/polls.hpp"
#include "server/social/quotes.hpp"
#include "storage/base/guards.hpp"
#include "storage/base/url.hpp"
#include "storage/statuses.hpp"

namespace rounds::inbound {
namespace {

result<void> update_actor(Scope& scope, const json::object& document)
{
    auto actor = discovery::read_actor(document);
    if (!actor) return scope.refuse("unreadable actor");
    const auto saved = scope.resolver.save(scope.tx, std::move(*actor));
    if (!saved) return saved.error();
    auto& resolver = scope.resolver;
    scope.after_commit.emplace_back([&resolver, uri = scope.actor.uri] { resolver.forget_keys(uri); });
    return {};
}

/// An Update that is no newer than the wording tells new counts of a poll, and nothing else (federation.md section 2).
result<void> update_counts(Scope& scope, StatusId id, const std::optional<storage::Poll>& told)
{
    if (!told) return scope.refuse("older than what is known");
    const auto counted = social::count_poll(scope.tx, id, *told, scope.now);
    if (!counted) return scope.refuse("other choices without a newer wording");
    return {};
}

result<void> update_post(Scope& scope, const Post& post, StatusId id, const std::string& activity_uri)
{
    const auto present = storage::statuses::find(scope.tx, id);
    if (!present) return scope.refuse("deleted");
    const auto& updated = post.object.updated;
    const auto written = present->edited_at.value_or(present->created_at);
    auto form = convert_edit(post, scope.actor, scope.known, scope.now);
    auto status = *present;
    // An approval comes as soon as it is given: the wording is no newer for that. What is older is a replay.
    const bool quotes_changed =
        (!updated || *updated >= written) && social::change_quotes(scope.tx, scope.urls, status, form);
    const auto counts = [&]() -> result<void> {
        if (quotes_changed && !form.poll) return {};
        return update_counts(scope, id, form.poll);
    };
    if (updated && *updated <= written) return counts();
    form.activity_uri = activity_uri;
    const bool same = present->content == form.content && present->title == form.title &&
                      present->spoiler_text == form.spoiler_text && present->sensitive == form.sensitive;
    // Without `updated` only counts may have changed (federation.md section 2); with it, the files too.
    if (same && !updated && form.poll) return counts();
    if (same && !updated && present->object_type != vocab::type::question)
        return quotes_changed ? result<void>{} : scope.refuse("nothing new");
    const auto now = updated ? std::min(*updated, scope.now) : scope.now;
    const auto edited = social::edit_post(scope.tx, scope.urls, scope.actor, id, form, now);
    if (!edited) return edited.error();
    if (scope.guard != nullptr) social::hold_back(scope.tx, *scope.guard, *edited, social::Wording::changed);
    return {};
}

} // namespace

/// By the very actor: of itself, or of its own post. A post that is not known yet is kept as it is now: its Create may
/// come later and then changes nothing.
result<void> handle_update(Scope& scope, const inbox::UpdateActivity& update, const std::optional<Post>& post)
{
    if (!update.object.object) return scope.refuse("names no object that could be trusted");
    if (update.object.id == scope.actor.uri) return update_actor(scope, *update.object.object);
    if (update.object.type == vocab::type::featured_collection) return handle_collection_update(scope, update);
    if (!post) return scope.refuse("not a post");
    const auto& object = post->object;
    if (!guards::hold("owner", object.attributed_to == scope.actor.uri && same_origin(object.id, scope.actor.uri)))
        return scope.refuse("not its author's");
    const auto* known = scope.known.status(object.id);
    if (known == nullptr) {
        if (!discovery::is_canonical_id(object.id)) return scope.refuse("unusable id");
        const auto kept = keep_post(scope, *post, recipients_of(object, update.head.recipients), update.head.id);
        if (!kept) return kept.error();
        return {};
    }
    if (!guards::hold("owner", known->account == scope.actor.id)) return scope.refuse("not its author's");
    if (known->deleted) return scope.refuse("deleted");
    return update_post(scope, *post, known->id, update.head.id);
}

} // namespace rounds::inbound
