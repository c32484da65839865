#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/readers.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {
namespace {

namespace prop = vocab::prop;

bool is_vote(const ObjectReference& reference)
{
    if (!reference.object || reference.type != vocab::type::note) return false;
    const auto& note = *reference.object;
    return !vocab::first_string(note, prop::name).empty() && vocab::first_string(note, prop::content).empty() &&
           !vocab::id_of(note, prop::in_reply_to).empty();
}

/// Several objects are several votes in one poll; nothing else travels so.
result<std::vector<ObjectReference>> read_votes(const std::vector<const json::value*>& values)
{
    std::vector<ObjectReference> votes;
    for (const auto* value : values) {
        auto vote = parts::reference_of(*value);
        if (!vote || !is_vote(*vote)) return errc::invalid_argument;
        const auto poll = vocab::id_of(*vote->object, prop::in_reply_to);
        if (!votes.empty() && poll != vocab::id_of(*votes.front().object, prop::in_reply_to))
            return errc::invalid_argument;
        votes.push_back(std::move(*vote));
    }
    return votes;
}

} // namespace

result<CreateActivity> read_create(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::create);
    if (!head) return head.error();
    const auto values = vocab::one_or_many(activity, prop::object, max_poll_options);
    if (values.size() < 2) {
        auto object = parts::reference(activity);
        if (!object) return object.error();
        return CreateActivity{std::move(*head), std::move(*object), {}};
    }
    auto votes = read_votes(values);
    if (!votes) return votes.error();
    CreateActivity create{std::move(*head), std::move(votes->front()), {}};
    votes->erase(votes->begin());
    create.more = std::move(*votes);
    return create;
}

} // namespace rounds::inbox
