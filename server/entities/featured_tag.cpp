#include "server/entities/featured_tag.hpp"

namespace rounds::entities {

json::object featured_tag(const storage::featured::FeaturedTag& tag, const storage::Account& owner, const Site& site)
{
    json::object o;
    o["id"] = to_string(tag.id);
    o["name"] = tag.tag.display_name.empty() ? tag.tag.name : tag.tag.display_name;
    o["url"] = owner.local() ? site.urls.tag(tag.tag.name) : owner.url;
    o["statuses_count"] = std::to_string(tag.statuses);
    o["last_status_at"] = tag.last_status_at ? json::value(to_iso_date(*tag.last_status_at)) : json::value(nullptr);
    return o;
}

} // namespace rounds::entities
