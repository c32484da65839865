#include "server/inbound/handlers.hpp"
#include "storage/accounts.hpp"

namespace rounds::inbound {
namespace {

/// Who here asked: the follow is found by its id or by the pair, and must be one of the answering actor (N24).
result<storage::Account> find_follower(Scope& scope, const inbox::AnswerActivity& answer)
{
    auto follow = answer.follow.empty() ? result<storage::graph::Follow>(errc::not_found)
                                        : storage::graph::find_follow_by_uri(scope.tx, answer.follow);
    if (!follow && answer.followed == scope.actor.uri) {
        const auto* follower = scope.known.account(answer.follower);
        if (follower != nullptr) follow = storage::graph::find_follow(scope.tx, follower->id, scope.actor.id);
    }
    if (!follow) return scope.refuse("answers a follow that was never sent");
    if (follow->target != scope.actor.id) return scope.refuse("answers for somebody else");
    auto follower = storage::accounts::find(scope.tx, follow->account);
    if (!follower || !follower->local()) return scope.refuse("answers somebody elsewhere");
    return follower;
}

/// It may be that of a QuoteRequest or a FeatureRequest.
bool only_an_id(const inbox::AnswerActivity& answer)
{
    return answer.follower.empty() && answer.followed.empty();
}

} // namespace

result<void> handle_accept(Scope& scope, const inbox::AcceptActivity& accept)
{
    if (accept.of_quote) return handle_quote_accept(scope, accept);
    if (accept.of_feature) return handle_feature_accept(scope, accept);
    const auto follower = find_follower(scope, accept);
    if (!follower && only_an_id(accept) &&
        (handle_quote_accept(scope, accept) || handle_feature_accept(scope, accept))) {
        scope.reason.clear();
        return {};
    }
    if (!follower) return follower.error();
    return social::accept_follow(scope.tx, scope.actor, *follower);
}

/// Also after an Accept: the follower was removed.
result<void> handle_reject(Scope& scope, const inbox::RejectActivity& reject)
{
    if (reject.of_quote) return handle_quote_reject(scope, reject);
    if (reject.of_feature) return handle_feature_reject(scope, reject);
    const auto follower = find_follower(scope, reject);
    if (!follower && only_an_id(reject) &&
        (handle_quote_reject(scope, reject) || handle_feature_reject(scope, reject))) {
        scope.reason.clear();
        return {};
    }
    if (!follower) return follower.error();
    return social::reject_follow(scope.tx, scope.actor, *follower);
}

} // namespace rounds::inbound
