#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {

/// Of a post (a boost) or, by a group, of an activity (FEP-1b12).
result<AnnounceActivity> read_announce(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::announce);
    if (!head) return head.error();
    auto object = parts::reference(activity);
    if (!object) return object.error();
    const bool passes_on =
        object->object && is_known_activity(object->type) && object->object->contains(vocab::prop::actor);
    return AnnounceActivity{std::move(*head), std::move(*object), passes_on};
}

} // namespace rounds::inbox
