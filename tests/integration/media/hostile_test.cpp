#include "server/media/sandbox_process.hpp"
#include "tests/integration/media/media_site.hpp"

namespace rounds::test {
namespace {

using namespace std::string_literals;

/// security.md N51, N78, E16: what attackers upload is refused in words, soon, and by whatever name it comes.
class HostileMedia : public MediaTest
{
};

TEST_F(HostileMedia, ContentDecidesNotTheName)
{
    const auto* type = "Validation failed: File content type is invalid";
    const auto svg = R"svg(<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>)svg"s;
    EXPECT_EQ(error_of(send_file(*ann, svg, "picture.svg")), type);
    EXPECT_EQ(error_of(send_file(*ann, svg, "picture.png")), type);
    EXPECT_EQ(error_of(send_file(*ann, "<html><script>alert(1)</script>", "photo.jpg")), type);
    EXPECT_EQ(error_of(send_file(*ann, "%PDF-1.7\n", "x.png")), type);
    EXPECT_EQ(
        error_of(send_file(*ann, R"({"@context":"https://www.w3.org/ns/activitystreams","type":"Person"})")), type
    );
    EXPECT_EQ(error_of(send_file(*ann, "")), "Validation failed: File can't be blank");
    EXPECT_EQ(upload(*ann, make_png(), "../../../etc/passwd.html").at("type"), "image");
}

TEST_F(HostileMedia, PlaylistsReachNoOtherFile)
{
    const auto* type = "Validation failed: File content type is invalid";
    EXPECT_EQ(error_of(send_file(*ann, "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "x.mp4")), type);
    EXPECT_EQ(error_of(send_file(*ann, "ffconcat version 1.0\nfile '/etc/passwd'\n", "x.mp4")), type);
    // Behind a beginning that is believed, it is read as what that says, and as nothing else.
    const auto* broken = "Validation failed: File could not be processed";
    const auto disguised = "ID3\x04\0\0\0\0\0\0"s + "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:1/x\n";
    EXPECT_EQ(error_of(send_file(*ann, disguised, "x.mp3")), broken);
    const auto boxed = "\0\0\0\x14"s + "ftypisom\0\0\0\0isom" + "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n";
    EXPECT_EQ(error_of(send_file(*ann, boxed, "x.mp4")), broken);
}

TEST_F(HostileMedia, BombsAreSeenInTheHeader)
{
    const auto* dimensions =
        "Validation failed: File has more pixels, pictures a second or seconds than this server takes";
    const auto before = std::chrono::steady_clock::now();
    EXPECT_EQ(error_of(send_file(*ann, png_bomb(100'000, 100'000))), dimensions);
    EXPECT_EQ(error_of(send_file(*ann, png_bomb(60'000, 60'000))), dimensions);
    EXPECT_EQ(error_of(send_file(*ann, png_bomb(1, 65'535))), dimensions);
    EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(10)) << "nothing was decoded";
    EXPECT_EQ(error_of(send_file(*ann, png_bomb(5000, 5000))), "Validation failed: File could not be processed")
        << "fewer data than promised";
}

TEST_F(HostileMedia, TruncatedFilesAreRefused)
{
    const auto* broken = "Validation failed: File could not be processed";
    const auto film = make_film("mp4");
    const auto png = make_png({.width = 300, .height = 300});
    for (const auto& whole : {png, make_jpeg(), make_webp(), film})
        EXPECT_EQ(error_of(send_file(*ann, whole.substr(0, whole.size() / 2))), broken);
}

/// What stands behind or beside the picture is not part of what is made of it.
TEST_F(HostileMedia, PolyglotsComeOutAsPictures)
{
    const auto html = "<html><script>alert(document.cookie)</script></html>"s;
    const auto gif = make_gif(1);
    const auto gifar = gif + "PK\x03\x04 META-INF/MANIFEST.MF " + html;
    for (const auto& polyglot : {make_png() + html, make_jpeg() + html, gifar, make_webp() + html}) {
        const auto media = upload(*ann, polyglot, "x.html");
        const auto bytes = whole(media.at("url"));
        EXPECT_EQ(bytes.find("<script>"), std::string::npos);
        EXPECT_EQ(bytes.find("MANIFEST"), std::string::npos);
        EXPECT_TRUE(fetch(media.at("url")).content_type.starts_with("image/"));
    }
}

/// Its input is a link to a file outside: it is not followed.
TEST_F(HostileMedia, LinksAreNotFollowed)
{
    const TemporaryFolder folder;
    media::Order order;
    order.image_pixels = 1'000'000;
    order.output_bytes = 1 << 20;
    order.memory_mb = 1024;
    order.cpu_s = 5;
    const std::stop_source stop;
    const auto secret = folder.path() + "-secret.png";
    std::ofstream(secret, std::ios::binary) << make_png();
    std::filesystem::create_symlink(secret, folder.path() + "/input");
    const auto outcome =
        media::run_sandbox(media::sandbox_program(), folder.path(), order, std::chrono::seconds(20), stop.get_token());
    EXPECT_FALSE(outcome.made);
    EXPECT_FALSE(outcome.stopped);
    std::filesystem::remove(secret);
}

/// A crash or kill of it fails that one upload, and nothing else.
TEST_F(HostileMedia, AKilledProcessFailsItsUploadOnly)
{
    const TemporaryFolder folder;
    std::ofstream(folder.path() + "/input", std::ios::binary) << make_png({.width = 2000, .height = 2000});
    media::give_to_sandbox(folder.path());
    media::Order order;
    order.image_pixels = 10'000'000;
    order.output_bytes = 4096; // SIGXFSZ as soon as it writes more
    order.memory_mb = 1024;
    order.cpu_s = 10;
    const std::stop_source stop;
    const auto outcome =
        media::run_sandbox(media::sandbox_program(), folder.path(), order, std::chrono::seconds(20), stop.get_token());
    EXPECT_FALSE(outcome.made);
    EXPECT_EQ(outcome.failure, media::Failure::broken);
    EXPECT_EQ(upload(*ann, make_png()).at("type"), "image") << "the next one is taken";
}

TEST_F(HostileMedia, PatienceEnds)
{
    const TemporaryFolder folder;
    std::ofstream(folder.path() + "/input", std::ios::binary) << make_film("mp4");
    media::give_to_sandbox(folder.path());
    media::Order order;
    order.image_pixels = order.video_pixels = 10'000'000;
    order.video_frame_rate = order.video_seconds = 100;
    order.output_bytes = 1 << 24;
    order.memory_mb = 2048;
    order.cpu_s = 10;
    std::stop_source stop;
    const auto at_once =
        media::run_sandbox(media::sandbox_program(), folder.path(), order, std::chrono::seconds(0), stop.get_token());
    EXPECT_FALSE(at_once.made);
    EXPECT_FALSE(at_once.stopped);
    stop.request_stop();
    const auto stopped =
        media::run_sandbox(media::sandbox_program(), folder.path(), order, std::chrono::seconds(60), stop.get_token());
    EXPECT_TRUE(stopped.stopped);
}

} // namespace
} // namespace rounds::test
