#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {
namespace {

namespace prop = vocab::prop;

/// Servers embed the whole Follow, its id alone, or the Follow without an id (federation.md section 2); a QuoteRequest
/// the same way.
result<AnswerActivity> read_answer(const json::object& activity, std::string_view type)
{
    auto head = parts::head(activity, type);
    if (!head) return head.error();
    AnswerActivity answer;
    answer.head = std::move(*head);
    const auto values = vocab::one_or_many(activity, prop::object, 2);
    if (values.size() != 1) return errc::invalid_argument;
    answer.follow = parts::url_or_empty(vocab::id_of(*values.front()));
    answer.result = parts::url_at(activity, prop::result);
    if (const auto* asked = values.front()->if_object()) {
        answer.of_quote = vocab::type_is(*asked, vocab::type::quote_request);
        answer.of_feature = vocab::type_is(*asked, vocab::type::feature_request);
        // Of a Join, an Invite ...: nothing of the kind was asked here.
        if (!answer.of_quote && !answer.of_feature && !vocab::type_is(*asked, vocab::type::follow))
            return errc::not_found;
        answer.follower = parts::url_at(*asked, prop::actor);
        answer.followed = parts::url_at(*asked, prop::object);
        if (answer.of_quote) answer.quoting = parts::url_at(*asked, prop::instrument);
        if (answer.of_feature) answer.collection = parts::url_at(*asked, prop::instrument);
    }
    const auto& other = answer.of_quote ? answer.quoting : answer.of_feature ? answer.collection : answer.follower;
    const bool by_pair = !answer.followed.empty() && !other.empty();
    if (answer.follow.empty() && !by_pair) return errc::invalid_argument;
    return answer;
}

} // namespace

result<AcceptActivity> read_accept(const json::object& activity)
{
    auto answer = read_answer(activity, vocab::type::accept);
    if (!answer) return answer.error();
    return AcceptActivity{std::move(*answer)};
}

result<RejectActivity> read_reject(const json::object& activity)
{
    auto answer = read_answer(activity, vocab::type::reject);
    if (!answer) return answer.error();
    return RejectActivity{std::move(*answer)};
}

} // namespace rounds::inbox
