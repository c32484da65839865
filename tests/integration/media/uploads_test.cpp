#include "server/workers/maintenance_worker.hpp"
#include "tests/integration/media/media_site.hpp"

namespace rounds::test {
namespace {

using http::Method;

class MediaUploads : public MediaTest
{
protected:
    static std::string post_with(Phone& by, const std::string& media, const std::string& text = "look")
    {
        const auto post = by.post("/api/v1/statuses", {{"status", text}, {"media_ids", {media}}});
        return id_of(post);
    }
    static http::Response try_post(Phone& by, const json::array& media, const std::string& text = "look")
    {
        return by.ask(Method::post, "/api/v1/statuses", {{"status", text}, {"media_ids", media}});
    }
    /// Maintenance as it will be after so many hours.
    static void sweep_after(std::chrono::hours hours)
    {
        const ManualClock later(site->app().clock.now() + hours);
        const workers::MaintenanceWorker::Parts parts{
            .db = site->db(), .clock = later, .keep = site->app().config.retention, .blobs = &site->app().media->blobs()
        };
        workers::sweep(parts, {});
    }
};

TEST_F(MediaUploads, PictureIsTakenShownAndPosted)
{
    const auto answer = ann->send_parts(
        Method::post,
        "/api/v2/media",
        {{"file", make_png({.width = 800, .height = 600}), "scan.png"}, {"description", "A map"}, {"focus", "0.5,-0.5"}}
    );
    ASSERT_EQ(answer.status, 200U) << answer.body;
    const auto media = json::parse(answer.body);
    EXPECT_EQ(media.at("type"), "image");
    EXPECT_EQ(media.at("description"), "A map");
    EXPECT_EQ(media.at("meta").at("original").at("size"), "800x600");
    EXPECT_EQ(media.at("meta").at("small").at("width"), 461) << "400x400 in area";
    EXPECT_EQ(media.at("meta").at("focus").at("y"), -0.5);
    EXPECT_EQ(media.at("blurhash").as_string().size(), 4U + 2 * 16);
    EXPECT_EQ(size_of(whole(media.at("url"))), (Size{800, 600}));
    EXPECT_EQ(size_of(whole(media.at("preview_url"))), (Size{461, 346}));

    const auto id = post_with(*ann, id_of(media), "");
    const auto seen = bob->get("/api/v1/statuses/" + id);
    EXPECT_EQ(seen.at("media_attachments").at(0), media);
    const auto only = bob->get("/api/v1/accounts/" + to_string(ann->id) + "/statuses?only_media=true");
    EXPECT_EQ(ids_in(only).front(), id);
}

TEST_F(MediaUploads, FilesAreServedSafely)
{
    const auto media = upload(*ann, make_jpeg());
    const auto file = fetch(media.at("url"));
    EXPECT_EQ(file.status, 200U);
    EXPECT_EQ(file.content_type, "image/jpeg");
    EXPECT_EQ(file.headers.get("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(file.headers.get("Content-Security-Policy"), "default-src 'none'; sandbox");
    EXPECT_EQ(file.headers.get("Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(file.headers.get("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(file.headers.get("Accept-Ranges"), "bytes");

    const auto part = fetch(media.at("url"), {{"Range", "bytes=2-5"}});
    EXPECT_EQ(part.status, 206U);
    EXPECT_EQ(part.body, file.body.substr(2, 4));
    EXPECT_EQ(part.headers.get("Content-Range"), "bytes 2-5/" + std::to_string(file.body.size()));
    EXPECT_EQ(fetch(media.at("url"), {{"Range", "bytes=9999999-"}}).status, 416U);
    const std::string tag(file.headers.get("ETag"));
    EXPECT_EQ(fetch(media.at("url"), {{"If-None-Match", tag}}).status, 304U);
    EXPECT_EQ(fetch(media.at("url"), {{"Range", "bytes=2-5"}, {"If-Range", "\"other\""}}).status, 200U);
    const auto none = "/media/" + storage::new_blob_key(".jpg");
    EXPECT_EQ(site->send(make_request(Method::get, none)).status, 404U);
    for (const auto* path : {"/media/..%2fsecret.key", "/media/%2e%2e", "/media/x.jpg", "/media/remote/0"})
        EXPECT_EQ(site->send(make_request(Method::get, path)).status, 404U) << path;
}

/// The reason why hospitals take this: a photograph tells where it was taken.
TEST_F(MediaUploads, NoMetadataSurvives)
{
    for (const auto& picture : {make_jpeg(true), make_png({.with_metadata = true}), make_webp(true)}) {
        ASSERT_NE(picture.find(canary), std::string::npos);
        const auto media = upload(*ann, picture);
        for (const auto* key : {"url", "preview_url"}) {
            const auto bytes = whole(media.at(key));
            EXPECT_EQ(bytes.find(canary), std::string::npos) << key;
            for (const auto* mark : {"Exif", "eXIf", "EXIF", "xmpmeta", "8BIM", "tEXt", "zTXt", "iTXt"})
                EXPECT_EQ(bytes.find(mark), std::string::npos) << key << ' ' << mark;
        }
    }
    EXPECT_TRUE(nothing_stored_holds(canary));
}

TEST_F(MediaUploads, PicturesAreTurnedUpright)
{
    const auto media = upload(*ann, make_jpeg(true));
    EXPECT_EQ(media.at("meta").at("original").at("size"), "16x32");
    EXPECT_EQ(size_of(whole(media.at("url"))), (Size{16, 32}));
}

TEST_F(MediaUploads, MovingGifsBecomeSilentFilms)
{
    EXPECT_EQ(upload(*ann, make_gif(1)).at("type"), "image");
    const auto moving = upload(*ann, make_gif(3));
    EXPECT_EQ(moving.at("type"), "gifv");
    EXPECT_EQ(fetch(moving.at("url")).content_type, "video/mp4");
    EXPECT_EQ(fetch(moving.at("preview_url")).content_type, "image/jpeg");
}

TEST_F(MediaUploads, FilmsAndSoundsAreConvertedAndStripped)
{
    for (const auto* extension : {"mp4", "webm", "mov"}) {
        const auto film = upload(*ann, make_film(extension));
        EXPECT_EQ(film.at("type"), "video") << extension;
        EXPECT_EQ(film.at("meta").at("original").at("width"), 64);
        EXPECT_NEAR(film.at("meta").at("original").at("duration").as_double(), 1.0, 0.2);
        const auto bytes = whole(film.at("url"));
        EXPECT_EQ(bytes.substr(4, 4), "ftyp");
        EXPECT_EQ(bytes.find(canary), std::string::npos);
        EXPECT_EQ(size_of(whole(film.at("preview_url"))), (Size{64, 48}));
        EXPECT_FALSE(film.at("blurhash").is_null());
    }
    for (const auto* extension : {"mp3", "ogg", "flac", "wav", "m4a"}) {
        const auto sound = upload(*ann, make_sound(extension));
        EXPECT_EQ(sound.at("type"), "audio") << extension;
        EXPECT_TRUE(sound.at("preview_url").is_null());
        EXPECT_EQ(fetch(sound.at("url")).content_type, "audio/mpeg");
        EXPECT_EQ(whole(sound.at("url")).find(canary), std::string::npos) << extension;
    }
    EXPECT_TRUE(nothing_stored_holds(canary));
}

TEST_F(MediaUploads, BusyOnesSayso)
{
    const auto id = site->db().transact_blocking([&](storage::Transaction& tx) {
        storage::Media media;
        media.kind = "video";
        media.media_type = "video/mp4";
        return storage::media::add_busy(tx, ann->id, media);
    });
    const auto path = "/api/v1/media/" + to_string(id);
    const auto busy = ann->ask(Method::get, path);
    EXPECT_EQ(busy.status, 206U);
    EXPECT_TRUE(json::parse(busy.body).at("url").is_null());
    EXPECT_EQ(
        error_of(try_post(*ann, {to_string(id)})),
        "Validation failed: Cannot attach files that have not finished processing. Try again in a moment!"
    );
    sweep_after(std::chrono::hours(7)); // nobody works on it any more
    EXPECT_EQ(error_of(ann->ask(Method::get, path)), "Validation failed: File could not be processed");
}

TEST_F(MediaUploads, WordsChangeBeforeAndAfterPosting)
{
    const auto media = upload(*ann, make_png());
    const auto path = "/api/v1/media/" + id_of(media);
    const auto changed = ann->ask(Method::put, path, {{"description", "A hand"}, {"focus", "1,1"}});
    EXPECT_EQ(json::parse(changed.body).at("description"), "A hand");
    EXPECT_EQ(json::parse(changed.body).at("meta").at("focus").at("x"), 1.0);
    EXPECT_EQ(error_of(ann->ask(Method::put, path, {{"focus", "left"}})), "Validation failed: Focus is invalid");
    EXPECT_EQ(
        error_of(ann->ask(Method::put, path, {{"description", std::string(1501, 'x')}})),
        "Validation failed: Description is too long"
    );
    const auto chosen =
        ann->send_parts(Method::put, path, {{"thumbnail", make_png({.width = 20, .height = 20}), "t.png"}});
    ASSERT_EQ(chosen.status, 200U) << chosen.body;
    EXPECT_EQ(size_of(whole(json::parse(chosen.body).at("preview_url"))), (Size{20, 20}));

    const auto post = post_with(*ann, id_of(media));
    EXPECT_EQ(ann->get("/api/v1/statuses/" + post).at("media_attachments").at(0).at("description"), "A hand");
    const auto edit = ann->ask(
        Method::put,
        "/api/v1/statuses/" + post,
        {{"status", "look"},
         {"media_ids", {id_of(media)}},
         {"media_attributes", {{{"id", id_of(media)}, {"description", "Her hand"}}}}}
    );
    ASSERT_EQ(edit.status, 200U) << edit.body;
    const auto after = json::parse(edit.body);
    EXPECT_EQ(after.at("media_attachments").at(0).at("description"), "Her hand");
    EXPECT_FALSE(after.at("edited_at").is_null());
    const auto bare =
        ann->ask(Method::put, "/api/v1/statuses/" + post, {{"status", "no look"}, {"media_ids", json::array{}}});
    EXPECT_TRUE(json::parse(bare.body).at("media_attachments").as_array().empty());
}

TEST_F(MediaUploads, OnlyFitFilesGoOnAPost)
{
    json::array five;
    for (int i = 0; i < 5; ++i) five.emplace_back(id_of(upload(*ann, make_png())));
    EXPECT_EQ(
        error_of(try_post(*ann, five)), "Validation failed: Cannot attach more files than this server takes in one post"
    );
    const auto film = id_of(upload(*ann, make_film("mp4")));
    EXPECT_EQ(
        error_of(try_post(*ann, {five[0], json::value(film)})),
        "Validation failed: Cannot attach a video to a post that already contains images"
    );
    const auto* not_found = "Validation failed: Media not found or already attached to another post";
    EXPECT_EQ(error_of(try_post(*bob, {five[0]})), not_found) << "another's (N78)";
    EXPECT_EQ(error_of(try_post(*ann, {"12345"})), not_found);
    EXPECT_EQ(error_of(try_post(*ann, {"../1"})), not_found);
    five.pop_back();
    const auto post = try_post(*ann, five, "four");
    ASSERT_EQ(post.status, 200U) << post.body;
    EXPECT_EQ(ids_in(json::parse(post.body).at("media_attachments")).size(), 4U);
    EXPECT_EQ(error_of(try_post(*ann, {five[0]})), not_found) << "on a post already";
    EXPECT_EQ(
        error_of(ann->ask(Method::del, "/api/v1/media/" + std::string(five[0].as_string()))),
        "Validation failed: Media attachment is currently used by a status"
    );
}

TEST_F(MediaUploads, OthersUploadsAreNotThere)
{
    const auto media = upload(*ann, make_png());
    const auto path = "/api/v1/media/" + id_of(media);
    EXPECT_EQ(bob->status_of(path), 404U);
    EXPECT_EQ(bob->ask(Method::put, path, {{"description", "x"}}).status, 404U);
    EXPECT_EQ(bob->ask(Method::del, path).status, 404U);
    EXPECT_EQ(ann->ask(Method::del, path).status, 200U);
    EXPECT_EQ(ann->status_of(path), 404U);
    EXPECT_EQ(fetch(media.at("url")).status, 200U) << "removed by maintenance";
    sweep_after(std::chrono::hours(0));
    EXPECT_EQ(fetch(media.at("url")).status, 404U);
}

TEST_F(MediaUploads, UploadsWithoutAPostExpire)
{
    const auto kept = upload(*ann, make_png());
    const auto post = post_with(*ann, id_of(kept));
    const auto idle = upload(*ann, make_png());
    sweep_after(std::chrono::hours(23));
    EXPECT_EQ(ann->status_of("/api/v1/media/" + id_of(idle)), 200U);
    sweep_after(std::chrono::hours(25));
    EXPECT_EQ(ann->status_of("/api/v1/media/" + id_of(idle)), 404U);
    EXPECT_EQ(fetch(idle.at("url")).status, 404U);
    EXPECT_EQ(fetch(idle.at("preview_url")).status, 404U);
    EXPECT_EQ(fetch(kept.at("url")).status, 200U);
}

TEST_F(MediaUploads, DeletedPostsCanBeDraftedAgainForAWhile)
{
    const auto media = upload(*ann, make_png());
    const auto first = post_with(*ann, id_of(media));
    const auto gone = Phone::parsed(ann->ask(Method::del, "/api/v1/statuses/" + first));
    EXPECT_EQ(id_of(gone.at("media_attachments").at(0)), id_of(media));
    const auto second = post_with(*ann, id_of(media), "again");
    ann->ask(Method::del, "/api/v1/statuses/" + second);
    sweep_after(std::chrono::hours(1));
    EXPECT_EQ(fetch(media.at("url")).status, 200U);
    sweep_after(std::chrono::hours(3));
    EXPECT_EQ(fetch(media.at("url")).status, 404U);
}

TEST_F(MediaUploads, InstanceTellsTheTruth)
{
    const auto instance = ann->get("/api/v2/instance").at("configuration");
    EXPECT_EQ(instance.at("statuses").at("max_media_attachments"), 4);
    const auto& media = instance.at("media_attachments");
    EXPECT_EQ(media.at("image_size_limit"), 16 << 20);
    EXPECT_EQ(media.at("video_size_limit"), 40 << 20);
    EXPECT_EQ(media.at("description_limit"), 1500);
    EXPECT_NE(json::serialize(media.at("supported_mime_types")).find("image/webp"), std::string::npos);
}

TEST_F(MediaUploads, StrangersAreNotReadForLong)
{
    auto request = make_request(Method::post, "/api/v2/media");
    EXPECT_EQ(site->dispatcher().admit(request).body_limit, site->app().config.http.body_bytes);
    request.headers.set("Authorization", "Bearer something");
    EXPECT_GT(site->dispatcher().admit(request).body_limit, site->app().config.media.video_bytes);
}

} // namespace
} // namespace rounds::test
