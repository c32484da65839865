#include "federation/build/activities.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_like(const Head& head, std::string_view object_uri)
{
    auto activity = envelope(vocab::type::like, head);
    activity["object"] = object_uri;
    return activity;
}

} // namespace rounds::build
