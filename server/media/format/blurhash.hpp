#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace rounds::media {

/// A picture in a few letters, to be shown while it loads: the BlurHash algorithm as published by Wolt. `pixels` are
/// sRGB, three bytes each, row after row; `across` and `down` are the components, 1 to 9. Empty when they are not, or
/// the pixels are fewer than width * height.
[[nodiscard]] std::string
blurhash(std::span<const std::uint8_t> pixels, unsigned width, unsigned height, unsigned across, unsigned down);

/// Whether a text from outside is one that clients can decode: its letters, and its length as its first letter says.
[[nodiscard]] bool is_blurhash(std::string_view text) noexcept;

} // namespace rounds::media
