#include "server/media/format/focus.hpp"

#include "storage/base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace rounds::media {
namespace {

std::optional<double> coordinate(std::string_view text)
{
    text = text::trim(text);
    if (text.starts_with('+')) text.remove_prefix(1);
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
    return std::clamp(value, -1.0, 1.0);
}

} // namespace

std::optional<Focus> parse_focus(std::string_view text)
{
    const auto comma = text.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const auto x = coordinate(text.substr(0, comma));
    const auto y = coordinate(text.substr(comma + 1));
    if (!x || !y) return std::nullopt;
    return Focus{*x, *y};
}

} // namespace rounds::media
