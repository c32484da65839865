#include "server/entities/role.hpp"

namespace rounds::entities {

json::object role(std::string_view name, const Site& site)
{
    // Mastodon's permission bits: 1 administrator; 0x400 manage reports, 0x10 view the dashboard.
    const bool admin = name == "admin";
    const bool moderator = name == "moderator";
    json::object o;
    o["id"] = admin ? "3" : moderator ? "1" : "-99";
    o["name"] = admin ? "Admin" : moderator ? "Moderator" : "";
    o["color"] = "";
    o["permissions"] = admin ? "1" : moderator ? "1040" : "0";
    o["highlighted"] = admin || moderator;
    o["collection_limit"] = site.collection_limit;
    return o;
}

} // namespace rounds::entities
