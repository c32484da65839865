#include "server/entities/tag.hpp"

namespace rounds::entities {

json::object tag(const storage::tags::TagView& view, bool with_viewer, const Site& site)
{
    json::object o;
    o["id"] = to_string(view.tag.id);
    o["name"] = view.tag.display_name;
    o["url"] = site.urls.tag(view.tag.name);
    json::array history;
    for (const auto& day : view.history) {
        json::object one;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(day.day.time_since_epoch());
        one["day"] = std::to_string(seconds.count());
        one["uses"] = std::to_string(day.uses);
        one["accounts"] = std::to_string(day.accounts);
        history.push_back(std::move(one));
    }
    o["history"] = std::move(history);
    if (!with_viewer) return o;
    o["following"] = view.following;
    o["featuring"] = view.featuring;
    return o;
}

} // namespace rounds::entities
