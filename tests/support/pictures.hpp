#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Files as people and attackers upload them, made from nothing but bytes.
namespace rounds::test {

/// Words that must be found nowhere once a picture was taken in: they stand in EXIF (with a GPS position), XMP, IPTC,
/// comments and texts.
inline constexpr std::string_view canary = "CANARY-47.6097N-122.3331W";

struct PictureSpec
{
    unsigned width = 64;
    unsigned height = 32;
    bool with_metadata = false;
};
/// A PNG of a gradient; metadata as eXIf, tEXt, zTXt and iTXt (XMP) chunks.
[[nodiscard]] std::string make_png(const PictureSpec& spec = {});
/// A PNG whose header promises so many pixels and whose data are short.
[[nodiscard]] std::string png_bomb(std::uint32_t width, std::uint32_t height);
/// A grey JPEG of 32x16; metadata as APP1 (EXIF, XMP), APP2, APP13 and COM segments, and turned by a quarter (EXIF
/// orientation 6), so that it shows as 16x32.
[[nodiscard]] std::string make_jpeg(bool with_metadata = false);
/// A red WebP of 16x16; metadata as EXIF and XMP chunks.
[[nodiscard]] std::string make_webp(bool with_metadata = false);
/// Pictures of one pixel each.
[[nodiscard]] std::string make_gif(unsigned pictures);
/// A film of a second, 64x48, made by ffmpeg from a test pattern, the canary among its tags. `arguments` may change
/// what comes out ("-an"); `extension` names the container.
[[nodiscard]] std::string make_film(const std::string& extension, const std::string& arguments = "");
/// A tone of a second with the canary among its tags.
[[nodiscard]] std::string make_sound(const std::string& extension);

/// Width and height of a PNG or JPEG, from its header: {0, 0} when it is neither.
struct Size
{
    unsigned width = 0;
    unsigned height = 0;
    bool operator==(const Size&) const = default;
};
[[nodiscard]] Size size_of(std::string_view picture);

} // namespace rounds::test
