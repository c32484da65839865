#pragma once

#include "server/social/verbs.hpp"
#include "storage/emojis.hpp"

#include <string_view>
#include <vector>

namespace rounds::entities {

/// What every entity may need to know of this instance.
struct Site
{
    const social::Urls& urls;
    std::vector<storage::emojis::Emoji> emojis{};
};

/// Absolute URLs of the images that stand in for missing ones: clients crash on empty ones (client-api.md 5.15).
[[nodiscard]] std::string default_avatar(const Site& site);
[[nodiscard]] std::string default_header(const Site& site);

} // namespace rounds::entities
