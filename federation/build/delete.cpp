#include "federation/build/activities.hpp"
#include "federation/vocab/contexts.hpp"
#include "federation/vocab/types.hpp"

namespace rounds::build {

json::object build_delete(const Head& head, std::string_view object_uri)
{
    json::object tombstone;
    tombstone["id"] = object_uri;
    tombstone["type"] = vocab::type::tombstone;
    auto activity = envelope(vocab::type::delete_, head);
    activity["object"] = std::move(tombstone);
    return activity;
}

json::object build_delete_actor(const Head& head)
{
    auto activity = envelope(vocab::type::delete_, head);
    activity["object"] = head.actor;
    return activity;
}

json::object build_tombstone(std::string_view uri, std::string_view former_type, std::optional<Time> deleted)
{
    json::object tombstone;
    tombstone["@context"] = vocab::activitystreams_context;
    tombstone["id"] = uri;
    tombstone["type"] = vocab::type::tombstone;
    if (!former_type.empty()) tombstone["formerType"] = former_type;
    if (deleted) tombstone["deleted"] = to_iso8601(*deleted);
    return tombstone;
}

} // namespace rounds::build
