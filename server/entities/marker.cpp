#include "server/entities/marker.hpp"

namespace rounds::entities {

json::object markers(const std::vector<storage::personal::Marker>& all)
{
    json::object o;
    for (const auto& marker : all) {
        json::object one;
        one["last_read_id"] = std::to_string(marker.last_read_id);
        one["version"] = marker.version;
        one["updated_at"] = to_iso8601(marker.updated_at);
        o[marker.timeline] = std::move(one);
    }
    return o;
}

} // namespace rounds::entities
