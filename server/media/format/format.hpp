#pragma once

#include <optional>
#include <span>
#include <string_view>

/// What files are, told by their content alone: neither a name nor a declared type is looked at (security.md section
/// 7).
namespace rounds::media {

enum class Family { image, video, audio };

/// A format that is taken in.
struct Format
{
    std::string_view name; ///< of its row: "jpeg", "mp4" ...
    Family family;
    std::string_view media_type;
    std::string_view demuxer; ///< ffmpeg's, for those that ffmpeg reads
};

/// By the first bytes (64 are enough). Nothing for all else: SVG, HTML, playlists, archives, programs. A container that
/// may hold either counts as video until it was probed.
[[nodiscard]] std::optional<Format> sniff(std::string_view head) noexcept;

/// The types that are taken in, for configuration.media_attachments of the instance.
[[nodiscard]] std::span<const std::string_view> taken_types() noexcept;

/// Whether a GIF has at least two pictures. Reads block lengths only and never beyond the text; a malformed file has
/// the pictures found so far.
[[nodiscard]] bool is_animated_gif(std::string_view bytes) noexcept;

} // namespace rounds::media
