#pragma once

#include <optional>
#include <string_view>

namespace rounds::media {

/// What matters in a picture when it is cropped: -1 to 1, to the right and up.
struct Focus
{
    double x = 0;
    double y = 0;
};

/// "0.5,-0.25". Values beyond the edge are moved to it, as Mastodon does; nothing for a text that is no such pair.
[[nodiscard]] std::optional<Focus> parse_focus(std::string_view text);

} // namespace rounds::media
