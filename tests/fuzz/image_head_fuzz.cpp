#include "server/media/format/blurhash.hpp"
#include "server/media/format/format.hpp"
#include "tests/fuzz/fuzz.hpp"

using namespace rounds;

/// What a file is, by its first bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto bytes = fuzz::text_of(data, size);
    const auto format = media::sniff(bytes);
    if (format) fuzz::demand(!format->media_type.empty(), "a format has a name");
    (void)media::is_animated_gif(bytes);
    (void)media::is_blurhash(bytes);
    return 0;
}
