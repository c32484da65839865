#include "server/media/format/format.hpp"

#include "server/media/format/focus.hpp"
#include "tests/support/pictures.hpp"

#include <gtest/gtest.h>
#include <string>

namespace rounds::media {
namespace {

using namespace std::string_literals;

std::string name_of(const std::string& head)
{
    const auto format = sniff(head);
    return format ? std::string(format->name) : "none";
}

TEST(MediaFormat, IsToldByContent)
{
    EXPECT_EQ(name_of(test::make_png()), "png");
    EXPECT_EQ(name_of(test::make_jpeg()), "jpeg");
    EXPECT_EQ(name_of(test::make_webp()), "webp");
    EXPECT_EQ(name_of(test::make_gif(1)), "gif");
    EXPECT_EQ(name_of("\0\0\0\x18"s + "ftypheic\0\0\0\0"s), "heif");
    EXPECT_EQ(name_of("\0\0\0\x18"s + "ftypavif\0\0\0\0"s), "avif");
    EXPECT_EQ(name_of("\0\0\0\x18"s + "ftypisom\0\0\0\0"s), "mp4");
    EXPECT_EQ(name_of("\0\0\0\x18"s + "ftypM4A \0\0\0\0"s), "m4a");
    EXPECT_EQ(name_of("\x1A\x45\xDF\xA3 webm"s), "webm");
    EXPECT_EQ(name_of("ID3\x04"s), "mp3");
    EXPECT_EQ(name_of("\xFF\xFB\x90\x64"s), "mp3");
    EXPECT_EQ(name_of("\xFF\xF1\x50\x80"s), "aac");
}

TEST(MediaFormat, AllElseIsNothing)
{
    for (const auto& head :
         {""s,
          "<svg xmlns=\"http://www.w3.org/2000/svg\">"s,
          "<?xml version=\"1.0\"?><svg/>"s,
          "<!DOCTYPE html><script>"s,
          "%PDF-1.7"s,
          "#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n"s,
          "ffconcat version 1.0\nfile /etc/passwd\n"s,
          "PK\x03\x04"s,
          "\x7F"
          "ELF"s,
          "BM\x36\x00"s,
          "II*\0"s,
          "RIFF\x10\0\0\0AVI "s,
          "\0\0\0\x18"s + "ftypjxl \0\0\0\0"s,
          "{\"@context\":\"https://www.w3.org/ns/activitystreams\"}"s,
          "\xFF\xFF\xFF\xFF"s})
        EXPECT_EQ(name_of(head), "none") << head;
}

TEST(MediaFormat, CountsPicturesOfAGif)
{
    EXPECT_FALSE(is_animated_gif(test::make_gif(1)));
    EXPECT_TRUE(is_animated_gif(test::make_gif(2)));
    const auto whole = test::make_gif(3);
    // However it is cut, it is read within its bounds.
    for (std::size_t size = 0; size < whole.size(); ++size) (void)is_animated_gif(std::string(whole, 0, size));
    EXPECT_FALSE(is_animated_gif("GIF89a"));
}

TEST(Focus, IsAPairOfNumbers)
{
    const auto focus = parse_focus("0.5,-0.25");
    ASSERT_TRUE(focus);
    EXPECT_EQ(focus->x, 0.5);
    EXPECT_EQ(focus->y, -0.25);
    EXPECT_EQ(parse_focus(" 0 , 1 ")->y, 1.0);
    EXPECT_EQ(parse_focus("-7,3")->x, -1.0) << "moved to the edge";
    for (const auto* text : {"", ",", "1", "a,b", "1,2,3", "nan,0", "inf,0", "1e3,0", "0x1,0", "0.5,", "0.5;0.5"})
        EXPECT_FALSE(parse_focus(text)) << text;
}

} // namespace
} // namespace rounds::media
