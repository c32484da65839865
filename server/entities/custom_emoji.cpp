#include "server/entities/custom_emoji.hpp"

#include <algorithm>

namespace rounds::entities {

json::object custom_emoji(const storage::emojis::Emoji& emoji, const Site& site)
{
    const auto url = site.urls.asset("emoji/" + emoji.shortcode);
    json::object o;
    o["shortcode"] = emoji.shortcode;
    o["url"] = url;
    o["static_url"] = url;
    o["visible_in_picker"] = emoji.visible_in_picker;
    o["category"] = emoji.category ? json::value(*emoji.category) : json::value(nullptr);
    return o;
}

json::array emojis_in(std::initializer_list<std::string_view> texts, const Site& site)
{
    json::array found;
    for (const auto& emoji : site.emojis) {
        const auto name = ":" + emoji.shortcode + ":";
        const auto names = [&](std::string_view text) { return text.find(name) != std::string_view::npos; };
        if (std::ranges::any_of(texts, names)) found.push_back(custom_emoji(emoji, site));
    }
    return found;
}

} // namespace rounds::entities
