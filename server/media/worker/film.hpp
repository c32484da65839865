#pragma once

#include "server/media/format/format.hpp"
#include "server/media/format/work.hpp"

#include <string>

namespace rounds::media::worker {

/// Turns what ffmpeg reads into MP4 (H.264, AAC) or, when it has no pictures, MP3, without metadata and chapters. The
/// demuxer is the format's, no protocol but file is spoken, and only common codecs are tried, so that playlists,
/// references to other files and odd decoders are out of reach (security.md N51). A film's first picture is left as
/// "poster.png". Throws Refused.
[[nodiscard]] Made make_film(const Format& format, const Order& order);

inline constexpr const char* poster_name = "poster.png";

} // namespace rounds::media::worker
