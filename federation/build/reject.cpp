#include "federation/build/follow.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_reject(const Head& head, const FollowRef& follow)
{
    auto activity = envelope(vocab::type::reject, head);
    activity["object"] = follow_object(follow);
    return activity;
}

} // namespace rounds::build
