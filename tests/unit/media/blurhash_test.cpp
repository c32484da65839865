#include "server/media/format/blurhash.hpp"

#include <cstdint>
#include <gtest/gtest.h>
#include <vector>

namespace rounds::media {
namespace {

/// 32x24, red across, green down, blue both.
std::vector<std::uint8_t> gradient()
{
    std::vector<std::uint8_t> pixels;
    for (unsigned y = 0; y < 24; ++y)
        for (unsigned x = 0; x < 32; ++x) {
            pixels.push_back(static_cast<std::uint8_t>(x * 8));
            pixels.push_back(static_cast<std::uint8_t>(y * 10));
            pixels.push_back(static_cast<std::uint8_t>((x * y) % 256));
        }
    return pixels;
}

/// The texts are those of the published C implementation (as in PyPI blurhash-python 1.2.2) for the same pixels. The
/// JavaScript one differs: it leaves signs in when it looks for the largest component, so that strong ones saturate.
TEST(Blurhash, AgreesWithTheReference)
{
    const auto pixels = gradient();
    EXPECT_EQ(blurhash(pixels, 32, 24, 4, 4), R"(UxH27h2lwtX3mAWUjwfAgFfmfTfin$WsjsfN)");
    EXPECT_EQ(blurhash(pixels, 32, 24, 9, 1), R"(8xH27h2lwtX3a^ofWroeWn)");
    EXPECT_EQ(blurhash(pixels, 32, 24, 1, 1), R"(00H27h)");
    const std::vector<std::uint8_t> black(16 * 16 * 3, 0);
    EXPECT_EQ(blurhash(black, 16, 16, 4, 3), R"(L00000fQfQfQfQfQfQfQfQfQfQfQ)");
    const std::vector<std::uint8_t> white(16 * 16 * 3, 255);
    EXPECT_EQ(blurhash(white, 16, 16, 4, 3), R"(LKTSUA~qfQ~q~qoffQoffQfQfQfQ)");
}

TEST(Blurhash, RefusesWhatItCannotRead)
{
    const std::vector<std::uint8_t> pixels(30, 0);
    EXPECT_EQ(blurhash(pixels, 10, 2, 4, 4), "") << "too few pixels";
    EXPECT_EQ(blurhash(pixels, 10, 1, 10, 1), "");
    EXPECT_EQ(blurhash(pixels, 0, 1, 1, 1), "");
}

/// A hash that lies about its components made clients read beyond their arrays (security.md section 2).
TEST(Blurhash, ChecksHashesOfOthers)
{
    EXPECT_TRUE(is_blurhash(blurhash(gradient(), 32, 24, 4, 4)));
    EXPECT_TRUE(is_blurhash(blurhash(gradient(), 32, 24, 1, 1)));
    auto longer = blurhash(gradient(), 32, 24, 4, 4);
    longer += 'A';
    EXPECT_FALSE(is_blurhash(longer));
    EXPECT_FALSE(is_blurhash("LEHV6n"));
    EXPECT_FALSE(is_blurhash("~~~~~~"));
    EXPECT_FALSE(is_blurhash("00<scr"));
    EXPECT_FALSE(is_blurhash(""));
}

} // namespace
} // namespace rounds::media
