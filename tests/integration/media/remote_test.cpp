#include "server/media/disk_cache.hpp"
#include "server/social/verbs.hpp"
#include "tests/integration/media/media_site.hpp"
#include "tests/support/scripted_server.hpp"

#include <fmt/format.h>
#include <map>
#include <mutex>

namespace rounds::test {
namespace {

/// Another server's store of files, on loopback.
class Origin
{
public:
    Origin()
        : server_(testing::ScriptedServer::answering([this](const std::string& request) { return answer(request); }))
    {
    }

    [[nodiscard]] std::string url(const std::string& name) const
    {
        return fmt::format("http://127.0.0.1:{}/{}", server_.port(), name);
    }
    void put(const std::string& name, std::string content)
    {
        const std::lock_guard lock(mutex_);
        files_[name] = std::move(content);
    }
    [[nodiscard]] int asked(const std::string& name)
    {
        const std::lock_guard lock(mutex_);
        return asked_[name];
    }

private:
    std::string answer(const std::string& request)
    {
        const std::lock_guard lock(mutex_);
        const auto start = request.find('/') + 1;
        const auto name = request.substr(start, request.find(' ', start) - start);
        ++asked_[name];
        const auto file = files_.find(name);
        if (file == files_.end()) return testing::response("404 Not Found", "", "");
        if (file->second == "busy") return testing::response("503 Service Unavailable", "", "");
        // Whatever type it claims: the content decides.
        return testing::response("200 OK", "Content-Type: text/html\r\n", file->second);
    }

    std::mutex mutex_;
    std::map<std::string, std::string> files_;
    std::map<std::string, int> asked_;
    testing::ScriptedServer server_;
};

class RemoteMedia : public MediaTest
{
protected:
    static void SetUpTestSuite()
    {
        site = new Site([](app::Config& config) {
            config.federation.mode = "open";
            config.federation.loopback_testing = true;
            config.limits.api_per_5min = 1'000'000;
        });
        ann = new Phone(*site, "ann");
        bob = new Phone(*site, "bob");
    }

    /// A public post of another server with one file; the post as ann sees it.
    json::value arrive(const std::string& name, const std::string& kind = "image")
    {
        const auto id = site->db().transact_blocking([&](storage::Transaction& tx) {
            const auto author = make_account(tx, {.domain = "social.example"});
            const auto status = make_status(tx, author);
            storage::Media media;
            media.kind = kind;
            media.media_type = "image/png";
            media.remote_url = origin.url(name);
            media.description = "As its author says";
            storage::statuses::add_media(tx, status, {media});
            return status.id;
        });
        return ann->get("/api/v1/statuses/" + to_string(id)).at("media_attachments").at(0);
    }

