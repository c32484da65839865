#pragma once

#include <string>
#include <string_view>

namespace rounds::media::worker {

/// A WebP file (RFC 9649) without its EXIF, XMP and ICCP chunks, and without the marks in its header that announce
/// them. What is no WebP file, or ends before its chunks do, comes back as it is.
[[nodiscard]] std::string without_metadata_chunks(std::string_view file);

} // namespace rounds::media::worker
