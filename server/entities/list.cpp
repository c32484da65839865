#include "server/entities/list.hpp"

namespace rounds::entities {

json::object list(const storage::lists::List& l)
{
    json::object o;
    o["id"] = to_string(l.id);
    o["title"] = l.title;
    o["replies_policy"] = l.replies_policy;
    o["exclusive"] = l.exclusive;
    return o;
}

} // namespace rounds::entities
