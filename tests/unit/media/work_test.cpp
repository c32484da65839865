#include "server/media/format/work.hpp"

#include "storage/blobs/blob_store.hpp"

#include <gtest/gtest.h>
#include <string>

namespace rounds::media {
namespace {

Made picture()
{
    Made made;
    made.kind = "image";
    made.original = {"original.jpg", 640, 480};
    made.small = {"small.jpg", 320, 240};
    made.blurhash = "00H27h";
    return made;
}

std::string changed(std::string text, const std::string& from, const std::string& to)
{
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

TEST(MediaWork, NotesAndOrdersComeThroughWhole)
{
    auto made = picture();
    made.duration = 1.5;
    made.bitrate = 128'000;
    const auto read = read_note(to_note(made));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->original.name, "original.jpg");
    EXPECT_EQ(read->small.height, 240);
    EXPECT_EQ(read->duration, 1.5);
    EXPECT_EQ(read->bitrate, 128'000);
    EXPECT_FALSE(read->frame_rate);

    const Order order{Task::avatar, 1, 2, 3, 4, 5, 6, 7};
    const auto again = read_order(to_arguments(order));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->task, Task::avatar);
    EXPECT_EQ(again->cpu_s, 7U);
    EXPECT_FALSE(read_order({}));
    EXPECT_FALSE(read_order({"attachment", "1"}));
    auto arguments = to_arguments(order);
    arguments[0] = "everything";
    EXPECT_FALSE(read_order(arguments));
    arguments = to_arguments(order);
    arguments[3] = "-1";
    EXPECT_FALSE(read_order(arguments));
}

/// The process that writes it has opened a stranger's file: it may have become the stranger.
TEST(MediaWork, NotesOfATakenOverProcessAreRefused)
{
    const auto good = to_note(picture());
    ASSERT_TRUE(read_note(good));
    EXPECT_FALSE(read_note(changed(good, "original.jpg", "../../secret.key")));
    EXPECT_FALSE(read_note(changed(good, "original.jpg", "original.html")));
    EXPECT_FALSE(read_note(changed(good, "original.jpg", "original.x/../../a.jpg")));
    EXPECT_FALSE(read_note(changed(good, "small.jpg", "original.jpg")));
    EXPECT_FALSE(read_note(changed(good, "\"image\"", "\"html\"")));
    EXPECT_FALSE(read_note(changed(good, "640", "-640")));
    EXPECT_FALSE(read_note(changed(good, "640", "64000000")));
    EXPECT_FALSE(read_note(changed(good, "00H27h", "<script>")));
    EXPECT_FALSE(read_note("[]"));
    EXPECT_FALSE(read_note(""));
}

TEST(MediaWork, KeysOfBlobsAreOfOneForm)
{
    const auto key = storage::new_blob_key(".jpg");
    EXPECT_TRUE(storage::is_blob_key(key));
    EXPECT_NE(key, storage::new_blob_key(".jpg"));
    for (const auto& text :
         {std::string(),
          std::string("../../etc/passwd"),
          "../" + key,
          key + "/..",
          key.substr(1),
          key + ".exe",
          "A" + key.substr(1),
          key.substr(0, 40)})
        EXPECT_FALSE(storage::is_blob_key(text)) << text;
    EXPECT_EQ(type_of_made(key), "image/jpeg");
    EXPECT_EQ(type_of_made("x.html"), "");
    EXPECT_EQ(type_of_made("x.svg"), "");
}

} // namespace
} // namespace rounds::media
