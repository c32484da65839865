#include "federation/build/activities.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_move(const Head& head, std::string_view target)
{
    auto activity = envelope(vocab::type::move, head);
    activity["object"] = head.actor;
    activity["target"] = target;
    return activity;
}

} // namespace rounds::build
