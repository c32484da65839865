#include "federation/build/activities.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_update(const Head& head, const json::object& object)
{
    auto activity = envelope(vocab::type::update, head);
    if (const auto audience = object.if_contains("audience")) activity["audience"] = *audience;
    activity["object"] = object;
    return activity;
}

} // namespace rounds::build
