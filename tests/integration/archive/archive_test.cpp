#include "server/archive/collect.hpp"
#include "server/social/verbs.hpp"
#include "storage/audit.hpp"
#include "storage/chats.hpp"
#include "tests/integration/accounts/accounts_site.hpp"
#include "tests/support/pictures.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <map>

namespace rounds::archive {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

/// All bytes, asked for in pieces of that size.
std::string whole(const Tar& tar, std::size_t piece)
{
    std::string bytes;
    while (bytes.size() < tar.size()) {
        const auto next = tar.read(bytes.size(), piece);
        if (next.empty()) break;
        bytes += next;
    }
    return bytes;
}

/// Names and contents, as tar(1) reads them.
std::map<std::string, std::string> unpacked(const std::string& bytes)
{
    const test::TemporaryFolder folder;
    const auto file = folder.path() + "/a.tar";
    std::ofstream(file, std::ios::binary) << bytes;
    const auto command = "cd " + folder.path() + " && mkdir out && tar -xf a.tar -C out";
    EXPECT_EQ(std::system(command.c_str()), 0); // NOLINT(concurrency-mt-unsafe): one thread
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path() + "/out")) {
        if (!entry.is_regular_file()) continue;
        std::ifstream in(entry.path(), std::ios::binary);
        const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
        files[entry.path().lexically_relative(folder.path() + "/out").string()] = content;
    }
    return files;
}

TEST(Tar, IsReadByTarWhateverThePieces)
{
    Tar tar(1'700'000'000);
    tar.add("empty.txt", std::string{});
    tar.add("folder/block.bin", std::string(512, 'b'));
    tar.add("folder/long.bin", std::string(1500, 'l'));
    const auto bytes = whole(tar, 100'000);
    EXPECT_EQ(bytes.size(), tar.size());
    for (const std::size_t piece : {1UL, 7UL, 511UL, 512UL, 513UL, 4096UL})
        EXPECT_EQ(whole(tar, piece), bytes) << piece;
    const auto files = unpacked(bytes);
    ASSERT_EQ(files.size(), 3U);
    EXPECT_EQ(files.at("empty.txt"), "");
    EXPECT_EQ(files.at("folder/block.bin"), std::string(512, 'b'));
    EXPECT_EQ(files.at("folder/long.bin"), std::string(1500, 'l'));
}

TEST(Tar, AFileThatVanishedLeavesTheOthersInPlace)
{
    Tar tar(0);
    tar.add("gone", 1000, [](std::uint64_t, std::size_t) -> result<std::string> { return errc::not_found; });
    tar.add("there", std::string("still"));
    EXPECT_EQ(unpacked(whole(tar, 300)).at("there"), "still");
    EXPECT_THROW(tar.add(std::string(100, 'n'), std::string{}), std::invalid_argument);
}

struct Archive : ::testing::Test
{
    test::AccountsSite site{test::AccountsSite::Mail::off};
    AccountId ann = site.site().add_person("ann", test::password);
    AccountId bob = site.site().add_person("bob", test::password);
    test::Browser browser = site.browser();

    void SetUp() override { ASSERT_EQ(browser.log_in("ann", test::password).status, 303U); }

    template <class F> auto run(F body) { return site.site().db().transact_blocking(body); }
    void
    post(AccountId by, const std::string& text, storage::Visibility visibility, std::vector<AccountId> mentions = {})
    {
        run([&](storage::Transaction& tx) {
            social::PostForm form;
            form.text = text;
            form.visibility = visibility;
            form.mentions = std::move(mentions);
            const auto author = storage::accounts::find(tx, by).value();
            return social::post(tx, site.app().urls, author, form, site.app().clock.now()).value();
        });
    }
    std::map<std::string, std::string> archive()
    {
        boost::asio::io_context context;
        auto made = boost::asio::co_spawn(context, collect(site.app(), ann), boost::asio::use_future);
        context.run();
        return unpacked(whole(made.get().value(), 4096));
    }
};

TEST_F(Archive, HoldsWhatOneMadeAndNothingOfOthers)
{
    using enum storage::Visibility;
    post(ann, "what helped me", public_);
    post(ann, "@bob just between us", direct, {bob});
    post(bob, "@ann an answer of bob", direct, {ann});
    run([&](storage::Transaction& tx) {
        const auto network = test::make_network(tx, {.title = "Breast cancer"}).id;
        storage::chats::set_quote_consent(tx, network, ann, true, site.app().clock.now());
    });
    const auto files = archive();
    for (const auto* name :
         {"actor.json",
          "outbox.json",
          "likes.json",
          "bookmarks.json",
          "following_accounts.csv",
          "blocked_accounts.csv",
          "bookmarks.csv",
          "consents.json",
          "marks.json",
          "log_ins.json"})
        ASSERT_TRUE(files.contains(name)) << name;
    const auto outbox = json::parse(files.at("outbox.json")).as_object();
    EXPECT_EQ(outbox.at("type").as_string(), "OrderedCollection");
    ASSERT_EQ(outbox.at("totalItems").as_int64(), 2);
    EXPECT_EQ(outbox.at("orderedItems").at(0).at("type").as_string(), "Create");
    EXPECT_THAT(files.at("outbox.json"), HasSubstr("what helped me"));
    EXPECT_THAT(files.at("outbox.json"), HasSubstr("just between us"));
    EXPECT_THAT(files.at("outbox.json"), Not(HasSubstr("an answer of bob")));
    const auto consents = json::parse(files.at("consents.json")).as_object();
    EXPECT_EQ(consents.at("quoted_in_summaries").at(0).at("network").as_string(), "Breast cancer");
    EXPECT_THAT(files.at("log_ins.json"), HasSubstr("log_in"));
    EXPECT_THAT(files.at("actor.json"), HasSubstr("/users/ann"));
}

TEST_F(Archive, IsMadeForWhoKnowsThePasswordAndOnRecord)
{
    const auto page = browser.get("/settings/data");
    const auto send = [&](const std::string& given) {
        return test::AccountsSite::send_form(browser, page, "/settings/archive", {{"current_password", given}});
    };
    EXPECT_EQ(browser.post("/settings/archive", {{"current_password", test::password}}).status, 403U) << "not our form";
    EXPECT_EQ(send("wrong").status, 422U);
    const auto made = [&] {
        return run([&](storage::Transaction& tx) {
            return storage::audit::search(tx, {.action = "archive.make"}).size();
        });
    };
    EXPECT_EQ(made(), 0U);
    const auto response = send(test::password);
    EXPECT_EQ(response.status, 200U);
    EXPECT_EQ(response.content_type, "application/x-tar");
    EXPECT_TRUE(response.stream) << "never there as a whole";
    EXPECT_GT(response.stream_length.value_or(0), 1024U);
    EXPECT_THAT(std::string(response.headers.get("Cache-Control")), HasSubstr("no-store"));
    EXPECT_EQ(made(), 1U);
}

} // namespace
} // namespace rounds::archive
