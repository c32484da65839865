#include "server/entities/notification.hpp"

namespace rounds::entities {

json::object notification(const storage::notifications::Notification& n)
{
    json::object o;
    o["id"] = to_string(n.id);
    o["type"] = n.kind;
    o["created_at"] = to_iso8601(n.created_at);
    o["group_key"] = "ungrouped-" + to_string(n.id);
    return o;
}

} // namespace rounds::entities
