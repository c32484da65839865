#include "server/media/format/format.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace rounds::media {
namespace {

using namespace std::string_view_literals;

constexpr Format jpeg{"jpeg", Family::image, "image/jpeg", ""};
constexpr Format png{"png", Family::image, "image/png", ""};
constexpr Format gif{"gif", Family::image, "image/gif", "gif"};
constexpr Format webp{"webp", Family::image, "image/webp", ""};
constexpr Format heif{"heif", Family::image, "image/heic", ""};
constexpr Format avif{"avif", Family::image, "image/avif", ""};
constexpr Format mp4{"mp4", Family::video, "video/mp4", "mov"};
constexpr Format m4a{"m4a", Family::audio, "audio/mp4", "mov"};
constexpr Format webm{"webm", Family::video, "video/webm", "matroska"};
constexpr Format ogg{"ogg", Family::audio, "audio/ogg", "ogg"};
constexpr Format mp3{"mp3", Family::audio, "audio/mpeg", "mp3"};
constexpr Format aac{"aac", Family::audio, "audio/aac", "aac"};
constexpr Format flac{"flac", Family::audio, "audio/flac", "flac"};
constexpr Format wav{"wav", Family::audio, "audio/wav", "wav"};

/// Brands of ISO base media files (ISO/IEC 14496-12 section 4.3) and what stands behind them.
std::optional<Format> by_brand(std::string_view brand) noexcept
{
    constexpr std::array heif_brands{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "mif1"sv, "msf1"sv};
    constexpr std::array video_brands{
        "isom"sv,
        "iso2"sv,
        "iso4"sv,
        "iso5"sv,
        "iso6"sv,
        "mp41"sv,
        "mp42"sv,
        "avc1"sv,
        "M4V "sv,
        "M4VH"sv,
        "M4VP"sv,
        "qt  "sv,
        "3gp4"sv,
        "3gp5"sv,
        "3gp6"sv,
        "3g2a"sv,
        "MSNV"sv,
        "dash"sv
    };
    if (brand == "avif"sv) return avif;
    if (std::ranges::find(heif_brands, brand) != heif_brands.end()) return heif;
    if (std::ranges::find(video_brands, brand) != video_brands.end()) return mp4;
    if (brand == "M4A "sv || brand == "M4B "sv) return m4a;
    return std::nullopt;
}

std::optional<Format> riff(std::string_view head) noexcept
{
    const auto form = head.substr(8, 4);
    if (form == "WEBP"sv) return webp;
    if (form == "WAVE"sv) return wav;
    return std::nullopt;
}

/// Frame headers of MPEG audio (ISO/IEC 11172-3 section 2.4.1.3) and of ADTS, which differ in the layer's bits.
std::optional<Format> mpeg_audio(std::string_view head) noexcept
{
    if (head.size() < 4) return std::nullopt;
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(head[i]); };
    if (byte(0) != 0xFF || (byte(1) & 0xE0) != 0xE0) return std::nullopt;
    if ((byte(1) & 0xF6) == 0xF0) return aac;
    const bool layer_three = (byte(1) & 0x06) == 0x02;
    const bool usable = (byte(2) & 0xF0) != 0xF0 && (byte(2) & 0x0C) != 0x0C && (byte(1) & 0x18) != 0x08;
    if (layer_three && usable) return mp3;
    return std::nullopt;
}

} // namespace

std::optional<Format> sniff(std::string_view head) noexcept
{
    if (head.starts_with("\xFF\xD8\xFF"sv)) return jpeg;
    if (head.starts_with("\x89PNG\r\n\x1A\n"sv)) return png;
    if (head.starts_with("GIF87a"sv) || head.starts_with("GIF89a"sv)) return gif;
    if (head.size() >= 12 && head.starts_with("RIFF"sv)) return riff(head);
    if (head.size() >= 12 && head.substr(4, 4) == "ftyp"sv) return by_brand(head.substr(8, 4));
    if (head.starts_with("\x1A\x45\xDF\xA3"sv)) return webm;
    if (head.starts_with("OggS"sv)) return ogg;
    if (head.starts_with("fLaC"sv)) return flac;
    if (head.starts_with("ID3"sv)) return mp3;
    return mpeg_audio(head);
}

std::span<const std::string_view> taken_types() noexcept
{
    static constexpr std::array all{"image/jpeg"sv,      "image/png"sv,  "image/gif"sv,  "image/webp"sv,
                                    "image/heic"sv,      "image/heif"sv, "image/avif"sv, "video/mp4"sv,
                                    "video/quicktime"sv, "video/webm"sv, "audio/mpeg"sv, "audio/mp3"sv,
                                    "audio/ogg"sv,       "audio/flac"sv, "audio/wav"sv,  "audio/x-wav"sv,
                                    "audio/aac"sv,       "audio/mp4"sv,  "audio/m4a"sv,  "audio/x-m4a"sv};
    return all;
}

namespace {

/// Walks the blocks of a GIF (GIF89a specification, sections 17 to 27).
class GifWalk
{
public:
    explicit GifWalk(std::string_view bytes) noexcept : rest_(bytes) {}

    unsigned pictures(unsigned enough) noexcept
    {
        unsigned found = 0;
        const auto screen = take(13);
        if (screen.size() == 13 && skip_colours(screen[10]))
            while (found < enough && next_block(found)) {
            }
        return found;
    }

private:
    bool next_block(unsigned& found) noexcept
    {
        const auto kind = take(1);
        if (kind.empty()) return false;
        if (kind[0] == '!') return take(1).size() == 1 && skip_sub_blocks();
        if (kind[0] != ',') return false; // the trailer, or garbage
        const auto picture = take(9);
        if (picture.size() != 9 || !skip_colours(picture[8]) || take(1).empty()) return false;
        ++found;
        return skip_sub_blocks();
    }

    bool skip_colours(char flags) noexcept
    {
        const auto bits = static_cast<std::uint8_t>(flags);
        if ((bits & 0x80U) == 0) return true;
        const std::size_t size = std::size_t{3} << ((bits & 0x07U) + 1U);
        return take(size).size() == size;
    }

    bool skip_sub_blocks() noexcept
    {
        for (;;) {
            const auto length = take(1);
            if (length.empty()) return false;
            const auto size = static_cast<std::uint8_t>(length[0]);
            if (size == 0) return true;
            if (take(size).size() != size) return false;
        }
    }

    std::string_view take(std::size_t size) noexcept
    {
        const auto piece = rest_.substr(0, size);
        rest_.remove_prefix(piece.size());
        return piece;
    }

    std::string_view rest_;
};

} // namespace

bool is_animated_gif(std::string_view bytes) noexcept
{
    return GifWalk(bytes).pictures(2) == 2;
}

} // namespace rounds::media
