#include "federation/inbox/activities/parts.hpp"
#include "federation/vocab/properties.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::inbox {
namespace {

/// Also one that means nothing here (a Dislike, a Join): it is no post to be fetched. Mobilizon's Events have an
/// `actor`.
bool is_activity(std::string_view type, const json::object& object)
{
    if (type.empty() || !object.contains(vocab::prop::actor)) return false;
    return is_known_activity(type) || !(vocab::is_post_type(type) || vocab::is_actor_type(type));
}

} // namespace

/// Of a post (a boost) or, by a group, of an activity (FEP-1b12).
result<AnnounceActivity> read_announce(const json::object& activity)
{
    auto head = parts::head(activity, vocab::type::announce);
    if (!head) return head.error();
    auto object = parts::reference(activity);
    if (!object) return object.error();
    const bool passes_on = object->object && is_activity(object->type, *object->object);
    return AnnounceActivity{std::move(*head), std::move(*object), passes_on};
}

} // namespace rounds::inbox
