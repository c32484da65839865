#include "server/social/delete_account.hpp"
#include "server/workers/maintenance_worker.hpp"
#include "storage/accounts.hpp"
#include "storage/erasure.hpp"
#include "tests/integration/media/media_site.hpp"

namespace rounds::test {
namespace {

using storage::Transaction;

class Erasure : public MediaTest
{
protected:
    template <class F> static auto run(F body) { return site->db().transact_blocking(body); }
    static void sweep()
    {
        auto& app = site->app();
        workers::sweep(
            {.db = app.work_db, .clock = app.clock, .keep = app.config.retention, .blobs = &app.media->blobs()}, {}
        );
    }
    static std::size_t files_stored()
    {
        std::size_t files = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(site->app().config.paths.data / "media"))
            if (entry.is_regular_file()) ++files;
        return files;
    }
};

TEST_F(Erasure, FilesOfWhoLeavesGoFromTheStoreTheReceiptSaysSo)
{
    Phone leaver(*site, "leaver");
    const auto before = files_stored();
    const auto posted = upload(leaver, make_png({.width = 64}));
    const auto kept = upload(leaver, make_png({.width = 60}));
    const json::object form{{"status", "a picture"}, {"media_ids", json::array{posted.at("id")}}};
    (void)leaver.post("/api/v1/statuses", form);
    ASSERT_GT(files_stored(), before);
    run([&](Transaction& tx) {
        const auto account = storage::accounts::find(tx, leaver.id).value();
        ASSERT_TRUE(social::delete_account(tx, site->app().urls, account, site->app().clock.now()));
    });
    while (!run([&](Transaction& tx) { return social::erase_some(tx, leaver.id); })) {
    }
    sweep();
    sweep();
    EXPECT_EQ(files_stored(), before);
    EXPECT_EQ(fetch(posted.at("url")).status, 404U);
    EXPECT_EQ(fetch(kept.at("url")).status, 404U);
    const auto rest = run([&](Transaction& tx) { return storage::erasure::rest_of(tx, leaver.id).value(); });
    EXPECT_TRUE(rest.deleted_at);
    EXPECT_EQ(rest.posts + rest.files + rest.data_keys, 0);
}

} // namespace
} // namespace rounds::test
