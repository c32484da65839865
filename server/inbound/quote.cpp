#include "federation/discovery/actor_document.hpp"
#include "server/inbound/convert.hpp"
#include "server/inbound/handlers.hpp"
#include "server/social/quotes.hpp"
#include "server/social/visibility.hpp"
#include "storage/base/url.hpp"
#include "storage/quotes.hpp"

/// Quotes by consent (FEP-044f): requests for posts of people here, answers to their requests, approvals taken back.
namespace rounds::inbound {
namespace {

namespace quotes = storage::quotes;
using quotes::Quoting;

/// The post of a person here that is to be quoted. Whoever may not see it learns nothing of it, not even a refusal.
result<storage::Status> find_quoted(Scope& scope, const std::string& uri)
{
    const auto* known = scope.known.status(uri);
    if (known == nullptr || known->deleted || known->boost) return scope.refuse("no post to be quoted");
    auto quoted = social::find_visible(scope.tx, known->id, scope.actor.id);
    if (!quoted || !quoted->local) return scope.refuse("no post to be quoted");
    return quoted;
}

/// The post that quotes: kept already, or as its author embeds it here.
result<Quoting> find_quoting(Scope& scope, const inbox::QuoteRequestActivity& request, const std::optional<Post>& post)
{
    const auto& id = request.instrument.id;
    const auto* known = scope.known.status(id);
    if (known != nullptr && (known->deleted || known->account != scope.actor.id))
        return scope.refuse("not the actor's post");
    if (known == nullptr) {
        if (!post) return scope.refuse("the post that quotes is not to be had");
        const auto& object = post->object;
        if (object.attributed_to != scope.actor.uri || !same_origin(object.id, scope.actor.uri) || object.vote ||
            !discovery::is_canonical_id(object.id))
            return scope.refuse("not the actor's post");
        if (!object.quote || object.quote->uri != request.object) return scope.refuse("quotes something else");
        const auto kept = keep_post(scope, *post, recipients_of(object, request.head.recipients), {});
        if (!kept) return kept.error();
    }
    auto quoting = quotes::find_by_uri(scope.tx, id);
    if (!quoting) return scope.refuse("quotes nothing");
    return quoting;
}

/// What somebody here asked of the answering actor: by the request's id, or by the post that quotes.
result<Quoting> find_asked(Scope& scope, const inbox::AnswerActivity& answer)
{
    auto asked =
        answer.follow.empty() ? result<Quoting>(errc::not_found) : quotes::find_by_request(scope.tx, answer.follow);
    if (!asked && !answer.quoting.empty()) asked = quotes::find_by_uri(scope.tx, answer.quoting);
    if (!asked || !asked->local) return scope.refuse("answers a request that was never sent");
    if (asked->quoted_account != scope.actor.id) return scope.refuse("answers for somebody else");
    if (!answer.followed.empty() && answer.followed != asked->quote.uri)
        return scope.refuse("answers for another post");
    return asked;
}

} // namespace

result<void>
handle_quote_request(Scope& scope, const inbox::QuoteRequestActivity& request, const std::optional<Post>& post)
{
    const auto quoted = find_quoted(scope, request.object);
    if (!quoted) return quoted.error();
    const auto quoting = find_quoting(scope, request, post);
    if (!quoting) return quoting.error();
    if (quoting->quote.quoted != quoted->id) return scope.refuse("quotes something else");
    return social::answer_quote_request(scope.tx, scope.urls, *quoted, *quoting, request.head.id);
}

/// The answer is as good as the stamp it names: both are the author's to give. The stamp must be at home with them.
result<void> handle_quote_accept(Scope& scope, const inbox::AcceptActivity& accept)
{
    const auto asked = find_asked(scope, accept);
    if (!asked) return asked.error();
    if (asked->quote.state != "pending") return scope.refuse("not asked for any more");
    if (accept.result.empty() || !same_origin(accept.result, scope.actor.uri))
        return scope.refuse("an approval without a stamp of its author's");
    social::accept_quote(scope.tx, *asked, accept.result);
    return {};
}

/// Also after an Accept: the author changed their mind.
result<void> handle_quote_reject(Scope& scope, const inbox::RejectActivity& reject)
{
    const auto asked = find_asked(scope, reject);
    if (!asked) return asked.error();
    social::refuse_quote(scope.tx, *asked);
    return {};
}

result<void> handle_stamp_delete(Scope& scope, const inbox::DeleteActivity& deletion)
{
    bool any = false;
    for (const auto& quoting : quotes::find_by_stamp(scope.tx, deletion.object)) {
        // Others may claim the stamp of somebody's; only its author takes it back.
        if (quoting.quoted_account != scope.actor.id || !quoting.quote.accepted()) continue;
        social::refuse_quote(scope.tx, quoting);
        any = true;
    }
    if (!any) return errc::not_found;
    return {};
}

} // namespace rounds::inbound
