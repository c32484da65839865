#include "federation/build/follow.hpp"

#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object follow_object(const FollowRef& follow)
{
    json::object object;
    object["id"] = follow.id;
    object["type"] = vocab::type::follow;
    object["actor"] = follow.actor;
    object["object"] = follow.object;
    return object;
}

json::object build_follow(const Head& head, std::string_view target)
{
    auto activity = envelope(vocab::type::follow, head);
    activity["object"] = target;
    return activity;
}

} // namespace rounds::build
