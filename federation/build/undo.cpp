#include "federation/build/follow.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_undo(const Head& head, json::object activity)
{
    activity.erase("@context");
    activity.erase("proof");
    auto undo = envelope(vocab::type::undo, head);
    undo["object"] = std::move(activity);
    return undo;
}

json::object build_undo_follow(const Head& head, const FollowRef& follow)
{
    return build_undo(head, follow_object(follow));
}

} // namespace rounds::build
