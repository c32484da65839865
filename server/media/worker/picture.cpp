#include "server/media/worker/picture.hpp"

#include "server/media/format/blurhash.hpp"
#include "server/media/worker/webp.hpp"

#include <cmath>
#include <fstream>
#include <iterator>
#include <memory>
#include <vector>
#include <vips/vips.h>

namespace rounds::media::worker {
namespace {

// Ten times what a phone shows; larger ones are scaled down.
constexpr double most_pixels_kept = 3840.0 * 2160.0;
constexpr double small_pixels = 400.0 * 400.0;
constexpr int avatar_side = 400;
constexpr int header_width = 1500;
constexpr int header_height = 500;
constexpr int longest_side = 16'383; // what WebP can hold
constexpr int jpeg_quality = 88;

struct Unref
{
    void operator()(VipsImage* image) const noexcept { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

/// The outcome of a vips operation that fills `out`.
template <class Operation> Image made_by(const Operation& operation)
{
    VipsImage* out = nullptr;
    if (operation(&out) != 0) throw Refused(Failure::broken, vips_error_buffer());
    return Image(out);
}

Image open_picture(const std::string& path, const Format& format)
{
    const auto* file = path.c_str();
    return made_by([&](VipsImage** out) {
        const auto options = [&](auto load) { return load(file, out, "fail_on", VIPS_FAIL_ON_TRUNCATED, nullptr); };
        if (format.name == "jpeg") return options(vips_jpegload);
        if (format.name == "png") return options(vips_pngload);
        if (format.name == "gif") return options(vips_gifload);
        if (format.name == "webp") return options(vips_webpload);
        if (format.name == "heif" || format.name == "avif") return options(vips_heifload);
        throw Refused(Failure::unsupported, "no picture");
    });
}

/// Only the header was read so far.
void check_size(const VipsImage* image, const Order& order)
{
    const auto width = vips_image_get_width(image);
    const auto height = vips_image_get_height(image);
    const auto pixels = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height);
    if (width < 1 || height < 1) throw Refused(Failure::broken, "no pixels");
    if (pixels > order.image_pixels || width > longest_side || height > longest_side)
        throw Refused(Failure::too_large, "too many pixels");
}

Image in_srgb(Image image)
{
    if (vips_image_get_typeof(image.get(), VIPS_META_ICC_NAME) != 0) {
        VipsImage* out = nullptr;
        const auto failed = vips_icc_transform(image.get(), &out, "srgb", "embedded", TRUE, "depth", 8, nullptr);
        // A profile that cannot be used is no reason to refuse the picture: it is read as what its bands say.
        if (failed == 0)
            image.reset(out);
        else
            vips_error_clear();
    }
    return made_by([&](VipsImage** out) {
        return vips_colourspace(image.get(), out, VIPS_INTERPRETATION_sRGB, nullptr);
    });
}

Image decoded(const std::string& path, const Format& format, const Order& order)
{
    auto image = open_picture(path, format);
    check_size(image.get(), order);
    image = made_by([&](VipsImage** out) {
        *out = vips_image_copy_memory(image.get());
        return *out == nullptr ? -1 : 0;
    });
    image = made_by([&](VipsImage** out) { return vips_autorot(image.get(), out, nullptr); });
    image = in_srgb(std::move(image));
    image = made_by([&](VipsImage** out) { return vips_cast_uchar(image.get(), out, nullptr); });
    const auto bands = vips_image_get_bands(image.get());
    if (bands < 3) throw Refused(Failure::broken, "no colours");
    if (bands > 4)
        image = made_by([&](VipsImage** out) { return vips_extract_band(image.get(), out, 0, "n", 3, nullptr); });
    return image;
}

Image scaled(const Image& image, int width, int height, VipsInteresting crop)
{
    const auto size = crop == VIPS_INTERESTING_NONE ? VIPS_SIZE_DOWN : VIPS_SIZE_BOTH;
    return made_by([&](VipsImage** out) {
        return vips_thumbnail_image(
            image.get(), out, width, "height", height, "size", size, "crop", crop, "no_rotate", TRUE, nullptr
        );
    });
}

/// At most so many pixels, in the same proportions.
Image within(const Image& image, double pixels)
{
    const double width = vips_image_get_width(image.get());
    const double height = vips_image_get_height(image.get());
    const double scale = std::min(1.0, std::sqrt(pixels / (width * height)));
    const auto side = [&](double length) { return std::max(1, static_cast<int>(std::floor(length * scale))); };
    return scaled(image, side(width), side(height), VIPS_INTERESTING_NONE);
}

/// What the picture does not have cannot be written.
Image without_metadata(const Image& image)
{
    auto bare = made_by([&](VipsImage** out) { return vips_copy(image.get(), out, nullptr); });
    gchar** fields = vips_image_get_fields(bare.get());
    for (gchar** field = fields; *field != nullptr; ++field) vips_image_remove(bare.get(), *field);
    g_strfreev(fields);
    return bare;
}

/// libvips 8.14 writes EXIF into WebP even when told to strip.
void strip_webp(const std::string& name)
{
    std::ifstream in(name, std::ios::binary);
    const std::string whole(std::istreambuf_iterator<char>(in), {});
    std::ofstream out(name, std::ios::binary | std::ios::trunc);
    out << without_metadata_chunks(whole);
    if (!in || !out.flush()) throw Refused(Failure::broken, "the picture cannot be written");
}

/// `strip` leaves out EXIF, XMP, IPTC, comments and colour profiles, of which there are none left.
MadeFile save(const Image& image, std::string stem, const Format& from)
{
    const bool see_through = vips_image_hasalpha(image.get()) != 0;
    int failed = 0;
    const auto bare = without_metadata(image);
    auto* pixels = bare.get();
    std::string name;
    if (from.name == "webp") {
        name = std::move(stem) + ".webp";
        failed = vips_webpsave(pixels, name.c_str(), "Q", 85, "strip", TRUE, nullptr);
        if (failed == 0) strip_webp(name);
    } else if (from.name == "png" || from.name == "gif" || see_through) {
        name = std::move(stem) + ".png";
        failed = vips_pngsave(pixels, name.c_str(), "compression", 6, "strip", TRUE, nullptr);
    } else {
        name = std::move(stem) + ".jpg";
        failed = vips_jpegsave(
            pixels, name.c_str(), "Q", jpeg_quality, "optimize_coding", TRUE, "interlace", TRUE, "strip", TRUE, nullptr
        );
    }
    if (failed != 0) throw Refused(Failure::broken, vips_error_buffer());
    return {name, vips_image_get_width(pixels), vips_image_get_height(pixels)};
}

std::string hash_of(const Image& image)
{
    constexpr int side = 48; // more adds nothing to so few components
    auto tiny = scaled(image, side, side, VIPS_INTERESTING_NONE);
    if (vips_image_hasalpha(tiny.get()) != 0) {
        const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> white(
            vips_array_double_newv(1, 255.0), [](VipsArrayDouble* area) { vips_area_unref(VIPS_AREA(area)); }
        );
        tiny =
            made_by([&](VipsImage** out) { return vips_flatten(tiny.get(), out, "background", white.get(), nullptr); });
        tiny = made_by([&](VipsImage** out) { return vips_cast_uchar(tiny.get(), out, nullptr); });
    }
    std::size_t size = 0;
    const std::unique_ptr<void, void (*)(void*)> memory(vips_image_write_to_memory(tiny.get(), &size), g_free);
    if (!memory) throw Refused(Failure::broken, vips_error_buffer());
    const auto width = static_cast<unsigned>(vips_image_get_width(tiny.get()));
    const auto height = static_cast<unsigned>(vips_image_get_height(tiny.get()));
    return blurhash({static_cast<const std::uint8_t*>(memory.get()), size}, width, height, 4, 4);
}

} // namespace

void begin_pictures()
{
    if (VIPS_INIT("rounds-media") != 0) throw Refused(Failure::broken, vips_error_buffer());
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_block_untrusted_set(TRUE); // whatever a plug-in brings: only the loaders named here are ever called
}

Made make_picture(const std::string& path, const Format& format, const Order& order)
{
    const auto image = decoded(path, format, order);
    Made made;
    made.kind = "image";
    switch (order.task) {
    case Task::attachment:
        made.original = save(within(image, most_pixels_kept), "original", format);
        made.small = save(within(image, small_pixels), "small", format);
        break;
    case Task::thumbnail:
        made.small = save(within(image, small_pixels), "small", format);
        break;
    case Task::avatar:
        made.original = save(scaled(image, avatar_side, avatar_side, VIPS_INTERESTING_CENTRE), "original", format);
        break;
    case Task::header:
        made.original = save(scaled(image, header_width, header_height, VIPS_INTERESTING_CENTRE), "original", format);
        break;
    }
    made.blurhash = hash_of(image);
    return made;
}

void add_preview(Made& made, const std::string& path, const Format& format, const Order& order)
{
    const auto image = decoded(path, format, order);
    const Format as_photo{"jpeg", Family::image, "image/jpeg", ""};
    made.small = save(within(image, small_pixels), "small", as_photo);
    made.blurhash = hash_of(image);
}

} // namespace rounds::media::worker