    Origin origin;
};

TEST_F(RemoteMedia, IsFetchedOnceCleanedAndShownFromHere)
{
    origin.put("a.png", make_png({.width = 600, .height = 600, .with_metadata = true}));
    const auto media = arrive("a.png");
    EXPECT_TRUE(media.at("url").as_string().starts_with(std::string(base_url) + "/media/remote/"));
    EXPECT_TRUE(media.at("preview_url").as_string().starts_with(std::string(base_url) + "/media/remote/"));
    EXPECT_EQ(std::string(media.at("remote_url").as_string()), origin.url("a.png"));
    EXPECT_EQ(origin.asked("a.png"), 0) << "nobody has looked yet";

    const auto small = fetch(media.at("preview_url"));
    ASSERT_EQ(small.status, 200U) << small.body;
    EXPECT_EQ(small.content_type, "image/png") << "not what the origin says";
    EXPECT_EQ(size_of(small.body), (Size{400, 400}));
    const auto original = whole(media.at("url"));
    EXPECT_EQ(size_of(original), (Size{600, 600}));
    EXPECT_EQ((small.body + original).find(canary), std::string::npos);
    EXPECT_EQ(origin.asked("a.png"), 1);
    EXPECT_TRUE(nothing_stored_holds(canary));
}

TEST_F(RemoteMedia, WhatIsNoPictureIsNotShown)
{
    origin.put("x.png", "<html><script>alert(1)</script></html>");
    const auto page = arrive("x.png");
    EXPECT_EQ(fetch(page.at("url")).status, 404U);
    EXPECT_EQ(fetch(page.at("url")).status, 404U);
    EXPECT_EQ(origin.asked("x.png"), 1) << "remembered for a while";
    origin.put("bomb.png", png_bomb(60'000, 60'000));
    EXPECT_EQ(fetch(arrive("bomb.png").at("url")).status, 404U);
    EXPECT_EQ(fetch(arrive("gone.png").at("url")).status, 404U);
    origin.put("busy.png", "busy");
    EXPECT_EQ(fetch(arrive("busy.png").at("url")).status, 503U);
    const auto other = arrive("report.pdf", "unknown");
    EXPECT_EQ(std::string(other.at("url").as_string()), origin.url("report.pdf"))
        << "a link, for who wants to go there";
    EXPECT_TRUE(other.at("preview_url").is_null());
}

/// security.md N42.
TEST_F(RemoteMedia, NobodyHasUsAskOurselves)
{
    origin.put("a.png", make_png());
    auto media = arrive("a.png");
    site->db().transact_blocking([&](storage::Transaction& tx) {
        tx.exec_plain(
            "UPDATE media_attachments SET remote_url = 'https://mercy.example/api/v1/instance' "
            "WHERE id = " +
            id_of(media)
        );
    });
    EXPECT_EQ(fetch(media.at("url")).status, 404U);
}

TEST_F(RemoteMedia, PicturesOfAccountsComeThroughHere)
{
    origin.put("face.png", make_png({.width = 500, .height = 300}));
    const auto account = site->db().transact_blocking([&](storage::Transaction& tx) {
        auto made = make_account(tx, {.domain = "social.example"});
        made.avatar_url = origin.url("face.png");
        made.header_url = origin.url("none.png");
        return storage::accounts::save_remote(tx, made).value();
    });
    const auto path = "/api/v1/accounts/" + to_string(account.id);
    const auto seen = ann->get(path);
    EXPECT_EQ(size_of(fetch(seen.at("avatar")).body), (Size{400, 400}));
    EXPECT_EQ(fetch(seen.at("header")).status, 404U);
    // Another picture has another address.
    site->db().transact_blocking([&](storage::Transaction& tx) {
        auto changed = account;
        changed.avatar_url = origin.url("face2.png");
        (void)storage::accounts::save_remote(tx, changed);
    });
    EXPECT_NE(ann->get(path).at("avatar"), seen.at("avatar"));
    EXPECT_EQ(fetch(seen.at("avatar")).status, 404U);
}

TEST(DiskCache, KeepsWhatWasUsedLast)
{
    const TemporaryFolder folder;
    const auto file = [&](std::size_t size) {
        const auto path = folder.path() + "/new";
        std::ofstream(path, std::ios::binary) << std::string(size, 'x');
        return path;
    };
    const auto place = folder.path() + "/cache";
    {
        media::DiskCache cache(place, 1000);
        cache.put("a", ".png", file(400));
        cache.put("b", ".jpg", file(400));
        ASSERT_TRUE(cache.find("a")) << "b is now the least recently used";
        const auto open = cache.find("b");
        ASSERT_TRUE(cache.find("a"));
        cache.put("c", ".png", file(400));
        EXPECT_FALSE(cache.find("b"));
        EXPECT_EQ(open->file->read(0, 1000).size(), 400U) << "who has it open reads on";
        EXPECT_TRUE(cache.find("a"));
        EXPECT_EQ(cache.bytes(), 800U);
        EXPECT_EQ(cache.find("c")->name, "c.png");
    }
    media::DiskCache smaller(place, 500);
    EXPECT_EQ(smaller.bytes(), 400U) << "found again, and within the new bound";
}

} // namespace
} // namespace rounds::test
