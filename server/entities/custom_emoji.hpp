#pragma once

#include "server/entities/site.hpp"
#include "storage/base/json.hpp"

#include <initializer_list>

namespace rounds::entities {

/// CustomEmoji
[[nodiscard]] json::object custom_emoji(const storage::emojis::Emoji& emoji, const Site& site);
/// Those of this instance that the texts of one of its people name as :shortcode:.
[[nodiscard]] json::array emojis_in(std::initializer_list<std::string_view> texts, const Site& site);

} // namespace rounds::entities
