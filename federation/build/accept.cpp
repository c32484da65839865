#include "federation/build/follow.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_accept(const Head& head, const FollowRef& follow)
{
    auto activity = envelope(vocab::type::accept, head);
    activity["object"] = follow_object(follow);
    return activity;
}

} // namespace rounds::build
