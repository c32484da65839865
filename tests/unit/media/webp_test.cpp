#include "server/media/worker/webp.hpp"

#include <gtest/gtest.h>

namespace rounds::media::worker {
namespace {

using namespace std::string_literals;

std::string chunk(const std::string& name, const std::string& data)
{
    const auto size = data.size();
    auto text = name + static_cast<char>(size & 0xffU) + static_cast<char>(size >> 8U) + "\0\0"s + data;
    return size % 2 == 0 ? text : text + '\0';
}

std::string webp(const std::string& chunks)
{
    const auto size = chunks.size() + 4;
    return "RIFF"s + static_cast<char>(size & 0xffU) + static_cast<char>(size >> 8U) + "\0\0"s + "WEBP" + chunks;
}

TEST(WebpMetadata, ChunksAndTheirMarksGo)
{
    const auto file = webp(
        chunk("VP8X", "\x3c\0\0\0aaabbb"s) + chunk("ICCP", "profile") + chunk("VP8 ", "picture") +
        chunk("EXIF", "where") + chunk("XMP ", "who took it")
    );
    EXPECT_EQ(without_metadata_chunks(file), webp(chunk("VP8X", "\x10\0\0\0aaabbb"s) + chunk("VP8 ", "picture")));
}

TEST(WebpMetadata, OtherFilesStayAsTheyAre)
{
    const auto plain = webp(chunk("VP8 ", "picture"));
    EXPECT_EQ(without_metadata_chunks(plain), plain);
    for (const auto& file : {""s, "RIFF"s, "a picture of another kind"s, plain.substr(0, plain.size() - 3)})
        EXPECT_EQ(without_metadata_chunks(file), file);
}

} // namespace
} // namespace rounds::media::worker
