#include "server/entities/announcement.hpp"

#include "server/entities/custom_emoji.hpp"
#include "server/social/text/scan.hpp"

#include <algorithm>

namespace rounds::entities {
namespace {

json::value time_or_null(const std::optional<Time>& time)
{
    return time ? json::value(to_iso8601(*time)) : json::value(nullptr);
}

json::array tags(const std::string& text, const Site& site)
{
    json::array list;
    for (const auto& place : text::find_tags(text)) {
        json::object o;
        o["name"] = place.name;
        o["url"] = site.urls.tag(place.name);
        list.push_back(std::move(o));
    }
    return list;
}

} // namespace

json::object reaction(const storage::announcements::Reaction& one, const Site& site)
{
    json::object o;
    o["name"] = one.name;
    o["count"] = one.count;
    o["me"] = one.me;
    const auto custom = std::ranges::find(site.emojis, one.name, &storage::emojis::Emoji::shortcode);
    if (custom == site.emojis.end()) return o;
    o["url"] = site.urls.asset("emoji/" + one.name);
    o["static_url"] = site.urls.asset("emoji/" + one.name);
    return o;
}

json::object announcement(
    const storage::announcements::Shown& shown,
    const std::vector<storage::announcements::Reaction>& reactions,
    const Site& site
)
{
    const auto& one = shown.announcement;
    json::object o;
    o["id"] = to_string(one.id);
    o["content"] = one.content;
    o["starts_at"] = time_or_null(one.starts_at);
    o["ends_at"] = time_or_null(one.ends_at);
    o["all_day"] = one.all_day;
    o["published_at"] = to_iso8601(one.published_at);
    o["updated_at"] = to_iso8601(one.updated_at);
    o["read"] = shown.read;
    o["mentions"] = json::array{};
    o["statuses"] = json::array{};
    o["tags"] = tags(one.text, site);
    o["emojis"] = emojis_in({one.content}, site);
    json::array own;
    for (const auto& each : reactions)
        if (each.announcement == one.id) own.push_back(reaction(each, site));
    o["reactions"] = std::move(own);
    return o;
}

} // namespace rounds::entities
