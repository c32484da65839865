#include "federation/build/activities.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

namespace {

json::object change(std::string_view type, const Head& head, std::string_view object_uri, std::string_view target)
{
    auto activity = envelope(type, head);
    activity["object"] = object_uri;
    activity["target"] = target;
    return activity;
}

} // namespace

json::object build_add(const Head& head, std::string_view object_uri, std::string_view target)
{
    return change(vocab::type::add, head, object_uri, target);
}

json::object build_remove(const Head& head, std::string_view object_uri, std::string_view target)
{
    return change(vocab::type::remove, head, object_uri, target);
}

} // namespace rounds::build
